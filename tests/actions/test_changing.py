"""Tasks in flight go to another version of the lifecycle, each told in words, and back again."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import func, select

from actions import changing, changing_report, people, wiring
from models import lifecycle
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.language import Verdict
from models.tables import Audit, ProcessMove, Promise
from tests.versions import SHORTER

DAY = date(2026, 3, 2)
ACCEPTED = {
    "accepted_on": date(2026, 2, 2),
    "grade": "pass",
    "registered_on": date(2026, 2, 20),
}


@pytest.fixture(autouse=True)
def beside(house):
    """Both versions stand side by side, as when the province's file is read."""
    wiring.settings()
    lifecycle.adopt(SHORTER)
    yield
    lifecycle.adopt()


@pytest.fixture
def flock(house):
    """A task at five stages each, by the stage's code."""
    return {
        "SUBMIT": house.at("SUBMIT"),
        "COMPLETE": house.at("COMPLETE", **ACCEPTED),
        "EXECUTE": house.at("EXECUTE"),
        "VALUE": house.at("VALUE", **ACCEPTED),
        "ORDER": house.order(),
    }


def who(handle="so.giam-doc"):
    with wiring.unit_of_work() as session:
        return people.find(session, handle)


def tried(**more):
    with wiring.unit_of_work() as session:
        plan = changing.plan_of("2026-11", "2027-03", **more)
        return plan, changing.mark(session), list(changing.dry_run(session, plan, who(), DAY))


def applied(plan, mark):
    with wiring.unit_of_work() as session:
        number = changing.begin(session, plan, who(), DAY, tried=mark)
    return number, {each.code: each for each in changing.apply(number, who(), DAY)}


def counted(model, *conditions):
    with wiring.unit_of_work() as session:
        return session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_the_dry_run_tells_of_every_task_and_changes_nothing(house, flock):
    before = {code: house.dossier(code) for code in flock.values()}
    plan, _, found = tried()
    assert sorted(each.task.code for each in found) == sorted(flock.values())
    assert all(each.can_move for each in found), [each.told for each in found]
    by_code = {each.task.code: " ".join(each.told) for each in found}
    assert "chuyển từ «Hoàn thiện báo cáo» (COMPLETE) sang «Đăng ký kết quả»" in by_code[flock["COMPLETE"]]
    assert "Sẽ thiếu thêm: Bản số của hồ sơ." in by_code[flock["SUBMIT"]]
    assert {code: house.dossier(code) for code in flock.values()} == before
    with changing_report.file_of(found, ".xlsx") as file:
        book = openpyxl.load_workbook(BytesIO(file.read()))
    assert book.active.max_row >= len(found)
    with changing_report.file_of(found, ".csv") as file:
        assert flock["VALUE"] in file.read().decode("utf-8-sig")
    with pytest.raises(BadInput, match=r"\.xlsx hoặc \.csv"):
        changing_report.file_of(found, ".pdf")
    with wiring.unit_of_work() as session:
        rest = list(changing.dry_run(session, plan, who(), DAY, after=found[-2].task.code))
    assert [each.task.code for each in rest] == [found[-1].task.code]


def test_what_was_told_is_what_is_done_and_all_of_it_can_be_taken_back(house, flock):
    house.submit(flock["SUBMIT"], "final_report", "chu-tri", on=DAY)
    before = {code: house.dossier(code) for code in flock.values()}
    plan, mark, found = tried()
    promised = counted(Promise)
    number, told = applied(plan, mark)
    assert all(each.done and not each.again for each in told.values())
    for each in found:
        now = house.dossier(each.task.code)
        assert now.lifecycle == "2027-03"
        assert now.entries == each.after.entries
        assert told[each.task.code].sentences == each.told
        assert now.version == each.task.version + 1
    assert house.main(flock["COMPLETE"]).stage == "REGISTER"
    assert house.main(flock["VALUE"]).stage == "APPRAISE"
    assert any(
        "Chuyển sang phiên bản vòng đời «2027-03» (đợt" in line for line in house.journal(flock["VALUE"])
    )
    assert counted(Promise) == promised + 2 * len(flock)

    back = list(changing.undo(number, who(), DAY))
    assert all(each.done for each in back)
    for code, task in before.items():
        now = house.dossier(code)
        assert (now.lifecycle, now.entries) == (task.lifecycle, task.entries)
    with wiring.unit_of_work() as session:
        (row,) = changing.changes(session, who())
    assert (row.moved, row.undone, row.undone_at is None) == (5, 5, False)
    assert list(changing.undo(number, who(), DAY)) == []
    with pytest.raises(Refused, match="đã hoàn tác"):
        list(changing.apply(number, who(), DAY))
    assert house.chain_is_whole()


def test_a_task_lives_on_by_the_version_that_it_was_moved_to(house, flock):
    applied(*tried()[:2])
    code = flock["SUBMIT"]
    house.hand_in_all(code, "chu-tri", on=DAY)
    assert "digital_copy" in house.main(code).papers_in()
    house.decide(code, "completeness", "so.chuyen-vien", on=DAY)
    assert house.main(code).stage == "SUBMIT"
    made = house.decide(code, "data-check", "thong-tin", on=DAY)
    assert made.moved_to == "ACCEPT"
    new = house.order(on=DAY)
    assert house.dossier(new).lifecycle == "2027-03"


