"""Whatever bytes a file holds, reading it ends in a text or a refusal, in time and memory bounded by its size."""

from __future__ import annotations

import contextlib
import io
import pathlib
import subprocess
import sys
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders import readers
from loaders.readers import archive, docx, elements, html, lines, pdf, pdfium, program, txt, word, zips
from ontology.errors import ReportError
from tests import readers_samples as sample

ROOT = pathlib.Path(__file__).resolve().parents[1]
SOUND = {
    ".txt": sample.plain().encode(),
    ".html": sample.page(sample.article()).encode(),
    ".docx": sample.docx(sample.word_body()),
}
WORD = f"<w:document {sample.WORD}>".encode()


def read(suffix: str, data: bytes) -> None:
    with contextlib.suppress(ReportError):
        assert readers.READERS[suffix].extract(data, "x") != ""


@pytest.mark.parametrize("suffix", [".txt", ".html", ".htm", ".docx", ".doc", ".wps"])
def test_any_bytes_end_in_a_text_or_a_refusal(suffix: str) -> None:
    @given(st.binary(max_size=300) | st.text(alphabet='<>/!-"= &#;pdivtabler甲。\0', max_size=200).map(str.encode))
    def law(data: bytes) -> None:
        read(suffix, data)

    law()


@pytest.mark.parametrize("suffix", SOUND)
def test_a_mutilated_file_ends_in_a_text_or_a_refusal(suffix: str) -> None:
    whole = SOUND[suffix]

    @given(st.integers(0, len(whole)), st.integers(0, len(whole)), st.binary(max_size=8))
    def law(start: int, end: int, put: bytes) -> None:
        read(suffix, whole[:start] + put + whole[end:])

    law()


@settings(max_examples=15)
@given(cut=st.integers(0, 3000), put=st.binary(max_size=8))
def test_a_mutilated_pdf_ends_in_a_text_or_a_refusal(cut: int, put: bytes) -> None:
    whole = sample.pdf(sample.printed(sample.lines()))
    read(".pdf", whole[:cut] + put + whole[cut + 1 :])


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 400))
def test_a_mutilated_zip_ends_in_entries_or_a_refusal(put: bytes, start: int, end: int) -> None:
    whole = sample.packed({"a.txt": b"abc", "b/c.docx": SOUND[".docx"][:50]})
    stream = io.BytesIO(whole[:start] + put + whole[end:])
    with contextlib.suppress(ReportError):
        for member in archive.members(stream, "x"):
            archive.unpack(stream, member, 1000, "x")


@given(st.text(max_size=50))
def test_every_part_of_a_word_file_may_hold_anything(text: str) -> None:
    parts = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "_rels/.rels")
    for name in parts:
        with contextlib.suppress(ReportError):
            docx.extract(sample.packed({parts[0]: WORD + b"</w:document>", name: text.encode("utf-8", "replace")}), "x")


def part(data: bytes) -> bytes:
    return sample.packed({"word/document.xml": data})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + WORD + b"&a;</w:document>", "document type"),
        (b'<!DOCTYPE d [<!ENTITY a "%b">]>' % (b"x" * 999) + WORD + b"&a;" * 999 + b"</w:document>", "document type"),
        (WORD + b"&a;</w:document>", "undefined entity"),
        (b"<p>" * 2000, "over 1000 deep"),
        (WORD + b" " * 9_000_000 + b"</w:document>", "200 times its size"),
        (WORD + b"</w:document>", "holds no text"),
        (WORD, "broken inside"),
    ],
    ids=["external entity", "entity of entities", "undefined entity", "deep nest", "bomb", "no text", "cut off"],
)
def test_a_word_file_that_is_a_trap_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ReportError, match=reason):
        docx.extract(part(data), "x")


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ({"a.txt": b"0" * 3_000_000}, "200 times its size"),
        ({f"{number}.txt": b"" for number in range(10_001)}, "more than 10000"),
        ({f"{number}.txt": b"" for number in range(70_000)}, "far larger archive"),
        ({"inner.zip": b""}, "holds an archive"),
        ({"a.txt": b"", "./a.txt": b""}, "two entries"),
        ({"a.jpg": b""}, "holds no report"),
        ({"a" * 501 + ".txt": b""}, "letters; rename it"),
    ],
    ids=["ratio", "number", "zip64", "nested", "twins", "no report", "long name"],
)
def test_a_zip_that_is_a_trap_is_refused(tmp_path: pathlib.Path, entries: dict[str, bytes], reason: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(sample.packed(entries))
    with pytest.raises(ReportError, match=reason):
        readers.inside(path)


def test_a_zip_that_unpacks_to_more_than_it_may_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "TOTAL", 100)
    with pytest.raises(ReportError, match="split it"):
        archive.members(io.BytesIO(sample.packed({"a.txt": b"0" * 60, "b.txt": b"0" * 60})), "x")


def test_an_entry_that_unpacks_to_more_than_the_directory_says_is_refused() -> None:
    data = sample.packed({"a.txt": b"0" * 90_000})
    stream = io.BytesIO(data.replace((90_000).to_bytes(4, "little"), (9).to_bytes(4, "little")))
    (member,) = archive.members(stream, "x")
    with pytest.raises(ReportError, match="differs"):
        archive.unpack(stream, member, 1000, "x")


