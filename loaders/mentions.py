"""The mentions in a document: known names as the registry has them, places, and names never seen before."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from loaders.document import Document, Sentence
from loaders.letters import fold
from loaders.lexicon import FOLDER, Row
from loaders.scan import Automaton
from ontology.datafile import checked, read_yaml
from ontology.registry import Entity, Registry
from ontology.statement import MARKS


class Names(Row):
    """lexicon/names.yaml."""

    platform_tails: list[str]
    reform_tails: list[str]
    service_tails: list[str]
    right_of_platform: list[str]
    right_of_reform: list[str]
    quoted_platform: str
    quoted_reform: str
    longest_quoted: int
    slogans: str
    longest_discovered: int
    trim_before: str
    body: str
    title_tail: str
    of: str
    verbs_inside: str
    generic: str
    tiers: dict[str, str]
    mechanism: str
    forbidden: str
    spoils_after: list[str]


class Places(Row):
    """lexicon/places.yaml."""

    never_short: list[str]
    never_alone: list[str]
    list_marks: str
    before_subject: list[str]
    owns: list[str]


@functools.cache
def names_lexicon() -> Names:
    """The shapes of names. Raises DataFileError where the file is wrong."""
    path = FOLDER / "names.yaml"
    return checked(Names, read_yaml(path), path, 1)


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
                words[word] = (entity.kind, entity.id, name.role)
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

    def find(self, text: str) -> list[Mention]:
        """The known names in a text, the leftmost longest, in order."""
        found = []
        for start, end, (kind, entity, role) in self._automaton.find(text):
            resolved = self._resolve(text[start:end], entity) if kind == "Place" and role != "local" else entity
            found.append(Mention(start, end, text[start:end], kind, resolved, "certain", role))
        return found

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


def discover(
    document: Document, sentence: Sentence, known: list[Mention], cue_ends: Mapping[int, frozenset[str]]
) -> list[Mention]:
    """Names never seen: quoted ones of a telling shape, and unquoted ones between a cue and a telling tail."""
    taken = [(mention.start, mention.end) for mention in known if mention.kind != "Place"]
    found: list[Mention] = []
    for mention in (*_quoted(document, sentence), *_unquoted(document.letters.text, sentence, cue_ends)):
        if all(mention.end <= start or end <= mention.start for start, end in taken):
            taken.append((mention.start, mention.end))
            found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


@functools.cache
def _expressions() -> dict[str, re.Pattern[str]]:
    words = names_lexicon()

    def tails(rows: list[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(rows, key=len, reverse=True))

    body = rf"{words.body}{{2,{words.longest_discovered}}}?"
    return {
        "platform_right": re.compile(rf"(?:{words.body}{{0,12}}?)(?:{tails(words.right_of_platform)})"),
        "reform_right": re.compile(rf"(?:{tails(words.right_of_reform)})"),
        "quoted_platform": re.compile(words.quoted_platform),
        "quoted_reform": re.compile(words.quoted_reform),
        "slogan": re.compile(words.slogans),
        "platform": re.compile(rf"({body}(?:{tails(words.platform_tails)}))(?!\w{{0,2}}(?:{words.title_tail}))"),
        "reform": re.compile(rf"({body}(?:{tails(words.reform_tails)}))"),
        "trim": re.compile(rf"^(?:{words.trim_before})+"),
        "of": re.compile(words.of),
        "forbidden": re.compile(words.forbidden),
        "verbs": re.compile(words.verbs_inside),
        "generic": re.compile(words.generic),
        "mechanism": re.compile(words.mechanism),
    }


def _quoted(document: Document, sentence: Sentence) -> Iterable[Mention]:
    text, shapes = document.letters.text, _expressions()
    for span in document.letters.quoted:
        if not sentence.start <= span.start < span.end <= sentence.end:
            continue
        inner = text[span.start : span.end]
        if not 2 <= len(inner) <= names_lexicon().longest_quoted or shapes["slogan"].search(inner) is not None:
            continue
        right = shapes["platform_right"].match(text, span.end, sentence.end)
        if right is not None and shapes["quoted_platform"].search(inner) is not None:
            yield Mention(span.start, span.end, inner, "Platform", None, "likely", "quoted")
        elif shapes["quoted_reform"].search(inner) is not None:
            kind = (
                "Service"
                if any(inner.endswith(tail) and inner != tail for tail in names_lexicon().service_tails)
                else "Reform"
            )
            tier = "likely" if shapes["reform_right"].match(text, span.end, sentence.end) is not None else "candidate"
            yield Mention(span.start, span.end, inner, kind, None, tier, "quoted")
        elif shapes["reform_right"].match(text, span.end, sentence.end) is not None:
            yield Mention(span.start, span.end, inner, "Reform", None, "candidate", "quoted")


def _unquoted(text: str, sentence: Sentence, cue_ends: Mapping[int, frozenset[str]]) -> Iterable[Mention]:
    """Names between a cue, of which `cue_ends` tells the ids by where they end, and a telling tail."""
    for at, cues in cue_ends.items():
        if not sentence.start <= at < sentence.end:
            continue
        for kind in ("Platform", "Reform"):
            match = _expressions()[kind.lower()].match(text, at, sentence.end)
            if match is None:
                continue
            start = _trimmed(text, match.start(1), match.end(1))
            tier = _discovered_tier(text[start : match.end(1)], kind, cues)
            if tier is not None:
                yield Mention(start, match.end(1), text[start : match.end(1)], kind, None, tier, "discovered")
                break


def _discovered_tier(name: str, kind: str, cues: frozenset[str]) -> str | None:
    """The tier of an unquoted name after those cues; None for what is no name."""
    shapes = _expressions()
    if len(name) < 5 or shapes["generic"].match(name) is not None or shapes["verbs"].search(name) is not None:
        return None
    if kind == "Reform" and shapes["forbidden"].search(name) is not None:
        return None
    if kind == "Reform" and shapes["mechanism"].search(name) is not None:
        tiers = names_lexicon().tiers
        return next((tiers[cue] for cue in sorted(cues) if cue in tiers), "candidate")
    return "likely"


def _trimmed(text: str, start: int, end: int) -> int:
    shapes = _expressions()
    of = shapes["of"].match(text[start:end])
    start += of.end() if of is not None else 0
    trim = shapes["trim"].match(text[start:end])
    return start + trim.end() if trim is not None and start + trim.end() < end else start
