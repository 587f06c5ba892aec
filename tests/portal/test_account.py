"""Accounts: an invitation is taken up once, a forgotten password is proved, one's own account is kept."""

import json
import os
import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from unittest import mock

import pyotp
import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, update
from typer.testing import CliRunner

from actions import account, audit, doors, invitations, outbox, people, rehearsal, tokens, wiring
from actions.invitations import Purpose
from console.commands import app
from console.ports import LOOPBACK, free_port
from models.errors import Unavailable
from models.tables import Audit, Invitation, Person, PortalSession, Token
from portal.visits import COOKIE
from tests.portal.conftest import words

PASSWORD = "một câu dài dễ nhớ"
ANOTHER = "một câu khác cũng dài"
OFFICER = "so.chuyen-vien"


def person(handle=OFFICER):
    with wiring.unit_of_work() as session:
        return session.scalars(select(Person).where(Person.handle == handle)).one()


def change(handle=OFFICER, **values):
    with wiring.unit_of_work() as session:
        session.execute(update(Person).where(Person.handle == handle).values(**values))


def invited(handle=OFFICER):
    """The address of a fresh invitation, without the host."""
    with wiring.unit_of_work() as session:
        admin = people.find(session, "so.quan-tri")
        link = invitations.invite(session, handle, admin).link
    return link.removeprefix(wiring.settings().portal_url)


def reset_link(handle=OFFICER):
    """A link as the relay makes it when it mails one."""
    with wiring.unit_of_work() as session:
        row = session.scalars(select(Person).where(Person.handle == handle)).one()
        link, _ = invitations._make(session, row, Purpose.RESET)
    return link.removeprefix(wiring.settings().portal_url)


def code_of(handle=OFFICER):
    with wiring.unit_of_work() as session:
        session.execute(update(Person).where(Person.handle == handle).values(last_step=0))
        return people.current_code(session, handle)


def said_in_journal(tag):
    with wiring.unit_of_work() as session:
        assert audit.verify(session) is None
        return [row.text for row in session.scalars(select(Audit).where(Audit.tag == tag))]


def take_up(guest, path, *, password=PASSWORD, again=None, code):
    fields = {"password": password, "again": password if again is None else again, "code": code}
    return guest.browser.post(path, data=fields, follow_redirects=False)


def secret_on(page):
    return page.partition('class="secret">')[2].partition("<")[0].replace(" ", "")


def test_an_invitation_brings_password_and_authenticator_and_serves_once(portal):
    guest, path = portal(), invited()
    before = people.authenticator_of(person())
    page = guest.page(path)
    secret = secret_on(page)
    assert secret == secret_on(guest.page(path)), "the secret is the same at each look"
    assert people.authenticator_of(person()) == before, (
        "the old authenticator is good until the link is taken up"
    )
    picture = guest.get(f"{path}/authenticator.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert b"style=" not in picture.content
    code = pyotp.TOTP(secret).now()
    answer = take_up(guest, path, code=code)
    assert answer.headers["location"] == "/work"
    assert guest.get("/account").status_code == 200
    assert people.authenticator_of(person()) == secret, "the Prefect form asks for the same codes"
    assert take_up(portal(), path, code=code).status_code == 404
    assert guest.get(path).status_code == 404
    with wiring.unit_of_work() as session, pytest.raises(people.WrongCode):
        people.prove(session, OFFICER, code)
    assert said_in_journal("person:invitation:taken-up")


def test_no_key_of_a_link_stands_in_the_tables(portal):
    path = invited()
    with wiring.unit_of_work() as session:
        row = session.scalars(select(Invitation)).one()
    assert path.rpartition("/")[2] not in (row.sha256, row.kind)
    assert row.sha256 == doors.sha256_of(path.rpartition("/")[2])


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        pytest.param({"code": "000000"}, 401, "Mã một lần không đúng", id="code"),
        pytest.param({"password": "ngắn quá"}, 409, "Mật khẩu phải có từ 12", id="short"),
        pytest.param({"again": "khác hẳn câu trên"}, 422, "không giống nhau", id="unlike"),
    ],
)
def test_what_is_wrong_with_taking_up_leaves_the_link_good(portal, fields, status, said):
    guest, path = portal(), invited()
    secret = secret_on(guest.page(path))
    answer = take_up(guest, path, **({"code": pyotp.TOTP(secret).now()} | fields))
    assert answer.status_code == status
    assert said in words(answer.text)
    assert not person().password
    assert guest.get(path).status_code == 200


