"""The spells of an edge: the stretches of days in which it held, as far as is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graph.edges import PLAIN_TIERS
from graph.model import Edge, Graph
from ontology.period import iso_day, last_day

# What a later end closes. A plan is not ended by the end of what it planned.
CLOSED = ("piloted", "adopted", "expanded")

Key: TypeAlias = tuple[str, str, str]  # place, relation, thing


@dataclass(frozen=True, slots=True)
class Spell:
    """From one day to another, each in ordinals; None for a start that nobody tells or an end that has not come."""

    start: int | None
    end: int | None

    @property
    def start_date(self) -> str | None:
        """The first day in ISO."""
        return None if self.start is None else iso_day(self.start)

    @property
    def end_date(self) -> str | None:
        """The last day in ISO."""
        return None if self.end is None else iso_day(self.end)


class Spells:
    """The spells of the edges of one graph.

    A spell begins with the day by which a statement surely held (`since.hi`) and ends only where a statement says that
    the thing ended; one that tells of use after that begins the next. The spells of an edge are in order and apart.
    """

    def __init__(self, graph: Graph) -> None:
        self._begins = {resolved.id: resolved.since.hi for resolved in graph.statements}
        self._ends: dict[Key, list[int]] = {}
        for resolved in graph.statements:
            said = resolved.statement
            if said.status == "ended" and said.tier in PLAIN_TIERS:
                self._ends.setdefault((resolved.subject, said.relation, resolved.object), []).append(resolved.since.hi)

    def of(self, edge: Edge) -> tuple[Spell, ...]:
        """The spells of an edge; none where no date is known."""
        if len(edge.statements) == 0:
            last = None if edge.until is None else last_day(edge.until)
            return () if edge.since_day is None and last is None else (_linked(edge.since_day, last),)
        ends = self._ends.get((edge.source, edge.relation, edge.target), []) if edge.status in CLOSED else []
        return spells((self._begins[statement] for statement in edge.statements), ends)


def spells(begins: Iterable[int], ends: Iterable[int]) -> tuple[Spell, ...]:
    """The spells of these beginnings and ends, in order and apart.

    >>> spells([10, 5, 30], [20])
    (Spell(start=5, end=20), Spell(start=30, end=None))
    """
    waiting, found, last = sorted(ends), [], -1
    for begin in sorted(begins):
        if begin > last:
            end = next((day for day in waiting if day >= begin), None)
            found.append(Spell(begin, end))
            if end is None:
                break
            last = end
    return tuple(found)


def alive(edges: Iterable[tuple[Spell, ...]], first: int, last: int) -> int:
    """The number of edges with a spell that shares a day with the days from `first` to `last`."""
    return sum(any(_reaches(spell, first, last) for spell in found) for found in edges)


def years(found: tuple[Spell, ...]) -> Mapping[str, int]:
    """The first and the last year, for tools that know no spells: `year_from`, and `year_to` where it has ended."""
    known = {}
    if len(found) > 0 and found[0].start_date is not None:
        known["year_from"] = int(found[0].start_date[:4])
    if len(found) > 0 and found[-1].end_date is not None:
        known["year_to"] = int(found[-1].end_date[:4])
    return known


def _linked(first: int | None, last: int | None) -> Spell:
    """A spell of the registry; where its years are at odds, the start is what is known."""
    return Spell(first, None if first is not None and last is not None and last < first else last)


def _reaches(spell: Spell, first: int, last: int) -> bool:
    return (spell.start is None or spell.start <= last) and (spell.end is None or spell.end >= first)
