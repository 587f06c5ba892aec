"""The interface: keys and their scopes, doing once, what each organisation sees, fuzzing."""

import hashlib
import re
from datetime import timedelta
from http import HTTPStatus

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import event, func, select, update
from starlette.testclient import TestClient

from actions import people, tokens, wiring
from actions.tokens import TokenScope
from documents.leaf import leaf
from models import samples
from models.lifecycle import STAGES
from models.tables import Task, Token
from portal.api.app import PATH, create_api, description
from portal.api.problems import MEDIA_TYPE
from portal.health import Probes
from portal.web import create_app
from tests.actions.houses import SHEET

SENT = SHEET | {"when": "2029-12-31"}
"""The ordering sheet as JSON."""
BOTH = (TokenScope.READ, TokenScope.WRITE)


def key_of(handle: str, *scopes: TokenScope) -> str:
    with wiring.unit_of_work() as session:
        actor = people.find(session, handle)
        ends = wiring.today() + timedelta(days=30)
        return tokens.make(session, actor, "thử", scopes or BOTH, ends).key


class Caller:
    """A system that holds a key."""

    def __init__(self, handle: str, *scopes: TokenScope) -> None:
        self.client = TestClient(
            create_app(probes=Probes(database=lambda: True, prefect=lambda: True)),
            base_url="http://127.0.0.1",
            raise_server_exceptions=False,
            headers={"Authorization": f"Bearer {key_of(handle, *scopes)}"},
            follow_redirects=False,
        )

    def ask(self, method: str, path: str, status: int = HTTPStatus.OK, **more):
        answer = self.client.request(method, f"{PATH}{path}", **more)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text[:600]}"
        if status >= HTTPStatus.BAD_REQUEST:
            assert answer.headers["content-type"] == MEDIA_TYPE
        return answer

    def get(self, path: str, **more):
        return self.ask("GET", path, **more).json()


@pytest.fixture
def caller(house):
    return Caller


# Keys


def test_a_key_tells_for_whom_it_acts(caller):
    told = caller("so.truong-phong").get("/me")
    assert told["handle"] == "so.truong-phong"
    assert told["roles"] == ["dost_head"]


def test_a_key_opens_its_scope_and_nothing_else(caller):
    reading = caller("dat-hang", TokenScope.READ)
    refused = reading.ask("POST", "/tasks", HTTPStatus.FORBIDDEN, json=SENT)
    assert 'error="insufficient_scope", scope="write"' in refused.headers["www-authenticate"]
    caller("dat-hang", TokenScope.WRITE).ask("GET", "/me", HTTPStatus.FORBIDDEN)
    caller("dat-hang", TokenScope.CALENDAR).ask("GET", "/me", HTTPStatus.UNAUTHORIZED)


@pytest.mark.parametrize("change", [{"revoked_at": "now"}, {"ends_at": "now"}])
def test_a_key_that_was_revoked_or_has_ended_opens_nothing(caller, change):
    held = caller("dat-hang")
    held.get("/me")
    with wiring.unit_of_work() as session:
        session.execute(update(Token).values({name: wiring.now() for name in change}))
    held.ask("GET", "/me", HTTPStatus.UNAUTHORIZED)


def test_a_key_that_asks_too_often_must_wait(caller, monkeypatch):
    monkeypatch.setattr("portal.api.keys.REQUESTS", 2)
    held = caller("dat-hang")
    held.get("/me")
    held.get("/me")
    assert held.ask("GET", "/me", HTTPStatus.TOO_MANY_REQUESTS).headers["retry-after"] == "60"


def test_the_description_is_for_who_has_a_key_or_is_signed_in(portal, caller):
    assert portal().get(f"{PATH}/openapi.json").status_code == HTTPStatus.UNAUTHORIZED
    assert portal("dat-hang").get(f"{PATH}/openapi.json").json()["openapi"].startswith("3.")
    assert "/tasks/{code}" in caller("htx").get("/openapi.json")["paths"]


def test_an_address_that_is_none_is_a_problem_too(caller):
    assert caller("htx").ask("GET", "/nothing", HTTPStatus.NOT_FOUND).json()["reasons"]
    assert caller("htx").ask("PUT", "/tasks", HTTPStatus.METHOD_NOT_ALLOWED).json()["status"] == 405


# The life of a task