def test_a_newer_invitation_ends_the_earlier_one_and_time_ends_both(portal):
    guest, first, second = portal(), invited(), invited()
    assert guest.get(first).status_code == 404
    assert guest.get(second).status_code == 200
    with wiring.unit_of_work() as session:
        session.execute(update(Invitation).values(ends_at=wiring.now() - timedelta(seconds=1)))
    assert guest.get(second).status_code == 404


def test_taking_up_ends_the_stays_of_whoever_was_in(portal):
    guest = portal(OFFICER)
    path = invited()
    stranger = portal()
    take_up(stranger, path, code=pyotp.TOTP(secret_on(stranger.page(path))).now())
    assert guest.get("/account", follow_redirects=False).status_code == 303


def test_whether_an_account_exists_is_not_told_to_whoever_forgot(portal, monkeypatch):
    change(password=doors.password_hash(PASSWORD), email="phong@so.example")
    guest = portal()
    pages = [
        guest.browser.post("/forgotten", data={"said": said}).text
        for said in (OFFICER, "PHONG@so.example", "khong-ai", "khong@ai.example", "")
    ]
    assert len(set(pages)) == 1
    with outbox.taken() as promise:
        assert promise.kind == outbox.Kind.INVITE
        assert promise.facts == {"person": person().id, "purpose": "reset"}


def test_an_account_gets_few_letters_and_one_without_a_password_none(portal):
    change(password=doors.password_hash(PASSWORD), email="phong@so.example")
    change("so.truong-phong", email="truong@so.example")
    guest = portal()
    for _ in range(invitations.ASKED_AT_MOST + 2):
        guest.browser.post("/forgotten", data={"said": OFFICER})
    guest.browser.post("/forgotten", data={"said": "so.truong-phong"})
    assert len(said_in_journal("person:password:reset-asked")) == invitations.ASKED_AT_MOST
    assert outbox.waiting()[0] == invitations.ASKED_AT_MOST


def test_a_new_password_is_proved_by_the_authenticator_in_use(portal):
    change(password=doors.password_hash(PASSWORD))
    guest, path = portal(), reset_link()
    assert guest.get(f"{path}/authenticator.svg").status_code == 404
    secret = people.authenticator_of(person())
    assert secret not in guest.page(path)
    assert take_up(guest, path, password=ANOTHER, code="000000").status_code == 401
    assert person().failures == 1
    assert take_up(guest, path, password=ANOTHER, code=code_of()).status_code == 303
    assert people.authenticator_of(person()) == secret
    with wiring.unit_of_work() as session:
        assert doors.is_password_of(session, people.find(session, OFFICER), ANOTHER)


def test_a_password_is_changed_with_the_old_one_and_other_stays_end(portal):
    change(password=doors.password_hash(PASSWORD))
    guest, elsewhere = portal(OFFICER), portal(OFFICER)
    new = {"password": ANOTHER, "again": ANOTHER}
    refused = guest.send("/account/password", new | {"old": "không phải câu ấy"})
    assert refused.status_code == 401
    assert "Mật khẩu hiện tại không đúng" in words(refused.text)
    assert person().password_failures == 1
    assert guest.send("/account/password", new | {"old": PASSWORD}).status_code == 200
    assert elsewhere.get("/account", follow_redirects=False).status_code == 303
    assert guest.get("/account").status_code == 200
    assert said_in_journal("person:password:changed")


def test_a_new_authenticator_needs_a_code_of_the_old_one(portal):
    guest = portal(OFFICER)
    secret = secret_on(guest.page("/account/authenticator"))
    assert guest.get("/account/authenticator.svg").status_code == 200
    new = pyotp.TOTP(secret).now()
    assert guest.send("/account/authenticator", {"old": new, "code": new}).status_code == 401
    assert person().failures == 1
    answer = guest.send("/account/authenticator", {"old": code_of(), "code": new})
    assert "Đã đổi ứng dụng xác thực" in words(answer.text)
    assert people.authenticator_of(person()) == secret
    assert secret_on(guest.page("/account/authenticator")) != secret


