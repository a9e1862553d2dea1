"""Every format gives the paragraphs, and so the statements, of the report that it carries."""

from __future__ import annotations

import pathlib
import stat

import pytest

from loaders import batch, extract, readers, report
from loaders.readers import docx, html, pdf, word
from ontology import registry
from ontology.errors import ReportError
from tests import readers_samples as sample

ENCODED = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "gb18030": "gb2312", "gbk": "gbk"}


def statements(path: pathlib.Path, text: str) -> list[tuple[str, str, str, str | None]]:
    known = registry.load()
    made = report.make_report(
        text, path, known, report.described(path.stem, "苏州市", None, "2024-01/2024-06"), listed=False
    )
    found = extract.read(made, known).statements
    return [(each.relation, each.subject.text, each.object.text, each.status) for each in found]


def files() -> dict[str, bytes]:
    page = sample.page(sample.article())
    return {
        "utf8.txt": sample.plain().encode(),
        "gb.txt": sample.plain().encode("gb18030"),
        "page.html": page.encode(),
        "gb.htm": page.replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030"),
        "divs.html": sample.page(sample.article(tag="div")).encode(),
        "word.docx": sample.docx(sample.word_body()),
        "sheet.pdf": sample.pdf([page[1:] for page in sample.printed(sample.lines())]),
    }


def spaced() -> list[str]:
    """The lines as a format without cells gives them."""
    return [line.replace("\t", " ") for line in sample.lines()]


@pytest.mark.parametrize("name", files())
def test_every_format_gives_all_paragraphs_and_the_same_statements(name: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / name
    path.write_bytes(files()[name])
    text = readers.read(path)
    expected = spaced() if name.endswith(".pdf") else sample.lines()
    assert text.split("\n") == expected
    found = statements(path, text)
    assert found == statements(path, "\n".join(expected))
    assert len(found) > 5


def test_an_article_is_read_without_the_page_around_it() -> None:
    text = html.extract(sample.page(sample.article()).encode(), "page")
    for word_ in ("首页", "当前位置", "浏览次数", "字体", "打印", "上一篇", "推进会议", "ICP", "浏览器", "脚本"):
        assert word_ not in text


def test_lines_that_breaks_part_are_lines_of_the_article() -> None:
    body = "<br>\n".join(sample.PARAGRAPHS)
    assert html.extract(sample.page(body).encode(), "page").split("\n") == [sample.TITLE, *sample.PARAGRAPHS]


def test_an_article_in_the_cell_of_a_page_laid_out_by_tables_is_read() -> None:
    page = f"<table><tr><td><a href=a>首页</a></td><td>{sample.article()}</td></tr></table>"
    assert html.extract(page.encode(), "page").split("\n") == sample.lines()[1:]


def test_sections_of_one_article_are_read_together() -> None:
    parts = [f"<div class=s><p>{text}</p></div>" for text in sample.PARAGRAPHS]
    assert html.extract(sample.page("".join(parts)).encode(), "page").split("\n")[1:] == list(sample.PARAGRAPHS)


def test_a_title_that_the_article_lacks_is_its_first_line_and_the_publisher_its_second() -> None:
    head = '<meta name="ArticleTitle" content="宣城市2023年工作总结">'
    head += '<meta name="ContentSource" content="宣城市数据资源管理局">'
    page = f"<html><head><title>x</title>{head}</head><body>{sample.article()}</body></html>"
    assert html.extract(page.encode(), "page").split("\n")[:2] == ["宣城市2023年工作总结", "来源：宣城市数据资源管理局"]


def test_end_tags_may_be_missing() -> None:
    page = "<body><ul><li>导航<li>栏目</ul>" + "".join(f"<p>{text}" for text in sample.PARAGRAPHS)
    assert html.extract(page.encode(), "page").split("\n")[-12:] == list(sample.PARAGRAPHS)


def test_a_page_in_big5_is_read_and_its_bracketed_pinyin_dropped() -> None:
    body = "我市推進(jìn)“一窗受理”,優化(huà)服務(wù),提升效率,上線(xiàn)平台一個(gè),群眾滿意。"
    page = f"<meta charset=big5><p>{body}</p>".replace("à", "a").replace("ì", "i").replace("ù", "u").replace("è", "e")
    text = html.extract(page.encode("big5hkscs"), "page")
    assert text == "我市推進“一窗受理”,優化服務,提升效率,上線平台一個,群眾滿意。"


def test_a_few_bracketed_words_are_the_writers_own() -> None:
    assert "平台(app)" in html.extract("<p>我市上线掌上平台(app),办事更加方便快捷,群众满意。</p>".encode(), "page")


LISTS = (
    '<w:abstractNum w:abstractNumId="7">'
    + "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(
            [("chineseCountingThousand", "%1、"), ("japaneseCounting", "（%2）"), ("decimal", "%3.")]
        )
    )
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:styleId="H1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="X"><w:name w:val="mine"/><w:basedOn w:val="H1"/></w:style>'
    '<w:style w:styleId="T"><w:name w:val="toc 1"/></w:style>'
)


