"""Texts that no body writes and that a reader must bear: each shape in any number of letters.

    python -m tests.hostile_samples LETTERS SHAPE...

Reads each shape in a process of its own, whose processor time and memory are limited, and prints what is wrong.
"""

from __future__ import annotations

import json
import os
import pathlib
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from loaders import extract, report
from loaders.manifest import ManifestRow
from ontology import registry
from ontology.errors import ZhengmaiError
from ontology.report import Reading
from ontology.statement import LONGEST_QUOTE, parse_line

SECONDS = 60  # of the processor, for one shape
FATAL = (signal.SIGKILL, signal.SIGXCPU)
MEMORY = 2_000_000_000  # bytes of addresses, the 300 MB of an idle process among them
ROW = ManifestRow(id="hostile", place="苏州市", period="2024-01/2024-06")

REFORMS = ("免证办", "一件事一次办", "容缺受理", "告知承诺", "一网通办", "综合窗口", "跨省通办", "秒批", "帮办代办")
PLATFORMS = ("苏周到", "皖事通", "粤省事", "浙里办", "12345热线", "城市大脑", "政务服务平台")
PLACES = ("张家港", "常熟", "太仓", "昆山市", "吴江", "宣城市", "广德市", "宁国市", "衢州", "台州", "赣州市", "鼓楼区")
CUES = (
    "推行", "上线", "打造", "建成", "深化", "依托", "接入", "全省率先", "试点", "与", "借鉴", "包括", "印发", "按照",
)  # fmt: skip
WORDS = "窗口人员为群众办好每件小事而且把流程理顺让大家少等少跑"
BRACKETS = "（）()[]{}【】〔〕《》〈〉<>「」『』“”‘’\"'`´"
POINTS = ",,、;;::。.·…—-_~!!??|/\\*#%&@^+=$¥"
PARTS = "00九〇²٣①年月日号第届号級級"
UNSEEN = " \t\r\n\f\v\x00\x85\xa0\u2028\u3000\ufeff\ufffd\U0001f600\ud800\udfff"
MARKS = tuple(dict.fromkeys(BRACKETS + POINTS + PARTS + UNSEEN))


