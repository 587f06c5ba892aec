"""The audit trail in the database: whole after everything, append-only, and any forgery found."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import InternalError, ProgrammingError

from actions import audit, wiring
from models.errors import Refused
from models.tables import Audit
from tests.actions.houses import ON


def entries():
    with wiring.unit_of_work() as session:
        return list(session.scalars(select(Audit).order_by(Audit.id)))


def verified():
    with wiring.unit_of_work() as session:
        return audit.verify(session)


def forge(statement):
    """Change the trail as somebody could who owns the database, and shuts its guard off first."""
    with wiring.unit_of_work() as session:
        session.execute(text("alter table audit disable trigger audit_append_only"))
        session.execute(text(statement))
        session.execute(text("alter table audit enable trigger audit_append_only"))


@pytest.fixture
def lived(house):
    """Tasks about which a dozen things were done."""
    for _ in range(3):
        code = house.order()
        house.hand_in_all(code, "dat-hang")
        house.decide(code, "validity", "so.chuyen-vien")
    return entries()


def test_an_empty_trail_is_whole(house):
    assert house.chain_is_whole()


def test_everything_done_is_an_entry_and_the_chain_is_whole(lived):
    assert [each.id for each in lived] == list(range(1, len(lived) + 1))
    assert len(lived) == 15
    assert verified() is None
    assert {each.tag for each in lived} == {
        "task:order:opened",
        "task:stage:entered",
        "task:paper:submitted",
        "task:gate:approved",
    }


@pytest.mark.parametrize(
    "statement",
    [
        "update audit set text = 'x' where id = 2",
        "update audit set text = 'x' where id = -1",
        "delete from audit where id = 2",
        "delete from audit",
        "truncate audit",
    ],
)
@pytest.mark.usefixtures("lived")
def test_the_database_refuses_to_change_the_trail(statement):
    with (
        pytest.raises((InternalError, ProgrammingError), match="append-only"),
        wiring.unit_of_work() as session,
    ):
        session.execute(text(statement))
    assert len(entries()) == 15
    assert verified() is None


@pytest.mark.parametrize(
    ("statement", "found_at"),
    [
        ("update audit set text = text || '.' where id = 4", 4),
        ('update audit set "on" = "on" + 1 where id = 5', 5),
        ("update audit set at = at + interval '1 microsecond' where id = 1", 1),
        ("update audit set person_id = null where id = 3", 3),
        ("update audit set facts = facts || '{\"x\": 1}' where id = 6", 6),
        ("update audit set tag = 'task:gate:rejected' where id = 7", 7),
        ("update audit set previous = repeat('0', 64) where id = 8", 8),
        ("update audit set hash = repeat('0', 64) where id = 9", 9),
        ("delete from audit where id = 10", 10),
        ("delete from audit where id = 1", 1),
        ("update audit set id = case id when 2 then -1 else 2 end where id in (2, 3)", 1),
        ("update audit set id = 100 where id = 15", 15),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("lived")
def test_a_forgery_is_found_at_its_place(statement, found_at):
    forge(statement)
    assert verified() == found_at


def test_an_act_that_is_refused_leaves_no_entry(house, lived):
    with pytest.raises(Refused):
        house.decide(house.order(), "order-list", "ubnd.chu-tich")
    assert len(entries()) == len(lived) + 2


def test_a_tag_outside_the_grammar_is_never_written(lived):
    with wiring.unit_of_work() as session, pytest.raises(ValueError, match="no audit tag"):
        audit.record(session, "task:gate:Phê duyệt", "x", on=ON)
    assert len(entries()) == len(lived)


def test_many_who_write_at_once_make_one_chain(house, together):
    codes = [house.order() for _ in range(6)]
    together(*[lambda code=code: house.hand_in_all(code, "dat-hang") for code in codes])
    numbers = [each.id for each in entries()]
    assert numbers == list(range(1, 6 * 4 + 1))
    assert verified() is None