def numbered(level: int, number: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def test_automatic_numbers_are_written_out() -> None:
    levels = [0, 1, 1, 2, 2, 0, 1, 2]
    body = "".join(sample.paragraph("标题", numbered(level)) for level in levels)
    body += sample.paragraph("标题", numbered(0, 2)) + sample.paragraph("正文")
    marks = ["一、", "（一）", "（二）", "1.", "2.", "二、", "（一）", "1.", "一、", ""]
    assert docx.extract(sample.docx(body, numbering=LISTS), "w").split("\n") == [f"{m}标题" for m in marks[:-1]] + [
        "正文"
    ]


def test_a_style_numbers_its_paragraphs_and_a_table_of_contents_is_left_out() -> None:
    kinds = ("T", "H1", "X", "H1")
    body = "".join(sample.paragraph("标题", f'<w:pStyle w:val="{kind}"/>') for kind in kinds)
    text = docx.extract(sample.docx(body, numbering=LISTS, styles=STYLES), "w")
    assert text.split("\n") == ["一、标题", "二、标题", "三、标题"]


def test_a_number_before_a_digit_stays_apart_from_it() -> None:
    body = sample.paragraph("2024年工作", numbered(2))
    assert docx.extract(sample.docx(body, numbering=LISTS), "w") == "1. 2024年工作"


def test_what_was_struck_out_or_hidden_in_a_word_file_is_not_read() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:ins><w:r><w:t>留下</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:t>的字</w:t></w:r></w:p>"
    )
    assert docx.extract(sample.docx(body), "w") == "留下的字"


def test_running_heads_and_page_numbers_of_a_pdf_are_dropped_but_for_the_first_head() -> None:
    text = pdf.extract(sample.pdf(sample.printed(sample.lines())), "p")
    assert text.split("\n") == ["苏州市数据局文件", *spaced()]


def test_numbers_that_a_printer_sets_apart_stand_in_their_words_again() -> None:
    text = pdf.extract(sample.pdf([["2024 年上半年,全市办件 1200 项。", "1 窗口 推进"]]), "p")
    assert text.split("\n") == ["2024年上半年,全市办件1200项。", "1 窗口 推进"]


def test_a_scanned_pdf_is_refused_with_a_word_on_ocr() -> None:
    with pytest.raises(ReportError, match="scanned; run OCR"):
        pdf.extract(sample.pdf([[], [], ["一行"]]), "p")


def test_a_locked_pdf_is_refused() -> None:
    locked = f"/ID[<{'00' * 16}><{'00' * 16}>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'11' * 32}>/U<{'22' * 32}>>>"
    with pytest.raises(ReportError, match="locked with a password"):
        pdf.extract(sample.pdf([["一行"]], trailer=locked), "p")


