"""IRIs: the permanent names of entities, statements, reports and edges outside this program."""

from __future__ import annotations

import functools
import urllib.parse

BASE = "https://zhengmai.example/"
ONTOLOGY = BASE + "ontology#"


def entity_iri(entity_id: str) -> str:
    """The IRI of an entity: its id, percent-encoded.

    >>> entity_iri("reform/mian-zheng-ban")
    'https://zhengmai.example/id/reform/mian-zheng-ban'
    """
    return _iri("id", entity_id)


def statement_iri(statement_id: str) -> str:
    """The IRI of a statement."""
    return _iri("statement", statement_id)


def report_iri(report_id: str) -> str:
    """The IRI of a report."""
    return _iri("report", report_id)


def report_graph_iri(report_id: str) -> str:
    """The IRI of the named graph that holds what a report's statements support."""
    return _iri("graph", report_id)


def edge_iri(edge_id: str) -> str:
    """The IRI of a plain edge, as the node that carries its dates and its tier."""
    return _iri("edge", edge_id)


def measurement_iri(measurement_id: str) -> str:
    """The IRI of a measurement."""
    return _iri("measurement", measurement_id)


def engagement_iri(engagement_id: str) -> str:
    """The IRI of the engagement of a unit with a thing."""
    return _iri("engagement", engagement_id)


def outcome_iri(outcome_id: str) -> str:
    """The IRI of what had become of a plan by some time."""
    return _iri("outcome", outcome_id)


def year_count_iri(count_id: str) -> str:
    """The IRI of the counts of a thing and a year."""
    return _iri("year", count_id)


def name_count_iri(count_id: str) -> str:
    """The IRI of the counts of the names of a kind."""
    return _iri("names", count_id)


def flag_iri(flag_id: str) -> str:
    """The IRI of what was seen and left out."""
    return _iri("flag", flag_id)


def lineage_event_iri(event_id: str) -> str:
    """The IRI of a documented event of a lineage."""
    return _iri("event", event_id)


@functools.lru_cache(maxsize=65_536)
def _iri(folder: str, local: str) -> str:
    return f"{BASE}{folder}/{urllib.parse.quote(local, safe='/')}"
