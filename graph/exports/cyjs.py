"""Cytoscape JSON, for Cytoscape and Cytoscape.js: the network with positions and a style that tells plans from use."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from graph.exports.network import COLOURS, KIND_COLOURS, NOT_YET, Network, NetworkEdge, NetworkNode
from graph.model import Graph


def write(graph: Graph) -> Iterator[str]:
    """The file, an element a line. Cytoscape shows `name`; Cytoscape.js reads `elements` and `style`."""
    network = Network(graph)
    yield '{"format_version":"1.0","generated_by":"zhengmai","target_cytoscapejs_version":"~3",\n'
    yield '"data":{"name":"zhengmai"},\n"elements":{"nodes":[\n'
    yield from _parted(map(_node, network.nodes()))
    yield '\n],"edges":[\n'
    yield from _parted(map(_edge, network.edges()))
    yield f'\n]}},\n"style":{_json(_style())}}}\n'


def _node(node: NetworkNode) -> str:
    x, y = node.point
    data = {"id": node.id, "name": node.label, "label": node.label, **node.properties}
    return _json({"data": data, "position": {"x": x, "y": -y}})  # its y grows downward


def _edge(edge: NetworkEdge) -> str:
    spells = [[spell.start_date, spell.end_date] for spell in edge.spells]
    data = {
        "id": edge.id, "source": edge.source, "target": edge.target, "interaction": edge.kind, "label": edge.kind,
        **edge.properties, "spells": spells,
    }
    return _json({"data": data})


def _style() -> list[dict[str, object]]:
    styles: list[dict[str, object]] = [
        {"selector": "node", "style": {"label": "data(label)"}},
        {"selector": "edge", "style": {"line-color": COLOURS[None], "target-arrow-shape": "triangle",
                                       "curve-style": "bezier"}},
    ]
    styles += [
        {"selector": f'node[kind = "{kind}"]', "style": {"background-color": colour}}
        for kind, colour in KIND_COLOURS.items()
    ]
    for status, colour in COLOURS.items():
        if status is not None:
            line = "dashed" if status in NOT_YET else "solid"
            styles.append({
                "selector": f'edge[status = "{status}"]',
                "style": {"line-color": colour, "target-arrow-color": colour, "line-style": line},
            })
    return styles


def _parted(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield line if number == 0 else ",\n" + line


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
