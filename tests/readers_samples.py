"""A report of our own sentences, written in each format: what the tests of the readers read back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

TITLE = "苏州市数据局2024年上半年工作总结"
ROWS = (("序号", "任务", "完成状态"), ("1", "“免证办”改革", "已完成"), ("2", "综合窗口", "正在推进"))
PARAGRAPHS = (
    "2024年上半年,苏州市数据局把“高效办成一件事”当作主线,各项工作平稳推进。",
    "一、政务服务",
    "(一)深化改革。深入推进“免证办”改革,实现免证办事项860项,群众少跑腿、少交证,办事窗口的平均等候时间比去年同期缩短三分之一。",
    "(二)窗口建设。全市10个县级市、区全部设立综合窗口,无差别受理依申请事项。",
    "1.制度文件。印发《苏州市政务服务“免证办”工作实施方案》,明确各部门分工。",
    "2.渠道拓展。上线“苏周到”新版,接入长三角“一网通办”平台,掌上可办事项增加到1200项,累计注册用户超过900万,日均访问量明显上升。",
    "二、合作交流",
    "与南京市签署政务服务“跨省通办”合作协议,两地互设专窗。",
    "赴浙江省杭州市考察学习“最多跑一次”改革,形成调研报告一份。",
    "三、下半年工作打算",
    "下半年,将上线“智慧审批”系统,力争年底前新增“秒批”事项30个。",
    "继续深化“证照分离”改革,扩大告知承诺制的范围。",
)


def row(cells: Sequence[str]) -> str:
    return "\t".join(cells)


def lines() -> list[str]:
    """The report a line a paragraph, its table before the plan."""
    return [TITLE, *PARAGRAPHS[:9], *map(row, ROWS), *PARAGRAPHS[9:]]


def plain() -> str:
    return "\n".join(lines())


def page(body: str, *, head: str = "") -> str:
    """A page of a government's site around an article."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE}_苏州市人民政府</title>{head}
<style>p {{ margin: 0 }}</style><script>var a = "<p>不是正文,是脚本里的一个句子。</p>";</script></head><body>
<div class="header"><ul><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li></ul></div>
<div class="crumbs">当前位置:<a href="/">首页</a> &gt; <a href="/zw">工作总结</a></div>
<div class="wrap"><div class="main"><h1>{TITLE}</h1>
<div class="info"><span>发布时间:2024-07-12 09:30</span> <span>来源:苏州市数据局</span> <span>浏览次数:120</span>
<span>字体:[<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>]</span></div>
<div class="TRS_Editor" id="zoom">{body}</div>
<p>[<a href="javascript:print()">打印</a>] [<a href="javascript:close()">关闭</a>]</p>
<div>上一篇:<a href="1.html">苏州市数据局关于开展数字政府建设评估工作的通知</a></div></div>
<div class="right"><h3>相关阅读</h3><ul>
<li><a href="2.html">我市召开全市政务服务工作推进会议,部署下阶段工作。</a></li></ul></div>
</div><div class="footer"><p>主办:苏州市人民政府办公室 苏ICP备00000000号</p>
<p>建议使用1024*768以上分辨率的浏览器访问本网站,以获得更好的效果。</p></div></body></html>"""


def table() -> str:
    return "<table>" + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in cells)}</tr>" for cells in ROWS) + "</table>"


def article(*, tag: str = "p") -> str:
    body = [f"<{tag}>\u3000\u3000{text}</{tag}>" for text in PARAGRAPHS]
    return "\n".join([*body[:9], table(), *body[9:]])


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, *, numbering: str = "", styles: str = "", prolog: str = "") -> bytes:
    """A word file with this body."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": f"{prolog}<w:document {WORD}><w:body>{body}</w:body></w:document>",
    }
    if numbering != "":
        parts["word/numbering.xml"] = f"<w:numbering {WORD}>{numbering}</w:numbering>"
    if styles != "":
        parts["word/styles.xml"] = f"<w:styles {WORD}>{styles}</w:styles>"
    return packed({name: text.encode() for name, text in parts.items()})


def paragraph(text: str, properties: str = "") -> str:
    half = len(text) // 2  # Word cuts a paragraph into runs anywhere
    runs = "".join(f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (text[:half], text[half:]))
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def word_table() -> str:
    rows = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) for cells in ROWS)
    return "<w:tbl>" + "".join(f"<w:tr>{cells}</w:tr>" for cells in rows) + "</w:tbl>"


def word_body() -> str:
    texts = [paragraph(text) for text in (TITLE, *PARAGRAPHS)]
    return "".join([*texts[:10], word_table(), *texts[10:]])


def packed(files: dict[str, bytes]) -> bytes:
    """A zip of these."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def pdf(pages: Sequence[Sequence[str]], *, trailer: str = "") -> bytes:
    """A pdf whose pages show these lines, in a font that it names and does not hold."""
    numbers = [6 + 2 * index for index in range(len(pages))]
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{n} 0 R' for n in numbers)}]>>".encode(),
        3: b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[4 0 R]>>",
        4: b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 5 0 R/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>",
        5: b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880"
        b"/StemV 80/FontBBox[0 -120 1000 880]>>",
    }
    for number, lines_ in zip(numbers, pages, strict=True):
        shown = "".join(
            f"1 0 0 1 60 {780 - 20 * at} Tm <{text.encode('utf-16-be').hex()}> Tj " for at, text in enumerate(lines_)
        )
        content = f"BT /F1 12 Tf {shown}ET".encode()
        objects[number] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {number + 1} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        ).encode()
        objects[number + 1] = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    data = bytearray(b"%PDF-1.5\n")
    offsets = {}
    for number, body in sorted(objects.items()):
        offsets[number] = len(data)
        data += b"%d 0 obj%s endobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offsets[number] for number in sorted(offsets))
    data += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer.encode(), start)
    return bytes(data)


def printed(texts: Sequence[str], *, letters: int = 36, rows: int = 14) -> list[list[str]]:
    """Paragraphs as printed: cut into lines of so many letters, two of indent, with a running head and page numbers."""
    shown: list[str] = []
    for text in texts:
        indented = text if text == TITLE else "\u3000\u3000" + text
        shown += [indented[at : at + letters] for at in range(0, len(indented), letters)]
    pages = [shown[at : at + rows] for at in range(0, len(shown), rows)]
    return [["苏州市数据局文件", *page, f"- {number} -"] for number, page in enumerate(pages, 1)]