def test_letters_and_language_are_the_persons_choice(portal):
    guest = portal(OFFICER)
    guest.send("/account/letters", {"wanted": ["digest", "mention"]})
    assert person().declined == ["reminder", "escalation"]
    assert guest.send("/account/letters", {"wanted": ["advertising"]}).status_code == 409
    guest.send("/account/language", {"language": "en"})
    assert "My account" in guest.page("/account")


def test_stays_elsewhere_are_ended_one_or_all(portal):
    guest, second, third = portal(OFFICER), portal(OFFICER), portal(OFFICER)
    reference = doors.sha256_of(second.browser.cookies[COOKIE])[: account.REFERENCE]
    assert reference in guest.page("/account")
    guest.send("/account/sessions", {"stay": reference})
    assert second.get("/account", follow_redirects=False).status_code == 303
    assert third.get("/account").status_code == 200
    guest.send("/account/sessions")
    assert third.get("/account", follow_redirects=False).status_code == 303
    assert guest.get("/account").status_code == 200


def test_nobody_ends_the_stay_of_another_person(portal):
    guest, other = portal(OFFICER), portal("chu-tri")
    for stay in (doors.sha256_of(other.browser.cookies[COOKIE])[: account.REFERENCE], "%", "_" * 16):
        guest.send("/account/sessions", {"stay": stay})
    assert other.get("/account").status_code == 200
    with wiring.unit_of_work() as session:
        assert len(session.scalars(select(PortalSession)).all()) == 2


def test_a_key_is_shown_once_acts_in_its_scope_and_is_revoked(portal):
    guest = portal(OFFICER)
    answer = guest.send("/account/tokens", {"name": "Lịch <của> tôi", "scopes": "calendar"})
    assert answer.status_code == 201
    key = secret_on(answer.text)
    assert key.startswith(tokens.PREFIX)
    page = guest.page("/account")
    assert key not in page
    assert "Lịch &lt;của&gt; tôi" in page
    with wiring.unit_of_work() as session:
        assert tokens.bearer(session, key, "calendar").actor.handle == OFFICER
        assert tokens.bearer(session, key, "read") is None
        assert tokens.bearer(session, key + "x", "calendar") is None
        row = session.scalars(select(Token)).one()
        assert key not in (row.sha256, row.name)
        assert row.used_at is not None
    assert portal("chu-tri").send(f"/account/tokens/{row.id}/revoke").status_code == 404
    guest.send(f"/account/tokens/{row.id}/revoke")
    with wiring.unit_of_work() as session:
        assert tokens.bearer(session, key, "calendar") is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "", "scopes": "calendar"}, "đặt tên"),
        ({"name": "x"}, "phạm vi"),
        ({"name": "x", "scopes": "everything"}, "phạm vi"),
        ({"name": "x", "scopes": ["read", "calendar"]}, "ngày hết hạn"),
        ({"name": "x", "scopes": "read", "ends_on": "01/01/2020"}, "đã qua"),
        ({"name": "x", "scopes": "write", "ends_on": "01/01/2090"}, "không quá một năm"),
    ],
)
def test_a_key_says_what_it_opens_and_until_when(portal, fields, said):
    answer = portal(OFFICER).send("/account/tokens", fields)
    assert answer.status_code == 409
    assert said in words(answer.text)


def test_a_shut_account_has_no_use_of_its_keys(portal):
    with wiring.unit_of_work() as session:
        made = tokens.make(session, people.find(session, OFFICER), "Lịch", ["calendar"])
    change(active=False)
    with wiring.unit_of_work() as session:
        assert tokens.bearer(session, made.key, "calendar") is None


