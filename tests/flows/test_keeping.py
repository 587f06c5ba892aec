"""What the clock does to keep papers, as Prefect's pages show it."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import text

from actions.keeping.notes import last
from documents.archive import key_of
from documents.leaf import leaf
from flows.deploy import declared, flow_at
from flows.keeping import check_journal, check_papers, keep_papers, seal_journal

OURS = {
    "keep-papers": keep_papers,
    "check-papers": check_papers,
    "seal-journal": seal_journal,
    "check-journal": check_journal,
}


def submitted(house, code):
    from actions import papers, people  # noqa: PLC0415 - after the settings of the house

    with house.unit_of_work() as session:
        actor = people.find(session, "dat-hang")
        page = leaf(["Phiếu đặt hàng"])
        return papers.submit(session, code, "order_sheet", page, "p.pdf", actor, on=house.today()).sha256


def test_each_day_uploads_are_swept_and_the_copy_is_brought_up_to_date(house, ordered, tmp_path, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_ARCHIVE_COPY_URL", f"folder://{tmp_path / 'second'}")
    house.forget()
    name = submitted(house, ordered)
    house.archive().staging().begin(uuid4().hex)
    state = keep_papers(return_state=True)
    assert state.is_completed()
    assert "Đã dọn 0 lần tải lên quá hạn và 0 phần bỏ lại trong kho." in state.message
    assert house.archive_copy().has(name)
    assert last(tmp_path, "copy").ok


def test_each_week_papers_are_compared_and_a_fault_fails_the_run(house, ordered, tmp_path):
    name = submitted(house, ordered)
    assert check_papers(return_state=True).is_completed()
    assert last(tmp_path, "fsck").ok
    file = tmp_path / "archive" / key_of(name)
    file.chmod(0o644)
    file.write_bytes(b"other")
    state = check_papers(return_state=True)
    assert state.is_failed()
    assert "bị thay đổi 1" in state.message
    assert "fsck --heal" in state.message
    assert not last(tmp_path, "fsck").ok


def test_each_day_the_journal_is_sealed_once_and_the_seal_is_known_to_the_comparison(
    house, ordered, tmp_path
):
    state = seal_journal(return_state=True)
    assert state.is_completed()
    assert state.message == seal_journal(return_state=True).message
    assert "Đầu chuỗi nhật ký ngày" in state.message
    assert (tmp_path / "secrets" / "journal.pem").exists()
    assert check_papers(return_state=True).is_completed()


def test_each_day_the_journal_is_examined_and_a_broken_one_fails_the_run(house, ordered, tmp_path):
    assert check_journal(return_state=True).is_completed()
    assert last(tmp_path, "audit").ok
    with house.unit_of_work() as session:
        session.execute(text("set local session_replication_role = replica"))
        session.execute(text("update audit set text = 'khác' where id = 2"))
    state = check_journal(return_state=True)
    assert state.is_failed()
    assert "Mục số 2 của nhật ký đã bị sửa" in state.message
    assert not last(tmp_path, "audit").ok


def test_all_run_by_the_clock():
    ours = {each.name: each for each in declared() if each.name in OURS}
    assert {name: flow_at(each.entrypoint) for name, each in ours.items()} == OURS
    assert all(each.schedules for each in ours.values())
