"""adopted, operates, offers: a place and a named thing, on the ladder from planned to ended."""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from collections.abc import Iterator

from loaders import discovery
from loaders.lexicon import FOLDER, Expression, Row, layout
from loaders.mentions import PLATFORMS, Mention
from loaders.passage import Cued, Draft, Passage
from loaders.pattern import LADDER, Bound, Rule, expression, pattern, status_rules
from loaders.relate import inner
from loaders.scan import Automaton
from ontology.datafile import checked, read_yaml
from ontology.period import Period
from ontology.registry import Registry
from ontology.statement import Attribute, Name

_STRENGTH = {"certain": 0, "likely": 1, "candidate": 2}


class Ladder(Row):
    """lexicon/ladder.yaml: how cues and names stand to each other in a clause."""

    connector: Expression
    farthest: int
    farthest_quoted: int
    farthest_certain: int
    of_it: Expression
    tail: Expression
    spoils_before: list[str]
    head: Expression
    of_platform: Expression
    not_of_quoted: Expression
    lead: Expression
    not_told: Expression
    seen_there: Expression
    seen_elsewhere: Expression
    not_meant: Expression
    matters_of: Expression
    begins: Expression
    pieces_of: Expression
    fault: Expression
    named_before: Expression
    and_so_on: str
    completing: list[str]
    spreading: list[str]
    ahead_after: Expression
    draft_after: Expression
    heading_families: list[str]
    aims: list[str]
    raising: list[str]
    sort_of_service: str
    background: Expression
    part_of: Expression
    joined: Expression
    given_trial: Expression
    field: Expression
    unnamed: Expression
    free: Expression
    guided: Expression
    guiding: Expression
    demanded: Expression
    numbered: Expression
    own_sorts: Expression
    linked_before: Expression
    linked_after: Expression
    said_before: Expression
    not_said: Expression
    meeting: Expression
    bundled: Expression
    mode_families: list[str]
    duty: Expression
    purpose: Expression
    not_done: Expression
    not_done_row: Expression
    reach: int


@functools.cache
def lexicon() -> Ladder:
    """The words between cues and names. Raises DataFileError where the file is wrong."""
    path = FOLDER / "ladder.yaml"
    return checked(Ladder, read_yaml(path), path, 1)


@functools.cache
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(getattr(lexicon(), name))


def read(passage: Passage) -> Iterator[Draft]:
    """The statements of the three relations in a passage."""
    things = [mention for mention in passage.mentions if _relation(mention) is not None]
    changes = _Changes(passage)
    for group in _groups(passage, things):
        for mention in group:
            relation = _relation(mention)
            if relation is not None and not _spoiled(passage, mention):
                drafts = list(_read_one(passage, relation, group, mention, changes))
                yield from drafts
                if relation != "offers" and all(draft.tier == "candidate" for draft in drafts):
                    yield from _mentioned(passage, relation, mention, changes)


# These count only where nothing else in the report says what became of the thing at the place.
MENTIONED = ("adopted/mentioned", "operates/mentioned")


# How names that no row has must be found to count so.
NAMED: dict[str, tuple[str, ...]] = {
    "Reform": ("quoted", "modes"),
    "Platform": ("quoted", "compound", "tailed"),
    "PlatformType": (),
    "Service": ("quoted", "modes"),
}


def _mentioned(passage: Passage, relation: str, mention: Mention, changes: _Changes) -> Iterator[Draft]:
    """A known reform in quotation marks, and a known reform or platform that begins its clause, in what was done: the
    place has it, whatever the clause says of it. In what is to come the quoted one is planned."""
    if mention.tier == "candidate" or (mention.entity is None and mention.role not in NAMED[mention.kind]):
        return
    start, end = passage.clause(mention.start)
    named = _is_named_reform(passage, mention) if relation == "adopted" else _is_named_platform(passage, mention)
    if not named and not _begins(passage, mention):
        return
    planned = passage.sentence.plan or passage.is_future(mention.start) or _is_to_come(passage, mention, changes)
    if planned and (not named or mention.entity is None):
        return
    if _family(passage, mention) in lexicon().heading_families:
        return
    told = any(_compiled(name).match(passage.text, mention.end, end) is not None for name in ("not_meant", "fault"))
    told = told or (
        _compiled("demanded").match(passage.text, mention.end, end) is not None
        and _stands_before(passage, "guided", mention) is None
    )
    doubts = _rule("negated"), _compiled("seen_elsewhere")
    seen = any(doubt.search(passage.text, start, mention.start) is not None for doubt in doubts)
    other = mention.kind == "Platform" and mention.entity is not None  # a known one may be another's
    aside = relation == "operates" and (other or _is_aside(passage, mention))
    aside = aside or is_part_of_topic(passage, mention)
    if told or seen or aside or _closes_list(passage, mention) or _is_hearsay(passage, mention):
        return
    if not passage.is_elsewhere(mention.start):
        yield from _without_cue(
            passage, relation, mention, "mentioned", mention.start, mention.end, planned=planned
        )


