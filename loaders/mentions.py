"""The mentions in a document: known names and places, as the registry has them."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, replace

from loaders.letters import fold
from loaders.lexicon import FOLDER, Row
from loaders.scan import Automaton
from ontology.datafile import checked, read_yaml
from ontology.registry import Entity, Registry
from ontology.statement import MARKS


class Places(Row):
    """lexicon/places.yaml."""

    never_short: frozenset[str]
    never_alone: frozenset[str]
    list_marks: str
    before_subject: list[str]
    initials: dict[str, str]
    owns: list[str]


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


class Gazetteer:
    """The names that mean something in reports of one place and year, in one automaton."""

    def __init__(self, registry: Registry, place: str, year: int) -> None:
        self.registry = registry
        self.place = place
        self.year = year
        self.chain = registry.chain(place)
        self._automaton = Automaton(self._words())

    def _words(self) -> Iterable[tuple[str, tuple[str, str, str]]]:
        """Word, then kind, entity id and role; the narrower scope wins where one word has several readings."""
        words: dict[str, tuple[str, str, str]] = {}
        scoped = [n for n in self.registry.names if n.scope is not None and n.scope in self.chain]
        general = [n for n in self.registry.names if n.scope is None]
        for name in (*scoped, *general):
            if name.role in ("cue", "elided"):
                continue
            kind = self.registry.entities[name.entity].kind
            word = fold(name.text).translate(MARKS)
            if len(word) < 2 or word in words:
                continue
            if kind == "Place":
                if self._place_word(word, name.role, name.entity):
                    words[word] = (kind, name.entity, name.role)
                continue
            entity = self.registry.resolve(name.text, kind, self.place, self.year)
            if entity is not None:
                role = "type" if kind == "PlatformType" else name.role
                words[word] = (entity.kind, entity.id, role)
        return words.items()

    def _place_word(self, word: str, role: str, entity: str) -> bool:
        """Whether a name of a place may stand for it in running text; short names of remote counties may not."""
        lexicon = places_lexicon()
        if word in lexicon.never_short or (word in lexicon.never_alone and not self._is_own(entity)):
            return False
        level = self.registry.entities[entity].attrs.get("level", "")
        return role != "short" or level != "county" or self._is_own(entity)

    def _is_own(self, entity: str) -> bool:
        """Whether a place lies in the report's place, or beside it under the same parent."""
        chain = self.registry.chain(entity)
        return self.place in chain or (len(self.chain) > 1 and self.chain[1] in chain[1:2])

    @functools.cached_property
    def initials(self) -> frozenset[str]:
        """The letters with which platforms of the place and of its province begin their names."""
        labels = [self.registry.entities[unit] for unit in self.chain]
        letters = {places_lexicon().initials.get(entity.label, "") + entity.label[:1] for entity in labels[:-1]}
        return frozenset("".join(letters))

    def find(self, text: str) -> list[Mention]:
        """The known names in a text, the leftmost longest, in order."""
        found = []
        for start, end, (kind, entity, role) in self._automaton.find(text):
            resolved = self._resolve(text[start:end], entity) if kind == "Place" and role != "local" else entity
            found.append(Mention(start, end, text[start:end], kind, resolved, "certain", role))
        return found

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


@functools.lru_cache(maxsize=256)
def gazetteer(registry: Registry, place: str, year: int) -> Gazetteer:
    """The gazetteer of a place and year, kept for the next report of the same."""
    return Gazetteer(registry, place, year)


def joined_places(mentions: list[Mention], registry: Registry) -> list[Mention]:
    """Mentions with adjoining names of places made one: a province and its city, a city and its district."""
    out: list[Mention] = []
    for mention in mentions:
        last = out[-1] if len(out) > 0 else None
        if last is not None and last.kind == mention.kind == "Place" and last.end == mention.start:
            inner = _inside(mention, last, registry)
            if inner is not None:
                out[-1] = Mention(last.start, mention.end, mention.text, "Place", inner.id, "certain", "label")
                continue
        out.append(mention)
    return out


def _inside(mention: Mention, outer: Mention, registry: Registry) -> Entity | None:
    if outer.entity is None:
        return None
    for option in registry.places_named(mention.text, None):
        if outer.entity in registry.chain(option.id)[1:]:
            return option
    return None
