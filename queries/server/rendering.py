"""Rendering: the templates with the words of the language, and the cells of a table with their links."""

from __future__ import annotations

import functools
import json
import pathlib
import urllib.parse
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import jinja2
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request

from graph.iris import BASE
from graph.pictures.network import End, network
from ontology import schema, terms
from ontology.datafile import read_rows

WEB = pathlib.Path(__file__).resolve().parent.parent / "web"
STATIC = WEB / "static"
LONGEST = 2_000  # characters of a cell; the answer in CSV or JSON has the whole

Cell: TypeAlias = dict[str, str | None]
Cells: TypeAlias = list[list[Cell]]
Picture: TypeAlias = dict[str, object]


class Text(BaseModel):
    """A text of the pages in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    zh: str
    en: str


def rendered(template: str, request: Request, lang: str, facts: Mapping[str, object]) -> str:
    """A page. Whatever comes from a report or a request is escaped by the templates."""
    other = request.url.include_query_params(lang="en" if lang == "zh" else "zh")
    return _environment().get_template(template).render(
        t=_texts(lang), kinds=_kinds(lang), relations=_relations(lang), codes=_codes(lang), lang=lang,
        other=f"{other.path}?{other.query}", **facts,
    )


def cell(column: str, value: object, lang: str) -> Cell:
    """A cell of a table; ids and IRIs of ours lead to their pages."""
    if value is None:
        return {"text": "", "page": None}
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return {"text": text if len(text) <= LONGEST else text[:LONGEST] + " …", "page": _page_of(column, text, lang)}


def small_graph(columns: Sequence[str], rows: Cells) -> Picture | None:
    """The first two columns of entities as a picture, each called by the column `<name>_name` where there is one.

    None where there are not two such columns.
    """
    of_entities = [
        number for number in range(len(columns))
        if any((row[number]["page"] or "").startswith("/id/") for row in rows)
    ]
    if len(of_entities) < 2:
        return None
    edges = []
    for row in rows:
        one, other = (_end(columns, row, number) for number in of_entities[:2])
        if one is not None and other is not None and one.id != other.id:
            edges.append((one, other))
    if len(edges) == 0:
        return None
    drawn, number = network(edges)
    return {"svg": Markup(drawn), "shown": number, "all": len({(one.id, other.id) for one, other in edges})}  # noqa: S704  # escaped there


def _end(columns: Sequence[str], row: Sequence[Cell], number: int) -> End | None:
    text, page = row[number]["text"], row[number]["page"]
    if not text or page is None:
        return None
    named = f"{columns[number]}_name"
    label = row[columns.index(named)]["text"] if named in columns else text
    return End(text, label or text, page)


def sparql_cells(told: Mapping[str, Mapping[str, object]], lang: str) -> tuple[list[str], Cells]:
    """The columns and rows of SPARQL results in JSON."""
    if "boolean" in told:
        return ["answer"], [[{"text": json.dumps(told["boolean"]), "page": None}]]
    columns, bindings = told["head"]["vars"], told["results"]["bindings"]
    assert isinstance(columns, list)
    assert isinstance(bindings, list)
    return columns, [[cell(c, row.get(c, {}).get("value"), lang) for c in columns] for row in bindings]


def _page_of(column: str, text: str, lang: str) -> str | None:
    if text.startswith(BASE) and not text.startswith(BASE + "ontology"):
        path, _, fragment = text.removeprefix(BASE).partition("#")
        known = path.partition("/")[0] in ("id", "statement", "report")
        return f"/{path}?lang={lang}" + (f"#{fragment}" if fragment != "" else "") if known else None
    if column in ("statement", "evidence") and text.startswith("s-"):
        return f"/statement/{_quoted(text)}?lang={lang}"
    if column == "report":
        return f"/report/{_quoted(text)}?lang={lang}"
    if text.partition("/")[0] in _prefixes() and "/" in text and " " not in text:
        return f"/id/{_quoted(text)}?lang={lang}"
    return None


def _quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="/")


def _with_lang(page: str, lang: str) -> str:
    path, hash_sign, fragment = page.partition("#")
    return f"{path}?lang={lang}{hash_sign}{fragment}"


@functools.cache
def _environment() -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(WEB / "templates"), autoescape=True, undefined=jinja2.ChainableUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )
    found.filters["with_lang"] = _with_lang
    found.filters["local"] = lambda page: str(page).removeprefix("/id/")
    return found


@functools.cache
def _texts(lang: str) -> Mapping[str, str]:
    return {row.key: row.zh if lang == "zh" else row.en for row in read_rows(WEB / "texts.yaml", Text)}


@functools.cache
def _kinds(lang: str) -> Mapping[str, str]:
    return {name: kind.zh if lang == "zh" else kind.en for name, kind in schema.load().kinds.items()}


@functools.cache
def _relations(lang: str) -> Mapping[str, str]:
    return {name: each.zh if lang == "zh" else name for name, each in schema.load().relations.items()}


@functools.cache
def _codes(lang: str) -> Mapping[str, Mapping[str, str]]:
    """What the codes of each scheme of the ontology are called."""
    return {
        scheme.scheme: {each.code: each.zh if lang == "zh" else each.en for each in scheme.concepts}
        for scheme in terms.load().schemes
    }


@functools.cache
def _prefixes() -> frozenset[str]:
    return frozenset(kind.prefix for kind in schema.load().kinds.values())
