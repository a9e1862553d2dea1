"""CSV for neo4j-admin: a folder with a header and a data file for each kind of node and type of relationship.

The whole property graph, statements and reports too, for an empty database. Every value stands between quotation
marks, what is missing is empty without them. `import.txt` has the command: values hold line breaks, which the import
takes only with --multiline-fields=true, and lists are parted by a character that no value holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from graph.elements import nodes, relationships
from graph.exports.characters import harmless
from graph.model import Graph

Value: TypeAlias = str | int | bool | list[str]
Columns: TypeAlias = Mapping[str, type]

# The unit separator: `harmless` leaves none in a value.
PART = "\x1f"
COMMAND = "import.txt"
_TYPES: Mapping[type, str] = {str: "string", int: "long", bool: "boolean", list: "string[]"}
_HEAD = """# To be run in this folder, with the database stopped; it makes the database anew.
# Afterwards, in cypher-shell: cypher-shell --file constraints.cypher
"""


def write(graph: Graph) -> Iterator[tuple[str, str]]:
    """Pieces of files, each with the name of its file; those of one file in order."""
    kinds = _columns((node.labels[0], {**node.properties, "id": None}) for node in nodes(graph))
    types = _columns((each.type, each.properties) for each in relationships(graph))
    for kind, columns in kinds.items():
        yield f"nodes-{kind}.header.csv", _header("id:ID", columns, ":LABEL")
    for kind, columns in types.items():
        yield f"relationships-{kind}.header.csv", _header(":START_ID", columns, ":END_ID", ":TYPE")
    for node in nodes(graph):
        kind = node.labels[0]
        cells = [_cell(node.properties.get(column)) for column in kinds[kind]]
        yield f"nodes-{kind}.csv", _line([_cell(node.id), *cells, _cell(list(node.labels))])
    for each in relationships(graph):
        cells = [_cell(each.properties.get(column)) for column in types[each.type]]
        yield f"relationships-{each.type}.csv", _line([
            _cell(each.source), *cells, _cell(each.target), _cell(each.type),
        ])
    yield "constraints.cypher", "".join(map(_constraint, kinds))
    yield COMMAND, _command(kinds, types)


def _columns(found: Iterable[tuple[str, Mapping[str, Value | None]]]) -> dict[str, dict[str, type]]:
    """The properties that occur for each kind, sorted, with their types."""
    columns: dict[str, dict[str, type]] = {}
    for kind, properties in found:
        known = columns.setdefault(kind, {})
        for key, value in properties.items():
            if value is not None:
                known[key] = type(value) if known.get(key, type(value)) is type(value) else str
    return {kind: {key: columns[kind][key] for key in sorted(columns[kind])} for kind in sorted(columns)}


def _header(first: str, columns: Columns, *last: str) -> str:
    return ",".join([first, *(f"{key}:{_TYPES[kind]}" for key, kind in columns.items()), *last]) + "\n"


def _line(cells: Iterable[str]) -> str:
    return ",".join(cells) + "\n"


def _cell(value: Value | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    text = harmless(value) if isinstance(value, str) else PART.join(harmless(item) for item in value)
    return '"' + text.replace('"', '""') + '"'


def _constraint(kind: str) -> str:
    return f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{kind}) REQUIRE n.id IS UNIQUE;\n"


def _command(kinds: Iterable[str], types: Iterable[str]) -> str:
    options = ["--overwrite-destination=true", "--multiline-fields=true", "--array-delimiter=U+001F"]
    options += [f"--nodes=nodes-{kind}.header.csv,nodes-{kind}.csv" for kind in kinds]
    options += [f"--relationships=relationships-{kind}.header.csv,relationships-{kind}.csv" for kind in types]
    return _HEAD + " \\\n  ".join(["neo4j-admin database import full neo4j", *options]) + "\n"
