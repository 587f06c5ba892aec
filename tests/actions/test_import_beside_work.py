"""A list is taken in while its tasks are being worked on: neither waits for the other for ever."""

import threading
import time
from datetime import date

from actions import audit, dossiers, imports, wiring
from models import samples

LIST = "TT,Tên nhiệm vụ,Cơ quan chủ trì,Tỉnh\n1,{new},Sở Tư pháp Quảng Bình,Đồng Nai\n2,{own},,Đồng Nai\n"


def test_an_import_and_a_decision_on_the_same_task_both_go_through(house, tmp_path):
    code = house.order()
    title = house.dossier(code).title
    path = tmp_path / "danh-sach.csv"
    path.write_text(LIST.format(new="Nghiên cứu giải pháp hòa giải ở cơ sở", own=title), encoding="utf-8-sig")
    holding, errors = threading.Event(), []

    def work_on_the_task() -> None:
        """As the engine does: the task is locked first, then the audit chain."""
        try:
            with wiring.unit_of_work() as session:
                task = dossiers.load(session, code, lock=True)
                holding.set()
                deadline = time.monotonic() + 20
                while not _somebody_waits(session):
                    assert time.monotonic() < deadline, "the import never came to the task"
                audit.record(session, "task:result:recorded", "Đang làm.", on=date.today(), task_id=task.id)  # noqa: DTZ011 - any day
        except Exception as problem:  # noqa: BLE001 - shown by the assertion below
            errors.append(problem)

    worker = threading.Thread(target=work_on_the_task)
    worker.start()
    holding.wait(30)
    found = imports.import_file(path, None, on=date(2026, 1, 6))
    worker.join(30)
    assert errors == []
    assert (found.imported, found.updated) == (1, 1)


def test_two_imports_of_one_list_at_once_add_its_tasks_once(house, together):
    found = together(*[lambda: imports.import_file(samples.path("tasks.csv"), None, on=date(2026, 1, 6))] * 2)
    assert sorted(each.imported for each in found) == [0, max(each.imported for each in found)]
    assert sum(each.unchanged for each in found) == max(each.imported for each in found) > 0
    assert house.chain_is_whole()


def _somebody_waits(session) -> bool:
    """Whether another connection to this database waits for a lock (the import, for the task's row)."""
    from sqlalchemy import text  # noqa: PLC0415 - only this look into the server needs it

    return bool(session.scalar(text("select count(*) from pg_locks where not granted")))
