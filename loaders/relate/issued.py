"""issued: a place and a document, by its title or by a name that ends like one."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from loaders.letters import sound
from loaders.passage import Cued, Draft, Passage, Title
from loaders.pattern import Bound, expression, pattern
from ontology.statement import Attribute, Name

RELATION = "issued"
_compiled = functools.partial(expression, RELATION)


def read(passage: Passage) -> Iterator[Draft]:
    """The documents issued, revised or drafted in a passage."""
    governed: tuple[Cued, Bound] | None = None
    last_end = -1
    for title in passage.titles:
        gap = passage.text[last_end : title.start] if last_end >= 0 else "."
        if _compiled("list_gap").match(gap) is None:
            governed = _governing(passage, title.start) or _told(passage, title)
        last_end = title.end
        if governed is not None and not _followed(passage, governed[0], title):
            yield from _drafts(passage, governed, title.start, title.end, _name(passage, title))
    yield from _unmarked(passage)


def _governing(passage: Passage, at: int) -> tuple[Cued, Bound] | None:
    start, _ = passage.clause(at)
    for cued in reversed(passage.cues):
        if start <= cued.start and cued.end <= at:
            for bound in cued.cues:
                if bound.relation == RELATION and bound.cue.side == "left":
                    return cued, bound
    return None


def _told(passage: Passage, title: Title) -> tuple[Cued, Bound] | None:
    """The word right behind a title of the report's own place that says that it is out or in force."""
    if passage.report.place.text[:-1] not in title.text:
        return None
    for cued, bound in passage.cued(RELATION):
        right = bound.cue.side == "right" and cued.start >= title.end
        if right and _compiled("told").fullmatch(passage.text, title.end, cued.start) is not None:
            return cued, bound
    return None


def _followed(passage: Passage, cued: Cued, title: Title) -> bool:
    """Whether the document is only followed there: no word of issuing between the word of following and the title."""
    between = passage.text[cued.end : title.start]
    return any(word in between for word in pattern(RELATION).words["follows"])


def _name(passage: Passage, title: Title) -> str:
    start, end = passage.document.letters.span(title.start, title.end)  # with its marks: a quotation may begin it
    start, end = start + 1, end - 1
    return re.sub(r"\s+", "", sound(passage.document.text[start:end]))


def _drafts(passage: Passage, governed: tuple[Cued, Bound], start: int, end: int, name: str) -> Iterator[Draft]:
    cued, bound = governed
    sentence = passage.sentence
    # The notice of a plan issues it, whatever year its title names.
    notice = sentence.plan and sentence.section == 0 and _compiled("announced").match(passage.text, end) is not None
    begun = sentence.plan and not _is_preface(passage)
    planned = not notice and (begun or passage.is_future(start))
    status = "planned" if planned else bound.cue.status or "adopted"
    after = passage.text[end : end + 12]
    if status == "adopted" and (_compiled("draft_mark").match(after) or _compiled("draft_inside").search(name)):
        status = "drafted"
    attrs: dict[str, Attribute] = {}
    about = _about(passage, start, end)
    if len(about) > 0:
        attrs["about"] = about[0] if len(about) == 1 else about
    joint = _compiled("joint_with").search(passage.text[passage.clause(start)[0] : cued.start + 2])
    if joint is not None:
        attrs["with"] = joint["with"]
    if status != "planned" and bound.cue.begin is not None and status == "adopted":
        attrs["begin"] = bound.cue.begin
    period, _ = passage.period_at(start)
    if period.basis == "deadline" and status != "planned":
        period = passage.own
    for place in passage.places_at(start):
        yield Draft(
            RELATION,
            place,
            Name(name, "PolicyDocument"),
            place,
            status,
            bound.id,
            "candidate" if _compiled("own_life").search(name) is not None else bound.cue.tier,
            min(cued.start, start),
            end,
            period,
            dict(attrs),
        )


def _is_preface(passage: Passage) -> bool:
    """Whether a plan has not begun yet there: what stands before its first heading, or in the first sentences of news
    of it, tells how it came about."""
    first = passage.document.sentences[:OPENING]
    return passage.sentence.section == 0 and (len(passage.document.sections) > 1 or passage.sentence in first)


OPENING = 2  # sentences, the title among them


def _about(passage: Passage, start: int, end: int) -> list[str]:
    """The reforms, services and platforms that the title names, in its order, each once."""
    kinds = ("Reform", "Service", "Platform", "PlatformType")
    inside = [
        m.text
        for m in passage.mentions
        if start <= m.start and m.end <= end and m.kind in kinds and m.entity is not None
    ]
    return list(dict.fromkeys(inside))


def _unmarked(passage: Passage) -> Iterator[Draft]:
    """Documents without title marks, right after a cue of issuing; each with the first cue that leads to it."""
    last_end = passage.sentence.start
    for cued in passage.cues:
        bound = next((b for b in cued.cues if b.relation == RELATION and b.cue.side == "left"), None)
        if bound is None or bound.cue.id in pattern(RELATION).words["titles_alone"]:
            continue
        _, end = passage.clause(cued.end)
        match = _compiled("unmarked").match(passage.text[cued.end : end])
        if match is None or any(t.start < cued.end + match.end() and cued.end < t.end for t in passage.titles):
            continue
        if _compiled("unmarked_refused").search(match["name"]) is not None:
            continue
        if cued.end + match.end("name") <= last_end:
            continue
        last_end = cued.end + match.end("name")
        start = cued.end + match.start("name")
        for draft in _drafts(passage, (cued, bound), start, cued.end + match.end("name"), match["name"]):
            yield Draft(
                draft.relation,
                draft.subject,
                draft.object,
                draft.place,
                draft.status,
                f"{bound.id}+unmarked",
                "candidate" if draft.tier == "candidate" else "likely",
                draft.start,
                draft.end,
                draft.period,
                draft.attrs,
            )
