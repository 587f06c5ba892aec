"""Every route of the interface, tried by every role; and no deed that changes something lacks a route."""

import re
from http import HTTPStatus

import pytest
from starlette.testclient import TestClient

from models.deeds import GRANTS, Deed
from models.language import Role
from models.permissions import Actor
from portal.api import keys
from portal.api.app import create_api
from portal.api.problems import MEDIA_TYPE
from portal.visits import COOKIE, Visit
from tests.portal.crawling import routes_of

STRANGER = 10**9
OPEN = {"/openapi.json": "tells what there is, to whoever has a key or is signed in"}
READ_ALONE = {Deed.ACCOUNT_OWN: "a key makes no other key, and changes no password"}
"""Deeds that are done in the portal alone, each with its reason."""


def _deed(route):
    found = (each.call.deed for each in route.dependant.dependencies if hasattr(each.call, "deed"))
    return next(found, None)


API = create_api()
DOORS = [
    (method, route.path, _deed(route))
    for route in routes_of(API)
    for method in sorted(route.methods - {"HEAD"})
]
GUARDED = [door for door in DOORS if door[1] not in OPEN]


def test_every_route_names_its_deed():
    assert len(GUARDED) > 90
    assert [door for door in GUARDED if not isinstance(door[2], Deed)] == []


def test_every_deed_of_the_portal_has_its_twin_here():
    changing = {deed for method, _, deed in GUARDED if method != "GET"}
    wanted = {deed for deed, grant in GRANTS.items() if grant.changes}
    assert wanted - changing == set()
    assert set(Deed) - {deed for _, _, deed in GUARDED} == set()


def test_nothing_is_changed_by_reading():
    reading = {deed for deed, grant in GRANTS.items() if not grant.changes} - READ_ALONE.keys()
    assert [door for door in GUARDED if door[0] != "GET" and door[2] in reading] == []


@pytest.fixture(scope="module")
def who():
    return {"roles": frozenset()}


@pytest.fixture(scope="module")
def client(who):
    def visitor(_request):
        return Visit(Actor(STRANGER, "ai", "Người lạ", STRANGER, who["roles"]), "Tổ chức", "vi", "0" * 64)

    with pytest.MonkeyPatch.context() as patch, TestClient(API, raise_server_exceptions=False) as opened:

        def ask(method, address):
            with patch.context() as here:
                here.setattr(keys, "caller", visitor)
                return opened.request(method, address)

        yield ask


@pytest.mark.parametrize(("method", "path", "deed"), GUARDED, ids=str)
def test_a_role_that_the_table_does_not_name_is_turned_away(client, who, method, path, deed):
    address = re.sub(r"\{[^}]+\}", "1", path)
    everybody_else = frozenset(Role) - frozenset(GRANTS[deed].roles)
    for roles in {frozenset(), everybody_else}:
        who["roles"] = roles
        answer = client(method, address)
        assert answer.status_code == HTTPStatus.FORBIDDEN, f"{roles} came through {method} {path}"
        assert answer.headers["content-type"] == MEDIA_TYPE
        assert "không được" in answer.json()["reasons"][0]


@pytest.mark.parametrize(("method", "path", "deed"), GUARDED, ids=str)
def test_no_cookie_opens_anything(method, path, deed):
    browser = TestClient(API, raise_server_exceptions=False, cookies={COOKIE: "x"})
    answer = browser.request(method, re.sub(r"\{[^}]+\}", "1", path))
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer.headers["www-authenticate"].startswith("Bearer")
