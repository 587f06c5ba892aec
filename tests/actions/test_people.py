"""Accounts and one-time codes: a code proves who decides, serves once, and cannot be guessed."""

from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select

from actions import people, wiring
from models.errors import BadInput, NotFound, WrongCode
from models.language import PartyKind, Role
from models.tables import Person

WHO = "so.truong-phong"
NOON = datetime(2026, 1, 5, 12, 0, 10, tzinfo=wiring.ZONE)
STEP = timedelta(seconds=30)


pytestmark = pytest.mark.usefixtures("house", "clock")


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test sets; it stands at noon."""
    hands = {"now": NOON}
    monkeypatch.setattr(wiring, "now", lambda: hands["now"])
    return hands


def secret(handle=WHO):
    with wiring.unit_of_work() as session:
        return people.authenticator_of(session.scalars(select(Person).where(Person.handle == handle)).one())


def code_at(moment, handle=WHO):
    return pyotp.TOTP(secret(handle)).at(moment)


def prove(code, handle=WHO):
    try:
        with wiring.unit_of_work() as session:
            return people.prove(session, handle, code)
    except WrongCode:
        with wiring.unit_of_work() as session:
            people.count_failure(session, handle)
        raise


def change(**facts):
    with wiring.unit_of_work() as session:
        person = session.scalars(select(Person).where(Person.handle == WHO)).one()
        for name, value in facts.items():
            setattr(person, name, value)


def test_the_code_of_the_moment_proves_who_it_is():
    actor = prove(code_at(NOON))
    assert (actor.handle, actor.roles) == (WHO, {Role.DOST_HEAD})


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_neighbouring_code_is_accepted_for_clocks_differ(steps):
    assert prove(code_at(NOON + steps * STEP)).handle == WHO


@pytest.mark.parametrize("steps", [-20, -3, -2, 2, 3, 20])
def test_a_code_of_another_time_is_refused(steps):
    with pytest.raises(WrongCode):
        prove(code_at(NOON + steps * STEP))


@pytest.mark.parametrize("code", ["", "000000", "abcdef", "12345", "1234567", "१२३४५६"])
def test_a_wrong_code_is_refused(code):
    if code == code_at(NOON):
        pytest.fail("the secret of this run happens to give this very code")
    with pytest.raises(WrongCode):
        prove(code)


def test_a_code_serves_once(clock):
    prove(code_at(NOON))
    with pytest.raises(WrongCode):
        prove(code_at(NOON))
    clock["now"] = NOON + STEP
    assert prove(code_at(NOON + STEP)).handle == WHO


def test_an_older_code_does_not_serve_after_a_newer_one():
    prove(code_at(NOON + STEP))
    with pytest.raises(WrongCode):
        prove(code_at(NOON))


def test_a_code_that_waited_elsewhere_is_judged_by_the_moment_in_which_it_was_given(clock):
    code = code_at(NOON)
    clock["now"] += timedelta(hours=3)
    with pytest.raises(WrongCode):
        prove(code)
    for given_at in (NOON + timedelta(minutes=5), clock["now"] + timedelta(hours=1)):
        with pytest.raises(WrongCode), wiring.unit_of_work() as session:
            people.prove(session, WHO, code, given_at=given_at)
    with wiring.unit_of_work() as session:
        assert people.prove(session, WHO, code, given_at=NOON).handle == WHO
    with pytest.raises(WrongCode), wiring.unit_of_work() as session:
        people.prove(session, WHO, code, given_at=NOON)


def test_a_code_that_waited_does_not_serve_after_a_newer_one_or_for_longer_than_a_day(clock):
    first, second = code_at(NOON), code_at(NOON + STEP)
    clock["now"] += timedelta(days=1, seconds=1)
    with pytest.raises(WrongCode), wiring.unit_of_work() as session:
        people.prove(session, WHO, first, given_at=NOON)
    clock["now"] = NOON + timedelta(hours=1)
    with wiring.unit_of_work() as session:
        people.prove(session, WHO, second, given_at=NOON + STEP)
    with pytest.raises(WrongCode), wiring.unit_of_work() as session:
        people.prove(session, WHO, first, given_at=NOON)


def test_the_code_of_another_person_proves_nothing():
    with pytest.raises(WrongCode):
        prove(code_at(NOON, "so.giam-doc"))


def test_blanks_around_a_code_do_not_matter():
    assert prove(f" {code_at(NOON)} ", f" {WHO} ").handle == WHO


def test_ten_wrong_codes_shut_the_account_even_for_the_right_one():
    for _ in range(10):
        with pytest.raises(WrongCode):
            prove("wrong!")
    with pytest.raises(WrongCode):
        prove(code_at(NOON))
    change(failures=0)
    assert prove(code_at(NOON)).handle == WHO


def test_a_right_code_wipes_the_wrong_ones_before_it(clock):
    for _ in range(9):
        with pytest.raises(WrongCode):
            prove("wrong!")
    prove(code_at(NOON))
    for _ in range(9):
        with pytest.raises(WrongCode):
            prove("wrong!")
    clock["now"] = NOON + STEP
    assert prove(code_at(NOON + STEP)).handle == WHO


def test_an_account_that_is_shut_proves_nothing_and_is_not_found():
    change(active=False)
    with pytest.raises(WrongCode):
        prove(code_at(NOON))
    with wiring.unit_of_work() as session, pytest.raises(NotFound):
        people.find(session, WHO)


def test_a_refusal_does_not_tell_whether_the_account_exists():
    sentences = set()
    for handle, code in ((WHO, "000001"), ("khong.co", "000001"), ("khong.co", code_at(NOON))):
        with pytest.raises(WrongCode) as refused:
            prove(code, handle)
        sentences.add(str(refused.value))
    assert len(sentences) == 1


def test_the_same_code_at_the_same_moment_serves_one_of_two(together):
    code = code_at(NOON)
    found = together(*[lambda: prove(code)] * 4)
    assert sum(isinstance(each, WrongCode) for each in found) == 3


def test_the_code_that_an_authenticator_shows_is_the_one_that_counts():
    with wiring.unit_of_work() as session:
        shown = people.current_code(session, WHO)
    assert pyotp.TOTP(secret()).verify(shown, valid_window=1)


def test_a_handle_is_given_once():
    with wiring.unit_of_work() as session:
        organisation = people.ensure_organisation(session, "Trường Đại học Đà Lạt", PartyKind.PUBLIC_UNIT)
        account = people.open_account(session, "dh.da-lat", "Phòng Khoa học", organisation, [Role.HOST])
        assert account.uri.startswith("otpauth://totp/")
        assert account.actor.roles == {Role.HOST}
        with pytest.raises(BadInput, match="đã có"):
            people.open_account(session, "dh.da-lat", "Phòng Khoa học", organisation, [Role.HOST])


def test_accounts_are_listed_without_their_secrets():
    with wiring.unit_of_work() as session:
        rows = people.listed(session)
    assert {"handle", "title", "organisation", "roles", "active"} == set(rows[0])
    assert secret() not in str(rows)


@pytest.mark.parametrize(
    "name", ["Trường Đại học Đà Lạt", "TRƯỜNG ĐẠI HỌC ĐÀ LẠT", "Trường  Đại học Đà Lạt "]
)
def test_an_organisation_is_found_however_its_name_is_written(name):
    with wiring.unit_of_work() as session:
        first = people.ensure_organisation(session, "Trường Đại học Đà Lạt", province="Lâm Đồng")
        assert people.ensure_organisation(session, name, province="Lâm Đồng").id == first.id
        assert people.ensure_organisation(session, name, province="Đồng Nai").id != first.id
