"""A province of the benchmark's own: many tasks and organisations, in proportions like those of the lists.

One task in twenty is in the middle of its life, at every stage from the order to the transfer; the others
were accepted and wait, or have ended. Made by a few statements in the database, not by living every life.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from actions import rehearsal, wiring
from models.lifecycle import STAGES

TODAY = date(2026, 11, 20)
LIVE = tuple(stage.code for stage in STAGES.values() if not stage.beside and stage.code != "ARCHIVE")
"""The stages at which a task may stand."""

_ORGANISATIONS = """
    insert into organisations (name, folded, kind, province)
    select 'Tổ chức số ' || n, 'to chuc so ' || n,
           (array['public_unit', 'state_body', 'enterprise', 'cooperative'])[1 + n % 4],
           (array['Đồng Nai', 'Đồng Tháp', 'Lâm Đồng', 'Gia Lai'])[1 + n % 4]
    from generate_series(1, :organisations) n
"""
_TASKS = """
    insert into tasks (code, title, folded, province, lifecycle, discipline, orderer_id, host_id,
                       recipient_id, item13, products, state_share, budget_vnd, ordered_on, approved_on,
                       contract_signed_on,
                       contract_ends_on, unknowns, provisional, remedies)
    select 'BM-' || to_char(n, 'FM0000000'),
           'Nghiên cứu quy trình chế biến sản phẩm số ' || n || ' từ nông sản của địa phương',
           'nghien cuu quy trinh che bien san pham so ' || n || ' tu nong san cua dia phuong',
           (array['Đồng Nai', 'Đồng Tháp', 'Lâm Đồng', 'Gia Lai'])[1 + n % 4], '2026-11',
           (array['Khoa học nông nghiệp', 'Khoa học kỹ thuật và công nghệ', 'Khoa học y, dược'])[1 + n % 3],
           :first + n % :organisations, :first + (n * 7) % :organisations,
           case when n % 3 = 0 then :first + (n * 11) % :organisations end, n % 3 = 0,
           case when n % 20 = 0 then array['I'] else array['II', 'III'] end,
           case when n % 5 = 0 then 0.6 else 1 end,
           1000000000 + n, date '2015-01-01' + n % 4000, date '2015-06-01' + n % 4000,
           date '2015-08-01' + n % 4000, date '2017-08-01' + n % 4000, '{}', '{}', '{}'
    from generate_series(1, :tasks) n
"""
_RESULTS = """
    insert into results (task_id, accepted_on, grade, registered_on, recognised_on, rights_decided_on,
                         handed_over_on, transferred_on, in_use, archived_on)
    select id, approved_on + 700, case when id % 40 = 0 then 'fail' else 'pass' end,
           case when id % 4 <> 0 then approved_on + 720 end, case when id % 10 < 7 then approved_on + 760 end,
           case when id % 12 = 0 then approved_on + 790 end, case when id % 9 = 0 then approved_on + 800 end,
           case when id % 15 = 0 then approved_on + 820 end, case when id % 25 = 0 then true end,
           case when id % 10 = 3 then approved_on + 900 end
    from tasks where id % 20 <> 0
"""
_ENTRIES = """
    insert into stage_entries (task_id, stage, entered_on, due_on, left_on, imported)
    select id,
           case when id % 20 = 0 then (cast(:stages as text[]))[1 + (id / 20) % :of] else 'MATCH' end,
           case when id % 20 = 0 then date '2026-06-01' + (id % 170)::int else approved_on + 780 end,
           case when id % 20 = 0 then date '2026-08-01' + (id % 200)::int end,
           case when id % 10 = 3 then approved_on + 900 end, id % 20 <> 0
    from tasks
"""


@dataclass(frozen=True)
class Province:
    """What was made: how many tasks and organisations, and the code of a task in the middle of its life."""

    tasks: int
    organisations: int
    code: str


def make(tasks: int, organisations: int) -> Province:
    """Fill the configured database, which has its tables and nothing else; the cast can sign in."""
    facts: dict[str, object] = {
        "tasks": tasks,
        "organisations": organisations,
        "stages": list(LIVE),
        "of": len(LIVE),
    }
    with wiring.unit_of_work() as session:
        rehearsal.seat_cast(session)
        session.execute(text(_ORGANISATIONS), facts)
        facts["first"] = session.execute(
            text("select min(id) from organisations where name like 'Tổ chức số %'")
        ).scalar_one()
        for statement in (_TASKS, _RESULTS, _ENTRIES):
            session.execute(text(statement), facts)
        # The cast's host and orderer have work of their own: one live task in a hundred is theirs, or five.
        every = {"nth": min(2_000, max(20, tasks // 100 * 20))}
        session.execute(
            text(
                "update tasks set host_id = (select organisation_id from people where handle = 'chu-tri'), "
                "orderer_id = (select organisation_id from people where handle = 'dat-hang') "
                "where id % :nth = 0"
            ),
            every,
        )
        code = session.execute(text("select code from tasks where id % :nth = 0 limit 1"), every).scalar_one()
    with wiring.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    return Province(tasks, organisations, code)
