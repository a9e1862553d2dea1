"""The state of the running server: its settings, its metrics, and the generation that answers now."""

from __future__ import annotations

import pathlib
from dataclasses import dataclass, field

from starlette.requests import Request

from queries.server.bolt import Bolt
from queries.server.generation import Generation
from queries.server.metrics import Metrics
from queries.server.sending import Sending
from queries.server.settings import Settings


@dataclass(slots=True)
class State:
    """What all requests share. `generation` is replaced by a reload; a request keeps the one that it began with."""

    settings: Settings
    generation: Generation
    workspace: pathlib.Path | None
    bolt: Bolt | None = None
    metrics: Metrics = field(default_factory=Metrics)
    described: dict[str, dict[str, object]] = field(default_factory=dict)
    sending: Sending = field(init=False)

    def __post_init__(self) -> None:
        self.sending = Sending(self.settings.sending_mb * 1_048_576)

    def base(self, request: Request) -> str:
        """The public address of this server, without a slash at its end."""
        return self.settings.base_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"


def state_of(request: Request) -> State:
    """The state of the server that got the request."""
    found = request.app.state.server
    assert isinstance(found, State)
    return found
