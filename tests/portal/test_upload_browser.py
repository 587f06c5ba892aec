"""A large file handed in from a real browser, over a line that really breaks."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import threading
from contextlib import suppress

import pytest
import uvicorn
from playwright.sync_api import expect, sync_playwright
from sqlalchemy import select

from actions import doors, wiring
from console.ports import LOOPBACK, free_port
from documents.leaf import leaf
from models.tables import Person, Submission, Upload
from portal.health import Probes
from portal.visits import COOKIE
from portal.web import create_app
from tests.flows.prefect_ui import CHROMIUM, launch

PART = 128 * 1024
PATIENCE = 20_000
"""Milliseconds that a page may take on a busy machine."""


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium; without it these tests say so and are skipped."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


class Line:
    """A line to the portal that carries so many bytes and then breaks, until it is mended.

    Args:
        portal: the port where the portal answers.
    """

    def __init__(self, portal: int) -> None:
        self._portal = portal
        self._door = socket.create_server((LOOPBACK, 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._take, daemon=True)]
        self.sent = 0
        self.breaks_at = 10**12
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self._door.getsockname()[1]}"

    @property
    def broken(self) -> bool:
        return self.sent >= self.breaks_at

    def mend(self) -> None:
        self.breaks_at = 10**12

    def close(self) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._cut()
        for thread in self._threads:
            thread.join(5)

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                if self.broken:
                    near.close()
                    continue
                far = socket.create_connection((LOOPBACK, self._portal))
                with self._lock:
                    self._open |= {near, far}
                for ends in ((near, far, True), (far, near, False)):
                    thread = threading.Thread(target=self._carry, args=ends, daemon=True)
                    self._threads.append(thread)
                    thread.start()

    def _carry(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:  # noqa: FBT001 - a thread's argument
        with suppress(OSError):
            while data := source.recv(16384):
                if counted:
                    self.sent += len(data)
                    if self.broken:
                        self._cut()
                        return
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _cut(self) -> None:
        with self._lock:
            for end in self._open:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
            self._open.clear()


@pytest.fixture
def line(house, monkeypatch):
    """The portal of the house, as a real server, and the line to it."""
    monkeypatch.setattr("actions.uploads.coming.PART_BYTES", PART)
    port = free_port()
    app = create_app(probes=Probes(database=lambda: True, prefect=lambda: True))
    config = uvicorn.Config(app, host=LOOPBACK, port=port, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        assert running.is_alive()
        running.join(0.02)
    carried = Line(port)
    yield carried
    carried.close()
    server.should_exit = True
    running.join(10)


@pytest.fixture
def visit(browser, line):
    """A tab in which somebody of the cast is signed in."""
    contexts = []

    def come(handle="dat-hang", **settings):
        with wiring.unit_of_work() as session:
            person = session.scalars(select(Person).where(Person.handle == handle)).one()
            key = doors.admit(session, person)
        context = browser.new_context(locale="vi-VN", **settings)
        context.add_cookies([{"name": COOKIE, "value": key, "url": line.url}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield come
    for context in contexts:
        with suppress(Exception):
            context.close()


def large_page(size):
    """A PDF of one page and so many bytes: what is too much is in a comment before the end."""
    body, _, end = leaf(["Phiếu đặt hàng"]).rpartition(b"startxref")
    return body + b"%" + os.urandom(size // 2).hex().encode() + b"\nstartxref" + end


@pytest.fixture
def file(tmp_path):
    """A file of several parts on the visitor's disk."""
    path = tmp_path / "phiếu đặt hàng.pdf"
    path.write_bytes(large_page(10 * PART))
    return path


def start(page, line, code, file):
    page.goto(f"{line.url}/tasks/{code}/submit/order_sheet")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Nộp", exact=False).last.click()


def told(page):
    return page.locator(".transfer .progressing")


def is_on_record(file):
    with wiring.unit_of_work() as session:
        kept = session.scalars(select(Submission)).one()
        return kept.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_over_a_line_that_breaks_the_file_arrives_whole(house, line, visit, file):
    code, page = house.order(), visit()
    line.breaks_at = 6 * PART
    start(page, line, code, file)
    expect(told(page)).to_contain_text("Mất kết nối, đang thử lại", timeout=PATIENCE)
    line.mend()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(told(page)).to_contain_text("Đã nhận «Phiếu đặt hàng", timeout=PATIENCE)
    expect(page.get_by_role("button", name="Tạm dừng")).to_be_hidden()
    expect(page.get_by_role("link", name="Xem lại danh mục")).to_be_visible()
    assert is_on_record(file)
    assert line.sent < 2 * file.stat().st_size


def test_after_the_browser_was_closed_the_same_file_goes_on(house, line, visit, file):
    code, first = house.order(), visit()
    line.breaks_at = 6 * PART
    start(first, line, code, file)
    expect(told(first)).to_contain_text("Mất kết nối", timeout=PATIENCE)
    first.context.close()
    line.mend()
    with wiring.unit_of_work() as session:
        came = len(session.scalars(select(Upload)).one().parts)
    assert came > 0
    second = visit()
    second.goto(f"{line.url}/tasks/{code}/submit")
    expect(second.locator(".unfinished")).to_contain_text(f"đã đến {came} trên")
    before = line.sent
    start(second, line, code, file)
    expect(told(second)).to_contain_text("Đã nhận «", timeout=PATIENCE)
    assert is_on_record(file)
    assert line.sent - before < file.stat().st_size - (came - 1) * PART


def test_without_a_script_the_form_hands_in_a_small_file(house, line, visit, tmp_path):
    code, page = house.order(), visit(java_script_enabled=False)
    small = tmp_path / "nhỏ.pdf"
    small.write_bytes(leaf(["Phiếu đặt hàng"]))
    start(page, line, code, small)
    expect(page.get_by_role("status").first).to_contain_text("Đã nhận «Phiếu đặt hàng")
    assert is_on_record(small)


def test_parts_go_straight_into_a_store_that_lets_the_page_in(
    house, line, visit, s3_server, monkeypatch, tmp_path
):
    monkeypatch.setattr("actions.uploads.coming.PART_BYTES", 5 * 1024 * 1024)
    bucket = f"browser-{secrets.token_hex(4)}"
    monkeypatch.setenv("TRIPLEHELIX_ARCHIVE_URL", f"s3://{bucket}?endpoint={s3_server.endpoint}")
    monkeypatch.setenv("TRIPLEHELIX_S3_ACCESS_KEY", s3_server.access_key)
    monkeypatch.setenv("TRIPLEHELIX_S3_SECRET_KEY", s3_server.secret_key)
    monkeypatch.setenv("TRIPLEHELIX_PORTAL_URL", line.url)
    wiring.forget()
    wiring.archive().prepare()
    wiring.archive().staging().open_to(line.url)
    large = tmp_path / "lớn.pdf"
    large.write_bytes(large_page(12 * 1024 * 1024))
    code, page = house.order(), visit()
    start(page, line, code, large)
    expect(told(page)).to_contain_text("Đã nhận «", timeout=2 * PATIENCE)
    assert is_on_record(large)
    assert line.sent < 1024 * 1024, "the parts did not pass through the portal"
