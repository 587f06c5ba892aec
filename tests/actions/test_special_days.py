"""The calendar that an administrator keeps: what a notice says of a day comes before the general rule."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from actions import people, special_days, wiring
from actions.special_days import Special
from models import workdays
from models.errors import NotFound, Refused

SATURDAY = date(2026, 11, 28)
MONDAY = date(2026, 11, 30)
HOME = Path(__file__).parents[2]
NOTICE = "Thông báo số 01/TB-BNV"


def keep(day, *, works, name="Hoán đổi ngày làm việc", document=NOTICE):
    with wiring.unit_of_work() as session:
        admin = people.find(session, "so.quan-tri")
        special_days.keep(session, admin, Special(day, works, name, document))


def test_a_make_up_day_is_worked_and_its_day_off_is_not(house):
    friday = date(2026, 11, 27)
    assert workdays.add_working_days(friday, 1) == MONDAY
    keep(SATURDAY, works=True)
    keep(MONDAY, works=False)
    with wiring.unit_of_work():
        pass
    assert workdays.add_working_days(friday, 1) == SATURDAY
    assert workdays.add_working_days(friday, 2) == date(2026, 12, 1)
    with wiring.unit_of_work() as session:
        special_days.remove(session, people.find(session, "so.quan-tri"), SATURDAY)
    with wiring.unit_of_work() as session:
        assert [day.on for day in special_days.of_year(session, 2026)] == [MONDAY]
    assert workdays.add_working_days(friday, 1) == date(2026, 12, 1)


def test_what_is_written_again_stands_in_the_place_of_what_was_known(house):
    keep(MONDAY, works=True)
    keep(MONDAY, works=False, name="Nghỉ bù")
    with wiring.unit_of_work() as session:
        assert special_days.of_year(session, 2026) == (
            Special(MONDAY, works=False, name="Nghỉ bù", document=NOTICE),
        )
    assert not workdays.is_working_day(MONDAY)


def test_a_process_that_runs_sees_a_change_of_another_within_a_minute(house, monkeypatch):
    with wiring.unit_of_work():
        pass
    change = "from tests.actions.test_special_days import keep, SATURDAY; keep(SATURDAY, works=True)"
    subprocess.run([sys.executable, "-c", change], check=True, timeout=60, cwd=HOME)  # noqa: S603 - our own words
    with wiring.unit_of_work():
        assert not workdays.is_working_day(SATURDAY), "it was looked at a moment ago"
    beyond = wiring.time.monotonic() + 31
    monkeypatch.setattr(wiring.time, "monotonic", lambda: beyond)
    with wiring.unit_of_work():
        assert workdays.is_working_day(SATURDAY)


def test_a_day_without_a_notice_is_refused_with_every_reason(house):
    with pytest.raises(Refused) as refusal:
        keep(date(1999, 1, 1), works=False, name=" ", document="")
    assert len(refusal.value.reasons) == 3
    with pytest.raises(NotFound), wiring.unit_of_work() as session:
        special_days.remove(session, people.find(session, "so.quan-tri"), MONDAY)


def test_a_database_without_tables_has_no_calendar(house, empty_database, monkeypatch):
    keep(SATURDAY, works=True)
    monkeypatch.setenv("TRIPLEHELIX_DATABASE_URL", empty_database)
    wiring.forget()
    with wiring.unit_of_work():
        assert not workdays.adopted()
