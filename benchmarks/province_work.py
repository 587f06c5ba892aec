"""What was done in the benchmark's province: papers, decisions, councils, remarks; what is needed.

Six in ten of the tasks in the middle of their lives have all papers of their stage in, three in ten have
passed its first gate besides; of the accepted ones that wait for a recipient, half have papers in, and one in
twenty what the department decides on. Every paper in bears forty words; every need asks for something like a
task's result.
"""

from __future__ import annotations

import json

from sqlalchemy import text

from actions import wiring
from models.lifecycle import STAGES

_SAID = """
    'Báo cáo về quy trình chế biến sản phẩm số ' || {number} || ' từ nông sản của địa phương. Kết quả '
    || 'khảo sát vùng nguyên liệu, thử nghiệm thiết bị sấy, đánh giá chất lượng và hiệu quả của mô hình '
    || 'trình diễn tại '
    || (array['hợp tác xã', 'trang trại', 'nhà máy', 'phòng thí nghiệm'])[1 + {number} % 4]
"""
_PAPERS = """
    insert into submissions (entry_id, paper, person_id, organisation_id, role, "on", sha256, file_name,
                             media_type, size, pages, text)
    select entry.id, asked.paper, person.id, person.organisation_id, 'host', entry.entered_on + 3,
           encode(sha256((entry.id || asked.paper)::bytea), 'hex'), asked.paper || '.pdf', 'application/pdf',
           200000 + entry.id % 100000, 4, {said}
    from stage_entries entry
    join json_to_recordset(cast(:asked as json)) as asked (stage text, paper text, part int)
         on asked.stage = entry.stage
    cross join (select id, organisation_id from people where handle = 'chu-tri') person
    where case when entry.imported then (entry.id / 20) % 20 < asked.part else (entry.id / 20) % 10 < 6 end
"""
_PASSED = """
    insert into decisions (entry_id, gate, round, person_id, role, verdict, "on", channel, missing)
    select entry.id, first.gate, 1, person.id, 'dost_officer', 'approve', entry.entered_on + 5, 'portal', '{}'
    from stage_entries entry
    join json_to_recordset(cast(:gates as json)) as first (stage text, gate text) on first.stage = entry.stage
    cross join (select id from people where handle = 'so.chuyen-vien') person
    where not entry.imported and (entry.id / 20) % 10 < 3
"""
_COUNCILS = """
    insert into councils (entry_id, gate, formed_on)
    select entry.id, sits.gate, entry.entered_on + 8
    from stage_entries entry
    join json_to_recordset(cast(:councils as json)) as sits (stage text, gate text)
         on sits.stage = entry.stage
    where entry.left_on is null and (entry.id / 20) % 10 < 2
"""
_SEATS = """
    insert into council_seats (council_id, person_id, position, stated_on)
    select council.id, person.id, 'member', council.formed_on from councils council
    cross join (select id from people where handle like 'hoi-dong.%') person
"""
_ISSUED = """
    insert into documents (task_id, entry_id, paper, moment, facts, file_catalog, file_notation, doc_ordinal,
                           type_name, series, year, number, code_notation, number_text, issued_on, organ_name,
                           subject, page_amount, approved_on, sha256, size, stored_at)
    select entry.task_id, entry.id, 'order-receipt', 'entered', '{"signers": []}', 1, 'BM', 1, 'Phiếu', 'BM',
           2026, entry.id, 'PTN-SKHCN', entry.id || '/PTN-SKHCN', entry.entered_on,
           'Sở Khoa học và Công nghệ', 'Tiếp nhận đề xuất số ' || entry.id, 2, entry.entered_on,
           encode(sha256(('issued' || entry.id)::bytea), 'hex'), 90000, now()
    from stage_entries entry where not entry.imported or entry.id % 4 = 0
"""
_REMARKS = """
    insert into comments (task_id, person_id, text, mentioned, "on")
    select task.id, person.id, 'Đề nghị bổ sung thuyết minh và gửi lại trong tuần.', '{}', date '2026-11-01'
    from tasks task cross join (select id from people where handle = 'so.chuyen-vien') person
    where task.id % 10 = 0
"""
_NEEDS = """
    insert into needs (kind, title, text, folded, organisation_id, province, discipline, registered_on,
                       person_id)
    select (array['need', 'offer'])[1 + n % 2],
           'Cần công nghệ chế biến sản phẩm số ' || n || ' từ nông sản', 'Sấy, bảo quản và đóng gói tại vùng',
           'can cong nghe che bien san pham so ' || n || ' tu nong san say bao quan va dong goi tai vung',
           org.id, org.province, '', date '2026-01-01' + n::int % 300, person.id
    from (select row_number() over (order by id) as n, id, province from organisations) org (n, id, province)
    cross join (select id from people where handle = 'so.chuyen-vien') person
    where n % 2 = 0 or n % 3 = 0
"""


def do() -> int:
    """Fill the configured database's province with work; returns the number of a need."""
    with_papers = [
        {"stage": code, "paper": paper.code, "part": 1 if paper.required else 10}
        for code, stage in STAGES.items()
        for paper in stage.papers
    ]
    told = {
        "asked": json.dumps(with_papers),
        "gates": json.dumps(
            [{"stage": code, "gate": stage.gates[0].code} for code, stage in STAGES.items() if stage.gates]
        ),
        "councils": json.dumps(
            [
                {"stage": code, "gate": gate.code}
                for code, stage in STAGES.items()
                for gate in stage.gates
                if gate.approval.__class__.__name__ == "Council"
            ]
        ),
    }
    with wiring.unit_of_work() as session:
        for statement in (_PAPERS.format(said=_SAID.format(number="entry.id")), _PASSED, _COUNCILS, _SEATS):
            session.execute(text(statement), told)
        for statement in (_ISSUED, _REMARKS, _NEEDS):
            session.execute(text(statement))
        need: int = session.execute(text("select max(id) from needs where kind = 'need'")).scalar_one()
    with wiring.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    return need