def _is_to_come(passage: Passage, mention: Mention, changes: _Changes) -> bool:
    """Whether the clause of a name says before it or right after it, or a clause before says, that what is told is to
    come."""
    start, end = passage.clause(mention.start)
    if _is_ahead(passage, mention):
        return True
    if any(rule.status == "planned" for rule in _said_before(passage, start)):
        return True
    return any(rule.status == "planned" and stop <= mention.start for _, stop, rule in changes.of(start, end))


def _is_ahead(passage: Passage, mention: Mention) -> bool:
    """Whether what its clause goes on to tell right after a name is to come."""
    _, end = passage.clause(mention.end - 1)
    return _compiled("ahead_after").match(passage.text, mention.end, end) is not None


def _is_aside(passage: Passage, mention: Mention) -> bool:
    """Whether a name is beside what its clause tells; a sort of platform of which a place has one may stand behind
    words that say whose it is."""
    own = mention.kind == "PlatformType" and _compiled("own_sorts").search(mention.text) is not None
    return any(True for _ in _asides(passage, mention)) and not (own and is_sort(passage, mention))


def _is_subject(passage: Passage, mention: Mention) -> bool:
    """Whether a platform is what its clause tells of: it opens the clause."""
    return mention.kind in PLATFORMS and _opens(passage, mention)


def _is_named_reform(passage: Passage, mention: Mention) -> bool:
    """Whether a reform is named by its own marks or in a list of modes, or is known and what things are done by, or how
    what its clause tells is done."""
    letters = passage.document.letters
    if mention.role == "modes" or letters.quotes_at(mention.start) or letters.is_item(mention.start, mention.end):
        return True
    if _is_quoted(passage, mention):
        return False
    return _is_guide(passage, mention) or _ends(passage, mention) or _is_point(passage, mention)


def _is_named_platform(passage: Passage, mention: Mention) -> bool:
    """Whether a platform that no row has is named by its own marks or by a longer name, or a sort that a place has
    one of is."""
    if mention.kind == "PlatformType":
        linked = _compiled("linked_after").match(passage.text, mention.end) is not None
        return not linked and _compiled("own_sorts").search(mention.text) is not None
    if mention.kind != "Platform" or mention.entity is not None:
        return False
    if mention.role == "tailed" and not _opens(passage, mention):
        return False
    return _stands_before(passage, "linked_before", mention) is None


def _is_guide(passage: Passage, mention: Mention) -> bool:
    """Whether a known reform without marks is what its clause says that things are done by or for."""
    if mention.entity is None or _family(passage, mention) in lexicon().heading_families:
        return False
    if _stands_before(passage, "guided", mention) is None:
        return False
    _, end = passage.clause(mention.start)
    return _compiled("guiding").match(passage.text, mention.end, end) is not None


def _is_point(passage: Passage, mention: Mention) -> bool:
    """Whether a known reform is a numbered point by itself: what follows tells of it."""
    start, end = passage.clause(mention.start)
    alone = mention.entity is not None and mention.end == end == passage.sentence.end
    return alone and _compiled("numbered").fullmatch(passage.text, start, mention.start) is not None


def _stands_before(passage: Passage, name: str, mention: Mention) -> re.Match[str] | None:
    """An expression in the last letters of its clause before a name."""
    start, _ = passage.clause(mention.start)
    return _compiled(name).search(passage.text, max(start, mention.start - BEFORE), mention.start)


BEFORE = 24  # letters before a name in which words are looked for that stand right before it, or near


def _is_quoted(passage: Passage, mention: Mention) -> bool:
    """Whether a quotation right before a name without marks names what is meant."""
    near = passage.document.letters.quotes(mention.start - LONGEST_NAME, mention.start)
    return any(span.end == mention.start for span in near)


def _ends(passage: Passage, mention: Mention) -> bool:
    """Whether a known mode of service ends its clause: what is told before it is done that way."""
    _, end = passage.clause(mention.start)
    if mention.end != end or _family(passage, mention) not in lexicon().mode_families or _heads(passage, mention):
        return False
    said = _stands_before(passage, "said_before", mention)
    return said is not None and _stands_before(passage, "not_said", mention) is None


def _heads(passage: Passage, mention: Mention) -> bool:
    """Whether a name stands in a heading."""
    return mention.start < passage.document.sections[passage.sentence.section].title_end


def _begins(passage: Passage, mention: Mention) -> bool:
    """Whether a known reform or platform begins its clause, not as a heading."""
    _, end = passage.clause(mention.start)
    alone = mention.entity is None or _heads(passage, mention) or mention.end == end
    return not alone and _opens(passage, mention)


