"""The calendar feed: what is due and when councils sit, for a key of its own, read back."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest
from icalendar import Calendar
from sqlalchemy import update

from actions import people, tokens, wiring
from actions.tokens import TokenScope
from models.tables import Token
from tests.portal.test_councils import GATE


def key_of(handle, scope=TokenScope.CALENDAR):
    ends = None if scope is TokenScope.CALENDAR else wiring.today() + timedelta(days=9)
    with wiring.unit_of_work() as session:
        return tokens.make(session, people.find(session, handle), "lịch", [scope], ends).key


def entries(answer):
    assert answer.status_code == HTTPStatus.OK, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.text).walk("VEVENT"))


def test_what_is_due_stands_on_its_day_with_an_id_that_stays(house, portal):
    code = house.at("CONTRACT", on=wiring.today())
    key, guest = key_of("chu-tri"), portal()
    first = entries(guest.get(f"/calendar/{key}.ics"))
    again = entries(guest.get(f"/calendar/{key}.ics"))
    assert first
    for each in first:
        assert type(each.decoded("dtstart")) is date
        assert code in str(each["summary"])
        assert house.dossier(code).title not in str(each["summary"])
        assert str(each["transp"]) == "TRANSPARENT"
    assert [each["uid"] for each in first] == [each["uid"] for each in again]
    assert len({str(each["uid"]) for each in first}) == len(first)


def test_a_members_session_stands_in_the_calendar(house, portal):
    code = house.at("ACCEPT", on=wiring.today())
    meets = wiring.today() + timedelta(days=10)
    house.form(code, GATE, meets_on=meets, on=wiring.today())
    found = entries(portal().get(f"/calendar/{key_of('hoi-dong.1')}.ics"))
    (session,) = [each for each in found if str(each["uid"]).startswith("council-")]
    assert session.decoded("dtstart") == meets
    assert session.decoded("dtend") == meets + timedelta(days=1)
    others = entries(portal().get(f"/calendar/{key_of('so.giam-doc')}.ics"))
    assert not [each for each in others if str(each["uid"]).startswith("council-")]


@pytest.mark.parametrize("scope", [TokenScope.READ, TokenScope.WRITE])
def test_a_key_of_another_scope_opens_no_calendar(house, portal, scope):
    assert portal().get(f"/calendar/{key_of('htx', scope)}.ics").status_code == HTTPStatus.NOT_FOUND


def test_a_revoked_key_opens_no_calendar(house, portal):
    key = key_of("htx")
    assert portal().get(f"/calendar/{key}.ics").status_code == HTTPStatus.OK
    with wiring.unit_of_work() as session:
        session.execute(update(Token).values(revoked_at=wiring.now()))
    assert portal().get(f"/calendar/{key}.ics").status_code == HTTPStatus.NOT_FOUND