def test_what_was_decided_since_stays_and_is_told_why(house, flock):
    number, _ = applied(*tried()[:2])
    code = flock["EXECUTE"]
    house.hand_in_all(code, "chu-tri", on=DAY)
    house.decide(code, "milestones", "so.chuyen-vien", on=DAY)
    told = {each.code: each for each in changing.undo(number, who(), DAY)}
    assert not told[code].done
    assert any("đã quyết định tại «Kiểm tra: hoàn thành" in each for each in told[code].sentences)
    assert any("đã rời giai đoạn" in each for each in told[code].sentences)
    assert house.dossier(code).lifecycle == "2027-03"
    assert [each.done for each in told.values()].count(True) == 4
    with wiring.unit_of_work() as session:
        assert changing.changes(session, who())[0].undone_at is None


def test_a_task_that_changed_since_the_dry_run_is_judged_again_and_told_so(house, flock):
    plan, mark, _ = tried()
    code = flock["SUBMIT"]
    house.hand_in_all(code, "chu-tri", on=DAY)
    house.decide(code, "completeness", "so.chuyen-vien", on=DAY)
    other = flock["EXECUTE"]
    house.submit(other, "vouchers", "chu-tri", on=DAY)
    _, told = applied(plan, mark)
    assert {each.code for each in told.values() if each.again} == {code, other}
    assert told[code].sentences[0] == f"{code} đã thay đổi sau lần chạy thử nên được xét lại."
    assert "«Nghiệm thu» (ACCEPT)" in " ".join(told[code].sentences)


def test_who_was_cut_off_goes_on_and_moves_nothing_twice(house, flock, monkeypatch):
    monkeypatch.setattr(changing, "_AT_ONCE", 2)
    plan, mark, _ = tried()
    with wiring.unit_of_work() as session:
        number = changing.begin(session, plan, who(), DAY, tried=mark)
    going = changing.apply(number, who(), DAY)
    first = next(going)
    going.close()
    assert counted(ProcessMove) == 2
    rest = list(changing.apply(number, who(), DAY))
    assert len(rest) == 3
    assert first.code not in {each.code for each in rest}
    assert counted(ProcessMove, ProcessMove.undone.is_(False)) == 5
    assert counted(Audit, Audit.tag == "task:process:moved") == 5
    assert sum(each.done for each in changing.undo(number, who(), DAY)) == 5


def test_a_task_that_cannot_be_moved_stays_and_holds_up_none_of_the_others(house, flock):
    code = flock["SUBMIT"]
    house.hand_in_all(code, "chu-tri", on=DAY)
    plan, mark, found = tried(stages_to={"SUBMIT": "MATCH", "EXECUTE": "IP"})
    refused = {each.task.code: each.reasons for each in found if not each.can_move}
    assert refused.keys() == {flock["EXECUTE"]}
    _, told = applied(plan, mark)
    assert not told[flock["EXECUTE"]].done
    assert house.dossier(flock["EXECUTE"]).lifecycle == "2026-11"
    assert house.main(code).stage == "MATCH"


def test_decisions_and_papers_under_another_code_are_found_there_and_come_back(house, flock):
    code = flock["SUBMIT"]
    house.submit(code, "research_data", "chu-tri", on=DAY)
    house.decide(
        code, "completeness", "so.chuyen-vien", Verdict.SUPPLEMENT, on=DAY, missing=("Báo cáo tổng hợp",)
    )
    codes = {"completeness": "data-check", "research_data": "digital_copy"}
    number, _ = applied(*tried(codes=codes)[:2])
    here = house.main(code)
    assert [each.gate for each in here.decisions] == ["data-check"]
    assert here.papers_in() == {"digital_copy"}
    list(changing.undo(number, who(), DAY))
    here = house.main(code)
    assert [each.gate for each in here.decisions] == ["completeness"]
    assert here.papers_in() == {"research_data"}


def test_only_the_administrator_and_the_director_change_processes(house, flock):
    plan, mark, _ = tried()
    for handle in ("so.truong-phong", "chu-tri", "ubnd.chu-tich"):
        with wiring.unit_of_work() as session, pytest.raises(NotPermitted, match="chuyển quy trình"):
            changing.begin(session, plan, who(handle), DAY)
        with pytest.raises(NotPermitted):
            list(changing.undo(1, who(handle), DAY))
    with wiring.unit_of_work() as session:
        assert changing.begin(session, plan, who("so.quan-tri"), DAY, tried=mark) > 0


def test_versions_say_who_lives_by_them_even_those_that_nobody_declares_any_more(house, flock):
    applied(*tried()[:2])
    left = house.order(province="Lâm Đồng")
    lifecycle.adopt()
    with pytest.raises(NotFound, match="không được khai báo"):
        house.main(flock["VALUE"])
    with wiring.unit_of_work() as session:
        rows = {row.code: row for row in changing.versions(session, who())}
    assert rows["2027-03"].in_flight == 5
    assert "không còn được khai báo" in rows["2027-03"].vi
    assert rows["2026-11"].in_flight == 1
    assert rows["2026-11"].stands == (("Đặt hàng", 1),) or rows["2026-11"].stands[0][1] == 1
    assert house.dossier(left).lifecycle == "2026-11"


@pytest.mark.parametrize(("words", "said"), [("A", "MÃ_CŨ=MÃ_MỚI"), ("A=B=C =B", "«=B»")])
def test_pairs_of_codes_are_read_as_people_write_them(words, said):
    assert changing.paired("A=B, C=D") == {"A": "B", "C": "D"}
    with pytest.raises(BadInput, match=said):
        changing.paired(words)


def test_no_plan_leads_to_what_is_not_there(house):
    with pytest.raises(NotFound, match="2026-11, 2027-03"):
        changing.plan_of("2026-11", "2031-01")
    with pytest.raises(NotFound, match="Không có đợt"), wiring.unit_of_work() as session:
        changing.recorded(session, 7)
