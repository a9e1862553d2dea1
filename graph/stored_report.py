"""The stored report: what the store knows of a report apart from its text."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ontology.period import Period
from ontology.report import Reading, Report
from ontology.statement import Name


@dataclass(frozen=True, slots=True)
class StoredReport:
    """The facts of a report's manifest and reading. `reader` is the digest of the state of the reader."""

    id: str
    doc: str
    place: Name
    agency: str | None
    period: Period
    plan_period: Period | None
    text_kind: str
    title: str | None
    url: str | None
    published: str | None
    sha256: str
    reader: str
    done_length: int
    plan_length: int
    aside: int

    @property
    def year(self) -> int:
        """The year in which the report's period ends, by which names of places are resolved."""
        return int((self.period.end or self.period.start or "0")[:4])

    def with_text(self, text: str) -> Report:
        """The report again, as it was given."""
        return Report(
            id=self.id, doc=self.doc, place=self.place, agency=self.agency, period=self.period,
            plan_period=self.plan_period, text=text, text_kind=self.text_kind, title=self.title, url=self.url,
            published=self.published,
        )


def facts(reading: Reading) -> str:
    """The facts as one line of canonical JSON, which `stored_report` reads."""
    report = reading.report
    row = {
        "doc": report.doc, "place": report.place.text, "place_id": report.place.place, "agency": report.agency,
        "period": _written(report.period), "plan_period": _written(report.plan_period),
        "text_kind": report.text_kind, "title": report.title, "url": report.url, "published": report.published,
        "done_length": reading.done_length, "plan_length": reading.plan_length,
        "aside": reading.aside,
    }
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def stored_report(report: str, sha256: str, reader: str, line: str) -> StoredReport:
    """The report of a row of the store."""
    row = json.loads(line)
    period = _read(row["period"])
    assert period is not None
    return StoredReport(
        id=report, doc=row["doc"], place=Name(row["place"], "Place", row["place_id"]), agency=row["agency"],
        period=period, plan_period=_read(row["plan_period"]), text_kind=row["text_kind"], title=row["title"],
        url=row["url"], published=row["published"], sha256=sha256, reader=reader, done_length=row["done_length"],
        plan_length=row["plan_length"], aside=row.get("aside", 0),
    )


def _written(period: Period | None) -> list[str] | None:
    return None if period is None else [period.text(), period.basis]


def _read(pair: list[str] | None) -> Period | None:
    return None if pair is None else Period.parse(pair[0], pair[1])