def _opens(passage: Passage, mention: Mention) -> bool:
    """Whether nothing but words of scope and time stand before a name in its clause."""
    start, _ = passage.clause(mention.start)
    return _compiled("begins").fullmatch(passage.text, start, mention.start) is not None


def reasons(passage: Passage, mention: Mention) -> Iterator[str]:
    """Why a name is no more than a candidate for the three relations, or not even that; nothing where it is read."""
    relation = _relation(mention)
    if relation is None:
        yield f"a {mention.kind} is nothing that a place takes up, runs or offers: other relations may still read it"
        return
    if _spoiled(passage, mention):
        yield "it is part of something else there: a title, a metric, a contest, or a quoted list of other things too"
        return
    if passage.is_elsewhere(mention.start):
        yield "it is told of another place, with which its clause begins"
        return
    yield from _doubts(passage, "adopted" if _is_single(mention) else relation, mention)


def _doubts(passage: Passage, relation: str, mention: Mention) -> Iterator[str]:
    """What is doubtful about a name as the object of a relation."""
    things = [other for other in passage.mentions if _relation(other) is not None]
    group = next(group for group in _groups(passage, things) if mention in group)
    found = _governing(passage, relation, group, mention)
    if found is None:
        near = lexicon().farthest
        yield f"no cue of {relation} governs it: none within {near} letters before or after it in its clause"
        return
    cued, bound, _ = found
    word = passage.text[cued.start : cued.end]
    if _negated(passage, cued, mention):
        yield "its clause is negated, or tells what others say"
        return
    if bound.cue.tier == "candidate":
        yield f"{word} is a weak cue ({bound.id}): what it alone governs stays a candidate"
    if mention.tier == "candidate" and mention.entity is not None:
        yield "it is a body or a venue, no system"
    elif mention.tier == "candidate":
        yield f"the name itself is a candidate: found as {mention.role}, and no row of the registry has it"
    free = bound.cue.side == "right" or _is_head(passage, group, mention)
    adjacent = bound.cue.tier == "certain" and cued.end == group[0].start
    if not free and _headless(passage, relation, mention, adjacent) == "candidate":
        yield "another noun follows it, and the clause is about that"
    yield from _asides(passage, mention)


def _asides(passage: Passage, mention: Mention) -> Iterator[str]:
    """Why a name is beside what its clause tells, and stays a candidate."""
    if _is_purpose(passage, mention):
        yield "its clause says what for something is done"
    if is_part_of_topic(passage, mention):
        yield "it is a part of what the section is about, and is read as its part"
    if _is_field(passage, mention):
        yield "it names a field of work there, by its shape or as a heading"
    if _qualifies(passage, mention):
        yield "it says the field or the sort of what stands right beside it"
    _, end = passage.clause(mention.end - 1)
    after = passage.text[mention.end : end]
    tried = mention.kind in ("Platform", "PlatformType") and _compiled("given_trial").match(after) is not None
    joined = _compiled("joined").match(after) is not None and not _is_subject(passage, mention)
    if tried or joined:
        yield "its clause tells of its being joined with something else, or of a trial that the place was given"
    if _compiled("background").match(after) is not None:
        yield "its clause goes on from it to what is told, and it says of which sort that is"
    if _is_counted(passage, mention):
        yield "a number counts its instances there"
    if _in_service(passage, mention):
        yield "it is the end of the longer name of a service, which is what is offered"
    if mention.kind == "PlatformType" and _compiled("pieces_of").match(after) is not None:
        yield "its pieces are counted there"
    if is_sort(passage, mention):
        yield "it is the bare sort of platform, after a word that says which one no more than that there is one"


@functools.cache
def _kinds() -> dict[str, str]:
    return {kind: relation for relation in LADDER for kind in pattern(relation).kinds}


def _relation(mention: Mention) -> str | None:
    return _kinds().get(mention.kind)


def _is_single(mention: Mention) -> bool:
    """Whether a service is no bundle of one thing: it is then offered, or carried out like a reform, by the cue."""
    return mention.kind == "Service" and not discovery.is_bundle(mention)


def _groups(passage: Passage, things: list[Mention]) -> list[list[Mention]]:
    """Mentions joined by list marks alone, so that one cue governs them all."""
    groups: list[list[Mention]] = []
    for mention in things:
        between = passage.text[groups[-1][-1].end : mention.start] if len(groups) > 0 else "."
        if len(groups) > 0 and _compiled("connector").fullmatch(between) is not None:
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _spoiled(passage: Passage, mention: Mention) -> bool:
    """Whether the name is part of something else there: a metric, a title, a contest."""
    after = passage.text[mention.end : mention.end + 6]
    if after.startswith(tuple(discovery.lexicon().spoils_after)):
        return True
    before = passage.text[max(passage.sentence.start, mention.start - 4) : mention.start]
    if before.endswith(tuple(lexicon().spoils_before)):
        return True
    bundled = mention.kind == "Reform" and not passage.document.letters.quotes_at(mention.start)
    if bundled and _compiled("bundled").match(passage.text, mention.end, passage.sentence.end) is not None:
        return True
    if _compiled("meeting").match(passage.text, mention.end) is not None:
        return True
    return any(title.start <= mention.start < title.end for title in passage.titles) or _in_slogan(passage, mention)


