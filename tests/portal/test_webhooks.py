"""Webhooks: told of what the journal says, signed, tried again, never where they must not go."""

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sqlalchemy import select, update

from actions import people, wiring
from actions.webhooks import addresses, keeping, telling
from actions.webhooks.events import EVENTS, bytes_of
from flows.telling import Teller
from models import progress
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.history import check_tag
from models.language import Verdict
from models.lifecycle import STAGES
from models.tables import Delivery, Person, Webhook
from tests.portal.conftest import words

EVERYTHING = [event.code for event in EVENTS]
WITHIN = (
    "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.1",
    "[::1]", "[fc00::1]", "[fe80::1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:a00:1::]",
    "224.0.0.1", "localhost", "2130706433", "0x7f.1",
)  # fmt: skip


class Receiver(BaseHTTPRequestHandler):
    """Another system: takes down what comes, and answers what it is told to."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.came.append((dict(self.headers), body))
        answers = self.server.answers
        self.send_response(answers.pop(0) if answers else HTTPStatus.NO_CONTENT)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def receiver():
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.came, server.answers = [], []
    server.url = f"http://127.0.0.1:{server.server_port}/nhan?x=1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def near(house, monkeypatch):
    """A house whose operator lets webhooks go to this machine."""
    monkeypatch.setenv("TRIPLEHELIX_WEBHOOK_NETWORKS", "127.0.0.0/8")
    wiring.settings.cache_clear()
    return house


def register(handle, url, events=EVERYTHING):
    with wiring.unit_of_work() as session:
        return keeping.register(session, people.find(session, handle), url, events)


def told(receiver):
    return [json.loads(body) for _, body in receiver.came]


def log(handle, number):
    with wiring.unit_of_work() as session:
        return keeping.log(session, people.find(session, handle), number).deliveries


def make_due():
    """Let the pauses between attempts be over."""
    with wiring.unit_of_work() as session:
        session.execute(update(Delivery).values(not_before=wiring.now() - timedelta(seconds=1)))


def _awaited(house, code):
    entry = house.main(code)
    return progress.awaited_gate(STAGES[entry.stage], entry, house.dossier(code)).code


# Where they go


@pytest.mark.postgres
@pytest.mark.parametrize("host", WITHIN)
def test_nothing_is_sent_into_ones_own_network(monkeypatch, host):
    monkeypatch.setenv("TRIPLEHELIX_WEBHOOK_NETWORKS", "")
    with pytest.raises(BadInput):
        addresses.check(f"https://{host}/nhan")


@pytest.mark.postgres
@pytest.mark.parametrize(
    "url",
    [
        "http://1.1.1.1/",
        "ftp://1.1.1.1/",
        "https://ai:mat@1.1.1.1/",
        "https://1.1.1.1/#x",
        "https:///x",
        "https://1.1.1.1:99999/",
        "https://1.1.1.1/a b",
        "https://1.1.1.1/\r\nHost: x",
        "nhan",
    ],
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(BadInput):
        addresses.check(url)


@pytest.mark.postgres
def test_an_address_of_the_world_is_taken_and_one_that_turns_inward_later_is_not_asked(monkeypatch):
    answers = iter(["93.184.216.34", "127.0.0.1"])

    def resolved(_host, port, **_more):
        return [(2, 1, 6, "", (next(answers), port))]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", resolved)
    assert addresses.check("https://he-thong.vi-du.vn/nhan")
    with pytest.raises(addresses.Unreachable, match="mạng nội bộ"):
        addresses.post("https://he-thong.vi-du.vn/nhan", b"{}", {})


def test_events_are_entries_of_the_journal():
    tags = [tag for event in EVENTS for tag in event.tags]
    assert [check_tag(tag) for tag in tags] == tags
    assert len(set(tags)) == len(tags)


# What is told


def test_what_happens_is_told_once_signed_and_in_order(near, receiver):
    made = register("so.truong-phong", receiver.url)
    code = near.order()
    assert telling.turn().delivered == 2
    assert telling.turn() == telling.Told()
    first, second = told(receiver)
    assert (first["event"], second["event"]) == ("task.ordered", "stage.entered")
    assert first["task"] == code
    assert first["link"].endswith(f"/tasks/{code}")
    assert near.dossier(code).title not in receiver.came[0][1].decode()
    head, body = receiver.came[0]
    stamp, _, sign = head[telling.SIGNATURE].partition(", v1=")
    at = stamp.removeprefix("t=")
    assert hmac.new(made.secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest() == sign
    assert head["Triple-Helix-Delivery"] == first["id"]


def test_only_what_was_chosen_and_what_happened_since_is_told(near, receiver):
    near.order()
    register("so.truong-phong", receiver.url, ["stage.entered"])
    near.order(title="Nhiệm vụ khác")
    telling.turn()
    assert [each["event"] for each in told(receiver)] == ["stage.entered"]


def test_an_organisation_is_told_of_its_own_tasks_alone(near, receiver):
    register("tiep-nhan", receiver.url)
    own = near.order()
    near.order(title="Của người khác", recipient="")
    telling.turn()
    assert {each["task"] for each in told(receiver)} == {own}


def test_a_decision_is_told_with_its_verdict(near, receiver):
    register("so.truong-phong", receiver.url, ["decision.made"])
    code = near.order()
    near.hand_in_all(code, "dat-hang")
    near.decide(code, _awaited(near, code), "so.truong-phong", Verdict.SUPPLEMENT, missing=("Phụ lục",))
    telling.turn()
    assert told(receiver)[0]["facts"]["verdict"] == "returned"


def test_what_was_not_taken_is_sent_again_later_and_given_up_in_the_end(near, receiver):
    made = register("so.truong-phong", receiver.url, ["stage.entered"])
    near.order()
    receiver.answers += [500, 302]
    assert telling.turn().failed == 1
    assert telling.turn() == telling.Told()
    (waiting,) = log("so.truong-phong", made.id)
    assert (waiting.answer, waiting.attempts, waiting.delivered_at) == (500, 1, None)
    assert waiting.not_before > wiring.now()
    make_due()
    assert telling.turn().failed == 1
    make_due()
    assert telling.turn().delivered == 1
    assert len({body for _, body in receiver.came}) == 1
    near.order(title="Nhiệm vụ khác")
    receiver.answers += [500, 500]
    telling.turn()
    with wiring.unit_of_work() as session:
        old = wiring.now() - telling.KEEP_TRYING
        session.execute(update(Delivery).values(made_at=old))
    make_due()
    telling.turn()
    assert log("so.truong-phong", made.id)[0].given_up
    make_due()
    assert telling.turn() == telling.Told()


def test_a_dead_address_holds_up_itself_alone(near, receiver):
    dead = register("so.truong-phong", "http://127.0.0.1:1/", ["stage.entered"])
    register("tiep-nhan", receiver.url, ["stage.entered"])
    near.order()
    near.order(title="Nhiệm vụ khác")
    done = telling.turn()
    assert (done.delivered, done.failed) == (2, 1)
    assert "ConnectionRefusedError" in log("so.truong-phong", dead.id)[1].error


def test_paused_tells_afterwards_ended_tells_nothing(near, receiver):
    made = register("so.truong-phong", receiver.url, ["stage.entered"])

    def act(do):
        with wiring.unit_of_work() as session:
            do(session, people.find(session, "so.truong-phong"), made.id)

    act(keeping.pause)
    near.order()
    assert telling.turn() == telling.Told()
    act(keeping.resume)
    assert telling.turn().delivered == 1
    act(keeping.end)
    near.order(title="Nhiệm vụ khác")
    assert telling.turn() == telling.Told()
    with pytest.raises(NotFound):
        act(keeping.ping)


def test_who_registered_is_gone_and_so_is_the_telling(near, receiver):
    register("so.truong-phong", receiver.url)
    with wiring.unit_of_work() as session:
        session.execute(update(Person).where(Person.handle == "so.truong-phong").values(active=False))
    near.order()
    telling.turn()
    assert receiver.came == []


def test_a_stage_that_grows_late_is_told_once(near, receiver, monkeypatch):
    register("so.truong-phong", receiver.url, ["deadline.missed"])
    near.order(on=wiring.today())
    with wiring.as_of(wiring.today() + timedelta(days=300)):
        first = telling.tell_missed()
        telling.tell_missed()
        telling.turn()
    assert first == len(receiver.came)
    if first:
        assert told(receiver)[0]["facts"]["due_on"]


def test_the_engines_loop_tells_and_then_rests(near, receiver):
    register("so.truong-phong", receiver.url, ["stage.entered"])
    teller = Teller()
    near.order()
    assert teller.turn().delivered == 1
    assert teller.turn() == telling.Told()


# Who keeps them


def test_only_who_may_keeps_webhooks_and_each_organisation_its_own(near, receiver):
    with pytest.raises(NotPermitted):
        register("dat-hang", receiver.url)
    made = register("tiep-nhan", receiver.url)
    for do in (keeping.ping, keeping.pause, keeping.resume, keeping.end):
        with wiring.unit_of_work() as session, pytest.raises(NotFound):
            do(session, people.find(session, "htx"), made.id)
    with pytest.raises(BadInput) as refusal:
        register("htx", "nhan", ["x"])
    assert len(refusal.value.reasons) == 2
    for _ in range(keeping.MOST):
        register("htx", receiver.url)
    with pytest.raises(Refused):
        register("htx", receiver.url)


def test_the_same_bytes_are_sent_each_time():
    assert bytes_of({"b": "Đắk", "a": 1}) == bytes_of({"a": 1, "b": "Đắk"}) == '{"a":1,"b":"Đắk"}'.encode()


def test_the_room_registers_tries_shows_and_sends_again(near, portal, receiver):
    guest = portal("so.truong-phong")
    assert "Chưa có kết nối nào" in guest.page("/webhooks")
    refused = guest.send("/webhooks", {"url": "https://10.0.0.1/", "events": "stage.entered"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "mạng nội bộ" in refused.text
    made = guest.send("/webhooks", {"url": receiver.url, "events": "stage.entered"})
    assert keeping.PREFIX in made.text
    assert keeping.PREFIX not in guest.page("/webhooks")
    number = only_number()
    assert "sự kiện thử" in guest.send(f"/webhooks/{number}/ping").text
    receiver.answers += [503]
    telling.turn()
    assert "HTTP 503" in words(guest.page(f"/webhooks/{number}"))
    (sent,) = log("so.truong-phong", number)
    guest.send(f"/webhooks/{number}/deliveries/{sent.id}/redeliver")
    assert telling.turn().delivered == 1
    assert "đã nhận" in words(guest.page(f"/webhooks/{number}"))
    assert receiver.came[0][1] == receiver.came[1][1]
    assert portal("htx").get(f"/webhooks/{number}").status_code == HTTPStatus.NOT_FOUND
    guest.send(f"/webhooks/{number}/pause")
    assert "tạm dừng" in words(guest.page("/webhooks"))
    guest.send(f"/webhooks/{number}/resume")
    guest.send(f"/webhooks/{number}/end")
    assert "Chưa có kết nối nào" in guest.page("/webhooks")


def only_number():
    with wiring.unit_of_work() as session:
        return session.scalars(select(Webhook.id)).one()
