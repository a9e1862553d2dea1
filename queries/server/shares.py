"""Shares: how much of the workers' time each client has had lately, by which those who wait are put in order."""

from __future__ import annotations

import math

MEMORY_S = 60.0
KEPT = 10_000


class Shares:
    """Milliseconds by client, fading with time: of what was used a minute ago, a third counts."""

    def __init__(self) -> None:
        self._used: dict[str, tuple[float, float]] = {}

    def charge(self, client: str, ms: float, now: float) -> None:
        """Add what a client has used."""
        self._used[client] = (self.used(client, now) + ms, now)
        if len(self._used) > KEPT:
            self._used = {
                each: found for each, found in self._used.items() if self.used(each, now) >= 1.0
            }
            for each in list(self._used)[: max(0, len(self._used) - KEPT)]:
                del self._used[each]

    def used(self, client: str, now: float) -> float:
        """What a client has used lately."""
        ms, at = self._used.get(client, (0.0, now))
        return ms * math.exp(-(now - at) / MEMORY_S)
