"""Every door of the portal, tried by every role: the table of permissions decides, and nothing else does."""

import re

import pytest
from starlette.testclient import TestClient

from actions import wiring
from models.deeds import GRANTS, Deed
from models.language import Role
from models.permissions import Actor
from portal.health import Probes
from portal.visits import HEADER, Visit
from portal.web import create_app
from tests.portal.crawling import routes_of

OPEN = {
    "/": "the front page",
    "/enter": "the entrance",
    "/language": "the choice of a language",
    "/health": "whether the portal lives",
    "/healthz": "whether the portal lives",
    "/ready": "whether it can serve",
    "/readyz": "whether it can serve",
    "/verify": "whether a paper is genuine: anybody may ask",
    "/papers/{sha256}": "opened by a key that nobody can guess",
    "/drafts/{code}/{entry_id}/{paper}": "opened by a key that nobody can guess",
    "/charts/{sha256}": "opened by a key that nobody can guess",
    "/join/{key}": "opened by the key of an invitation",
    "/join/{key}/authenticator.svg": "opened by the key of an invitation",
    "/forgotten": "asks for a link that goes by mail",
    "/sso": "the province's own sign-in",
    "/sso/return": "the province's own sign-in",
    "/calendar/{key}.ics": "opened by the key of a calendar feed",
    "/survey/{key}": "opened by the key of a survey's link",
    "/open": "open data: for anybody",
    "/open/catalogue.jsonld": "open data: for anybody",
    "/open/oai": "open data: for anybody; a POST asks as a GET does",
    "/open/{code}.{kind}": "open data: for anybody",
}
"""The doors that stand open, each with its reason. Every other one names the deed that opens it."""

STRANGER = 10**9


APP = create_app()
DOORS = [
    (method, route.path, _deed)
    for route in routes_of(APP)
    for method in sorted(route.methods - {"HEAD"})
    for _deed in [
        next((each.call.deed for each in route.dependant.dependencies if hasattr(each.call, "deed")), None)
    ]
    if not route.path.startswith("/api/")
]
GUARDED = [door for door in DOORS if door[2] is not None]


def test_the_portal_has_doors():
    assert len(GUARDED) > 5


@pytest.mark.parametrize(("method", "path", "deed"), DOORS, ids=str)
def test_a_door_names_its_deed_or_stands_open_for_a_reason(method, path, deed):
    assert deed is not None or path in OPEN, f"{method} {path} lets anybody in"
    assert deed is None or isinstance(deed, Deed)


@pytest.fixture(scope="module")
def who():
    """The roles of whoever is asking, to be set by the test."""
    return {"roles": frozenset()}


@pytest.fixture(scope="module")
def browser(who):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIPLEHELIX_SECRET_KEY", "0" * 32)
        wiring.forget()

        def visitor(_request):
            return Visit(Actor(STRANGER, "ai", "Người lạ", STRANGER, who["roles"]), "Tổ chức", "vi", "0" * 64)

        app = create_app(probes=Probes(database=lambda: True, prefect=lambda: True), visitor=visitor)
        with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
            yield client
        wiring.forget()


@pytest.mark.parametrize(("method", "path", "deed"), GUARDED, ids=str)
def test_a_role_that_the_table_does_not_name_is_turned_away_at_the_door(browser, who, method, path, deed):
    address = re.sub(r"\{[^}]+\}", "1", path)
    key = Visit(Actor(STRANGER, "", "", STRANGER, frozenset()), "", "vi", "0" * 64).form_key
    for role in (None, *Role):
        who["roles"] = frozenset() if role is None else frozenset({role})
        if role in GRANTS[deed].roles:
            continue
        answer = browser.request(method, address, headers={HEADER: key}, follow_redirects=False)
        assert answer.status_code == 403, f"{role} came through {method} {path}: {answer.status_code}"
        assert "không được" in answer.text


@pytest.mark.parametrize(("method", "path", "deed"), [door for door in GUARDED if door[0] != "GET"], ids=str)
def test_nothing_is_changed_by_a_form_that_is_not_ours(browser, who, method, path, deed):
    who["roles"] = frozenset(GRANTS[deed].roles)
    answer = browser.request(method, re.sub(r"\{[^}]+\}", "1", path), follow_redirects=False)
    assert answer.status_code == 403
    assert "Biểu mẫu này đã cũ" in answer.text