class Postbox:
    """A mail server that keeps what it takes."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 taken"


@pytest.fixture
def postbox(house, monkeypatch):
    """A real mail server on loopback, and the settings that name it."""
    box = Postbox()
    server = Controller(box, hostname=LOOPBACK, port=free_port())
    server.start()
    monkeypatch.setenv("TRIPLEHELIX_SMTP_URL", f"smtp://{LOOPBACK}:{server.port}")
    wiring.forget()
    yield box
    server.stop()


def test_an_invitation_goes_by_mail_where_there_is_a_server_and_an_address(portal, postbox):
    change(email="phong@so.example", language="en")
    with wiring.unit_of_work() as session:
        made = invitations.invite(session, OFFICER, people.find(session, "so.quan-tri"))
    assert (made.address, made.link) == ("phong@so.example", "")
    with outbox.taken() as promise:
        assert "join" not in str(promise.facts), "no key waits in the outbox"
        invitations.deliver(promise.facts["person"], Purpose(promise.facts["purpose"]))
    letter = postbox.letters[0]
    assert letter["Subject"] == "Your invitation to the Triple Helix portal"
    assert letter["To"] == "phong@so.example"
    path = re.search(r"/join/\S+", letter.get_content()).group()
    assert "Nhận lời mời" in portal().page(path)


def test_a_letter_that_failed_leaves_no_second_link(portal, postbox, monkeypatch):
    change(email="phong@so.example", password=doors.password_hash(PASSWORD))
    number, server = person().id, wiring.settings().smtp_url
    monkeypatch.setenv("TRIPLEHELIX_SMTP_URL", f"smtp://{LOOPBACK}:{free_port()}")
    wiring.forget()
    with pytest.raises(Unavailable):
        invitations.deliver(number, Purpose.RESET)
    monkeypatch.setenv("TRIPLEHELIX_SMTP_URL", server.get_secret_value())
    wiring.forget()
    invitations.deliver(number, Purpose.RESET)
    path = re.search(r"/join/\S+", postbox.letters[0].get_content()).group()
    assert portal().get(path).status_code == 200
    with wiring.unit_of_work() as session:
        rows = session.scalars(select(Invitation)).all()
    assert sorted(row.used_at is None for row in rows) == [False, True]


def command(*words_said, given=None):
    """Say a command at the machine itself; what it puts into the environment goes with it."""
    with mock.patch.dict(os.environ):
        answer = CliRunner().invoke(app, [*words_said, "--json"], input=given)
    wiring.forget()
    return answer.exit_code, json.loads(answer.stdout)


def test_an_operator_invites_and_sets_passwords_at_the_machine(portal):
    code, told = command("people", "invite", OFFICER)
    assert code == 0
    assert portal().get(f"/join/{told['link'].rpartition('/')[2]}").status_code == 200
    assert command("people", "password", OFFICER, given="ngắn\n")[0] == 1
    assert command("people", "password", "khong-ai", given=f"{PASSWORD}\n")[0] == 1
    assert command("people", "password", OFFICER, given=f"{PASSWORD}\n") == (0, {"ok": True})
    with wiring.unit_of_work() as session:
        assert doors.is_password_of(session, people.find(session, OFFICER), PASSWORD)
    assert said_in_journal("person:password:set")


def test_the_cast_of_a_demonstration_signs_in_by_a_password_of_the_installation(portal, monkeypatch):
    change("so.truong-phong", password=doors.password_hash(PASSWORD))
    with wiring.unit_of_work() as session:
        given = rehearsal.give_passwords(session)
    assert re.fullmatch(r"([a-z2-7]{4}-){3}[a-z2-7]{4}", given)
    with wiring.unit_of_work() as session:
        assert rehearsal.give_passwords(session) == given
        assert doors.is_password_of(session, people.find(session, "so.truong-phong"), PASSWORD)
    form = {"handle": OFFICER, "password": given, "code": code_of(), "next": "/account"}
    assert OFFICER in portal().browser.post("/enter", data=form).text
    monkeypatch.setenv("TRIPLEHELIX_SECRET_KEY", "1" * 32)
    wiring.forget()
    assert rehearsal.password() != given


def test_a_person_downloads_what_is_held_about_them_and_nobody_elses(portal):
    guest = portal(OFFICER)
    assert "/account/data.json" in guest.page("/account")
    answer = guest.get("/account/data.json")
    assert answer.headers["content-disposition"].startswith("attachment")
    told = answer.json()
    assert told["account"] == OFFICER
    assert [row["handle"] for row in told["data"]["people"]] == [OFFICER]
    assert people.authenticator_of(person()) not in answer.text
    assert said_in_journal("person:account:exported")
    assert portal().get("/account/data.json", follow_redirects=False).status_code == 303
