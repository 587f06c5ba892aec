"""The portal as a real server on loopback, and people before it in Debian's Chromium."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from actions import doors, people, rehearsal, wiring
from console.ports import LOOPBACK, free_port
from models import queries
from portal.health import Probes
from portal.visits import COOKIE
from portal.web import create_app
from tests.actions.conftest import copied, furnished, published
from tests.actions.houses import House
from tests.e2e.somebody import PATIENCE, Somebody
from tests.flows.prefect_ui import CHROMIUM, launch

__all__ = ["furnished", "published"]

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it these tests say so and are skipped."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


PAPER = re.compile(r"/papers/[0-9a-f]{64}$")


IN_A_FRAME = {b"iframe", b"object", b"embed"}


def _without_frames(portal: ASGIApp) -> ASGIApp:
    """Send no paper that a page shows in a frame: drawing it takes longer than the page itself.

    The browser could be told to leave such an address alone, but then it asks us before every request, and
    keeps nothing that it has fetched once.
    """

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        framed = scope["type"] == "http" and dict(scope["headers"]).get(b"sec-fetch-dest") in IN_A_FRAME
        app = Response(status_code=204) if framed and PAPER.search(scope["path"]) else portal
        await app(scope, receive, send)

    return answered


@dataclass
class Site:
    """A portal that answers at `url`, its house behind it, and whoever has come."""

    house: House
    url: str
    browser: Browser
    password: str
    _opened: list[BrowserContext] = field(default_factory=list)

    def enters(self, handle: str, before: Somebody | None = None) -> Somebody:
        """Somebody who signs in at the entrance, with the password and the telephone's code.

        Args:
            handle: the account.
            before: a tab at which others have sat already; none: one is opened.
        """
        guest = before or self.comes()
        guest.page.context.clear_cookies()
        with wiring.unit_of_work() as session:
            code = people.current_code(session, handle)
        guest.enter(handle, self.password, code)
        kept = {each["name"]: each["value"] for each in guest.page.context.cookies()}
        guest.sessions[handle] = kept[COOKIE]
        return guest

    def comes(self, handle: str = "", language: str = "", **settings: object) -> Somebody:
        """Somebody with an open session, or a stranger."""
        context = self.browser.new_context(locale="vi-VN", **settings)
        self._opened.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        somebody = Somebody(page, self.url)
        if handle:
            self.takes_over(somebody, handle, language)
        return somebody

    def takes_over(self, somebody: Somebody, handle: str, language: str = "") -> Somebody:
        """Let another person, with an open session, sit down before the same tab."""
        if handle not in somebody.sessions:
            with wiring.unit_of_work() as session:
                person = session.scalars(queries.people_by_handles([handle])).one()
                person.language = language or person.language
                somebody.sessions[handle] = doors.admit(session, person)
        kept = {"name": COOKIE, "value": somebody.sessions[handle], "url": self.url}
        somebody.page.context.add_cookies([kept])
        somebody.handle = handle
        return somebody

    def all_leave(self) -> None:
        """Close every tab."""
        while self._opened:
            with suppress(Exception):
                self._opened.pop().close()


@contextmanager
def opened(house: House, browser: Browser) -> Iterator[Site]:
    """The portal of the house as a real server."""
    port = free_port()
    app = create_app(probes=Probes(database=lambda: True, prefect=lambda: True))
    config = uvicorn.Config(
        _without_frames(app), host=LOOPBACK, port=port, log_level="error", lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        assert running.is_alive()
        running.join(0.02)
    with wiring.unit_of_work() as session:
        password = rehearsal.give_passwords(session)
    site = Site(house, f"http://{LOOPBACK}:{port}", browser, password)
    try:
        yield site
    finally:
        site.all_leave()
        server.should_exit = True
        running.join(10)


@pytest.fixture(scope="module")
def a_site(postgres_server, furnished, browser, tmp_path_factory) -> Iterator[Site]:
    """A portal with the cast and nothing ordered yet, for the tests of one module."""
    home = tmp_path_factory.mktemp("site")
    with copied(postgres_server, furnished, home) as house, opened(house, browser) as site:
        yield site


@pytest.fixture
def site(a_site) -> Iterator[Site]:
    """The same, with every tab closed after each test."""
    yield a_site
    a_site.all_leave()


@pytest.fixture
def day() -> Iterator[Callable[[object], None]]:
    """Set the day on which the house lives."""
    configured = wiring.settings()
    with ExitStack() as undo:
        undo.callback(setattr, configured, "today", configured.today)
        yield lambda chosen: setattr(configured, "today", chosen)
