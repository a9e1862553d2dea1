"""adopted, of places inside the report's own: whose experience with a pilot is told, and which were chosen for one."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from loaders.focus import focus
from loaders.mentions import Mention, places_lexicon
from loaders.passage import Draft, Passage
from loaders.pattern import expression
from ontology.statement import Attribute, Name

RELATION = "adopted"
REACH = 12  # letters after the word of choosing in which the chosen are named
_compiled = functools.partial(expression, RELATION)


def read(passage: Passage) -> Iterator[Draft]:
    """The pilots of inner places: those named before a reform in the experience of which something is learned, and
    those right after a word that they are the first or a further group of pilots, of what the text is about."""
    for reform in passage.mentions:
        if reform.kind == "Reform" and _compiled("experience").match(passage.text, reform.end) is not None:
            start, _ = passage.clause(reform.start)
            of = _compiled("of_places").search(passage.text[start : reform.start])
            for place in _inner(passage, start, start + of.start()) if of is not None else ():
                yield _draft(passage, place, reform, place.start, reform.end)
    for chosen in _compiled("chosen").finditer(passage.text, passage.sentence.start, passage.sentence.end):
        places = [m for m in _inner(passage, chosen.end(), passage.sentence.end) if m.start - chosen.end() <= REACH]
        about = focus(passage, passage.sentence.start, chosen.start()) or passage.before
        if about is not None and about.kind == "Reform":
            yield from (_draft(passage, place, about, chosen.start(), place.end) for place in places)


def sites(passage: Passage, reform: Mention) -> list[Name]:
    """The inner places in which a reform is tried out, where its clause names them behind it."""
    _, end = passage.clause(reform.end - 1)
    for match in _compiled("sited").finditer(passage.text, reform.end, end):
        places = _inner(passage, match.start("place"), match.end("place"))
        if len(places) > 0 and places[0].start == match.start("place"):
            return [_name(passage, place) for place in places]
    return []


def _inner(passage: Passage, start: int, end: int) -> list[Mention]:
    """The first list of places, or of their bodies, between two offsets that lie inside the report's own."""
    run: list[Mention] = []
    for mention in passage.mentions:
        place = _place(passage, mention)
        if not start <= mention.start < end or mention.end > end or place is None:
            continue
        gap = passage.text[run[-1].end : mention.start] if len(run) > 0 else ""
        if len(run) > 0 and gap not in places_lexicon().openings[1]:
            break
        run.append(Mention(mention.start, mention.end, mention.text, "Place", place, "certain", mention.role))
    own = passage.report.place.place or ""
    return [m for m in run if m.entity is not None and m.entity != own and own in passage.registry.chain(m.entity)]


def _place(passage: Passage, mention: Mention) -> str | None:
    if mention.kind == "Agency" and mention.entity is not None:
        return passage.registry.entities[mention.entity].attrs.get("place")
    return mention.entity if mention.kind == "Place" else None


def _name(passage: Passage, place: Mention) -> Name:
    entity = passage.registry.entities[place.entity or ""]
    return Name(entity.label, "Place", entity.id)


def _draft(passage: Passage, place: Mention, reform: Mention, start: int, end: int) -> Draft:
    name = _name(passage, place)
    period, _ = passage.period_at(start)
    status = "planned" if passage.sentence.plan else "piloted"
    attrs: dict[str, Attribute] = {} if status == "planned" else {"begin": "launched"}
    thing = Name(reform.text, reform.kind)
    return Draft(RELATION, name, thing, name, status, f"{RELATION}/pilot+inner", "likely", start, end, period, attrs)
