"""Metrics: how many requests there were, how they ended, how long they took, in the text format of Prometheus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

BUCKETS = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 60.0)


class Metrics:
    """Counts since the server started."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int, str]] = Counter()
        self._seconds: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._within: Counter[tuple[str, float]] = Counter()
        self.reloads = 0

    def count(self, endpoint: str, status: int, outcome: str, seconds: float) -> None:
        """Add a request."""
        self._requests[endpoint, status, outcome] += 1
        self._seconds[endpoint] += seconds  # type: ignore[assignment]  # a Counter sums fractions too
        self._counts[endpoint] += 1
        for bound in BUCKETS:
            self._within[endpoint, bound] += seconds <= bound

    def text(self, pools: Mapping[str, Mapping[str, int]]) -> str:
        """All of it."""
        return "\n".join(self._lines(pools)) + "\n"

    def _lines(self, pools: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
        yield "# HELP zhengmai_requests_total Requests by endpoint, status and outcome."
        yield "# TYPE zhengmai_requests_total counter"
        for (endpoint, status, outcome), number in sorted(self._requests.items()):
            yield f'zhengmai_requests_total{{endpoint="{endpoint}",status="{status}",outcome="{outcome}"}} {number}'
        yield "# HELP zhengmai_request_seconds Time to answer."
        yield "# TYPE zhengmai_request_seconds histogram"
        for endpoint in sorted(self._counts):
            for bound in BUCKETS:
                within = self._within[endpoint, bound]
                yield f'zhengmai_request_seconds_bucket{{endpoint="{endpoint}",le="{bound}"}} {within}'
            yield f'zhengmai_request_seconds_bucket{{endpoint="{endpoint}",le="+Inf"}} {self._counts[endpoint]}'
            yield f'zhengmai_request_seconds_sum{{endpoint="{endpoint}"}} {self._seconds[endpoint]:.6f}'
            yield f'zhengmai_request_seconds_count{{endpoint="{endpoint}"}} {self._counts[endpoint]}'
        for name in ("workers", "free", "waiting", "long", "killed", "started"):
            kind = "counter" if name in ("killed", "started") else "gauge"
            suffix = "_total" if kind == "counter" else ""
            yield f"# HELP zhengmai_pool_{name}{suffix} Of each pool of workers."
            yield f"# TYPE zhengmai_pool_{name}{suffix} {kind}"
            for pool, state in sorted(pools.items()):
                yield f'zhengmai_pool_{name}{suffix}{{pool="{pool}"}} {state[name]}'
        yield "# HELP zhengmai_reloads_total Reloads to a new build."
        yield "# TYPE zhengmai_reloads_total counter"
        yield f"zhengmai_reloads_total {self.reloads}"