def _in_slogan(passage: Passage, mention: Mention) -> bool:
    """Whether the name is one of a quoted list of which at most half are known names; a long quotation is speech."""
    for span in passage.document.letters.quotes(passage.sentence.start, mention.start + 1):
        longer = mention.end - mention.start < span.end - span.start <= discovery.lexicon().longest_listed
        if span.start <= mention.start and mention.end <= span.end and longer:
            items = passage.text[span.start : span.end].split(layout().list_mark)
            known = {m.text for m in passage.mentions if m.entity is not None or m.tier != "candidate"}
            if len(items) > 1 and 2 * sum(item in known for item in items) <= len(items):
                return True
    return False


def _read_one(
    passage: Passage, relation: str, group: list[Mention], mention: Mention, changes: _Changes
) -> Iterator[Draft]:
    found = _governing(passage, relation, group, mention)
    if _is_single(mention) and (found is None or found[1].cue.id not in pattern("offers").words["single"]):
        relation, found = "adopted", _governing(passage, "adopted", group, mention)
    if found is None:
        yield from _predicate(passage, relation, mention)
        yield from _told(passage, relation, group, mention)
        return
    cued, bound, loose = found
    if _negated(passage, cued, mention):
        return
    told = list(_told(passage, relation, group, mention)) if bound.cue.tier == "candidate" else []
    if len(told) > 0:
        yield from told
        return
    status, begin, rule = _status(passage, bound, mention, changes)
    start = min(cued.start, mention.start)
    end = max(cued.end, mention.end, _tail_end(passage, mention))
    tier = _tier(passage, relation, (cued, bound, loose), group, mention, drafted=rule == "draft")
    period = _period(passage, mention.start, status)
    attrs: dict[str, Attribute] = {} if begin is None or status == "planned" else {"begin": begin}
    if status == "planned":
        attrs |= _target(passage, bound, cued, mention)
    pattern_id = bound.id if rule is None else f"{bound.id}+{rule}"
    sited = inner.sites(passage, mention) if relation != "offers" else []
    for place in sited if len(sited) > 0 else passage.places_at(mention.start):
        yield Draft(
            relation,
            place,
            Name(mention.text, mention.kind),
            place,
            status,
            pattern_id,
            tier,
            start,
            end,
            period,
            dict(attrs),
        )


def _tier(
    passage: Passage, relation: str, found: tuple[Cued, Bound, bool], group: list[Mention], mention: Mention, *,
    drafted: bool,
) -> str:
    """How sure a reading is: as sure as its cue, its name and how they stand to each other."""
    cued, bound, loose = found
    known = "likely" if bound.cue.id in lexicon().raising and _is_new(passage, mention) else mention.tier
    least = max(bound.cue.tier, known, key=lambda name: _STRENGTH[name])
    if least == "candidate" or next(_asides(passage, mention), None) is not None:
        return "candidate"
    if bound.cue.id in lexicon().aims and _family(passage, mention) in lexicon().heading_families:
        return "candidate"
    if bound.cue.id in discovery.lexicon().leaning and _is_the_nations(passage, mention):
        return "candidate"
    leant = bound.cue.id in discovery.lexicon().leaning
    leant = leant and _compiled("not_of_quoted").match(passage.text, mention.end) is None  # what follows is the deed
    free = drafted or bound.cue.side == "right" or leant or _is_head(passage, group, mention)
    adjacent = bound.cue.tier == "certain" and cued.end == group[0].start
    head = "certain" if free else _headless(passage, relation, mention, adjacent)
    loose = loose or _is_loose(passage, cued, group, mention)
    return max(least, head, "likely" if loose else "certain", key=lambda name: _STRENGTH[name])


def _is_new(passage: Passage, mention: Mention) -> bool:
    """Whether a quotation of an unknown shape is taken for a reform, not one of a body's own life."""
    apart = discovery.is_apart(passage.document, passage.sentence)
    return mention.kind == "Reform" and mention.role == "quoted" and len(mention.text) > 2 and not apart


def _is_the_nations(passage: Passage, mention: Mention) -> bool:
    """Whether a platform is the nation's: a place that links to it or looks something up in it does not run it."""
    if mention.entity is None or mention.kind != "Platform":
        return False
    nation = passage.registry.chain(passage.report.place.place or "")[-1:]
    return passage.registry.entities[mention.entity].attrs.get("owner") in nation


