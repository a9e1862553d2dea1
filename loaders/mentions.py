"""The mentions in a document: known names and places, as the registry has them."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from loaders.letters import fold
from loaders.lexicon import FOLDER, Expression, Row
from loaders.scan import Dictionary
from ontology.datafile import checked, read_yaml
from ontology.registry import Entity, Registry
from ontology.statement import MARKS

SUBJECT_KINDS = ("Reform", "Service", "Platform")
PLATFORMS = ("Platform", "PlatformType")
THINGS = (*PLATFORMS, "Reform", "Service")  # the kinds of what a place takes up, runs or offers
KEPT = 64  # gazetteers: each holds what the words mean that were seen in its reports


class Places(Row):
    """lexicon/places.yaml."""

    never_short: frozenset[str]
    never_alone: frozenset[str]
    no_names: list[str]
    list_marks: str
    seat: str
    before_subject: list[str]
    dated_subject: Expression
    joined_by: list[str]
    initials: dict[str, str]
    owns: list[str]
    own_subjects: list[str]
    that: list[str]
    openings: tuple[list[str], list[str]]
    elsewhere: Expression
    station: Expression


@functools.cache
def places_lexicon() -> Places:
    """The words around names of places. Raises DataFileError where the file is wrong."""
    path = FOLDER / "places.yaml"
    return checked(Places, read_yaml(path), path, 1)


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names an entity, in offsets of the letters. `entity` is None for a name that no row has."""

    start: int
    end: int
    text: str
    kind: str
    entity: str | None
    tier: str
    role: str = "label"


LONGEST_OVERLAP = 8  # letters beyond a short name in which a longer one that overlaps it may end
Meaning: TypeAlias = tuple[str, str, str]  # kind, entity id, role


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of the registry; `meaning` is a place's, the others' depends on the text.

    `within` is the chain of a place whose name counts in the texts of its own surroundings alone.
    """

    text: str
    kind: str
    role: str
    meaning: Meaning | None = None
    within: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Options:
    """What a word may mean: the names that count in the texts of a place and below, by that place, and the others.

    `hidden` is that of a word in which no name is read.
    """

    scoped: dict[str, list[_Name]]
    general: list[_Name]
    hidden: bool = False


@functools.lru_cache(maxsize=4)
def _names(registry: Registry) -> Dictionary[_Options]:
    """Every name of the registry as a word of texts. What a word means there depends on their place and year."""
    words: dict[str, _Options] = {}
    for name in registry.names:
        entity = registry.entities[name.entity]
        word = fold(name.text).translate(MARKS)
        if name.role in ("cue", "elided") or len(word) < 2 or word.isdigit():
            continue  # a bare number is a name only where a relation says so
        meaning = near = None
        if entity.kind == "Place":
            if _is_never(word):
                continue
            meaning = (entity.kind, name.entity, name.role)
            near = registry.chain(name.entity) if _is_near_alone(word, name.role, entity) else None
        found = _Name(name.text, entity.kind, name.role, meaning, near)
        options = words.get(word)
        if options is None:
            options = words[word] = _Options({}, [])
        (options.general if name.scope is None else options.scoped.setdefault(name.scope, [])).append(found)
    words.update((word, _Options({}, [], hidden=True)) for word in places_lexicon().no_names)
    return Dictionary(words.items())


def _is_never(word: str) -> bool:
    """Whether a name of a place is more often a word that means something else."""
    return word in places_lexicon().never_short


def _is_near_alone(word: str, role: str, place: Entity) -> bool:
    """Whether a name counts in the texts of the place's surroundings alone.

    The short name of a county does, and a county's of two letters, which end one word and begin the next.
    """
    county = place.attrs.get("level", "") == "county"
    return word in places_lexicon().never_alone or (county and (role == "short" or len(word) == 2))


class Gazetteer:
    """The names that mean something in reports of one place and year."""

    def __init__(self, registry: Registry, place: str, year: int) -> None:
        self.registry = registry
        self.place = place
        self.year = year
        self.chain = registry.chain(place)
        self._names = _names(registry)
        self._meanings: dict[int, Meaning | None] = {}  # of each word seen, by the identity of its options

    def _meaning(self, options: _Options) -> Meaning | None:
        """What a word means here; the narrower scope wins where it has several readings. None: it is no name here."""
        key = id(options)
        if key not in self._meanings:
            names = (*(name for scope in self.chain for name in options.scoped.get(scope, ())), *options.general)
            self._meanings[key] = next((found for found in map(self._reading, names) if found is not None), None)
        return self._meanings[key]

    def _reading(self, name: _Name) -> Meaning | None:
        if name.meaning is not None:
            return name.meaning if name.within is None or self._is_near(name.within) else None
        entity = self.registry.resolve(name.text, name.kind, self.place, self.year)
        if entity is None:
            return None
        return entity.kind, entity.id, "type" if name.kind == "PlatformType" else name.role

    def _leftmost(self, text: str, start: int, end: int | None) -> Iterator[tuple[int, int, Meaning]]:
        """The leftmost longest of the names between two offsets, in order, without overlaps."""
        reached = start
        for first, last, options in self._names.find(text, start, end):
            if first >= reached and options.hidden:
                reached = last
            elif first >= reached:
                meaning = self._meaning(options)
                if meaning is not None:
                    yield first, last, meaning
                    reached = last

    def _is_own(self, entity: str) -> bool:
        """Whether a place lies in the report's place, or beside it under the same parent."""
        return self._is_near(self.registry.chain(entity))

    def _is_near(self, chain: tuple[str, ...]) -> bool:
        return self.place in chain or (len(self.chain) > 1 and self.chain[1] in chain[1:2])

    @functools.cached_property
    def initials(self) -> frozenset[str]:
        """The letters with which platforms of the place and of its province begin their names."""
        labels = [self.registry.entities[unit] for unit in self.chain]
        letters = {places_lexicon().initials.get(entity.label, "") + entity.label[:1] for entity in labels[:-1]}
        return frozenset("".join(letters))

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Mention]:
        """The known names between two offsets of a text, the leftmost longest, in order."""
        found: list[Mention] = []
        for first, last, (kind, entity, role) in self._leftmost(text, start, end):
            if len(found) > 0 and first < found[-1].end:
                continue
            longer = self._longer(text, first, last) if kind == "Place" and last - first == 2 else None
            if longer is not None:
                first, last, (kind, entity, role) = longer
            resolved = self._resolve(text[first:last], entity) if kind == "Place" and role != "local" else entity
            found.append(Mention(first, last, text[first:last], kind, resolved, "certain", role))
        return found

    def _longer(self, text: str, start: int, end: int) -> tuple[int, int, tuple[str, str, str]] | None:
        """The longer name of a place that begins at the second letter of a short one: the short one is none there."""
        found = next(self._leftmost(text, start + 1, end + LONGEST_OVERLAP), None)
        overlaps = found is not None and found[0] == start + 1 and found[1] > end
        return found if found is not None and overlaps and found[2][0] == "Place" else None

    def things(self, text: str) -> Iterator[int]:
        """Where known reforms, services and platforms begin in a text, in order."""
        return (start for start, _, (kind, _, _) in self._leftmost(text, 0, None) if kind in SUBJECT_KINDS)

    def exact(self, start: int, word: str) -> Mention | None:
        """The mention of a name that is exactly this word, placed at `start`; None where it is no known name."""
        found = self.find(word)
        if len(found) != 1 or found[0].text != word:
            return None
        return replace(found[0], start=start, end=start + len(word))

    def _resolve(self, word: str, entity: str) -> str | None:
        """The place that a name means: the one in the report's own territory, else the only one of that name."""
        options = self.registry.places_named(word, self.year)
        own = [option for option in options if self._is_own(option.id)]
        if len(own) == 1:
            return own[0].id
        if len(own) == 0 and len(options) > 1:
            wider = [option for option in options if option.attrs.get("level") in ("province", "prefecture")]
            return wider[0].id if len(wider) == 1 else None
        return options[0].id if len(options) > 0 else entity


