"""The second wall: what PostgreSQL itself keeps from visitors of another organisation, and from each role."""

from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy import table as sql_table
from sqlalchemy.exc import DatabaseError, ProgrammingError

from actions import (
    audit,
    comments,
    dossiers,
    drafts,
    imports,
    invitations,
    needs,
    people,
    walls,
    wiring,
)
from actions.money import lists as money_lists
from models import samples
from models.errors import Unavailable
from models.language import Role
from models.permissions import Actor, may_see
from models.queries import people_by_handles
from models.queries.walling import WALLS, making_roles
from models.tables import Base
from models.wall import (
    ENGINE,
    EVERYTHING,
    HOUSE,
    NOTHING,
    OPEN_TO_ALL,
    PORTAL,
    PUBLIC,
    READER,
    RIGHTS,
    ROLES,
    sight_of,
    with_task,
)
from tests.actions.conftest import copied
from tests.actions.houses import TODAY

OF_TASKS = {
    table.name
    for table in Base.metadata.tables.values()
    if any(key.target_fullname == "tasks.id" for key in table.foreign_keys)
}
"""The tables that name a task."""
TOLD_TO_OTHERS = {
    "nominations": "who is honoured is told to everybody",
    "work_items": "a province's plans: only the State's side comes to their doors",
    "closet_watches": "until when the watch need not ask: it says nothing of a task",
}
"""Those that name a task and have no wall, each with its reason."""


@contextmanager
def seeing(sight):
    """A transaction of the portal that sees so much."""
    with walls.arrived():
        walls.let_in(sight)
        with wiring.unit_of_work() as session:
            yield session


def known_as(handle):
    with wiring.unit_of_work() as session:
        return people.find(session, handle)


def count(session, table):
    return session.scalar(select(func.count()).select_from(sql_table(table)))


@pytest.fixture(scope="module")
def house(postgres_server, furnished, tmp_path_factory):
    """One house for all of these: they look, and change next to nothing."""
    with copied(postgres_server, furnished, tmp_path_factory.mktemp("walls")) as own:
        yield own


@pytest.fixture(scope="module")
def told(house):
    """A task with papers, decisions, a council and talk; the cooperative has no part in it."""
    code = house.order()
    house.walk(code).to("CALL")
    house.issue_all()
    with wiring.unit_of_work() as session:
        comments.say(session, code, "Đã xem.", people.find(session, "dat-hang"), on=TODAY)
    return code


@contextmanager
def connected(house_url, role):
    """A session of PostgreSQL as that role, as `psql` would open it."""
    engine = create_engine(house_url)
    with engine.connect() as connection:
        connection.execute(text(f"set session authorization {role}"))
        connection.commit()
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.fixture
def as_role(house):
    def open_as(role):
        return connected(wiring.settings().database_url, role)

    return open_as


