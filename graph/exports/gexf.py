"""GEXF 1.3, for Gephi: the network with the spells of its edges.

What its readers were seen to do (docs/exports.md): Gephi loses time without mode and timeformat, drops a spell that
overlaps another, and merges parallel edges without kinds; Gephi Lite and graphology read no spells, so the first and
last year stand as plain values besides. An edge without a date carries no spell and `dated` false.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from graph.exports.network import (
    COLOURS,
    EDGE_COLUMNS,
    KIND_COLOURS,
    NODE_COLUMNS,
    NOT_YET,
    Network,
    NetworkEdge,
    NetworkNode,
    Scalar,
)
from graph.exports.spells import Spell
from graph.exports.xmltext import escaped, given, tag
from graph.model import Graph

_TYPES = {str: "string", int: "integer", bool: "boolean"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
<meta><creator>zhengmai</creator></meta>
<graph defaultedgetype="directed" idtype="string" mode="dynamic" timeformat="date" timerepresentation="interval">
"""


def write(graph: Graph) -> Iterator[str]:
    """The file, an element a line."""
    network = Network(graph)
    yield _HEAD
    yield from _attributes("node", NODE_COLUMNS)
    yield from _attributes("edge", EDGE_COLUMNS)
    yield f"<nodes{given(count=network.node_count)}>\n"
    yield from map(_node, network.nodes())
    yield f"</nodes>\n<edges{given(count=network.edge_count)}>\n"
    yield from map(_edge, network.edges())
    yield "</edges>\n</graph>\n</gexf>\n"


def _attributes(of: str, columns: Mapping[str, type[Scalar]]) -> Iterator[str]:
    yield f'<attributes class="{of}" mode="static">\n'
    for column, kind in columns.items():
        yield tag("attribute", id=column, title=column, type=_TYPES[kind]) + "\n"
    yield "</attributes>\n"


def _node(node: NetworkNode) -> str:
    size = round(6 + 4 * math.sqrt(int(node.properties["degree"])), 1)
    return (
        f"<node{given(id=node.id, label=node.label)}>{_values(node.properties)}"
        f'{tag("viz:color", hex=KIND_COLOURS[node.kind])}{tag("viz:position", x=node.point[0], y=node.point[1])}'
        f'{tag("viz:size", value=size)}</node>\n'
    )


def _edge(edge: NetworkEdge) -> str:
    ends = given(id=edge.id, source=edge.source, target=edge.target, label=edge.kind, kind=edge.kind)
    spells = "" if len(edge.spells) == 0 else f"<spells>{''.join(map(_spell, edge.spells))}</spells>"
    shape = "dashed" if edge.status in NOT_YET else "solid"
    return (
        f"<edge{ends}>{_values(edge.properties)}{spells}"
        f'{tag("viz:color", hex=COLOURS[edge.status])}{tag("viz:shape", value=shape)}</edge>\n'
    )


def _spell(spell: Spell) -> str:
    dates = {"start": spell.start_date, "end": spell.end_date}
    return tag("spell", **{key: date for key, date in dates.items() if date is not None})


def _values(properties: Mapping[str, Scalar]) -> str:
    values = "".join(f'<attvalue for="{key}" value="{escaped(_written(value))}"/>' for key, value in properties.items())
    return f"<attvalues>{values}</attvalues>"


def _written(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
