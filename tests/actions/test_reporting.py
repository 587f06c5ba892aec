"""Reports of a house: read once, the same figures in each form, issued once a period."""

import zipfile
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import select

from actions import boards, exports, money, people, protection, reporting, steering, wiring
from actions.boards import tasks_board
from actions.money import MoveForm, PlanForm
from actions.protection import FilingForm
from documents.catalogue.reporting import COMMITTEE_REPORT, TARGET_REPORT
from documents.facts.reporting import ReportFacts, report_facts
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.money import Kind as Move
from models.money import Source
from models.reporting.figures import UNKNOWN
from models.reporting.periods import Kind, Period
from models.tables import Document, WorkFile
from tests.actions.houses import ON

LATER = date(2026, 11, 23)
OCTOBER, NOVEMBER = Period.read("2026-10"), Period.read("2026-11")
DAY = timedelta(days=1)


def read(period=NOVEMBER, on=LATER, province="Đồng Nai"):
    with wiring.unit_of_work() as session:
        return reporting.report(session, province, period, on)


def act(deed, *given, handle="so.truong-phong", on=LATER, **more):
    with wiring.unit_of_work() as session:
        return deed(session, *given, people.find(session, handle), on=on, **more)


@pytest.fixture
def busy(house):
    """A house in which something of everything has happened in November."""
    for day in (date(2026, 10, 5), date(2026, 11, 3)):
        house.at("CALL", on=day, ordered_on=day)
    stuck = house.at("MATCH", recipient_id=None, accepted_on=ON, grade="pass", registered_on=ON,
                     recognised_on=ON, rights_decided_on=ON)  # fmt: skip
    done = house.at("SHARE", accepted_on=date(2026, 11, 4), grade="pass", recognised_on=date(2026, 11, 5),
                    transferred_on=date(2026, 11, 20))  # fmt: skip
    act(money.plan, stuck, PlanForm(Source.STATE, 2026, Decimal(900_000_000), "55/QĐ-UBND"))
    form = MoveForm(Move.DISBURSED, Source.STATE, date(2026, 11, 6), Decimal(250_000_000), document="UNC 01")
    act(money.record, stuck, form)
    filing = FilingForm("invention", "Quy trình", "Cục Sở hữu trí tuệ", "1-2026-00123", date(2026, 11, 9))
    act(protection.file, done, filing, handle="chu-tri")
    return house, stuck, done


def test_a_month_tells_of_every_part_beside_the_month_before(busy):
    _, stuck, done = busy
    found = read()
    told = {row.figure.code: row.figure for row in found.rows}
    assert (told["tasks.ordered"].said, told["tasks.ordered"].said_before) == ("1", "1")
    assert told["tasks.accepted"].now.records == (done,)
    assert told["transfers.transferred"].now.records == (done,)
    assert told["closet.lying"].now.records == (stuck,)
    assert told["closet.cause.NO_RECIPIENT"].said == "1"
    assert told["money.planned"].said == "900.000.000 đ"
    assert (told["money.disbursed"].said, told["money.disbursed"].change) == (
        "250.000.000 đ",
        "+250.000.000 đ",
    )
    assert told["protection.filed"].now.records == ("1-2026-00123",)
    assert told["indicator.science_of_grdp"].said == UNKNOWN
    assert "tham khảo: từ 2%" in told["indicator.science_of_grdp"].note
    assert told["plans.targets"].said == UNKNOWN
    assert "Chưa có kế hoạch nào" in told["plans.targets"].note
    assert not found.is_whole
    assert found.until == LATER


def test_page_paper_workbook_and_board_tell_the_same_figures(busy):
    found = read()
    facts = report_facts(found, COMMITTEE_REPORT, 1, LATER)
    on_paper = [
        (line.label, line.said)
        for section in facts.sections
        for line in (*section.figures, *(part for group in section.groups for part in group.parts))
    ]
    told = [(row.figure.vi, row.figure.said) for row in found.rows]
    assert on_paper == told
    with reporting.workbook(found) as file:
        drawn = [name for name in zipfile.ZipFile(file).namelist() if name.startswith("xl/charts/chart")]
        book = openpyxl.load_workbook(file)
    names = [column.vi for column in reporting.ROWS.columns]
    sheet = book.worksheets[0]
    rows = [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(values_only=True)]
    head = next(place for place, row in enumerate(rows) if row["Phần"] == "Phần")
    assert [(row["Số liệu"], row["Trong báo cáo"]) for row in rows[head + 1 :]] == told
    assert len(drawn) == sum(each.picture is not None for each in found.sections)
    page = reporting.markdown(found)
    assert all(f"| {said} " in page for _, said in told)
    with exports.csv_of(found.rows, reporting.ROWS.columns) as file:
        listed = file.read().decode("utf-8-sig")
    assert listed.count("\r\n") == len(told) + 1