def test_a_task_is_ordered_read_supplied_and_decided_by_keys_alone(caller):
    orderer, head = caller("dat-hang"), caller("so.truong-phong")
    ordered = orderer.ask("POST", "/tasks", HTTPStatus.CREATED, json=SENT)
    code = ordered.json()["code"]
    assert ordered.headers["location"] == f"{PATH}/tasks/{code}"
    found = head.get(f"/tasks/{code}")
    present = next(step for step in found["stages"] if step["when"] == "present")
    assert found["title"] == SHEET["title"]
    assert {item["code"] for item in orderer.get("/work")["items"]} == {code}
    stage = next(each for each in head.get("/stages") if each["code"] == present["stage"])
    data = leaf(["Phiếu đặt hàng"])
    for paper in stage["papers"]:
        orderer.client.post(f"{PATH}/tasks/{code}/papers/{paper}", files={"file": ("a.pdf", data)})
    papers = orderer.get(f"/tasks/{code}/papers")["handed_in"]
    assert papers
    version = papers[0]["versions"][0]
    assert version["sha256"] == hashlib.sha256(data).hexdigest()
    assert head.ask("GET", f"/tasks/{code}/files/{version['sha256']}").content == data
    gate = present["gate"]
    sheet = head.get(f"/tasks/{code}/gates/{gate}")
    said = {"verdict": "supplement", "missing": ["Bổ sung phụ lục"], "round": sheet["round"]}
    made = head.ask("POST", f"/tasks/{code}/gates/{gate}/decision", json=said).json()
    assert made["verdict"] == "supplement"
    assert head.get(f"/tasks/{code}")["decisions"][0]["missing"] == ["Bổ sung phụ lục"]


def test_a_large_file_comes_in_parts(caller, house):
    code = house.order()
    orderer = caller("dat-hang")
    data = leaf(["Phiếu đặt hàng"])
    stage = house.main(code).stage
    papers = next(each for each in orderer.get("/stages") if each["code"] == stage)["papers"]
    asked = {"task": code, "paper": papers[0], "file_name": "phieu.pdf", "size": len(data)}
    begun = orderer.ask("POST", "/uploads", HTTPStatus.CREATED, json=asked).json()
    assert orderer.get(f"/uploads/{begun['id']}")["missing"] == [1]
    caller("chu-tri").ask("GET", f"/uploads/{begun['id']}", HTTPStatus.NOT_FOUND)
    orderer.ask("PUT", f"/uploads/{begun['id']}/parts/1", content=data)
    kept = orderer.ask("POST", f"/uploads/{begun['id']}/finish").json()
    assert kept["sha256"] == hashlib.sha256(data).hexdigest()
    orderer.ask("DELETE", f"/tasks/{code}/papers/{kept['id']}")
    assert orderer.get(f"/tasks/{code}/papers")["handed_in"][0]["versions"][0]["withdrawn"]


def test_what_was_read_is_not_sent_again_and_what_has_changed_is_not_overwritten(caller, house):
    code = house.order()
    head = caller("so.phap-che")
    tag = head.ask("GET", f"/tasks/{code}").headers["etag"]
    head.ask("GET", f"/tasks/{code}", HTTPStatus.NOT_MODIFIED, headers={"If-None-Match": tag})
    house.submit(code, first_paper(house, code), "dat-hang")
    late = {"fact": "legal_basis_on", "value": "2026-01-06", "evidence": "06/BC"}
    refused = head.ask(
        "POST", f"/tasks/{code}/facts", HTTPStatus.PRECONDITION_FAILED, json=late, headers={"If-Match": tag}
    )
    assert "đã thay đổi" in refused.json()["detail"]
    head.ask("POST", f"/tasks/{code}/facts", json=late)


def test_every_reason_of_a_refusal_is_told_at_once(caller):
    refused = caller("dat-hang").ask("POST", "/tasks", HTTPStatus.UNPROCESSABLE_ENTITY, json={"months": 0})
    said = refused.json()
    assert len(said["reasons"]) == 3
    assert all(reason in said["detail"] for reason in said["reasons"])