def _is_loose(passage: Passage, cued: Cued, group: list[Mention], mention: Mention) -> bool:
    """Whether a cue on the left reaches a name over more than a few words: over an item that is no known name, over a
    number, or far; and whether the name is counted or a noun after it says what of it is meant."""
    if cued.start >= mention.end:
        return any(0 <= number.start - cued.end <= 2 for number in passage.numbers)
    between = passage.text[cued.end : group[0].start]
    marks = passage.document.letters.quotes(mention.start, mention.start + 1)
    quoted = any(span.end >= mention.end for span in marks)
    numbered = any(cued.end <= number.digits < mention.start for number in passage.numbers)
    far = len(between) > lexicon().farthest_certain
    of_it = not quoted and _compiled("of_it").match(passage.text, mention.end) is not None
    return layout().list_mark in between or numbered or far or of_it


def _target(passage: Passage, bound: Bound, cued: Cued, mention: Mention) -> dict[str, Attribute]:
    """What a plan aims at, and how much of it where a number says so right before the name."""
    word = passage.text[cued.start : cued.end]
    aim = {"piloted": "pilot", "expanded": "expand"}.get(bound.cue.status or "", "adopt")
    if word.endswith(tuple(lexicon().completing)):
        aim = "complete"
    elif word.endswith(tuple(lexicon().spreading)):
        aim = "adopt"
    attrs: dict[str, Attribute] = {"target": aim}
    amounts = [n for n in passage.numbers if 0 <= mention.start - n.end <= 1]
    return attrs | {"amount": amounts[-1].value + amounts[-1].unit} if len(amounts) > 0 else attrs


def _predicate(passage: Passage, relation: str, mention: Mention) -> Iterator[Draft]:
    """A quoted reform that ends a clause without a cue: what is said before it is done that way.

    One that no row has is shaped like a mode of service, and nothing is linked to it.
    """
    start, end = passage.clause(mention.end - 1)
    quoted = passage.document.letters.quotes_at(mention.start)
    done = mention.entity is not None and _compiled("matters_of").search(passage.text[start : mention.start])
    if relation != "adopted" or not (quoted or done) or mention.end != end or mention.start - start < 3:
        return
    if _is_hearsay(passage, mention):
        return
    linked = any(b.relation == "connects_to" for c in passage.cues if start <= c.start < mention.start for b in c.cues)
    if mention.entity is None and (linked or not discovery.is_mode(mention.text)):
        return
    yield from _without_cue(passage, relation, mention, "predicate", max(start, mention.start - 40), mention.end)


def _without_cue(
    passage: Passage, relation: str, mention: Mention, how: str, start: int, end: int, *, planned: bool = False
) -> Iterator[Draft]:
    """A name that no cue governs as in force, or planned in a plan, with its evidence from start to end."""
    planned = planned or passage.sentence.plan or passage.is_future(mention.start) or _is_ahead(passage, mention)
    status = "planned" if planned else "adopted"
    attrs: dict[str, Attribute] = {} if status == "planned" else {"begin": "in-force"}
    for place in passage.places_at(mention.start):
        yield Draft(
            relation,
            place,
            Name(mention.text, mention.kind),
            place,
            status,
            f"{relation}/{how}",
            "likely",
            start,
            end,
            _period(passage, mention.start, status),
            dict(attrs),
        )


def _told(passage: Passage, relation: str, group: list[Mention], mention: Mention) -> Iterator[Draft]:
    """A known reform or a platform that begins its clause without a cue, in quotation marks or before a number that
    tells of it: it is in use."""
    sure = mention.tier != "candidate" and (mention.entity is not None or mention.kind == "Platform")
    if not sure or relation == "offers":
        return
    start, end = passage.clause(mention.end - 1)
    counted = any(mention.end <= number.start < end for number in passage.numbers)
    quoted = mention.end < end and passage.document.letters.quotes_at(group[0].start)
    others = any(mention.end <= m.start < end and _relation(m) is not None for m in passage.mentions)
    if others or not (counted or quoted):
        return
    lead = passage.text[start : group[0].start]
    for place in passage.mentions:
        if place.kind == "Place" and start <= place.start and place.end <= group[0].start:
            lead = lead.replace(place.text, "", 1)
    if _compiled("lead").fullmatch(lead) is None or _is_hearsay(passage, mention):
        return
    after = passage.text[mention.end : end]
    faulty = _compiled("not_told").match(after) is not None or _compiled("fault").match(after) is not None
    if faulty or next(_asides(passage, mention), None) is not None:
        return
    yield from _without_cue(passage, relation, mention, "told", mention.start, end)


def _is_head(passage: Passage, group: list[Mention], mention: Mention) -> bool:
    """Whether the name ends its phrase; where another noun follows, the clause is about that."""
    quoted = passage.document.letters.quotes_at
    known = mention.entity is not None and mention.kind in ("Platform", "PlatformType")
    if known and quoted(mention.end) and not quoted(mention.start):
        return False  # the quotation names what of the platform is told
    if any(other.start == mention.end for other in group):
        return True
    _, end = passage.clause(mention.end - 1)
    return _compiled("head").match(passage.text[mention.end : min(end, mention.end + 6)]) is not None