def test_parts_make_their_whole_and_agree_with_the_boards(busy):
    found = read()
    for section in found.sections:
        assert [group.note for group in section.groups if group.note] == []
    with wiring.unit_of_work() as session:
        board = tasks_board.tasks_board(session, LATER)
        places, closet = boards.places(session, LATER), boards.closet_figures(session, LATER)
    assert found.figure("tasks.living").now.value == board.count == places.count
    assert found.figure("tasks.overdue").now.value == places.overdue
    assert found.figure("closet.lying").now.value == board.lying == len(closet.rows)


def test_what_was_before_anything_was_on_record_is_not_known(busy):
    first = read(Period.read("2026-01"))
    assert first.figure("tasks.living").said_before == UNKNOWN
    assert first.figure("tasks.living").change == ""
    earlier = read(Period.read("2025-Q4"))
    assert (earlier.figure("tasks.living").said, earlier.figure("tasks.overdue").said) == (UNKNOWN, UNKNOWN)


def test_a_period_to_come_and_a_strange_province_are_refused(house):
    with pytest.raises(BadInput, match="chưa bắt đầu"):
        read(Period.read("2027"))
    with pytest.raises(BadInput):
        read(province="Nơi nào")


def test_after_a_merger_the_heir_tells_of_both_and_keeps_what_each_published(house):
    with wiring.unit_of_work() as session:
        steering.take_samples(session, date(2026, 11, 20))
    found = read(Period.read("2025"), province="Tiền Giang")
    assert found.province == "Đồng Tháp"
    assert set(found.names) == {"Đồng Tháp", "Tiền Giang"}
    assert found.figure("plans.work").now.of == 38
    assert any("22/26" in note and "1/26" in note for section in found.sections for note in section.said)
    own = read(Period.read("2025-Q4"))
    assert any("15/84" in note for section in own.sections for note in section.said)


class TestIssuing:
    def test_a_report_is_issued_once_a_period_into_the_file_of_its_year(self, busy):
        house = busy[0]
        first = act(reporting.issue, "Đồng Nai", OCTOBER)
        again = act(reporting.issue, "Đồng Nai", OCTOBER, on=LATER + DAY, handle="so.giam-doc")
        other = act(reporting.issue, "Đồng Nai", OCTOBER, committee=True)
        assert first.id == again.id != other.id
        assert (first.paper, other.paper) == ("month-report", COMMITTEE_REPORT)
        with wiring.unit_of_work() as session:
            file = session.scalars(select(WorkFile)).one()
            assert (file.kind, file.year, file.province) == ("report", 2026, "Đồng Nai")
            row = session.get(Document, first.id)
            told = ReportFacts.model_validate(row.facts)
            offered = reporting.offered(session, "Đồng Nai", LATER)[Kind.MONTH]
        assert told.until == OCTOBER.last
        assert [each.is_over for each in offered[:2]] == [False, True]
        assert {each.number for each in offered[1].issued} == {first.number_text, other.number_text}
        assert house.chain_is_whole()

    @pytest.mark.usefixtures("house")
    def test_the_schedule_issues_without_anybody_and_a_running_period_is_refused(self):
        with wiring.unit_of_work() as session:
            row = reporting.issue(session, "Đồng Nai", Period.ended(Kind.WEEK, LATER), None, on=LATER)
            assert row.moment == "2026-W47"
        with pytest.raises(Refused, match="chưa kết thúc"):
            act(reporting.issue, "Đồng Nai", NOVEMBER)

    @pytest.mark.parametrize("handle", ["so.chuyen-vien", "ubnd.chu-tich", "chu-tri"])
    @pytest.mark.usefixtures("house")
    def test_only_the_departments_head_and_director_issue(self, handle):
        with pytest.raises(NotPermitted):
            act(reporting.issue, "Đồng Nai", OCTOBER, handle=handle)


def test_a_target_is_told_with_its_readings_and_issued_once_a_day(house):
    with wiring.unit_of_work() as session:
        steering.take_samples(session, date(2026, 11, 20))
        board = steering.board(session, "Đồng Nai", 2025, date(2025, 12, 5))
        line = next(each for each in board.target_lines if each.value is not None)
        found = reporting.target_report(session, line.number, LATER)
    assert found.figure("target.value").said == line.stands_at
    assert found.sections[0].picture is not None
    row = act(reporting.issue_target, line.number)
    assert row.paper == TARGET_REPORT
    assert act(reporting.issue_target, line.number).id == row.id
    with wiring.unit_of_work() as session:
        assert [each.number for each in reporting.issued(session, found)] == [row.number_text]
    with pytest.raises(NotFound):
        act(reporting.issue_target, 10**9)
