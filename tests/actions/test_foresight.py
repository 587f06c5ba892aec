"""Looking about and ahead in a house: what stands still, what will enter the closet, what was to be found."""

from datetime import date, timedelta

import pytest

from actions import backtest, closet, foresight, wiring
from models import samples
from models.closet import find
from models.errors import BadInput
from tests.actions.houses import ON, TODAY

DAY = timedelta(days=1)


def stalled(on):
    with wiring.unit_of_work() as session:
        return foresight.stalled(session, on)


def coming(on, days=90):
    with wiring.unit_of_work() as session:
        return foresight.coming(session, on, days)


def test_an_order_that_nobody_checks_stands_still_and_says_whom_it_waits_for(house):
    code = house.order()
    house.submit(code, "order_sheet", "dat-hang")
    house.submit(code, "reception_commitment", "tiep-nhan")
    due = house.main(code).due_on
    assert stalled(due) == ()
    (row,) = stalled(due + 10 * DAY)
    assert (row.code, row.stall, row.days) == (code, "GATE_OVERDUE", 9)
    assert row.stage_vi == "Đặt hàng"
    assert row.responsible.startswith("Chuyên viên Sở")
    assert row.next_step_vi == "Quyết định tại cửa «Kiểm tra tính hợp lệ của phiếu đặt hàng»"


def test_a_host_that_does_not_report_stands_still_and_lies_in_no_closet(house):
    code = house.at("EXECUTE")
    later = ON + 200 * DAY
    (row,) = stalled(later)
    assert (row.code, row.stall) == (code, "HOST_SILENT")
    with wiring.unit_of_work() as session:
        assert closet.cases(session, later) == ()


def test_an_order_without_a_recipient_is_foreseen_before_it_is_even_checked(house):
    code = house.order(recipient="")
    (row,) = coming(ON)
    assert (row.code, row.cause, row.sign, row.on) == (code, "NO_RECIPIENT", True, None)
    assert row.prevent_vi.startswith("Ghi rõ đơn vị tiếp nhận tại mục 13")
    assert row.responsible == "Cơ quan đặt hàng"


def test_an_accepted_result_that_nobody_registers_is_foreseen_to_the_day(house):
    code = house.at("COMPLETE", accepted_on=ON, grade="pass")
    enters = ON + 31 * DAY
    assert coming(ON, 30) == ()
    (row,) = coming(ON + DAY, 30)
    assert (row.code, row.cause, row.on, row.days_left) == (code, "REG_OVERDUE", enters, 30)
    assert row.prevent_vi == "Nộp hồ sơ đăng ký kết quả (Mẫu 5)"
    with wiring.unit_of_work() as session:
        assert closet.cases(session, enters - DAY) == ()
        assert [case.code for case in closet.cases(session, enters)] == [code]
    assert coming(enters) == ()


@pytest.mark.usefixtures("listed")
def test_the_published_lists_accuse_nobody_of_what_cannot_be_known():
    assert stalled(TODAY) == ()
    assert [row for row in coming(TODAY) if row.sign] == []


class TestBacktest:
    def test_a_list_is_replayed_without_any_database(self):
        found = backtest.of_list(samples.path("tasks.csv"), TODAY)
        assert len(found.histories) == 91
        assert found.refused == ()
        coconut = next(each for each in found.found if "dừa tươi" in each.title)
        assert (coconut.first.headline, coconut.first.found, coconut.days_earlier) == (
            "NO_RECIPIENT",
            None,
            None,
        )
        assert any("Chưa biết ngày nghiệm thu" in sentence for sentence in coconut.untold)
        dated = found.found[0]
        assert dated.days_earlier == (TODAY - dated.first.found).days > 0

    @pytest.mark.usefixtures("listed")
    def test_a_list_that_was_taken_in_tells_the_same_as_the_list_itself(self):
        on_paper = backtest.of_list(samples.path("tasks.csv"), TODAY)
        with wiring.unit_of_work() as session:
            on_record = backtest.of_imported(session, TODAY)
            verdicts = {case.title: case for case in closet.cases(session, TODAY)}
        told = {each.title: (each.spells, each.causes, each.untold) for each in on_paper.histories}
        assert told == {each.title: (each.spells, each.causes, each.untold) for each in on_record.histories}
        assert on_paper.in_closet == len(verdicts)
        assert on_paper.by_cause["NO_RECIPIENT"] == sum(
            any(cause.code == "NO_RECIPIENT" for cause in case.causes) for case in verdicts.values()
        )

    def test_each_finding_is_what_the_closet_says_on_that_day(self, listed):
        with wiring.unit_of_work() as session:
            found = backtest.of_imported(session, TODAY).found
        for history in found:
            if history.first.found is None:
                continue
            task = listed.dossier(history.code)
            assert find(task, history.first.found).closet
            before = find(task, history.first.found - DAY)
            assert before is None or not before.closet

    def test_a_province_answers_for_those_that_joined_it(self):
        path = samples.path("tasks.csv")
        old = backtest.of_list(path, TODAY, province="Bến Tre").histories
        new = backtest.of_list(path, TODAY, province="Vĩnh Long").histories
        assert old == new
        assert {each.province for each in new} >= {"Bến Tre"}
        before = backtest.of_list(path, date(2025, 6, 30), province="Vĩnh Long").histories
        assert {each.province for each in before} == {"Vĩnh Long"}

    def test_what_cannot_be_read_is_told_row_by_row(self):
        found = backtest.of_list(samples.path("dirty.xlsx"), TODAY)
        assert found.histories
        assert all(refusal.reasons for refusal in found.refused)
        assert any("Thiếu tên nhiệm vụ" in refusal.reasons[0] for refusal in found.refused)

    def test_a_province_that_never_was_is_refused(self):
        with pytest.raises(BadInput, match="Không có tỉnh nào tên"):
            backtest.of_list(samples.path("tasks.csv"), TODAY, province="Atlantis")
