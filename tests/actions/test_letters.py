"""Letters: in the reader's language, once, and only what the reader did not decline."""

import email
from email import policy

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from actions import comments, letters, outbox, people, wiring
from actions.letters import Kind, Said
from console.ports import LOOPBACK, free_port
from models.errors import Unavailable
from models.tables import Person, Promise, Sent
from tests.actions.houses import ON

pytestmark = pytest.mark.postgres

SAID = {
    "vi": Said("Triple Helix: 2 việc sắp đến hạn", "Có 2 việc chờ bạn.", ("DN-2026-001: nộp báo cáo",)),
    "en": Said("Triple Helix: 2 items are due soon", "2 items wait for you.", ("DN-2026-001: hand in",)),
}


class Postman:
    """A mail server that keeps what it is given."""

    def __init__(self):
        self.kept = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.kept.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def postman(house, monkeypatch, socket_enabled):
    kept, port = Postman(), free_port()
    server = Controller(kept, hostname=LOOPBACK, port=port)
    server.start()
    monkeypatch.setenv("TRIPLEHELIX_SMTP_URL", f"smtp://{LOOPBACK}:{port}")
    wiring.forget()
    yield kept
    server.stop()


def person(language="vi", *, address="chu-tri@example.vn", declined=()):
    """The host's account, as it wishes to be written to; its number."""
    with wiring.unit_of_work() as session:
        found = session.scalars(select(Person).where(Person.handle == "chu-tri")).one()
        found.email, found.language, found.declined = address, language, list(declined)
        return found.id


def promised(number, *, key="reminder:1", kind=Kind.REMINDER):
    with wiring.unit_of_work() as session:
        letters.promise(session, number, kind, key, SAID, "/work", on=ON)
    with wiring.unit_of_work() as session:
        row = session.scalars(
            select(Promise).where(Promise.kind == outbox.Kind.LETTER).order_by(Promise.id.desc())
        ).first()
        return row.facts


@pytest.mark.parametrize(
    ("language", "subject", "line", "way"),
    [
        ("vi", "Triple Helix: 2 việc sắp đến hạn", "Kính gửi Đại diện tổ chức chủ trì", "Mở cổng để xem"),
        ("en", "Triple Helix: 2 items are due soon", "To the Đại diện tổ chức chủ trì", "Open the portal"),
    ],
)
def test_a_letter_speaks_the_readers_language_and_leads_to_the_portal(postman, language, subject, line, way):
    assert letters.deliver(promised(person(language)), ON)
    letter = postman.kept[0]
    body = letter.get_content()
    assert letter["Subject"] == subject
    assert letter["Content-Language"] == language
    assert line in body
    assert way in body
    assert "/work" in body
    assert "/account" in body


def test_under_one_key_a_person_is_written_to_once_however_often_it_is_promised(postman):
    number = person()
    assert letters.deliver(promised(number), ON)
    assert not letters.deliver(promised(number), ON)
    assert len(postman.kept) == 1
    assert letters.deliver(promised(number, key="reminder:2"), ON)


def test_a_letter_that_waits_or_went_out_is_not_promised_a_second_time(postman):
    number = person()

    def promise(key="digest:1"):
        with wiring.unit_of_work() as session:
            return letters.promise(session, number, Kind.DIGEST, key, SAID, "/work", on=ON)

    assert promise()
    assert not promise()
    with outbox.taken() as kept:
        letters.deliver(kept.facts, ON)
    assert outbox.waiting() == (0, 0)
    assert not promise()
    assert outbox.waiting() == (0, 0)
    assert promise("digest:2")


@pytest.mark.parametrize(
    "wish", [{"declined": ("reminder",)}, {"address": ""}], ids=["declined", "without an address"]
)
def test_who_does_not_want_or_cannot_get_a_letter_gets_none(postman, wish):
    assert not letters.deliver(promised(person(**wish)), ON)
    assert postman.kept == []


def test_a_kind_that_was_not_declined_goes_out_still(postman):
    assert letters.deliver(promised(person(declined=("reminder",)), kind=Kind.MENTION), ON)


def test_a_mail_server_that_is_away_loses_no_letter(postman, monkeypatch):
    facts = promised(person())
    with monkeypatch.context() as away:
        away.setenv("TRIPLEHELIX_SMTP_URL", f"smtp://{LOOPBACK}:{free_port()}")
        wiring.forget()
        with pytest.raises(Unavailable, match="thư được gửi lại sau"):
            letters.deliver(facts, ON)
    wiring.forget()
    with wiring.unit_of_work() as session:
        assert session.scalars(select(Sent)).all() == []
    assert letters.deliver(facts, ON)
    assert len(postman.kept) == 1


def test_a_long_list_is_cut_and_says_how_much_more_there_is(house):
    with wiring.unit_of_work() as session:
        reader = session.scalars(select(Person).where(Person.handle == "chu-tri")).one()
        many = Said("Tóm tắt", "Nhiều việc.", tuple(f"việc {n}" for n in range(25)))
        facts = {
            "key": "k",
            "path": "/work",
            "texts": {"vi": {"subject": many.subject, "sentence": many.sentence, "lines": list(many.lines)}},
        }
        body = letters.written(reader, facts).body
    assert "việc 19" in body
    assert "việc 20" not in body
    assert "… và 5 việc khác." in body


def test_whoever_is_called_in_a_remark_gets_a_letter_that_does_not_repeat_it(house):
    code = house.order()
    with wiring.unit_of_work() as session:
        comments.say(
            session, code, "Nhờ @so.truong-phong xem giá.", people.find(session, "so.chuyen-vien"), on=ON
        )
        rows = session.scalars(select(Promise).where(Promise.kind == outbox.Kind.LETTER)).all()
        called = session.get_one(Person, rows[0].facts["person"]).handle
    assert (len(rows), called, rows[0].facts["letter"]) == (1, "so.truong-phong", "mention")
    assert "xem giá" not in str(rows[0].facts)