def _headless(passage: Passage, relation: str, mention: Mention, adjacent: bool) -> str:
    """The tier of a name that another noun follows.

    In quotation marks a known reform still stands for itself, and so does one of a telling shape right after its cue.
    """
    marks = passage.document.letters.quotes(mention.start, mention.end)
    quoted = any(span.start == mention.start or span.end == mention.end for span in marks)
    after = passage.text[mention.end : mention.end + 4]
    if relation == "operates" and mention.entity is not None and _compiled("of_platform").match(after) is not None:
        return "likely"
    if relation == "operates" and quoted and mention.tier != "candidate":
        return "candidate" if _compiled("not_of_quoted").match(passage.text, mention.end) is not None else "likely"
    sure = mention.entity is not None or (adjacent and mention.tier != "candidate")
    return "likely" if relation == "adopted" and quoted and sure else "candidate"


def is_part_of_topic(passage: Passage, mention: Mention) -> bool:
    """Whether the thing is a part of the one the section is about: it is then read as its part.

    A known part of it is, and under a platform a new name in quotation marks that ends like a part.
    """
    topic = passage.topic
    if topic is None or not mention.text.endswith(tuple(pattern("includes").words["part_tails"])):
        return False
    if mention.entity is None:
        marks = passage.document.letters.quotes(mention.start, mention.start + 1)
        return topic.kind == "Platform" and any(span.end == mention.end for span in marks)
    return topic.entity is not None and (mention.entity, topic.entity) in parts_of(passage.registry)


@functools.lru_cache(maxsize=4)
def parts_of(registry: Registry) -> frozenset[tuple[str, str]]:
    """The pairs of part and whole that the registry states."""
    return frozenset((link.subject, link.object) for link in registry.links if link.relation == "part_of")


def _is_counted(passage: Passage, mention: Mention) -> bool:
    """Whether a number counts the instances of a reform that has such, rather than the clause telling of the reform."""
    if mention.entity is None or _counting(passage, mention) is None:
        return False
    if _closes_list(passage, mention):
        return True
    if mention.kind != "Reform" or mention.text.endswith(tuple(discovery.lexicon().service_tails)):
        return False  # a number of bundles says that they are made
    return any(how == "instance_of" for _, how in passage.registry.family(mention.entity))


def _counting(passage: Passage, mention: Mention) -> int | None:
    """Where the number before a name begins that counts it."""
    before = [n for n in passage.numbers if 0 <= mention.start - n.end <= 5 and not _acted(passage, n.end, mention)]
    return before[-1].start if len(before) > 0 else None


def _closes_list(passage: Passage, mention: Mention) -> bool:
    """Whether a counted name is the sort of what was listed before it: each of these is told of, and not their sort."""
    start = _counting(passage, mention)
    if mention.entity is None or start is None:
        return False
    if passage.text[:start].endswith(lexicon().and_so_on):
        return True
    bundle = mention.kind == "Reform" and mention.text.endswith(tuple(discovery.lexicon().service_tails))
    return bundle and _compiled("named_before").search(passage.text[passage.sentence.start : start]) is not None


def _acted(passage: Passage, at: int, mention: Mention) -> bool:
    """Whether a cue stands between a number and a name: the number counts who does it."""
    return any(at <= c.start and c.end <= mention.start and b.cue.side == "left" and b.cue.tier == "certain"
               for c in passage.cues for b in c.cues)


def _qualifies(passage: Passage, mention: Mention) -> bool:
    """Whether a reform without marks stands right before a quotation, which it only says the field of, or right after
    a service, of which it says the sort."""
    marks = passage.document.letters
    if mention.kind != "Reform" or marks.quotes_at(mention.start):
        return False
    return marks.quotes_at(mention.end) or any(m.kind == "Service" and m.end == mention.start for m in passage.mentions)


def _in_service(passage: Passage, mention: Mention) -> bool:
    """Whether a mode of service is inside the longer name of a service right after a cue of offering."""
    for cued in passage.cues:
        if cued.end >= mention.start or not any(bound.relation == "offers" for bound in cued.cues):
            continue
        match = expression("offers", "served").match(passage.text, cued.end, passage.sentence.end)
        while match is not None and match.end("name") <= mention.start:
            match = expression("offers", "and_served").match(passage.text, match.end(), passage.sentence.end)
        if match is None or not match.start("name") <= mention.start < match.end("name"):
            continue
        if match.start("name") < mention.start or mention.end < match.end("name") - len(lexicon().sort_of_service):
            return True
    return False


