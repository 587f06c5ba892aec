"""The signpost leads where FastAPI's own routers lead, and says so where a door takes no such request."""

import pytest
from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient

from portal.signpost import Signpost

first, second = APIRouter(), APIRouter(prefix="/tasks")


@first.get("/tasks/new")
def new() -> str:
    return "new"


@first.get("/")
def front() -> str:
    return "front"


@second.get("/{code}")
def one(code: str) -> str:
    return code


@second.post("/{code}")
def change(code: str) -> str:
    return f"changed {code}"


def answers(app, asked):
    with TestClient(app) as browser:
        found = [browser.request(method, path, follow_redirects=False) for method, path in asked]
    return [(each.status_code, each.text, each.headers.get("allow")) for each in found]


def test_a_signpost_answers_as_routers_do_one_after_the_other():
    posted, included = FastAPI(), FastAPI()
    posted.router.routes.append(Signpost((first, second)))
    for room in (first, second):
        included.include_router(room)
    asked = [
        ("GET", "/tasks/new"),
        ("GET", "/tasks/7"),
        ("POST", "/tasks/7"),
        ("POST", "/tasks/new"),
        ("DELETE", "/tasks/7"),
        ("GET", "/"),
        ("GET", "/nowhere"),
        ("GET", "/tasks/7/"),
    ]
    found = answers(posted, asked)
    assert found == answers(included, asked)
    assert [status for status, *_ in found] == [200, 200, 200, 200, 405, 200, 404, 307]


def test_no_signpost_leads_to_a_door_that_has_no_first_word_of_its_own():
    room = APIRouter()
    room.add_api_route("/{anything}", front)
    with pytest.raises(ValueError, match="no signpost"):
        Signpost((room,))