@pytest.mark.parametrize("name", ["../../up.txt", "/root.txt", "C:\\x\\up.txt", "a/../../b.txt", "..\\..\\up.txt"])
def test_the_name_of_an_entry_stays_below_its_archive(tmp_path: pathlib.Path, name: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(sample.packed({name: sample.plain().encode()}))
    (entry,) = readers.inside(path)
    assert entry.resolve().is_relative_to(path.resolve())
    assert ".." not in entry.parts
    assert readers.read(entry) == sample.plain()


def test_a_locked_entry_is_refused() -> None:
    data = bytearray(sample.packed({"a.txt": b"abc"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ReportError, match="locked with a password"):
        archive.members(io.BytesIO(bytes(data)), "x")


TRAPS: dict[str, Callable[[int], str]] = {
    "open brackets": lambda n: "<" * 5 * n,
    "nested blocks": lambda n: "<div>" * n + "甲",
    "nested formats": lambda n: "<p>" + "".join(f"<b a={i}>" for i in range(n // 2)) + "<p>甲</p>" * (n // 2),
    "stray end tags": lambda n: "<div><table><tr><td>" + "<section>" * 150 + "</div>" * n + "甲",
    "nested tables": lambda n: "<table><tr><td>a<td>b" * n,
    "open quotes": lambda n: "<a b=\"x '" * n,
    "attributes": lambda n: "<a " + "b " * 5 * n + ">甲",
    "comments": lambda n: "<!--" * n,
    "scripts": lambda n: "<script></scrip" * n,
    "list items": lambda n: "<li>甲" * n,
    "entities": lambda n: "&#99999999999;&amp" * n,
    "a long number": lambda n: "&#" + "9" * 9 * n,
    "brackets": lambda n: "(" * 4 * n + "。" + "〔" * 4 * n,
    "nested navigation": lambda n: "<nav>甲" * n,
}


@pytest.mark.parametrize("trap", TRAPS)
def test_the_time_of_a_page_grows_with_its_size_and_not_faster(trap: str) -> None:
    def seconds(size: int) -> float:
        data = TRAPS[trap](size).encode()
        rounds = []
        for _ in range(3):
            begun = time.process_time()
            read(".html", data)
            rounds.append(time.process_time() - begun)
        return min(rounds)

    assert seconds(40_000) < 12 * max(seconds(10_000), 0.005)  # four times the page; a square would make it sixteen


def test_a_page_of_a_million_brackets_is_read_in_little_memory() -> None:
    data = ("<" * 500_000 + "(" * 500_000 + "甲。").encode()
    tracemalloc.start()
    read(".html", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 * len(data)


def test_a_lone_half_of_a_character_becomes_the_mark_for_none() -> None:
    text = html.extract("<p>甲&#xD800;乙\u200b丙&#0;丁是一个句子。</p>".encode(), "x")
    assert text == "甲\ufffd乙丙\ufffd丁是一个句子。"


@pytest.mark.parametrize(
    "data", [b"", b"  ", b"<p>\0\0abc</p>", b"<html><body></body></html>", b"\xff\xfe\0"], ids=repr
)
def test_a_page_that_is_no_text_or_holds_none_is_refused(data: bytes) -> None:
    with pytest.raises(ReportError):
        html.extract(data, "x")


def test_a_pdf_whose_page_is_a_bomb_ends_with_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 5.0)
    packed = zlib.compress(b"BT /F1 12 Tf " + b"(a) Tj " * 20_000_000 + b"ET", 9)
    whole = sample.pdf([["甲"]])
    content = b"7 0 obj<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream endobj\n" % (len(packed), packed)
    bomb = whole[: whole.index(b"7 0 obj")] + content + b"trailer<</Root 1 0 R>>"
    with pytest.raises(ReportError, match=r"takes over a minute|broke off|more pages or letters"):
        pdf.extract(bomb, "x")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.5", b"junk", sample.pdf([["甲"]])[:100]], ids=repr)
def test_a_broken_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(ReportError):
        pdf.extract(data, "x")


def test_a_file_larger_than_a_report_is_refused_before_it_is_read(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.html"
    with path.open("wb") as file:
        file.truncate(html.LARGEST + 1)
    with pytest.raises(ReportError, match="more than a report can be"):
        readers.read(path)


# ---------------------------------------------------------------- each limit, and what it keeps out


@pytest.mark.parametrize(
    ("limit", "most"),
    [
        (archive.MEMBERS, 10_000), (archive.TOTAL, 500_000_000), (archive.RATIO, 200), (docx.PART, 50_000_000),
        (elements.DEEPEST, 1_000), (lines.LONGEST, 5_000_000), (pdfium.PAGES, 2_000), (pdfium.LETTERS, 5_000_000),
        (pdfium.MEMORY, 2_000_000_000), (pdf.SECONDS, 60), (word.SECONDS, 120), (zips.LARGEST, 500_000_000),
        *((reader.LARGEST, 100_000_000) for reader in readers.READERS.values()),
    ],
)  # fmt: skip
def test_no_limit_is_beyond_what_an_ordinary_machine_bears(limit: float, most: float) -> None:
    assert limit <= most


@pytest.mark.parametrize("suffix", readers.SUFFIXES)
def test_a_file_of_any_format_has_a_largest_size(tmp_path: pathlib.Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    largest = zips.LARGEST if suffix == zips.SUFFIX else readers.READERS[suffix].LARGEST
    with path.open("wb") as file:
        file.truncate(largest + 1)
    with pytest.raises(ReportError, match=r"is more than (a report can be|500 MB).*split it"):
        readers.inside(path) if suffix == zips.SUFFIX else readers.read(path)


def test_an_archive_whose_directory_is_huge_is_refused_before_it_is_read() -> None:
    data = bytearray(sample.packed({"a.txt": b"abc"}))
    at = data.index(b"PK\x05\x06")
    data[at + 12 : at + 16] = (20_000_000).to_bytes(4, "little")
    with pytest.raises(ReportError, match="far larger archive"):
        archive.members(io.BytesIO(bytes(data)), "x")


def test_an_entry_of_an_archive_has_the_largest_size_of_its_format(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(sample.packed({"a.txt": sample.plain().encode()}))
    (entry,) = readers.inside(path)
    assert readers.read(entry) == sample.plain()
    monkeypatch.setattr(txt, "LARGEST", 100)
    with pytest.raises(ReportError, match="more than it can be"):
        readers.read(entry)


def test_a_part_of_a_word_file_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sample.docx(sample.word_body())
    assert docx.extract(whole, "x") != ""
    monkeypatch.setattr(docx, "PART", 100)
    with pytest.raises(ReportError, match=r"word/document\.xml: .* more than it can be"):
        docx.extract(whole, "x")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_entry_that_lies_about_its_size_takes_no_more_memory_than_it_says(method: int) -> None:
    size = 30_000_000
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as made:
        made.writestr("a.txt", bytes(size))
    stream = io.BytesIO(packed.getvalue().replace(size.to_bytes(4, "little"), (50_000).to_bytes(4, "little")))
    (member,) = (replace(each, packed=size) for each in archive.members(stream, "x"))
    tracemalloc.start()
    with pytest.raises(ReportError, match="differs"):
        archive.unpack(stream, member, 100_000, "x")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_an_entry_whose_bytes_changed_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as made:
        made.writestr("a.txt", b"abc")
    stream = io.BytesIO(packed.getvalue().replace(b"abc", b"abd", 1))
    (member,) = archive.members(stream, "x")
    with pytest.raises(ReportError, match="checksum differs"):
        archive.unpack(stream, member, 100, "x")


@pytest.mark.parametrize(("limit", "most"), [("PAGES", 1), ("LETTERS", 3)])
def test_a_pdf_of_more_pages_or_letters_than_a_report_is_refused(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(sample.pdf([["甲乙"], ["丙丁"]]))
    limited: list[None] = []
    monkeypatch.setattr(pdfium, "_limit", lambda: limited.append(None))
    assert pdfium.main(str(path)) == 0
    monkeypatch.setattr(pdfium, limit, most)
    assert pdfium.main(str(path)) == pdfium.LONG
    assert len(limited) == 2


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems do not limit the memory of a process")
def test_the_reader_of_pdf_files_has_a_limit_of_memory() -> None:
    code = "from loaders.readers import pdfium; pdfium._limit(); bytearray(pdfium.MEMORY)"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "MemoryError" in ended.stderr


def test_the_text_of_a_word_file_of_an_older_kind_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    def converts(_: object, folder: pathlib.Path, *, seconds: float) -> int:
        assert seconds <= 120
        for name in ("report.docx", program.OUTPUT):
            (folder / name).write_bytes(b"0" * 200)
        return 0

    monkeypatch.setattr(program, "run", converts)
    monkeypatch.setattr(word, "converter", lambda: "antiword")
    assert word.extract(b"\xd0\xcf\x11\xe0", "x") == "0" * 200
    monkeypatch.setattr(word, "LARGEST", 100)
    with pytest.raises(ReportError, match="more than a report can be once converted"):
        word.extract(b"\xd0\xcf\x11\xe0", "x")


def test_styles_that_are_based_on_each_other_end() -> None:
    based = "".join(
        f'<w:style w:styleId="{one}"><w:basedOn w:val="{other}"/></w:style>' for one, other in (("a", "b"), ("b", "a"))
    )
    body = sample.paragraph("推行容缺受理。", '<w:pStyle w:val="a"/>')
    assert docx.extract(sample.docx(body, styles=based), "x") == "推行容缺受理。"


def test_the_mark_of_a_list_stays_short_however_long_its_text() -> None:
    level = f'<w:lvl w:ilvl="0"><w:lvlText w:val="{"甲" * 1000}"/></w:lvl>'
    lists = f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum>'
    lists += '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    body = sample.paragraph("推行容缺受理。", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    assert docx.extract(sample.docx(body, numbering=lists), "x").count("甲") == 40