def test_what_is_wrong_with_a_field_is_told_in_vietnamese_by_its_title(caller):
    said = caller("dat-hang")
    sent = {
        "title": "x" * 9999,
        "months": 0,
        "when": "mai",
        "state_share": "nhiều",
        "products": ["X"],
        "so": 1,
    }
    reasons = said.ask("POST", "/tasks", HTTPStatus.UNPROCESSABLE_ENTITY, json=sent).json()["reasons"]
    told = "\n".join(reasons)
    for words in (
        "dài quá: nhiều nhất",
        "phải từ 1 trở lên",
        "phải là ngày dạng",
        "phải là số.",
        "một trong",
    ):
        assert words in told, told
    assert "Không có trường nào tên là «so»." in reasons
    assert not re.search(r"\b(should|must|valid|input|or)\b", told), told
    (many,) = said.ask("GET", "/tasks?limit=9999", HTTPStatus.UNPROCESSABLE_ENTITY).json()["reasons"]
    assert many == "Số mục của một trang («limit») nhiều nhất là 200."


def test_needs_are_paged_to_their_end(caller):
    head, seen, cursor = caller("so.truong-phong"), [], ""
    for number in range(3):
        head.ask("POST", "/needs", HTTPStatus.CREATED, json={"kind": "need", "title": f"Cần máy {number}"})
    while cursor is not None:
        page = head.get(f"/needs?limit=2&cursor={cursor}")
        seen += [item["title"] for item in page["items"]]
        cursor = page["next"]
    assert seen == ["Cần máy 2", "Cần máy 1", "Cần máy 0"]


def test_a_body_that_is_too_large_is_refused_before_it_is_held(caller, monkeypatch):
    monkeypatch.setattr("portal.api.bounds.LARGEST", 1000)
    caller("dat-hang").ask("POST", "/tasks", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, content=b" " * 2000)


def test_a_value_that_no_table_can_hold_is_refused_and_no_failure(caller):
    refused = caller("dat-hang").ask(
        "POST", "/tasks", HTTPStatus.UNPROCESSABLE_ENTITY, json=SENT | {"title": "a\x00b"}
    )
    assert "không chứa được" in refused.json()["detail"]


def test_a_list_is_foreseen_before_it_is_taken_in(caller):
    with samples.path("tasks.csv").open("rb") as file:
        data = file.read()
    head = caller("so.truong-phong")
    found = head.ask("POST", "/imports?dry_run=true", files={"file": ("a.csv", data)}).json()
    assert found["imported"] > 0
    assert head.get("/tasks")["items"] == []


# Doing once


def test_what_is_asked_twice_under_one_key_is_done_once(caller):
    orderer = caller("dat-hang")
    sheet = SENT
    first = orderer.ask("POST", "/tasks", HTTPStatus.CREATED, json=sheet, headers={"Idempotency-Key": "a1"})
    again = orderer.ask("POST", "/tasks", HTTPStatus.CREATED, json=sheet, headers={"Idempotency-Key": "a1"})
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    other = {"Idempotency-Key": "a1"}
    orderer.ask(
        "POST", "/tasks", HTTPStatus.UNPROCESSABLE_ENTITY, json=sheet | {"title": "Khác"}, headers=other
    )
    assert len(orderer.get("/tasks")["items"]) == 1
    # Another person's key of the same name is another key.
    caller("so.truong-phong").ask("POST", "/tasks", HTTPStatus.CREATED, json=sheet, headers=other)


def test_what_was_refused_may_be_asked_again_under_the_same_key(caller, house):
    code = house.order()
    orderer, held = caller("dat-hang"), {"Idempotency-Key": "b1"}
    orderer.ask("POST", f"/tasks/{code}/comments", 409, json={"text": "Xin hỏi @ai.do"}, headers=held)
    orderer.ask("POST", f"/tasks/{code}/comments", 201, json={"text": "Xin hỏi."}, headers=held)


def test_what_nobody_knows_to_be_done_is_never_done_twice(caller):
    orderer, held = caller("dat-hang"), {"Idempotency-Key": "d1"}

    def end_session(connection):
        if connection.scalar(select(func.count()).select_from(Task)):
            number = connection.scalar(select(func.pg_backend_pid()))
            with wiring.engine().connect() as other:
                assert other.scalar(select(func.pg_terminate_backend(number, 10_000)))

    event.listen(wiring.engine(), "commit", end_session, insert=True)
    unknown = orderer.ask("POST", "/tasks", 503, json=SENT, headers=held)
    event.remove(wiring.engine(), "commit", end_session)
    assert unknown.json()["type"].endswith("outcome-unknown")
    assert "retry-after" not in unknown.headers
    assert "kiểm tra dữ liệu" in orderer.ask("POST", "/tasks", 409, json=SENT, headers=held).json()["detail"]
    orderer.ask("POST", "/tasks", 201, json=SENT, headers={"Idempotency-Key": "d2"})
    assert len(orderer.get("/tasks")["items"]) == 1


