"""What the relay makes of a Prefect server that is away: promises wait for it, uncounted, and kinds rest."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import select

from actions import outbox, wiring
from actions.outbox import Kind
from console.ports import LOOPBACK, free_port
from flows import relay
from models.tables import Promise
from tests.actions.conftest import furnished, house
from tests.actions.houses import ON

__all__ = ["furnished", "house"]

pytestmark = pytest.mark.usefixtures("house")


class _Unwell(http.server.BaseHTTPRequestHandler):
    """Prefect behind a proxy that has lost it: healthy at first sight, and 500 to whatever is asked."""

    def do_GET(self):
        self.send_response(200 if self.path.endswith("/health") else 500)
        self.end_headers()

    def do_POST(self):
        self.send_response(500)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def unwell() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer((LOOPBACK, 0), _Unwell)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_port}/api"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def relay_at(address: str, calm: float = 0.0) -> relay.Relay:
    from prefect.client.orchestration import SyncPrefectClient  # noqa: PLC0415 - after the settings of the run

    from flows.drawing import Studio  # noqa: PLC0415 - idem

    return relay.Relay(Studio(SyncPrefectClient(address)), calm)


def tell(count: int) -> None:
    with wiring.unit_of_work() as session:
        for number in range(count):
            outbox.promise(
                session, Kind.EVENT, f"task:{number}", on=ON, event="x.y", number=number, payload={}
            )


def rows() -> list[tuple[int, bool, str]]:
    with wiring.unit_of_work() as session:
        return [
            (row.attempts, row.parked, row.error)
            for row in session.scalars(select(Promise).order_by(Promise.id))
        ]


def test_promises_wait_for_a_prefect_that_is_gone_and_are_not_counted():
    tell(2)
    away = relay_at(f"http://{LOOPBACK}:{free_port()}/api")
    assert "Prefect không trả lời" in away.turn().error
    with pytest.raises(httpx.ConnectError):
        away.turn()  # the other one rests with its kind, and there is no board to publish to
    assert [(attempts, parked) for attempts, parked, _ in rows()] == [(0, False), (0, False)]


def test_the_boards_are_left_alone_until_no_promise_has_come_for_a_while():
    tell(1)
    away = relay_at(f"http://{LOOPBACK}:{free_port()}/api", calm=3600.0)
    assert away.turn() is not None
    assert away.turn() is None  # or it would have met that there is nothing to publish to


def test_so_they_do_for_one_that_answers_that_it_cannot():
    tell(1)
    with unwell() as address:
        assert "Prefect không trả lời" in relay_at(address).turn().error
    assert rows()[0][:2] == (0, False)


def test_a_fault_of_the_promise_itself_is_counted():
    with wiring.unit_of_work() as session:
        outbox.promise(session, Kind.EVENT, "task:1", on=ON, event="x.y")
    with unwell() as address:
        assert "KeyError" in relay_at(address).turn().error
    assert rows()[0][:2] == (1, False)