def test_a_zip_is_read_entry_by_entry(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "reports.zip"
    named = {f"2024/{name}": data for name, data in files().items()}
    path.write_bytes(sample.packed({**named, "__MACOSX/._x.txt": b"x", "photo.jpg": b"x", "2024/~$word.docx": b"x"}))
    found = batch.sources([path], place="苏州市", period="2024-01/2024-06")
    assert [source.path for source in found] == sorted(path / name for name in named)
    assert {readers.read(source.path).replace("\t", " ") for source in found} == {sample.plain().replace("\t", " ")}
    assert len(batch.read_one(found[0]).statements) > 5


def test_a_folder_gives_the_reports_of_every_format_in_it(tmp_path: pathlib.Path) -> None:
    for name, data in files().items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "more.ZIP").write_bytes(sample.packed({"inner.txt": sample.plain().encode()}))
    (tmp_path / "table.xlsx").write_bytes(b"x")
    found = [source.path.relative_to(tmp_path).as_posix() for source in batch.sources([tmp_path])]
    assert found == sorted([*files(), "more.ZIP/inner.txt"])


def test_a_manifest_names_an_entry_of_an_archive(tmp_path: pathlib.Path) -> None:
    (tmp_path / "all.zip").write_bytes(sample.packed({"a/b.txt": sample.plain().encode()}))
    manifest = tmp_path / "reports.yaml"
    manifest.write_text("- {id: suzhou, file: all.zip/a/b.txt, place: 苏州市, period: 2024H1}", encoding="utf-8")
    (source,) = batch.sources([], manifest)
    assert batch.read_one(source).report.id == "suzhou"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_of_entries_are_read_in_either_encoding(tmp_path: pathlib.Path, encoding: str) -> None:
    raw = "总结.txt".encode(encoding)
    data = sample.packed({"x" * len(raw): sample.plain().encode()}).replace(b"x" * len(raw), raw)
    (tmp_path / "a.zip").write_bytes(data)
    assert readers.inside(tmp_path / "a.zip") == [tmp_path / "a.zip" / "总结.txt"]


def converter(folder: pathlib.Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_a_doc_is_read_through_a_converter(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(word, "CONVERTERS", {"catdoc": ("report.doc",)})
    converter(tmp_path, "catdoc", 'tail -c +9 "$1"')
    assert word.extract(OLE + sample.plain().encode(), "d").split("\n") == spaced()


def test_an_office_writes_the_docx_that_is_read(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    converter(tmp_path, "soffice", "tail -c +9 report.doc > report.docx")
    assert word.extract(OLE + sample.docx(sample.word_body()), "d").split("\n") == sample.lines()


def test_without_a_converter_a_doc_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ReportError, match="install LibreOffice, antiword or catdoc"):
        word.extract(OLE, "d")


@pytest.mark.parametrize(
    ("script", "reason"), [("exit 3", "status 3"), ("sleep 60", "takes too long"), ("true", "cannot be converted")]
)
def test_a_converter_that_fails_is_reported(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(word, "SECONDS", 0.5)
    converter(tmp_path, "soffice", script)
    with pytest.raises(ReportError, match=reason):
        word.extract(OLE, "d")


@pytest.mark.parametrize(
    "data", [sample.docx(sample.word_body()), sample.page(sample.article()).encode()], ids=["docx", "html"]
)
def test_a_doc_that_is_another_format_is_read_as_that(data: bytes) -> None:
    assert word.extract(data, "d").split("\n") == sample.lines()


def test_a_file_of_another_kind_is_refused_with_those_that_are_read(tmp_path: pathlib.Path) -> None:
    with pytest.raises(ReportError, match=r"\.docx, \.htm, \.html, \.pdf, \.txt"):
        readers.read(tmp_path / "a.xlsx")


@pytest.mark.parametrize(("name", "begins"), [("a.pdf", "pdf pypdfium2 5."), ("a.docx", "docx"), ("a.doc", "doc ")])
def test_the_version_of_a_reader_names_its_library(name: str, begins: str) -> None:
    assert readers.version(pathlib.Path(name)).startswith(begins)
