"""Statements straight to the driver: what they bring back, what waits for the commit, what failures leave."""

from itertools import chain

import pytest
from psycopg import errors
from sqlalchemy import func, select

from actions import straight, wiring
from models.errors import BadInput
from models.queries import hot
from models.tables import Promise

COLUMNS = ("kind", "subject", "facts", "on")
ODD = ('"quoted"', "back\\slash", "{braces, and commas}", "NULL", "", "Đồng Nai\nhai dòng")


def row(subject):
    return ("redraw", subject, '{"code": "X"}', "2026-01-05")


def adding(*subjects):
    statement, rows = hot.writing("promised", COLUMNS, rows=len(subjects)), map(row, subjects)
    if hot.in_arrays("promised", len(subjects)):
        return (statement, *map(straight.as_array, zip(*rows, strict=True)))
    return (statement, *chain.from_iterable(rows))


def kept():
    with wiring.unit_of_work() as session:
        return list(session.scalars(select(Promise.subject).order_by(Promise.id)))


def test_rows_come_back_for_each_statement_in_its_place(house):
    with wiring.unit_of_work() as session:
        asked = [("select $1::int", 1), ("select $1::text where false", "x"), ("select $1::int + 1", 40_000)]
        assert straight.together(session, asked) == [[(1,)], [], [(40_001,)]]


def test_few_rows_and_many_are_written_as_each_would_be_alone(house):
    for told in ([adding(each) for each in ODD], [adding(*ODD[:2]), adding(*ODD[2:])], [adding(*ODD, *ODD)]):
        with wiring.unit_of_work() as session:
            straight.at_last(session, told)
    assert hot.in_arrays("promised", 2 * len(ODD))
    assert kept()[-24:] == [*ODD] * 4


def test_an_array_within_an_array_comes_back_as_it_was(house):
    with wiring.unit_of_work() as session:
        rows = straight.together(
            session,
            [
                (
                    "select told::text[] from unnest($1::text[]) told",
                    straight.as_array([list(ODD), [], [None]]),
                )
            ],
        )
    assert rows == [[(list(ODD),), ([],), ([None],)]]


def test_what_waits_is_seen_by_whatever_is_asked_next(house):
    with wiring.unit_of_work() as session:
        straight.at_last(session, [adding("first")])
        amount = select(func.count()).select_from(Promise).where(Promise.subject == "first")
        assert session.scalar(amount) == 1


def test_what_waits_is_written_with_the_commit_and_not_without(house):
    before = kept()
    with wiring.unit_of_work() as session:
        straight.at_last(session, [adding("never")])
        session.rollback()
    with wiring.unit_of_work() as session:
        straight.at_last(session, [adding("written")])
    assert kept() == [*before, "written"]


@pytest.mark.parametrize(
    ("failing", "told"),
    [
        (("select 1 / $1::int", 0), BadInput),
        (("select $1::int from nowhere", 0), errors.UndefinedTable),
    ],
)
def test_a_failure_is_told_and_nothing_of_its_transaction_stays(house, failing, told):
    before = kept()
    for _ in range(2):  # the second time on a connection that has known the failure
        with pytest.raises(told), wiring.unit_of_work() as session:
            straight.together(session, [adding("lost"), failing, adding("never run")])
    with wiring.unit_of_work() as session:
        assert straight.together(session, [("select 1 / $1::int", 1), adding("kept")]) == [[(1,)], []]
    assert kept() == [*before, "kept"]


def test_a_failure_of_what_waited_is_told_by_the_commit(house):
    before = kept()
    with pytest.raises(errors.NotNullViolation), wiring.unit_of_work() as session:
        straight.at_last(session, [adding("lost"), (hot.writing("promised", ("kind",), rows=1), "redraw")])
    assert kept() == before


def test_what_no_table_can_hold_is_refused_and_the_connection_lives_on(house):
    with pytest.raises(BadInput), wiring.unit_of_work() as session:
        straight.at_last(session, [adding("with\x00nothing")])
    with wiring.unit_of_work() as session:
        assert straight.together(session, [("select $1::int", 7)]) == [[(7,)]]
