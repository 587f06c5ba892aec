"""A clock that ran a day ahead and was put right: what it left behind neither lets in nor keeps out."""

from datetime import timedelta

import pytest

from actions import audit, clocks, doors, people, wiring
from models import queries
from models.errors import WrongCode
from tests.actions.houses import ON

WHO = "so.chuyen-vien"
DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test moves."""
    hands = {"now": wiring.now()}
    monkeypatch.setattr(wiring, "now", lambda: hands["now"])
    return hands


def prove():
    with wiring.unit_of_work() as session:
        person = session.scalars(queries.person_by_handle(WHO)).one()
        secret = people.authenticator_of(person)
        return people.prove(session, WHO, people.pyotp.TOTP(secret).at(wiring.now()))


def test_a_session_that_began_ahead_of_time_is_none(clock):
    clock["now"] += DAY
    with wiring.unit_of_work() as session:
        key = doors.admit(session, session.scalars(queries.person_by_handle(WHO)).one())
    with wiring.unit_of_work() as session:
        assert doors.visitor(session, key) is not None
    clock["now"] -= DAY
    with wiring.unit_of_work() as session:
        assert doors.visitor(session, key) is None


def test_knocks_ahead_of_time_do_not_count(clock):
    clock["now"] += DAY
    for count in (1, 2, 3):
        with wiring.unit_of_work() as session:
            assert doors.knocks(session, "enter:1", timedelta(minutes=5)) == count
    clock["now"] -= DAY
    with wiring.unit_of_work() as session:
        assert doors.knocks(session, "enter:1", timedelta(minutes=5)) == 1


def test_a_door_that_was_shut_ahead_of_time_opens_with_the_clock(clock):
    clock["now"] += 2 * DAY
    for _ in range(6):
        with wiring.unit_of_work() as session:
            doors.count_failure(session, WHO)
    clock["now"] -= 2 * DAY
    with wiring.unit_of_work() as session:
        shut = session.scalars(queries.person_by_handle(WHO)).one().shut_until
    assert not doors.is_shut_at(shut, wiring.now())
    assert doors.is_shut_at(shut, wiring.now() + 2 * DAY)


def test_codes_stay_refused_until_an_administrator_opens_the_account_and_the_doctor_names_them(clock):
    assert clocks.ahead() == clocks.Ahead(None, 0)
    clock["now"] += DAY
    prove()
    with wiring.unit_of_work() as session:
        audit.record(session, "person:account:reopened", "Một mục của ngày mai.", on=ON)
    ran_to = wiring.now()
    clock["now"] -= DAY
    left = clocks.ahead()
    assert (left.stamp, left.accounts) == (ran_to, 1)
    with pytest.raises(WrongCode):
        prove()
    with wiring.unit_of_work() as session:
        people.reopen_account(session, WHO)
    assert clocks.ahead().accounts == 0
    with pytest.raises(WrongCode):
        prove()  # a code of the very moment may have been seen: the next one serves
    clock["now"] += timedelta(seconds=30)
    assert prove().handle == WHO
