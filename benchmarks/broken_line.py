"""Whether a file of 500 MB arrives whole from a browser over a slow line that breaks.

Chromium hands in a PDF of scanned pages at the portal's own page. The line to the portal carries so many MB a
second, breaks after every fifth of the file, and stays broken until the page has said so; half way the
browser is closed, opened again, and given the same file once more. Nothing else tells the page that the line
is back: it tries again by itself.

    .venv/bin/python -m benchmarks.broken_line [MEGABYTES] [MEGABYTES_A_SECOND]

prints a line of JSON and a verdict; it fails when what is on record is another file, or when more was sent
again than what was on its way at each break. 500 MB at 8 MB/s unless said; at least 100 MB, so that parts
arrive between two breaks.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.uploads import _scan
from console.ports import LOOPBACK, free_port
from console.postgres import EmbeddedPostgres
from tests.flows.prefect_ui import launch
from tests.portal.test_upload_browser import Line

if TYPE_CHECKING:
    import socket

MEGABYTE = 1024**2
PIECES = 5
"""Into so many pieces breaks divide the file."""
ON_ITS_WAY = 4
"""Parts of 8 MiB that a break may cost: those that were being sent, and what else the pages ask for."""
PATIENCE = 900_000
"""Milliseconds that the page may take until it says something."""
_EITHER = re.compile("Mất kết nối|Đã nhận «")


class SlowLine(Line):
    """A line that carries only so many bytes a second towards the portal."""

    def __init__(self, portal: int, pace: float) -> None:
        self._pace = pace
        super().__init__(portal)

    def _carry(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:  # noqa: FBT001 - a thread's argument
        super()._carry(_Paced(source, self._pace) if counted else source, sink, counted)  # type: ignore[arg-type]  # what a line asks of a socket


@dataclass
class _Paced:
    """A socket from which bytes come slowly."""

    source: socket.socket
    pace: float

    def recv(self, size: int) -> bytes:
        data = self.source.recv(size)
        time.sleep(len(data) / self.pace)
        return data

    def shutdown(self, how: int) -> None:
        self.source.shutdown(how)

    def close(self) -> None:
        self.source.close()


@dataclass(frozen=True)
class Told:
    """What came of it: MB, MB a second, breaks, seconds until it was on record, MB that were sent again."""

    megabytes: int
    megabytes_a_second: float
    breaks: int
    seconds: float
    sent_again: float
    whole: bool


def main() -> None:
    """Send the file, print what came of it; the exit code is the verdict."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    pace = float(sys.argv[2]) if len(sys.argv) > 2 else 8.0  # noqa: PLR2004 - the second word
    with tempfile.TemporaryDirectory(prefix="triplehelix-line-") as home:
        server = EmbeddedPostgres(Path(home) / "postgres", settings={"fsync": "off"})
        server.start()
        try:
            told = _sent(server, Path(home), megabytes, pace)
        finally:
            server.remove()
    good = told.whole and told.sent_again <= told.breaks * ON_ITS_WAY * 8
    verdict = "arrived whole" if good else "DID NOT ARRIVE as it should"
    sys.stdout.write(
        f"{json.dumps(asdict(told))}\n{told.megabytes} MB over {told.breaks} breaks: {verdict}\n"
    )
    sys.exit(0 if good else 1)


def _sent(server: EmbeddedPostgres, home: Path, megabytes: int, pace: float) -> Told:
    server.ensure("line")
    os.environ |= {
        "TRIPLEHELIX_DATABASE_URL": server.url("line"),
        "TRIPLEHELIX_HOME": str(home),
        "TRIPLEHELIX_SECRET_KEY": "0" * 32,
    }
    from actions import orders, people, rehearsal, wiring
    from portal.web import create_app
    from tests.actions.houses import SHEET

    wiring.migrate()
    with wiring.unit_of_work() as session:
        rehearsal.seat_cast(session)
        actor = people.find(session, "dat-hang")
        code = orders.order(session, orders.OrderSheet.model_validate(SHEET), actor, on=wiring.today())
    file = home / "scan.pdf"
    maker = get_context("spawn").Process(target=_scan, args=(file, megabytes))
    maker.start()
    maker.join()
    port = free_port()
    portal = uvicorn.Server(uvicorn.Config(create_app(), host=LOOPBACK, port=port, log_level="error"))
    running = threading.Thread(target=portal.run)
    running.start()
    while not portal.started:
        running.join(0.05)
    line = SlowLine(port, pace * MEGABYTE)
    try:
        breaks, seconds = _handed_in(line, code, file)
    finally:
        line.close()
        portal.should_exit = True
        running.join(30)
    again = round((line.sent - file.stat().st_size) / MEGABYTE, 1)
    return Told(megabytes, pace, breaks, seconds, again, _is_on_record(file))


def _handed_in(line: SlowLine, code: str, file: Path) -> tuple[int, float]:
    """Hand the file in; returns how often the line broke, and the seconds that it took in all."""
    piece, breaks, clock = file.stat().st_size // PIECES, 0, time.perf_counter()
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        page = _opened(chromium, line, code, file, piece)
        while True:
            told = page.locator(".transfer .progressing")
            expect(told).to_contain_text(_EITHER, timeout=PATIENCE)
            if "Đã nhận «" in told.inner_text():
                break
            breaks += 1
            if breaks == PIECES // 2:
                page.context.close()
                page = _opened(chromium, line, code, file, line.sent + piece)
                continue
            line.breaks_at = line.sent + piece
            expect(told).not_to_contain_text("Mất kết nối", timeout=PATIENCE)
        chromium.close()
    return breaks, round(time.perf_counter() - clock, 1)


def _opened(chromium: Browser, line: SlowLine, code: str, file: Path, breaks_at: int) -> Page:
    """A tab in which the orderer has begun to send the file."""
    from actions import doors, wiring
    from models import queries
    from portal.visits import COOKIE

    with wiring.unit_of_work() as session:
        key = doors.admit(session, session.scalars(queries.people_by_handles(["dat-hang"])).one())
    context = chromium.new_context(locale="vi-VN")
    context.add_cookies([{"name": COOKIE, "value": key, "url": line.url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    line.mend()
    page.goto(f"{line.url}/tasks/{code}/submit/order_sheet")
    line.breaks_at = breaks_at
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Nộp", exact=False).last.click()
    return page


def _is_on_record(file: Path) -> bool:
    from sqlalchemy import select

    from actions import wiring
    from models.tables import Submission

    with file.open("rb") as source, wiring.unit_of_work() as session:
        kept = session.scalars(select(Submission.sha256)).all()
        return kept == [hashlib.file_digest(source, "sha256").hexdigest()]


if __name__ == "__main__":
    main()
