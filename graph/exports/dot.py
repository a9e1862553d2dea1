"""DOT, for Graphviz: a small network as a picture. Plans and drafts are dashed."""

from __future__ import annotations

from collections.abc import Iterator

from graph.exports.characters import harmless
from graph.exports.network import COLOURS, KIND_COLOURS, NOT_YET, Network, NetworkEdge
from graph.exports.size import refuse_beyond
from graph.model import Graph

# 2,000 nodes take Graphviz 22 s, and nobody finds his way in the picture (measured with 400 edges).
NODES, EDGES = 500, 1000
# A backslash begins an escape, and an ampersand an entity, inside a quoted label too.
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "", "&": "&amp;"})
_HEAD = """digraph zhengmai {
graph [charset="UTF-8", rankdir="LR", overlap="false", splines="true"];
node [shape="box", style="rounded", fontname="Noto Sans CJK SC,Microsoft YaHei,PingFang SC,sans-serif"];
edge [fontname="Noto Sans CJK SC,Microsoft YaHei,PingFang SC,sans-serif", fontsize="10"];
"""


def write(graph: Graph) -> Iterator[str]:
    """The file. Raises UsageError for a network that is too large for a picture."""
    network = Network(graph)
    refuse_beyond("dot", network, NODES, EDGES)
    names: dict[str, str] = {}
    yield _HEAD
    for number, node in enumerate(network.nodes(), 1):
        names[node.id] = f"n{number}"
        colour = _quoted(KIND_COLOURS[node.kind])
        yield f"n{number} [label={_quoted(node.label)}, tooltip={_quoted(node.id)}, color={colour}];\n"
    yield from (_edge(edge, names) for edge in network.edges())
    yield "}\n"


def _edge(edge: NetworkEdge, names: dict[str, str]) -> str:
    since = edge.properties.get("since")
    facts = {
        "label": edge.kind if since is None else f"{edge.kind} ≤ {since}",
        "color": COLOURS[edge.status], "style": "dashed" if edge.status in NOT_YET else "solid",
        "tooltip": str(edge.properties.get("quote", edge.kind)), "id": edge.id,
        "class": f"{edge.status or 'stated'} {edge.properties.get('tier', 'registry')}",
        "comment": str(edge.properties.get("statements", "")),
    }
    written = ", ".join(f"{key}={_quoted(value)}" for key, value in facts.items())
    return f"{names[edge.source]} -> {names[edge.target]} [{written}];\n"


def _quoted(text: str) -> str:
    return f'"{harmless(text).translate(_ESCAPES)}"'