def test_two_at_the_same_moment_under_one_key_are_done_once(caller, together):
    orderer, sheet = caller("dat-hang"), SENT

    def send():
        return orderer.client.post(f"{PATH}/tasks", json=sheet, headers={"Idempotency-Key": "c1"}).status_code

    assert min(together(send, send)) == HTTPStatus.CREATED
    assert len(orderer.get("/tasks")["items"]) == 1


# Each organisation its own


def test_what_is_not_an_organisations_own_is_not_there(caller, house):
    code = house.order()
    kept = house.submit(code, first_paper(house, code), "dat-hang")
    other = caller("htx")
    paths = [
        ("GET", f"/tasks/{code}", None),
        ("GET", f"/tasks/{code}/papers", None),
        ("GET", f"/tasks/{code}/journal", None),
        ("GET", f"/tasks/{code}/comments", None),
        ("POST", f"/tasks/{code}/comments", {"text": "Chào"}),
        ("GET", f"/tasks/{code}/files/{kept.sha256}", None),
        ("POST", f"/tasks/{code}/facts", {"fact": "in_use", "value": "co", "evidence": "1/BC"}),
        ("GET", f"/tasks/{code}/matches", None),
        ("GET", f"/tasks/{code}/suggestions", None),
        ("GET", f"/closet/{code}", None),
        ("GET", f"/closet/{code}/remedies", None),
        ("POST", f"/tasks/{code}/gates/x/decision", {"verdict": "approve"}),
        ("GET", f"/tasks/{code}/gates/x", None),
    ]
    for method, path, body in paths:
        refused = other.ask(method, path, HTTPStatus.NOT_FOUND, json=body)
        assert SHEET["title"] not in refused.text
    told = [
        other.ask("POST", f"/closet/{each}/remedies", HTTPStatus.FORBIDDEN, json={"remedy": "x"}).json()
        for each in (code, "DN-1999-999")
    ]
    assert told[0]["reasons"] == told[1]["reasons"], "who may never choose is told the same of any code"
    assert other.get("/tasks")["items"] == []
    assert other.get("/search?q=collagen")["tasks"] == []
    assert other.get("/closet")["items"] == []


def first_paper(house, code):
    return STAGES[house.main(code).stage].papers[0].code


def test_delegations_documents_and_webhooks_of_others_are_not_there(caller, house):
    stranger = caller("chu-tri")
    for method, path in (
        ("DELETE", "/delegations/1"),
        ("GET", "/documents/1"),
        ("GET", "/documents/1/file"),
        ("POST", "/documents/1/approval"),
        ("POST", "/webhooks/1/ping"),
        ("GET", "/webhooks/1/deliveries"),
        ("DELETE", "/webhooks/1"),
        ("GET", "/needs/1/results"),
        ("DELETE", "/tokens/99"),
    ):
        stranger.ask(method, path, HTTPStatus.NOT_FOUND)


def test_lists_are_paged_to_their_end(caller, house):
    codes = {house.order(title=f"Nhiệm vụ số {number}") for number in range(5)}
    head, seen, cursor = caller("so.truong-phong"), [], ""
    while cursor is not None:
        page = head.get(f"/tasks?limit=2&cursor={cursor}")
        seen += [item["code"] for item in page["items"]]
        cursor = page["next"]
    assert len(seen) == 5
    assert set(seen) == codes
    head.ask("GET", "/tasks?cursor=%00", HTTPStatus.UNPROCESSABLE_ENTITY)


# By its description

SAFE = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ENDS = {"/webhooks", "/system"}
"""Not sent at random: they ask the network, or every service."""


@pytest.mark.filterwarnings("default")
def test_whatever_is_sent_is_answered_as_the_description_says(house):
    house.order()
    app = create_app(probes=Probes(database=lambda: True, prefect=lambda: True), hosts=["*"])
    held = {"Authorization": f"Bearer {key_of('so.giam-doc')}"}
    described = schemathesis.openapi.from_dict(description(create_api()))
    described.app = app
    client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    tried = 0
    for found in described.get_all_operations():
        operation = found.ok()
        if operation.path.startswith(tuple(ENDS)):
            continue

        @given(case=operation.as_strategy())
        @SAFE
        def fuzz(case):
            case.call_and_validate(session=client, headers=held, checks=CHECKS)

        fuzz()
        tried += 1
    assert tried > 80
