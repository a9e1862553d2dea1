"""GraphML without the extensions of any tool: valid by its schema, with the types where TinkerPop looks for them.

The schema takes no slash in the id of a node: an id is written as an NMTOKEN, and stands as it is in `entity`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.exports.network import EDGE_COLUMNS, NODE_COLUMNS, Network, NetworkEdge, NetworkNode, Scalar
from graph.exports.xmltext import escaped, given, tag
from graph.model import Graph

_TYPES = {str: "string", int: "int", bool: "boolean", float: "double"}
# TinkerPop takes the label of an element from the keys of these two ids; tools differ in reading label or name.
_NODE_KEYS: Mapping[str, type[Scalar | float]] = {
    "labelV": str, "label": str, "name": str, "entity": str, "x": float, "y": float, **NODE_COLUMNS,
}
_EDGE_KEYS: Mapping[str, type[Scalar | float]] = {"labelE": str, "label": str, **EDGE_COLUMNS}
_SHARED = ("label",)
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def write(graph: Graph) -> Iterator[str]:
    """The file, an element a line."""
    network = Network(graph)
    yield _HEAD
    yield from _keys("node", _NODE_KEYS)
    yield from _keys("edge", _EDGE_KEYS)
    yield '<graph id="zhengmai" edgedefault="directed">\n'
    yield from map(_node, network.nodes())
    yield from map(_edge, network.edges())
    yield "</graph>\n</graphml>\n"


def token(entity: str) -> str:
    """An id as an NMTOKEN; no two ids give one. A slash becomes a point, what is neither letter nor digit its code.

    >>> token("place/prefecture-320500")
    'place.prefecture-320500'
    """
    return "".join(_letter(character) for character in entity)


def _letter(character: str) -> str:
    if character == "/":
        return "."
    plain = character == "-" or (character.isascii() and character.isalnum()) or "\u4e00" <= character <= "\u9fff"
    return character if plain else f"_{ord(character):x}_"


def _keys(of: str, columns: Mapping[str, type[Scalar | float]]) -> Iterator[str]:
    for column, kind in columns.items():
        names = {"id": _key(of, column), "for": of, "attr.name": column, "attr.type": _TYPES[kind]}
        yield tag("key", **names) + "\n"


def _key(of: str, column: str) -> str:
    """The id of a key: the column, except where nodes and edges share it."""
    return f"{of}-{column}" if column in _SHARED else column


def _node(node: NetworkNode) -> str:
    x, y = node.point
    data = {
        "labelV": node.kind, "label": node.label, "name": node.label, "entity": node.id, "x": x, "y": y,
        **node.properties,
    }
    return f"<node{given(id=token(node.id))}>{_data('node', data)}</node>\n"


def _edge(edge: NetworkEdge) -> str:
    ends = given(id=edge.id, source=token(edge.source), target=token(edge.target))
    return f"<edge{ends}>{_data('edge', {'labelE': edge.kind, 'label': edge.kind, **edge.properties})}</edge>\n"


def _data(of: str, values: Mapping[str, Scalar | float]) -> str:
    return "".join(f'<data key="{_key(of, key)}">{_written(value)}</data>' for key, value in values.items())


def _written(value: Scalar | float) -> str:
    return str(value).lower() if isinstance(value, bool) else escaped(str(value))