def repeated(*pieces: str, head: str = "", tail: str = "") -> Callable[[int], str]:
    """A shape: the pieces over and over, between a head and a tail."""
    whole = "".join(pieces)
    return lambda letters: head + (whole * (letters // len(whole) + 1))[:letters] + tail


def nested(opening: str, closing: str, inner: str = "免证办") -> Callable[[int], str]:
    """A shape: marks in marks, around one name."""
    return lambda letters: "推行" + opening * (letters // 2) + inner + closing * (letters // 2) + "。"


def numbered(piece: str) -> Callable[[int], str]:
    """A shape: a piece over and over, each time with another number in it."""

    def made(letters: int) -> str:
        one = len(piece.format(letters))
        return "".join(piece.format(number) for number in range(letters // one + 1))

    return made


MARKED: dict[str, Callable[[int], str]] = {
    f"{mark!r} after a name": repeated(mark, head="推行免证办", tail="免证办,上线苏周到。") for mark in MARKS
}
SHAPES: dict[str, Callable[[int], str]] = {
    "nested double quotes": nested("“", "”"),
    "nested single and double quotes": nested("“‘", "’”"),
    "nested corner quotes": nested("「『", "』」"),
    "nested title marks": nested("《", "》"),
    "nested brackets": nested("(", ")"),
    "open double quotes and names": repeated("“免证办"),
    "closed double quotes and names": repeated("免证办”"),
    "quoted names": repeated("“免证办”"),
    "quoted names in a list": repeated("“免证办”、"),
    "quoted unknown names": numbered("“第{}通办”、"),
    "quoted unknown reforms after a cue": numbered("推行“事{}快办”改革"),
    "one quotation of names": repeated("免证办、", head="推行“", tail="”。"),
    "quotations in one quotation": repeated("“一网通办”、", head="推行“", tail="”。"),
    "titles": repeated("《关于推行免证办的通知》"),
    "issued titles": repeated("印发《关于推行免证办的通知》、"),
    "open titles": repeated("《关于推行免证办的通知"),
    "names of reforms": repeated(*REFORMS),
    "names of reforms in a list": repeated(*(f"{name}、" for name in REFORMS)),
    "names of platforms": repeated(*PLATFORMS),
    "names and cues": repeated(*(f"推行{name}" for name in REFORMS)),
    "names and cues with commas": repeated(*(f"推行{name}," for name in REFORMS)),
    "names and hearsay": repeated(*(f"据介绍推行{name}," for name in REFORMS)),
    "cues": repeated(*CUES),
    "one cue": repeated("推行"),
    "platforms and cues": repeated(*(f"依托{name}建设" for name in PLATFORMS)),
    "platforms linked": repeated(*(f"接入{name}与" for name in PLATFORMS)),
    "places in a list": repeated(*(f"{name}、" for name in PLACES)),
    "places in a list with a statement": repeated(*(f"{name}、" for name in PLACES), tail="推行免证办。"),
    "own places and reforms": repeated("常熟、太仓推行免证办,"),
    "places without marks": repeated(*PLACES),
    "places learned from": repeated("赴", *(f"{name}、" for name in PLACES), "考察学习,"),
    "partners": repeated("与赣州市、衢州签署协议,"),
    "partner bodies": repeated("与甲银行、乙公司、丙集团", tail="签署协议。"),
    "partner bodies without end": repeated("乙公司、", head="与甲银行、", tail="签署协议。"),
    "orders from above": repeated("按照省"),
    "ranks": repeated("全省第一"),
    "first-ness": repeated("全省率先推行免证办"),
    "designated": repeated("列入全国试点免证办"),
    "bundles": repeated("企业开办一件事"),
    "bundles in a list": repeated("上线企业开办、", tail="一件事。"),
    "bare bundles": repeated("一件事"),
    "parts of a platform": repeated("苏周到包括查询、", tail="等服务。"),
    "parts in quotes": repeated("“免证办”、", head="苏周到包括", tail="等服务。"),
    "taken into a platform": repeated("将甲乙丙、", tail="纳入苏周到。"),
    "numbers": repeated("12345"),
    "numbers with units": repeated("近800项"),
    "numbers with units and commas": repeated("近800项,"),
    "numbers and reforms": repeated("免证办事项近800项"),
    "decimals": repeated("1.1"),
    "numbers with thousands": repeated("1,234"),
    "changes": repeated("由95个工作日压缩至70个工作日"),
    "shares": repeated("网办率达90%"),
    "words before numbers": repeated("超过突破不少于"),
    "scales": repeated("万亿"),
    "dates": repeated("2024年6月30日"),
    "months": repeated("6月"),
    "ranges of months": repeated("1-6月"),
    "deadlines": repeated("2024年12月底前"),
    "years": repeated("2024年"),
    "date parts": repeated("年月日"),
    "days of digits": repeated("1月1"),
    "until": repeated("截至"),
    "headings of level 1": repeated("一、做法\n"),
    "headings of level 2 in one line": repeated("(一)做法 "),
    "headings of level 3": repeated("1.做法\n"),
    "headings of level 4": repeated("一是推行免证办,少跑一趟。\n"),
    "headings without end": repeated("一、"),
    "headings of plans": repeated("一、下半年工作计划\n推行免证办。\n"),
    "plan words": repeated("2024年下半年,我局将"),
    "plan years": repeated("2025年下一步", head="一、"),
    "learning without a name": repeated("赴外地"),
    "words that guide": repeated("围绕、按照、"),
    "reforms that guide": repeated("按照容缺受理、"),
    "matters before a bundle": repeated("和简易注销", tail="等一件事"),
    "quotations before a word for platforms": repeated("“河畔行”", tail="等平台"),
    "numbers in quotations": repeated("按“1+2”、"),
    "quoted lists that guide": repeated("按“一网、两级”"),
    "sorts of platform": repeated("市综窗系统"),
    "ranks in a row": repeated("免证办居全省第一、全国第二、"),
    "assessed and ranked": repeated("效能考核,位列全省第三,"),
    "parts of the country": repeated("华东首个"),
    "first of what was done": repeated("推行河畔水运新规则,此举系全省首创,"),
    "lists that a rank counts": repeated("免证办、", tail="九项做法居全省前列"),
    "short lines": repeated("推行\n免证办\n"),
    "lines of spaces": repeated(" \n"),
    "spaces then a line": repeated(" " * 97, "\n"),
    "wrapped lines": repeated(WORDS + WORDS, "\n"),
    "the tails of platforms": repeated("平台"),
    "the tails of reforms": repeated("机制改革"),
    "cues before a long word": repeated("推行", *WORDS),
    "words of trimming": repeated("推行进一步优化完善的"),
    "words before a level": repeated("推行省市县区镇乡村两级"),
    "watermarks": repeated("9001zz以诚为本"),
    "latin letters": repeated("a1b2c3d4"),
    "one latin letter": repeated("a"),
    "one word": repeated("办"),
    "plain words": repeated(*WORDS),
    "plain words with commas": repeated(*WORDS, ","),
    "plain sentences": repeated(*WORDS, "。"),
    "sentences of reforms": repeated("推行免证办。"),
    "masked places": repeated("某市"),
    "agencies": repeated("苏州市数据局"),
    "years of terms": repeated("2024年上半年"),
    "letters that combine": repeated("e\u0301"),
    "places by the hundred thousand": repeated(*(f"{name}、" for name in PLACES), head="赴", tail="考察学习。"),
    "watermarks and reforms": numbered("9{:05}a以诚为本将推行免证办。"),
    "quotes before a name with many places": lambda letters: (
        "“" * letters + "、".join(PLACES[:5] * 20) + "推行免证办" + "”" * letters
    ),
    "page numbers": numbered("第{}页 共9页\n"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What reading a shape took: statements made, seconds of the processor, bytes of memory beyond those before."""

    statements: int
    seconds: float
    memory: int


def borne(text: str, row: ManifestRow = ROW) -> Reading | None:
    """The reading of a text, its statements checked; None for a text that is refused as our errors do."""
    known = registry.load()
    try:
        reading = extract.read(report.make_report(text, pathlib.Path("hostile.txt"), known, row), known)
    except ZhengmaiError:
        return None
    held = reading.report.text
    assert len(held) == len(text)
    for statement in reading.statements:
        evidence = statement.evidence
        assert held[evidence.start : evidence.end] == evidence.quote
        assert 0 < len(evidence.quote) <= LONGEST_QUOTE
    for statement in reading.statements[:1000]:
        assert parse_line(statement.line().encode().decode()) == statement
    return reading


def limited(shape: Callable[[int], str], letters: int) -> Taken | str:
    """What reading a shape took, in a process of its own; what went wrong where it did."""
    source, target = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(source)
            os.write(target, json.dumps(_measured(shape, letters)).encode())
        finally:
            os._exit(0)
    os.close(target)
    with os.fdopen(source, "rb") as told:
        answer = told.read()
    _, status = os.waitpid(child, 0)
    if answer == b"":
        return f"ended by {status} before its answer: by signals {FATAL}, it took over {SECONDS} s of the processor"
    found = json.loads(answer)
    return found if isinstance(found, str) else Taken(*found)


def _measured(shape: Callable[[int], str], letters: int) -> str | tuple[int, float, int]:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))
    try:
        text = shape(letters)
        held, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        reading = borne(text)
    except Exception as error:  # noqa: BLE001  # whatever it is: it is what the caller wants to know
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        return f"{type(error).__name__}: {error}"[:200]
    seconds = time.process_time() - began
    made = 0 if reading is None else len(reading.statements)
    return made, seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) * 1024


def main(letters: int, names: Sequence[str]) -> Iterator[str]:
    """Reads shapes one after the other; yields what is wrong with each."""
    assert borne("推行免证办,上线苏周到,共800项。") is not None
    for name in names:
        found = limited({**MARKED, **SHAPES}[name], letters)
        if isinstance(found, str):
            yield f"{name}: {found}"


if __name__ == "__main__":
    for fault in main(int(sys.argv[1]), sys.argv[2:]):
        print(fault)
