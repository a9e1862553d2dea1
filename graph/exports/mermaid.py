"""Mermaid, for Markdown pages: a small network as a flowchart. Plans and drafts are dotted.

Mermaid's limits are those of version 12 with its default settings: 500 edges, and 50,000 characters of text. Its
labels are HTML with entities of its own; everything but letters and digits is written as one, so that no text of a
report is markup, a directive or a keyword.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.exports.characters import REPLACEMENT, harmless
from graph.exports.network import COLOURS, KIND_COLOURS, NOT_YET, Network
from graph.exports.size import refuse_beyond
from graph.model import Graph
from ontology.errors import UsageError

NODES, EDGES = 500, 500
LONGEST = 50_000
# The number of one of these, written as an entity, means another character in HTML.
C1 = dict.fromkeys(range(0x7F, 0xA0), REPLACEMENT)


def write(graph: Graph) -> Iterator[str]:
    """The file. Raises UsageError for a network that Mermaid would refuse."""
    network = Network(graph)
    refuse_beyond("mermaid", network, NODES, EDGES)
    lines = list(_lines(network))
    length = sum(map(len, lines))
    if length > LONGEST:
        raise UsageError(
            f"mermaid: {length} characters are too many to draw, which takes at most {LONGEST}: narrow it with "
            "--where, as near=NAME, or export dot"
        )
    yield from lines


def _lines(network: Network) -> Iterator[str]:
    yield "flowchart LR\n"
    yield from (f"classDef {kind} stroke:{colour}\n" for kind, colour in KIND_COLOURS.items())
    names: dict[str, str] = {}
    for number, node in enumerate(network.nodes(), 1):
        names[node.id] = f"n{number}"
        yield f'n{number}["{_entities(node.label)}"]:::{node.kind}\n'
    for number, edge in enumerate(network.edges()):
        arrow = "-.->" if edge.status in NOT_YET else "-->"
        since = edge.properties.get("since")
        label = edge.kind if since is None else f"{edge.kind} ≤ {since}"
        # The comment leads from a drawn line to its sentences.
        yield f"%% {edge.id}: {edge.status or 'stated'}, {edge.properties.get('tier', 'registry')}, "
        yield f"{edge.properties.get('statements', 'registry')}\n"
        yield f'{names[edge.source]} {arrow}|"{_entities(label)}"| {names[edge.target]}\n'
        yield f"linkStyle {number} stroke:{COLOURS[edge.status]}\n"


def _entities(text: str) -> str:
    return "".join(map(_entity, harmless(text).translate(C1)))


def _entity(character: str) -> str:
    if character in "\n\r\t":
        return " "
    plain = character == " " or character.isalnum() or ord(character) > 0x2E7F
    return character if plain else f"#{ord(character)};"