def _is_word_end(passage: Passage, mention: Mention) -> bool:
    """Whether letters that are no cue, mark, place or word of joining stand right before a name that ends with them."""
    start, _ = passage.clause(mention.start)
    ends = [cued.end for cued in passage.cues if cued.end <= mention.start]
    ends += [m.end for m in passage.mentions if m is not mention and m.end <= mention.start]
    ends += [number.end for number in passage.numbers if number.end <= mention.start]
    between = passage.text[max([start, *ends]) : mention.start]
    return _compiled("free").fullmatch(between) is None


LONGEST_NAME = 30  # letters in a quotation that names a platform


def is_sort(passage: Passage, mention: Mention) -> bool:
    """Whether a bare sort of platform stands after a word that makes it one of several, not named here, or after a
    quotation, which names the one that is meant."""
    if mention.kind == "PlatformType" and _is_quoted(passage, mention):
        return True
    if mention.kind == "PlatformType" and not mention.text[0].isdigit() and _is_word_end(passage, mention):
        return True
    before = passage.text[max(passage.sentence.start, mention.start - 4) : mention.start]
    return mention.kind == "PlatformType" and _compiled("unnamed").search(before) is not None


def _is_purpose(passage: Passage, mention: Mention) -> bool:
    """Whether the clause of a name says only for what purpose the next one tells something."""
    start, end = passage.clause(mention.start)
    return end < passage.sentence.end and _compiled("purpose").match(passage.text, start) is not None


def _is_field(passage: Passage, mention: Mention) -> bool:
    """Whether a name without marks means a field of work rather than a reform: by its shape, or in a heading by its
    family."""
    before = passage.document.letters.quotes(passage.sentence.start, mention.end)
    if mention.kind != "Reform" or any(mention.start < quoted.end for quoted in before):
        return False
    if _compiled("field").match(mention.text) is not None:
        return True
    return _heads(passage, mention) and _family(passage, mention) in lexicon().heading_families


def _family(passage: Passage, mention: Mention) -> str:
    """The family of a known reform; empty for what no row has."""
    return "" if mention.entity is None else passage.registry.entities[mention.entity].attrs.get("family", "")


def _governing(
    passage: Passage, relation: str, group: list[Mention], mention: Mention
) -> tuple[Cued, Bound, bool] | None:
    """The cue of a name of a list in its clause, and whether other names lie between.

    The nearest on the left counts, else the nearest on the right; a cue that yields only where there is no other. In a
    list over several clauses a firm one on the right in the name's own clause comes first.
    """
    start, _ = passage.clause(mention.start)
    if group[0].start < start:
        own = _right_cue(passage, relation, [each for each in group if each.start >= start], firm=True)
        if own is not None:
            return own
    for firm in (True, False):
        found = _left_cue(passage, relation, group, firm=firm) or _right_cue(passage, relation, group, firm=firm)
        if found is not None:
            return found
    return None


def _left_cue(passage: Passage, relation: str, group: list[Mention], *, firm: bool) -> tuple[Cued, Bound, bool] | None:
    first, last = group[0], group[-1]
    start, _ = passage.clause(first.start)
    quoted = passage.document.letters.quotes_at(first.start)
    farthest = lexicon().farthest_quoted if quoted else lexicon().farthest
    for cued in reversed(passage.cues):
        if start <= cued.start and cued.end <= first.start and first.start - cued.end <= farthest:
            bound = _fitting(passage, cued, relation, "left", last, firm=firm)
            if bound is None and any(b.relation == relation and b.cue.stops for b in cued.cues):
                return None
            if bound is not None:
                between = any(cued.end <= m.start < first.start for m in passage.mentions if m.kind != "Place")
                return cued, bound, between
    return None


def _right_cue(passage: Passage, relation: str, group: list[Mention], *, firm: bool) -> tuple[Cued, Bound, bool] | None:
    last = group[-1]
    _, end = passage.clause(last.end - 1)
    for cued in passage.cues:
        if last.end <= cued.start and cued.end <= end and cued.start - last.end <= lexicon().farthest:
            if _other_between(passage, last, cued):
                continue
            bound = _fitting(passage, cued, relation, "right", last, firm=firm)
            if bound is not None:
                return cued, bound, False
    return None


def _other_between(passage: Passage, last: Mention, cued: Cued) -> bool:
    """Whether a platform stands between a name and a cue on its right, or a word that makes the name a part of what the
    cue tells of."""
    if _compiled("part_of").search(passage.text[last.end : cued.start]) is not None:
        return True
    return any(m.kind == "Platform" and last.end <= m.start and m.end <= cued.start for m in passage.mentions)


def _fitting(passage: Passage, cued: Cued, relation: str, side: str, last: Mention, *, firm: bool) -> Bound | None:
    for bound in cued.cues:
        if bound.relation != relation or bound.cue.side != side or bound.cue.yields == firm:
            continue
        if bound.cue.then is None or re.match(bound.cue.then, _after(passage, last)) is not None:
            return bound
    return None


