"""The boards: who must act now, the month before, what came and what left, where every task stands."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from actions import boards, closet, people, rehearsal, reporting, wiring
from actions.boards import closet_list, closet_page, tasks_board
from actions.boards.figures import month_before, month_ends
from models.closet import find
from models.closet.replay import replay
from models.language import Role
from models.reporting.periods import Kind, Period
from tests.actions.houses import ON

DAY = timedelta(days=1)
LATER = ON + 300 * DAY
SEEN = date(2026, 11, 22)


def figures(on=LATER, **more):
    with wiring.unit_of_work() as session:
        return boards.closet_figures(session, on, **more)


def closet_board(on=LATER):
    with wiring.unit_of_work() as session:
        return boards.closet_board(session, on)


def places(on):
    with wiring.unit_of_work() as session:
        return boards.places(session, on)


def places_board(on):
    with wiring.unit_of_work() as session:
        return boards.places_board(session, on)


def standing_at(found, stage):
    return next(each for each in found.stages if each.stage.code == stage)


@pytest.fixture
def stuck(house):
    """A result that was recognised three hundred days ago, and that nobody receives; its case is open."""
    code = house.at(
        "MATCH",
        recipient_id=None,
        accepted_on=ON,
        grade="pass",
        registered_on=ON,
        recognised_on=ON,
        rights_decided_on=ON,
    )
    closet.judge(code, LATER)
    return code


class TestWhoMustAct:
    def test_before_a_remedy_is_chosen_the_officer_must_choose_one(self, stuck):
        row = figures().rows[0]
        assert row.code == stuck
        assert row.acting.who == Role.DOST_OFFICER.vi or "chuyên viên" in row.acting.who.lower()
        assert row.next_step_vi.startswith("Chọn biện pháp: ")
        assert not row.acting.is_late(LATER)

    def test_a_chosen_remedy_is_the_next_step_with_its_day_and_is_late_after_it(self, house, stuck):
        due = LATER + 10 * DAY
        house.answer(stuck, "publish_offer", "so.giam-doc", on=LATER, due_on=due)
        acting = figures().rows[0].acting
        assert acting.due_on == due
        assert acting.remedy
        assert not acting.is_late(due)
        late = figures(due + DAY)
        assert [row.code for row in late.overdue] == [stuck]
        board = closet_board(due + 3 * DAY)
        assert "## Biện pháp quá hạn" in board.markdown
        assert "quá hạn 3 ngày" in board.table[0]["Hạn"]
        assert board.table[0]["Kết quả phải có"]

    def test_the_longer_it_waits_the_higher_the_one_who_must_act(self, stuck):  # noqa: ARG002
        now, later = figures().rows[0].acting, figures(LATER + 400 * DAY).rows[0].acting
        assert now.who != later.who
        assert later.days_overdue == 400


class TestWhatItIsWorth:
    def test_the_budget_stands_in_until_the_result_is_valued(self, house):
        house.at("MATCH", recipient_id=None, accepted_on=ON, grade="pass", recognised_on=ON)
        house.at(
            "MATCH",
            recipient_id=None,
            accepted_on=ON,
            grade="pass",
            recognised_on=ON,
            valued_on=ON,
            value_vnd=Decimal(750_000_000),
        )
        board = closet_board()
        assert [row["Giá trị"] for row in board.table] == [
            "2.000.000.000 đ (kinh phí)",
            "750.000.000 đ (định giá)",
        ]
        assert "| từ 500 triệu đến dưới 1 tỷ đồng | 1 | 1 | 750.000.000 đ |" in board.markdown
        assert "| từ 2 tỷ đồng trở lên | 1 | 0 | 2.000.000.000 đ |" in board.markdown


class TestTheMonthBefore:
    def test_what_came_and_what_left_since_is_told_by_code(self, house, stuck):
        left = LATER + 5 * DAY
        house.record(stuck, "recipient", rehearsal.house("enterprise"), "so.chuyen-vien", on=left)
        assert closet.judge(stuck, left).change == "closed"
        found = figures(left)
        assert found.rows == ()
        assert found.before.day == month_before(left)
        assert found.before.left == (stuck,)
        assert found.before.came == ()
        assert found.before.by_cause["NO_RECIPIENT"] == 1
        assert [month.left for month in found.months][-1] == 1
        assert sum(month.came for month in found.months) == 1
        assert f"Ra khỏi ngăn tủ: [{stuck}]" in closet_board(left).markdown

    def test_it_is_computed_and_not_what_the_watch_happened_to_see(self, house):
        """Nobody has ever judged this task; a list taken in today has its past today."""
        house.at("MATCH", recipient_id=None, accepted_on=ON, grade="pass", recognised_on=ON)
        assert figures().before.lying == 1
        assert figures(ON + DAY).before.lying == 0

    @pytest.mark.parametrize(
        ("on", "before"),
        [
            (date(2026, 3, 31), date(2026, 2, 28)),
            (date(2024, 3, 31), date(2024, 2, 29)),
            (date(2026, 1, 5), date(2025, 12, 5)),
        ],
    )
    def test_a_month_before_is_the_same_day_or_the_last_one(self, on, before):
        assert month_before(on) == before

    def test_months_end_on_their_last_day_and_the_present_one_today(self):
        assert month_ends(SEEN, 2) == (date(2026, 9, 30), date(2026, 10, 31), SEEN)
        assert month_ends(date(2026, 10, 31), 1) == (date(2026, 9, 30), date(2026, 10, 31))


class TestInflowAndOutflow:
    def test_what_lies_there_is_what_lay_there_and_came_and_did_not_leave(self, listed):  # noqa: ARG002
        months = figures(date(2025, 6, 30)).months
        assert len(months) == 12
        assert any(month.came for month in months)
        for earlier, month in pairwise(months):
            assert month.lying == earlier.lying + month.came - month.left

    def test_each_month_is_what_would_have_been_found_on_its_last_day(self, listed):  # noqa: ARG002
        from actions import dossiers  # noqa: PLC0415 - after the settings of the house

        with wiring.unit_of_work() as session:
            tasks = list(dossiers.closet_candidates(session))
        for month in figures(date(2025, 6, 30)).months:
            found = [find(task, month.until) for task in tasks]
            assert month.lying == sum(case is not None and case.closet for case in found), month


class TestTheClosetBoard:
    def test_the_page_shows_the_gravest_and_the_table_holds_all(self, listed, monkeypatch):  # noqa: ARG002
        whole = closet_board(SEEN)
        monkeypatch.setattr(closet_page, "SHOWN", 2)
        board = closet_board(SEEN)
        assert board.table == whole.table
        assert board.count == len(board.table) > 10
        assert f"Còn **{board.count - 2}** nữa" in board.markdown
        assert len(board.markdown) < len(whole.markdown)

    def test_what_a_list_holds_is_never_taken_for_markup(self, house):
        house.at(
            "MATCH",
            recipient_id=None,
            accepted_on=ON,
            grade="pass",
            recognised_on=ON,
            title="Chế phẩm [xem](http://evil.example) | <img src=x> *mới*",
        )
        page = closet_board().markdown
        assert "](http://evil.example)" not in page.replace("\\](", "")
        assert "<img src=x>" not in page.replace("\\<", "")

    def test_the_same_facts_give_the_same_board(self, stuck):  # noqa: ARG002
        assert closet_board() == closet_board()

    def test_an_empty_closet_says_so(self, house):  # noqa: ARG002
        board = closet_board()
        assert "Không có kết quả nào nằm trong ngăn tủ." in board.markdown
        assert board.table == ()

    def test_the_chart_tells_in_words_what_it_shows(self, stuck):  # noqa: ARG002
        board = closet_board()
        assert "1 kết quả trong ngăn tủ" in board.chart
        assert "![Biểu đồ ngày" in board.markdown


class TestWhereTheTasksAre:
    def test_a_task_stands_in_its_stage_for_the_days_since_it_came_there(self, house):
        code = house.order()
        found = places(ON + 100 * DAY)
        assert found.count == 1
        stay = found.stages[0].stays[0]
        assert (stay.code, stay.days, stay.bucket) == (code, 100, "91-180")

    def test_a_task_past_its_due_date_is_overdue_by_that_many_days(self, house):
        code = house.at("SUBMIT")
        due = house.main(code).due_on
        assert due is not None
        assert places(due).overdue == 0
        late = standing_at(places(due + 7 * DAY), "SUBMIT").stays[0]
        assert late.overdue == 7
        board = places_board(due + 7 * DAY)
        assert "## Quá hạn lâu nhất" in board.markdown
        assert board.table[0]["Tình trạng"] == "quá hạn 7 ngày"

    def test_a_task_beside_the_main_line_is_counted_once(self, house):
        house.at("RIGHTS_R4", accepted_on=ON, grade="pass", registered_on=ON, recognised_on=ON)
        found = places(ON + DAY)
        assert found.count == 1

    def test_of_a_listed_task_no_day_is_invented(self, listed):  # noqa: ARG002
        found = places(SEEN)
        unknown = [stay for each in found.stages for stay in each.stays if stay.days is None]
        assert unknown
        assert all(stay.bucket == "unknown" for stay in unknown)
        dated = [stay for each in found.stages for stay in each.stays if stay.days is not None]
        assert min(stay.days for stay in dated) > 365

    def test_every_living_task_stands_once_in_the_table(self, listed):  # noqa: ARG002
        board = places_board(SEEN)
        codes = [row["Mã nhiệm vụ"] for row in board.table]
        assert len(codes) == len(set(codes)) == board.count
        assert f"**{board.count}**" in board.markdown


def test_the_report_the_portal_and_the_boards_tell_the_same(stuck):
    with wiring.unit_of_work() as session:
        report = reporting.report(session, "Đồng Nai", Period.holding(Kind.MONTH, LATER), LATER)
        head = people.find(session, "so.truong-phong")
        shown = closet_list.view(session, head, closet_list.wanted({}), LATER)
        board = tasks_board.tasks_board(session, LATER)
    assert stuck in reporting.markdown(report)
    assert [row.code for row in shown.rows] == [row.code for row in figures().rows] == [stuck]
    assert shown.counts.total == board.lying == 1
    assert report.figure("closet.lying").now.value == board.lying
    assert report.figure("tasks.living").now.value == board.count


class TestWhatIsNotThereYet:
    def test_a_result_about_to_enter_is_named_with_the_step_that_keeps_it_out(self, house):
        facts = ("registered_on", "recognised_on", "rights_decided_on", "partner_found_on")
        code = house.at("TRANSFER", accepted_on=ON, grade="pass", **dict.fromkeys(facts, ON))
        spell = replay(house.dossier(code), LATER).spells[0]
        assert spell.found is not None
        assert spell.found > ON + 10 * DAY
        page = closet_board(spell.found - 10 * DAY).markdown
        part = page[page.index("## Sắp vào ngăn tủ") : page.index("## Theo nguyên nhân")]
        assert "30 ngày: **1**, 60 ngày: **1**, 90 ngày: **1**" in part
        assert f"[{code}]" in part
        assert f"{spell.found:%d/%m/%Y}" in part

    def test_what_stands_still_before_acceptance_is_told_apart_and_not_counted(self, house):
        code = house.at("SUBMIT")
        due = house.main(code).due_on
        assert due is not None
        board = closet_board(due + 60 * DAY)
        assert board.count == 0
        assert f"[{code}]" in board.markdown[board.markdown.index("## Vướng trước nghiệm thu") :]
