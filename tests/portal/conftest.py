"""A portal on a house of each test's own, and people who come in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from actions import doors, wiring
from models.tables import Person
from portal.health import Probes
from portal.visits import COOKIE, HEADER
from portal.web import create_app
from tests.actions.conftest import furnished, house, listed, published, together

__all__ = ["furnished", "house", "listed", "published", "together"]


@dataclass
class Guest:
    """Somebody at a browser: without an account, or signed in with one."""

    browser: TestClient
    key: str = ""
    """What the forms of this visitor carry."""

    def get(self, path: str, **more):
        return self.browser.get(path, **more)

    def page(self, path: str) -> str:
        """The text of a page that opens."""
        answer = self.browser.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {words(answer.text)[:600]}"
        return answer.text

    def send(self, path: str, fields: dict | None = None, **more):
        """Send a form of the portal; the answer is the page to which it leads."""
        return self.browser.post(path, data={"form_key": self.key} | (fields or {}), **more)


def words(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2] or page).split())


@pytest.fixture
def portal(house) -> Iterator[Callable[..., Guest]]:
    """Open the portal of the house: `portal()` for a stranger, `portal("so.truong-phong")` for an account."""
    yield from _portal()


@pytest.fixture
def listed_portal(listed) -> Iterator[Callable[..., Guest]]:
    """The same, of a house with the published tasks."""
    yield from _portal()


def _portal() -> Iterator[Callable[..., Guest]]:
    app = create_app(probes=Probes(database=lambda: True, prefect=lambda: True))
    opened = []

    def come(handle: str = "", language: str = "vi") -> Guest:
        browser = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
        opened.append(browser)
        if not handle:
            return Guest(browser)
        with wiring.unit_of_work() as session:
            person = session.scalars(select(Person).where(Person.handle == handle)).one()
            person.language = language
            key = doors.admit(session, person)
        with wiring.unit_of_work() as session:
            visit = doors.visitor(session, key)
        browser.cookies.set(COOKIE, key)
        return Guest(browser, visit.form_key)

    yield come
    for browser in opened:
        browser.close()


__all__ += ["COOKIE", "HEADER"]
