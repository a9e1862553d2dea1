from typing import TypeAlias

from ontology.registry import Registry

NamedThing: TypeAlias = tuple[str, str, str | None]
Dates: TypeAlias = tuple[str | None, str | None, str]
Row: TypeAlias = tuple[
    str, NamedThing, NamedThing, NamedThing, str | None, Dates, int, int, str, str, str, str, str,
    dict[str, str | list[str]], int,
]
Seen: TypeAlias = tuple[str, str, int, int]

class Core:
    def __init__(self, lexicon: str, registry: Registry) -> None: ...
    def read(
        self, place: tuple[str, str | None], period: Dates, plan_period: Dates | None, year: int, text: str
    ) -> tuple[list[Row], list[Seen], int, int, int]: ...

def fault(expression: str) -> str | None: ...
def matches(expression: str, text: str) -> list[tuple[int, int]]: ...
def sources() -> str: ...
