"""The size of a picture: how many nodes and edges one format can draw."""

from __future__ import annotations

from graph.exports.network import Network
from ontology.errors import UsageError


def refuse_beyond(form: str, network: Network, nodes: int, edges: int) -> None:
    """Raise UsageError for a network of more nodes or edges than the format's tool draws."""
    if network.node_count > nodes or network.edge_count > edges:
        raise UsageError(
            f"{form}: {network.node_count} nodes and {network.edge_count} edges are too many to draw, which takes at "
            f"most {nodes} and {edges}: narrow it with --where, as near=NAME or reform=NAME, or export gexf"
        )
