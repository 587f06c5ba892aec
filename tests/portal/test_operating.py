"""A request under watch: one number from the page to the log, counted by its route, no secret in a line."""

from __future__ import annotations

import io
import json
import logging
import re
import socket

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from actions.operation import figures, lines
from portal.operating import HEADER, operated
from tests.portal.conftest import COOKIE

CANARY = "c4n4ry-5b1d7e90"


@pytest.fixture
def said():
    """Everything that this process says, as a log of production would hold it, whispers included."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(lines.Lines("portal", lines.Cleaner()))
    root, ours = logging.getLogger(), logging.getLogger("portal.operating")
    before, shut, still = root.level, ours.disabled, root.manager.disable
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    # Programs that other tests begin in this process may have set up its logs for themselves.
    ours.disabled, root.manager.disable = False, logging.NOTSET
    yield out
    root.removeHandler(handler)
    root.setLevel(before)
    ours.disabled, root.manager.disable = shut, still


def test_systemd_is_told_when_the_portal_begins_to_serve_and_when_it_ends(tmp_path, monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        with TestClient(operated(FastAPI())):
            heard = {ear.recv(100), ear.recv(100)}
        assert heard == {b"WATCHDOG=1", b"READY=1"}
        assert ear.recv(100) == b"STOPPING=1"


def test_an_error_page_shows_the_number_that_the_log_tells(portal, said):
    answer = portal().get("/nowhere")
    number = answer.headers[HEADER]
    assert f"<code>{number}</code>" in answer.text
    told = [json.loads(line) for line in said.getvalue().splitlines()]
    (line,) = [line for line in told if line["who"] == "portal.operating"]
    assert (line["trail"], line["status"], line["route"]) == (number, 404, "(none)")


def test_a_proxys_number_is_followed_and_a_malformed_one_is_not(portal):
    guest = portal()
    assert guest.get("/nowhere", headers={HEADER: "proxy-0001"}).headers[HEADER] == "proxy-0001"
    assert guest.get("/nowhere", headers={HEADER: "<b>not this</b>"}).headers[HEADER] != "<b>not this</b>"


def test_a_problem_of_the_interface_names_its_number(portal):
    answer = portal().get("/api/v1/tasks")
    assert answer.status_code == 401
    assert answer.json()["instance"] == f"urn:triplehelix:trail:{answer.headers[HEADER]}"


def test_nothing_that_is_secret_is_said_whatever_is_sent(portal, said):
    guest = portal()
    guest.send("/enter", {"handle": "so.chuyen-vien", "password": CANARY, "code": CANARY})
    for path in (
        f"/join/{CANARY}",
        f"/survey/{CANARY}",
        f"/calendar/{CANARY}.ics",
        f"/papers/{CANARY}?key={CANARY}",
    ):
        guest.get(path)
    guest.get("/work", headers={"Authorization": f"Bearer {CANARY}"})
    guest.get("/api/v1/tasks", headers={"Authorization": f"Bearer th_{CANARY}"})
    guest.browser.cookies.set(COOKIE, CANARY)
    guest.get("/work")
    guest.send("/account/language", {"note": CANARY, "form_key": CANARY})
    ours = [line for line in said.getvalue().splitlines() if '"portal' in line or '"actions' in line]
    assert ours
    assert CANARY not in "\n".join(ours)
    assert CANARY not in "\n".join(line for line in said.getvalue().splitlines() if '"httpx' not in line)


def test_what_is_counted_is_the_template_of_the_route_never_an_address(portal):
    portal().get(f"/join/{CANARY}")
    portal("so.truong-phong").get("/tasks/DN-2026-999")
    portal().get("/api/v1/tasks/DN-2026-999")
    routes = {
        sample.labels["route"]
        for family in figures.REGISTRY.collect()
        if family.name == "triplehelix_request_seconds"
        for sample in family.samples
    }
    assert {"/join/{key}", "/tasks/{code}", "/api/v1/tasks/{code}"} <= routes
    assert not [route for route in routes if re.search(r"DN-|c4n4ry", route)]