@functools.lru_cache(maxsize=KEPT)
def gazetteer(registry: Registry, place: str, year: int) -> Gazetteer:
    """The gazetteer of a place and year, kept for the next report of the same."""
    return Gazetteer(registry, place, year)


def joined_places(mentions: list[Mention], registry: Registry, text: str, year: int) -> list[Mention]:
    """Mentions with adjoining names of places made one: a province and its city, a city and its district.

    Right behind the larger place a name counts that is none by itself in texts of elsewhere.
    """
    out: list[Mention] = []
    for mention, after in itertools.zip_longest(mentions, mentions[1:]):
        last = out[-1] if len(out) > 0 else None
        if last is not None and last.kind == mention.kind == "Place" and last.end == mention.start:
            inner = _inside(mention, last, registry)
            if inner is not None:
                out[-1] = Mention(last.start, mention.end, mention.text, "Place", inner.id, "certain", "label")
                continue
        alone = mention.kind == "Place" and (after is None or after.start > mention.end)
        inner_name = _named_after(mention, registry, text, year) if alone else None
        out.append(mention if inner_name is None else inner_name)
    return out


LONGEST_INNER = 5  # letters of a name looked for right behind a larger place
LARGER = ("province", "prefecture")


def _named_after(outer: Mention, registry: Registry, text: str, year: int) -> Mention | None:
    """The place whose name stands right behind a province or a prefecture that it lies in, with the larger one's."""
    if outer.entity is None or registry.entities[outer.entity].attrs.get("level") not in LARGER:
        return None
    for length in range(LONGEST_INNER, 1, -1):
        word = text[outer.end : outer.end + length]
        if len(word) < length or not word.isalpha() or _is_never(word) or word in places_lexicon().never_alone:
            continue
        inner = [place for place in registry.places_named(word, year) if outer.entity in registry.chain(place.id)[1:]]
        if len(inner) == 1:
            return Mention(outer.start, outer.end + length, word, "Place", inner[0].id, "certain", "label")
    return None


def _inside(mention: Mention, outer: Mention, registry: Registry) -> Entity | None:
    if outer.entity is None:
        return None
    for option in registry.places_named(mention.text, None):
        if outer.entity in registry.chain(option.id)[1:]:
            return option
    return None
