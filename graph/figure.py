"""The figure: a number of a measured statement, in the words of its sentence."""

from __future__ import annotations

from ontology.statement import Statement, plain


def figure(statement: Statement) -> str:
    """The number with its approximation and unit, as the quote has them, and what it counts.

    What it counts follows the number where it does so in the quote, else it goes before; it is left out where it is
    named for the thing itself. A number that says by how much something changed comes as that change.
    """
    attrs = {key: value for key, value in statement.attrs.items() if isinstance(value, str)}
    measure = plain(statement.object.text)
    number = attrs.get("value", "") + attrs.get("unit", "")
    if number == "" or "change" in attrs:
        return f"{measure} {attrs.get('change', number)}".strip()
    quote = plain(statement.evidence.quote)
    approx = attrs.get("approx", "")
    forms = (approx + number, attrs.get("value", "") + approx + attrs.get("unit", ""), number + approx)
    written = next((form for form in forms if form in quote), number)
    if written + measure in quote:
        return written + measure
    things = (statement.subject.text, attrs.get("about", ""))
    return written if any(thing != "" and plain(thing) in measure for thing in things) else f"{measure} {written}"