def refused(connection, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        connection.execute(text(statement))
    connection.rollback()


def test_every_table_stands_in_the_table_of_grants_and_every_wall_is_of_one():
    assert set(Base.metadata.tables) | {"alembic_version"} == set(RIGHTS)
    assert set(WALLS) <= set(RIGHTS)
    for table, right in RIGHTS.items():
        if table != "alembic_version":
            assert set(right.withheld) <= set(Base.metadata.tables[table].columns.keys()), table


def test_every_table_that_names_a_task_has_a_wall_or_a_reason():
    assert set(WALLS) - {"tasks"} >= OF_TASKS - set(TOLD_TO_OTHERS)
    assert not set(WALLS) & set(TOLD_TO_OTHERS)


def test_no_column_that_is_a_secret_by_its_name_is_shown_to_the_reader():
    secret = ("password", "secret", "token", "sso_subject", "sha256_of_key")
    for name, right in RIGHTS.items():
        if right.reader and name in Base.metadata.tables:
            for column in [each.name for each in Base.metadata.tables[name].columns]:
                if any(word in column for word in secret) and column != "secret":
                    assert column in right.withheld, (name, column)
    assert "secret" in RIGHTS["webhooks"].withheld
    assert {"portal_sessions", "tokens", "invitations", "answers"} == {
        name for name in ("portal_sessions", "tokens", "invitations", "answers") if not RIGHTS[name].reader
    }


def test_a_stranger_finds_no_row_of_a_task_and_who_takes_part_finds_them(told):
    stranger, host, officer = known_as("htx"), known_as("dat-hang"), known_as("so.chuyen-vien")
    with seeing(EVERYTHING) as session:
        filled = {table for table in WALLS if count(session, table)}
    assert {"tasks", "stage_entries", "submissions", "decisions", "documents", "comments", "audit"} <= filled
    with seeing(sight_of(stranger)) as session:
        assert {table: count(session, table) for table in filled if count(session, table)} == {}
    with seeing(NOTHING) as session:
        assert {table: count(session, table) for table in filled if count(session, table)} == {}
    with seeing(sight_of(host)) as session:
        of_task = filled & OF_TASKS | {"tasks", "decisions", "submissions", "council_seats"}
        assert {table for table in of_task if count(session, table)} == of_task
    assert sight_of(officer) == EVERYTHING


def test_the_wall_says_what_the_table_of_permissions_says(told):
    with wiring.unit_of_work() as session:
        handles = session.scalars(text("select handle from people order by id")).all()
        actors = [people.find(session, handle) for handle in handles]
        task = dossiers.load(session, told)
    for actor in actors:
        with seeing(sight_of(actor)) as session:
            assert bool(count(session, "decisions")) == may_see(actor, task), actor.handle


def test_a_member_of_a_council_sees_the_task_by_the_seat_alone(told):
    member = known_as("hoi-dong.1")
    assert not any(role.is_state for role in member.roles)
    with seeing(sight_of(member)) as session:
        assert session.scalars(text("select code from tasks")).all() == [told]
    left = Actor(member.id, member.handle, member.title, member.organisation_id, frozenset())
    with seeing(sight_of(left)) as session:
        assert count(session, "tasks") == 0


def test_rows_of_others_are_neither_written_nor_changed(told):
    stranger = known_as("htx")
    with pytest.raises(DatabaseError, match="row-level security"), seeing(sight_of(stranger)) as session:
        session.execute(
            text(
                "insert into comments (task_id, person_id, text, \"on\") values (1, :me, 'x', current_date)"
            ),
            {"me": stranger.id},
        )
    with seeing(sight_of(stranger)) as session:
        assert session.execute(text("update tasks set title = 'x'")).rowcount == 0


def test_the_journal_goes_on_for_whoever_reads_none_of_it(told):
    with seeing(sight_of(known_as("htx"))) as session:
        audit.record(session, "person:session:began", "Vào.", on=TODAY)
        assert count(session, "audit") == 0
    with wiring.unit_of_work() as session:
        assert audit.verify(session) is None


def test_a_task_that_was_let_by_is_seen_in_this_request_alone(told):
    sight = sight_of(known_as("htx"))
    with wiring.unit_of_work() as session:
        number = session.scalar(text("select id from tasks"))
    with seeing(sight) as session:
        walls.let_by(session, number)
        assert count(session, "decisions") > 0
    with seeing(sight) as session:
        assert count(session, "decisions") == 0
    assert with_task(EVERYTHING, number) == EVERYTHING
    assert with_task(NOTHING, number) == NOTHING


def test_beyond_the_wall_is_this_side_again_at_the_end(told):
    with seeing(sight_of(known_as("htx"))) as session:
        with walls.beyond(session):
            assert count(session, "tasks") == 1
        assert count(session, "tasks") == 0


def test_the_portal_neither_changes_the_journal_nor_makes_nor_drops_anything(told, as_role):
    with as_role(PORTAL) as connection:
        refused(connection, "update audit set text = ''")
        refused(connection, "delete from audit")
        refused(connection, "truncate audit")
        refused(connection, "delete from audit_heads")
        refused(connection, "create table spare (id int)")
        refused(connection, "drop table knocks")
        refused(connection, "alter table tasks disable row level security")
        refused(connection, "truncate knocks")
        assert connection.scalar(text("select count(*) from tasks")) == 0


def test_the_engine_sees_all_and_knows_no_key_of_a_door(told, as_role):
    with as_role(ENGINE) as connection:
        assert connection.scalar(text("select count(*) from tasks")) == 1
        refused(connection, "select * from portal_sessions")
        refused(connection, "select * from tokens")
        refused(connection, "delete from audit")
        refused(connection, "create table spare (id int)")


def test_the_reader_reads_all_but_secrets_and_writes_nothing(told, as_role):
    with as_role(READER) as connection:
        assert connection.scalar(text("select count(*) from tasks")) == 1
        assert connection.scalar(text("select count(title) from people")) > 1
        for secret in ("password from people", "totp_secret from people", "secret from webhooks"):
            refused(connection, f"select {secret}")
        for table in sorted(name for name, right in RIGHTS.items() if not right.reader):
            refused(connection, f"table {table}")
        refused(connection, "update tasks set title = 'x'")
        refused(connection, "insert into knocks values ('x', now(), now(), 1)")
        refused(connection, f"set role {PORTAL}")


def test_doors_open_to_everybody_change_nothing(told):
    with seeing(OPEN_TO_ALL) as session:
        assert count(session, "tasks") == 1
    for statement in ("update tasks set title = 'x'", "select * from people", "select * from comments"):
        with pytest.raises(DatabaseError, match="permission denied"), seeing(OPEN_TO_ALL) as session:
            session.execute(text(statement))


def test_outside_of_the_portal_a_transaction_is_what_its_process_is(told):
    with wiring.unit_of_work() as session:
        assert session.scalar(text("select current_user")) == "postgres"


def test_the_roles_are_made_once_however_often_and_by_however_many(house, together):
    def make():
        with wiring.engine().begin() as connection:
            connection.exec_driver_sql(making_roles())
            return walls.build(connection)

    assert together(make, make, make) == [True, True, True]
    with wiring.unit_of_work() as session:
        found = session.execute(
            text(
                "select rolname, rolsuper, rolbypassrls, rolcreaterole from pg_roles "
                "where rolname = any(:all)"
            ),
            {"all": list(ROLES)},
        ).all()
    passing = {HOUSE, ENGINE}
    assert sorted(found) == [(name, False, name in passing, False) for name in sorted(ROLES)]


def test_what_a_person_sees_is_told_by_roles():
    member = Actor(7, "m", "Ủy viên", 3, frozenset({Role.COUNCIL}))
    assert sight_of(member).told == '{"organisation":3,"person":7,"seats":true}'
    assert '"applies":true' in sight_of(Actor(7, "h", "Chủ trì", 3, frozenset({Role.HOST}))).told
    assert '"values_at"' in sight_of(Actor(7, "v", "Định giá", 3, frozenset({Role.VALUER}))).told
    assert sight_of(Actor(7, "a", "Kiểm toán", 3, frozenset({Role.AUDITOR}))) == EVERYTHING
    assert OPEN_TO_ALL.role == PUBLIC


def test_the_engine_may_do_under_its_own_role_what_it_is_launched_for(house, monkeypatch, tmp_path):
    code, money = house.order(), tmp_path / "kinh-phi.csv"
    sums = ("1.000.000,55/QĐ-UBND,\n{0},Giải ngân,,,05/02/2026,600000,UNC 01,KB-1", "1.200.000,56/QĐ-UBND,")
    with wiring.unit_of_work() as session:
        person = session.scalars(people_by_handles(["dat-hang"])).one()
        person.email = "dat-hang@so-khcn.vn"
        number = person.id
    address = wiring.settings().database_url
    monkeypatch.setenv("TRIPLEHELIX_DATABASE_URL", f"{address}&options=-c%20role%3D{ENGINE}")
    monkeypatch.setenv("TRIPLEHELIX_SMTP_URL", "smtp://127.0.0.1:9")
    wiring.settings.cache_clear()
    try:
        with wiring.unit_of_work() as session:
            assert session.scalar(text("select current_user")) == ENGINE
        assert imports.import_file(samples.path("tasks.csv"), None, on=TODAY).imported
        assert needs.import_file(samples.path("needs.csv"), None, TODAY).imported
        for said in sums:
            head = "Mã nhiệm vụ,Loại,Nguồn,Năm,Ngày,Số tiền,Chứng từ,Mã dòng"
            rows = f"{code},Kế hoạch,Ngân sách,2026,,{said.format(code)}"
            money.write_text(f"{head}\n{rows}\n", encoding="utf-8")
            with wiring.unit_of_work() as session:
                keeper = people.find(session, "so.chuyen-vien")
            taken = money_lists.import_file(money, keeper, on=TODAY)
            assert (taken.imported + taken.updated, taken.rejected) == (said.count("\n") + 1, 0)
        with wiring.unit_of_work() as session:
            drafts.keep(session, people.find(session, "dat-hang"), "danh-sach", "một", {"done": 1})
        with pytest.raises(Unavailable):
            invitations.deliver(number, invitations.Purpose.RESET)
    finally:
        monkeypatch.undo()
        wiring.settings.cache_clear()