def _after(passage: Passage, last: Mention) -> str:
    _, end = passage.clause(last.end - 1)
    tail = passage.text[last.end : min(end, last.end + lexicon().reach)]
    return _compiled("tail").sub("", tail, count=1)


def _tail_end(passage: Passage, mention: Mention) -> int:
    _, end = passage.clause(mention.end - 1)
    return min(end, mention.end + 2)


@functools.cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(getattr(status_rules(), name))


def _negated(passage: Passage, cued: Cued, mention: Mention) -> bool:
    before = passage.text[passage.clause(cued.start)[0] : cued.start]
    if _rule("negated").search(before) is not None and _rule("not_negated").search(before) is None:
        return True
    if _compiled("duty").match(before) is not None:
        return True
    return _is_hearsay(passage, mention)


def _is_hearsay(passage: Passage, mention: Mention) -> bool:
    """Whether a name was told of or seen elsewhere."""
    if _said("hearsay").search(passage.text, passage.sentence.start, mention.start) is not None:
        return True
    if _compiled("seen_there").match(passage.text, mention.end) is not None:
        return True
    return _said("visited").search(passage.text, passage.clause(mention.start)[0], mention.start) is not None


@functools.cache
def _said(name: str) -> re.Pattern[str]:
    """Any of the words of a list of the status rules."""
    return re.compile("|".join(map(re.escape, getattr(status_rules(), name))))


@functools.cache
def _rules() -> Automaton[str]:
    words = [(word, rule.id) for rule in status_rules().rules for word in rule.words]
    return Automaton([*words, *((word, "") for rule in status_rules().rules for word in rule.except_)])


class _Changes:
    """The words of a passage's clauses that change a status and are part of no name, each clause looked at once."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self._clauses: dict[int, list[tuple[int, int, Rule]]] = {}
        self._rules = {rule.id: rule for rule in status_rules().rules}
        self._starts = [mention.start for mention in passage.mentions]
        self._reach = list(itertools.accumulate((mention.end for mention in passage.mentions), max))

    def of(self, start: int, end: int) -> list[tuple[int, int, Rule]]:
        """Start and end of each such word of a clause, with its rule."""
        if start not in self._clauses:
            found = [(start + at, start + to, name) for at, to, name in _rules().find(self._passage.text[start:end])]
            self._clauses[start] = [
                (at, to, self._rules[name]) for at, to, name in found if name != "" and not self._in_name(at, to)
            ]
        return self._clauses[start]

    def _in_name(self, start: int, end: int) -> bool:
        before = bisect.bisect_left(self._starts, end)
        return before > 0 and self._reach[before - 1] > start


def _status(
    passage: Passage, bound: Bound, mention: Mention, changes: _Changes
) -> tuple[str, str | None, str | None]:
    """The status, how it began, and the rule that changed what the cue says."""
    status: str = bound.cue.status or "adopted"
    begin = bound.cue.begin
    if passage.sentence.plan or passage.is_future(mention.start):
        return "planned", None, None
    if _is_undone(passage, mention):
        return "planned", None, "undone"
    if status != "ended" and _is_ahead(passage, mention):
        return "planned", None, "ahead-after"
    if _compiled("draft_after").match(passage.text[mention.end : mention.end + 20]) is not None:
        return "drafted", None, "draft"
    start, end = passage.clause(mention.start)
    applied = None
    for rule in _said_before(passage, start):
        if status not in ("planned", "ended"):
            status, applied, begin = rule.status, rule.id, "launched"
    for at, stop, rule in changes.of(start, end):
        if status in ("planned", "ended"):
            break
        if (rule.place == "before" and stop > mention.start) or (rule.place == "start" and at > start):
            continue
        status, applied, begin = rule.status, rule.id, ("launched" if rule.status == "piloted" else None)
    return status, begin, applied


def _said_before(passage: Passage, clause: int) -> Iterator[Rule]:
    """The rules that what stands in the sentence before a clause sets for it, in their order."""
    before = passage.text[passage.sentence.start : clause]
    for rule in status_rules().rules:
        if rule.place == "sentence" and any(word in before for word in rule.words):
            yield rule


def _is_undone(passage: Passage, mention: Mention) -> bool:
    """Whether a sheet of tasks says, in the row or the section of the name, that it is not done."""
    section = passage.document.sections[passage.sentence.section]
    row = passage.text[mention.end : passage.sentence.end]
    rest = passage.text[mention.end : min(section.end, mention.end + REACH_OF_TASK)]
    return _compiled("not_done_row").search(row) is not None or _compiled("not_done").search(rest) is not None


REACH_OF_TASK = 200  # letters of its section in which the state of a task is told


def _period(passage: Passage, at: int, status: str) -> Period:
    period, _ = passage.period_at(at)
    if period.basis == "deadline" and status != "planned":
        return passage.own
    return period
