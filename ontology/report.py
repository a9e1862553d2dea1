"""The report, and a reading of it: what passes from the loaders to the store."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from ontology.period import Period
from ontology.statement import Name, Statement, digest

_HALF = re.compile("[\ud800-\udfff]")
TEXT_KINDS = ("original", "digest", "excerpt")


@dataclass(frozen=True, slots=True)
class Report:
    """The published text of one body for one term. Offsets everywhere count code points of `text`.

    `id` is permanent. `doc` is a label: the manifest's id or the file's stem. `agency` is None where the text hides it.
    """

    id: str
    doc: str
    place: Name
    agency: str | None
    period: Period
    plan_period: Period | None
    text: str
    text_kind: str = "original"
    title: str | None = None
    url: str | None = None
    published: str | None = None

    def __post_init__(self) -> None:
        """Puts the mark for no character in the place of each half of one: no file, line or store can hold a half."""
        if not self.text.isascii() and _HALF.search(self.text) is not None:
            object.__setattr__(self, "text", _HALF.sub("\ufffd", self.text))

    @property
    def sha256(self) -> str:
        """The digest of the text in UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @property
    def year(self) -> int:
        """The year in which the report's period ends, by which names of places are resolved."""
        return int((self.period.end or self.period.start or "0")[:4])


@dataclass(frozen=True, slots=True)
class Flag:
    """Something seen and left out, with its place in the text: a watermark, a name nobody could be found for."""

    reason: str
    text: str
    start: int
    end: int

    def id_in(self, report: str) -> str:
        """Its id in a report: permanent, from the reason and the place."""
        return "f-" + digest([report, self.reason, self.start, self.end])[:20]


@dataclass(frozen=True, slots=True)
class Reading:
    """One report read by one state of the reader, whose digest is `reader`. Lengths are in code points. `aside` is the
    number of sentences passed over, since they do not speak of the subject."""

    report: Report
    reader: str
    statements: tuple[Statement, ...]
    flags: tuple[Flag, ...]
    done_length: int
    plan_length: int
    aside: int = 0
