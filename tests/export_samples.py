"""Graphs for the tests of the exports: one with an end and a second beginning, and one of hostile texts."""

from __future__ import annotations

import kglite

from graph.model import Graph
from ontology.report import Reading
from ontology.statement import Name
from tests.graph_samples import SUZHOU, XUANCHENG, graph, reading, readings, reform, report, say

SAMPLE = graph(*readings())

# What a report may hold, or be made to hold: each must come through every format as text.
HOSTILE = {
    "markup": "<script>alert('x')</script><b>&amp; &lt; &#60; ]]> <!-- --> <?xml?>",
    "formula": "=cmd|'/c calc'!A1",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(A1:A2)",
    "full-width formula": "＝cmd|'/c calc'!A1",
    "apostrophe": "'=1+1",
    "quotes": "\"double\" 'single' `tick` “中文” \"\"\"",
    "backslashes": "\\ \\n \\\" \\u0041 \\N \\l C:\\temp\\ \\\\",
    "line breaks": "one\ntwo\r\nthree\rfour\tfive\u2028six\u0085seven",
    "leading line break": "\n=1+1",
    "separators": "a,b;c|d\te\x1ff",
    "bidirectional": "abc\u202edef\u202c \u2066x\u2069 \u200f",
    "control": "bell\x07 null\x00 escape\x1b[31m delete\x7f c1\x9b",
    "non-characters": "\ufffe \uffff \ufdd0 \U000f0000",
    "beyond the plane": "𠮷野家 👨‍👩‍👧 e\u0301",
    "mermaid": "end %%{init: {}}%% --> |x| subgraph \"] click n1 href \"javascript:alert(1)\"",
    "dot": "\"]; evil [label=\"x\"] // /* */ # \\G",
    "cypher": "'}) DETACH DELETE n; // ` $row {id: 1} \\'",
    "turtle": "\"\"\"@zh . <a> <b> <c> . # ^^<x>",
    "json": "\"},{\"a\":[null]} \\u0000 __proto__",
    "shell": "$(reboot) `reboot` ; rm -rf / && %PATH% !x",
    "blank": " \u3000 ",
}


def hostile(text: str) -> Graph:
    """A graph of one statement whose quote is the text, and which names a reform after it."""
    of = report("suzhou-2024h1", SUZHOU, "2024H1", f"苏州{text}。")
    return graph(reading(of, say(of, text, "adopted", reform(f"改革{text}"), "adopted")))


def ended() -> Graph:
    """Use in 2019 and 2020, its end in 2021, use again in 2023; beside it a plan, and a mere candidate."""
    return graph(*_ended())


def _ended() -> list[Reading]:
    texts = {"2019": "adopted", "2020": "adopted", "2021": "ended", "2023": "expanded"}
    found = []
    for year, status in texts.items():
        of = report(f"suzhou-{year}", SUZHOU, year, "苏州“免证办”。再推“一网通办”。", plan=str(int(year) + 1))
        said = [say(of, "“免证办”", "adopted", reform("免证办"), status)]
        if year == "2019":
            said.append(say(of, "再推“一网通办”", "adopted", reform("一网通办"), "planned"))
        if year == "2023":
            said.append(say(of, "再推“一网通办”", "adopted", reform("帮办代办"), "adopted", tier="candidate"))
        found.append(reading(of, *said))
    of = report("xuancheng-2020", XUANCHENG, "2020", "宣城的苏周到。")
    found.append(reading(of, say(of, "苏周到", "operates", Name("宣城通", "Platform"), "adopted")))
    return found


def everything() -> Graph:
    """All of these in one graph: five reports, an end and a second beginning, and each hostile text once."""
    text = "\n\n".join(HOSTILE.values())
    of = report("hostile-2022", XUANCHENG, "2022", text)
    said = [say(of, quote, "adopted", reform(f"改革{name}{quote}"), "adopted") for name, quote in HOSTILE.items()]
    return graph(*readings(), *_ended(), reading(of, *said))


def scripted(script: str, engine: kglite.KnowledgeGraph | None = None) -> kglite.KnowledgeGraph:
    """The engine after the statements of a script; a new one where none is given."""
    engine = kglite.KnowledgeGraph() if engine is None else engine
    for statement in script.split(";\n"):
        if statement != "":
            engine.cypher(statement)
    return engine


def rows(engine: kglite.KnowledgeGraph, text: str) -> list[dict[str, object]]:
    """The rows of a query."""
    found = engine.cypher(text)
    assert not isinstance(found, str)
    return list(found.to_list())
