"""What is held about people is declared column by column, given out on request, and erased within the law."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from actions import accounts, audit, doors, invitations, people, personal, tokens, wiring
from models.errors import NotFound, NotPermitted, Refused
from models.personal import HELD, Fate, page
from models.tables import Audit, Base, Person, PortalSession, Token

WHO, ADDRESS, ROOT = "so.giam-doc", "giam.doc@so.example", Path(__file__).parents[2]
TABLES = {held.table: held for held in HELD}


def pointing_at_people():
    return {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "people" for key in column.foreign_keys)
    }


def test_every_table_that_points_at_a_person_says_why_and_for_how_long():
    declared = {(held.table, name) for held in HELD for name in held.whose}
    assert pointing_at_people() - declared == set()


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.table)
def test_every_column_of_such_a_table_is_classed_once(held):
    named = [*held.whose, *held.told, *held.secret, *held.other]
    assert sorted(set(named)) == sorted(named)
    assert set(named) == set(Base.metadata.tables[held.table].columns.keys())


def test_columns_whose_names_speak_of_people_or_secrets_are_nowhere_forgotten():
    telling = ("email", "password", "secret", "sha256_of", "browser", "phone", "address")
    owned_by_offices = {("organisations", "address"), ("councils", "secret"), ("panels", "secret")}
    found = {
        (table.name, name)
        for table in Base.metadata.tables.values()
        for name in table.columns.keys()  # noqa: SIM118 - a collection of columns, by their keys
        if any(word in name for word in telling)
    }
    assert {each for each in found - owned_by_offices if each[0] not in TABLES} == set()


@pytest.mark.parametrize(
    ("language", "name"), [("vi", "data-protection.vi.md"), ("en", "data-protection.md")]
)
def test_the_page_on_data_protection_says_what_the_table_says(language, name):
    assert page(language) in (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.fixture
def lived(house):
    """The director has an address, a password, a stay in the portal, a key and an invitation."""
    with wiring.unit_of_work() as session:
        people.readdress(session, WHO, ADDRESS)
        person = people.find(session, WHO)
        row = session.get_one(Person, person.id)
        row.password = doors.password_hash("một câu dài dễ nhớ")
        doors.admit(session, row, browser="Trình duyệt")
        tokens.make(session, person, "Máy của tôi", ["calendar"])
        invitations.invite(session, WHO, None, by_mail=False)
    return person


def test_a_person_is_given_everything_about_them_but_no_key(lived):
    with wiring.unit_of_work() as session:
        row = session.get_one(Person, lived.id)
        hidden = {row.totp_secret, people.authenticator_of(row), row.password}
        hidden |= set(session.scalars(select(PortalSession.sha256))) | set(
            session.scalars(select(Token.sha256))
        )
        told = personal.export_of(session, ADDRESS)
    text = json.dumps(told, ensure_ascii=False)
    assert told["data"]["people"][0]["email"] == ADDRESS
    assert told["data"]["tokens"][0]["name"] == "Máy của tôi"
    assert told["data"]["portal_sessions"][0]["browser"] == "Trình duyệt"
    assert told["about"]["audit"]["kept"]
    assert not [each for each in hidden if each in text]


def test_nobody_else_is_told_of(lived):
    with wiring.unit_of_work() as session:
        other = people.find(session, "so.phap-che")
        told = personal.exported(session, other.id)
    assert ADDRESS not in json.dumps(told, ensure_ascii=False)
    assert [row["handle"] for row in told["data"]["people"]] == ["so.phap-che"]


def erased(document="12/CV-2026", actor=None):
    with wiring.unit_of_work() as session:
        return personal.erase(session, actor, WHO, document)


def test_an_account_in_use_is_not_erased_and_a_document_is_asked_for(lived):
    with pytest.raises(Refused) as refusal:
        erased("")
    assert len(refusal.value.reasons) == 2
    with wiring.unit_of_work() as session, pytest.raises(NotPermitted):
        personal.erase(session, people.find(session, "so.phap-che"), WHO, "12/CV")
    with wiring.unit_of_work() as session, pytest.raises(NotFound):
        personal.erase(session, None, "khong.co@so.example", "12/CV")


def test_erasing_leaves_records_the_journal_whole_and_nothing_to_come_in_with(lived):
    with wiring.unit_of_work() as session:
        accounts.shut(session, people.find(session, "so.quan-tri"), WHO)
        acted = len(session.scalars(select(Audit).where(Audit.person_id == lived.id)).all())
        assert acted
        before = [(row.id, row.hash) for row in session.scalars(select(Audit).order_by(Audit.id))]
    handle = erased()
    assert handle == f"da-xoa.{lived.id}"
    with wiring.unit_of_work() as session:
        row = session.get_one(Person, lived.id)
        assert (row.handle, row.email, row.password, row.totp_secret, row.active) == (
            handle,
            "",
            "",
            "",
            False,
        )
        assert row.title == lived.title, "records tell in which function somebody decided"
        for held in HELD:
            if held.fate is Fate.GONE and held.whose:
                table = Base.metadata.tables[held.table]
                kept = session.execute(select(table).where(table.c[held.whose[0]] == lived.id)).all()
                assert kept == [], held.table
        assert len(session.scalars(select(Audit).where(Audit.person_id == lived.id)).all()) == acted
        now = [(each.id, each.hash) for each in session.scalars(select(Audit).order_by(Audit.id))]
        assert now[: len(before)] == before
        assert audit.verify(session) is None
        assert ADDRESS not in json.dumps(personal.exported(session, lived.id), ensure_ascii=False)
        admin = people.find(session, "so.quan-tri")
        with pytest.raises(Refused, match="đã được xóa"):
            accounts.reopen(session, admin, handle)


def test_no_address_of_a_person_goes_into_the_journal(lived, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_SMTP_URL", "smtp://127.0.0.1:9?starttls=0")
    monkeypatch.setenv("TRIPLEHELIX_MAIL_FROM", "cong@so.example")
    wiring.settings.cache_clear()
    with wiring.unit_of_work() as session:
        assert invitations.invite(session, WHO, None).address == ADDRESS
        assert ADDRESS not in "".join(row.text + str(row.facts) for row in session.scalars(select(Audit)))
