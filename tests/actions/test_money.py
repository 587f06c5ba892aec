"""Money in a house: planned, recorded, taken back, on boards, as lists in and out, a province's shares."""

from datetime import date
from decimal import Decimal

import pytest

from actions import dossiers, exports, lists, money, people, wiring
from actions.money import FiguresForm, MoveForm, PlanForm, boards
from actions.money.keeping import Fate
from actions.money.lists import ROWS, rows_on_record
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.money import Kind, Source
from tests.actions.houses import ON

LATER = date(2026, 11, 2)
STATE = Source.STATE


def act(deed, *given, handle="so.chuyen-vien", **more):
    with wiring.unit_of_work() as session:
        return deed(session, *given, people.find(session, handle), on=LATER, **more)


def plan(code, amount, year=2026, source=STATE, handle="so.chuyen-vien"):
    return act(money.plan, code, PlanForm(source, year, Decimal(amount), "55/QĐ-UBND"), handle=handle)


def record(code, kind, amount, on=LATER, source=STATE, handle="so.chuyen-vien", **more):
    form = MoveForm(kind, source, on, Decimal(amount), document="UNC 01", **more)
    return act(money.record, code, form, handle=handle).id


def sheet(code, handle="so.chuyen-vien"):
    with wiring.unit_of_work() as session:
        return money.task_money(session, code, people.find(session, handle), LATER)


@pytest.fixture
def task(house):
    return house.at("EXECUTE")


def test_a_task_is_planned_paid_and_told_with_what_does_not_add_up(house, task):
    assert plan(task, 1_000_000) is Fate.IMPORTED
    assert plan(task, 1_000_000) is Fate.UNCHANGED
    assert plan(task, 900_000) is Fate.UPDATED
    record(task, Kind.DISBURSED, 600_000, ON, instalment=1)
    record(task, Kind.DISBURSED, 400_000, handle="tai-chinh")
    found = sheet(task)
    assert found.balance.planned() == 900_000
    assert [amount for _, amount in found.by_stage] == [1_000_000]
    assert {line.stage for line in found.lines} == {"EXECUTE"}
    assert [sentence for sentence in found.troubles if "vượt kế hoạch" in sentence]
    assert found.lines[0].instalment == 1
    assert "ghi giải ngân 600.000 đồng" in " ".join(house.journal(task))
    assert house.chain_is_whole()


def test_a_mistake_is_taken_back_by_a_later_row_and_stays_on_record(house, task):
    number = record(task, Kind.DISBURSED, 600_000)
    with pytest.raises(BadInput, match="lý do"):
        act(money.void, task, number, " ")
    later = act(money.void, task, number, "ghi nhầm nhiệm vụ").id
    found = sheet(task)
    assert [(line.void, line.voids) for line in found.lines] == [(True, 0), (False, number)]
    assert found.balance.moved(Kind.DISBURSED) == 0
    for again in (number, later):
        with pytest.raises(Refused):
            act(money.void, task, again, "lần nữa")
    with pytest.raises(NotFound):
        act(money.void, house.at("EXECUTE"), number, "của nhiệm vụ khác")


def test_a_sum_that_cannot_be_meant_is_refused_with_every_reason(task):
    with pytest.raises(BadInput) as refused:
        record(task, Kind.DISBURSED, -5, date(2027, 1, 1), Source.HOST)
    assert len(refused.value.reasons) == 3
    with pytest.raises(BadInput, match="ngoài khoảng"):
        plan(task, 5, 1899)
    assert sheet(task).lines == ()


@pytest.mark.parametrize("handle", ["so.giam-doc", "chu-tri", "tiep-nhan", "ubnd.chu-tich"])
def test_nobody_else_writes_down_money(task, handle):
    with pytest.raises(NotPermitted):
        plan(task, 5, handle=handle)
    with pytest.raises(NotPermitted):
        record(task, Kind.DISBURSED, 5, handle=handle)


def test_the_host_sees_its_own_money_and_no_other_organisation_does(house, task):
    plan(task, 1_000_000)
    assert sheet(task, "chu-tri").balance.planned() == 1_000_000
    assert not sheet(task, "chu-tri").keeps
    with pytest.raises(NotPermitted):
        sheet(task, "tiep-nhan")
    with pytest.raises(NotFound):
        sheet(task, "htx")
    with wiring.unit_of_work() as session:
        own = boards.own_host(people.find(session, "chu-tri"))
        other = people.find(session, "htx").organisation_id
        assert [row.code for row in boards.task_rows(session, "Đồng Nai", 2026, host=own).rows] == [task]
        assert boards.task_rows(session, "Đồng Nai", 2026, host=other).rows == ()


def test_the_board_counts_each_sum_once_by_source_host_and_year(house, task, monkeypatch):
    plan(task, 1_000_000)
    plan(task, 300_000, source=Source.HOST)
    plan(task, 500_000, year=2027)
    record(task, Kind.DISBURSED, 600_000)
    record(task, Kind.COUNTERPART, 100_000, source=Source.HOST)
    act(money.void, task, record(task, Kind.DISBURSED, 77), "ghi nhầm")
    with wiring.as_of(LATER), wiring.unit_of_work() as session:
        found = money.board(session, "Đồng Nai", 2026)
        elsewhere = money.board(session, "Đồng Tháp", 2026)
        [row] = boards.task_rows(session, "Đồng Nai", 2026, words="collagen").rows
    assert (found.total.planned, found.total.paid) == (1_300_000, 700_000)
    assert [(row.source, row.sums.planned, row.sums.paid) for row in found.by_source] == [
        (STATE, 1_000_000, 600_000),
        (Source.HOST, 300_000, 100_000),
    ]
    assert [row.sums.planned for row in found.by_host] == [1_300_000]
    assert [(row.year, row.sums.planned) for row in found.by_year] == [
        (2027, 500_000),
        (2026, 1_000_000),
        (2026, 300_000),
    ]
    assert (row.code, row.sums.paid) == (task, 700_000)
    assert elsewhere.total.planned == 0


def test_a_provinces_shares_bear_their_parts_and_the_latest_figures_count(house):
    with wiring.unit_of_work() as session:
        empty = money.spending(session, "Đồng Nai", 2025)
    assert (empty.science.share, empty.both.share) == (None, None)
    form = FiguresForm("Đồng Nai", 2025, Decimal(30_000), Decimal(270), None, None, "Báo cáo 12/BC-STC")
    first = act(money.note_year, form)
    assert (first.science.said, first.science.met, first.both.share) == ("0,90%", False, None)
    better = FiguresForm("Đồng Nai", 2025, Decimal(30_000), Decimal(300), Decimal(100), Decimal(20_000), "x")
    second = act(money.note_year, better, handle="tai-chinh")
    assert (second.science.met, second.both.said) == (True, "2,00%")
    with pytest.raises(BadInput) as refused:
        act(money.note_year, FiguresForm("Atlantis", 1800, Decimal(-1)))
    assert len(refused.value.reasons) == 4
    with pytest.raises(NotPermitted):
        act(money.note_year, form, handle="chu-tri")
    with wiring.unit_of_work() as session:
        assert "Tiền Giang" in money.spending(session, "Đồng Tháp", 2024).notes[0]


def workbook(rows):
    with exports.xlsx_of(rows, ROWS.columns, ROWS.vi) as file:
        return file.read()


def take_in(data, name="kinh-phi.xlsx", handle="so.chuyen-vien"):
    with wiring.unit_of_work() as session:
        actor = people.find(session, handle)
        looked = lists.receive(session, actor, lists.Kind.MONEY, name, data, on=LATER)
        return looked, lists.confirm(session, actor, looked.sha256, on=LATER)


def test_a_list_goes_out_comes_back_and_changes_nothing(task):
    plan(task, 1_000_000)
    record(task, Kind.DISBURSED, 600_000, instalment=1)
    record(task, Kind.SETTLED, 5, key="KB-7")
    with wiring.unit_of_work() as session:
        data = workbook(list(rows_on_record(session, "Đồng Nai", None)))
    _, taken = take_in(data, handle="tai-chinh")
    assert dict(taken.counts) == {
        "rows": 3, "imported": 0, "updated": 0, "unchanged": 3, "rejected": 0,
    }  # fmt: skip


def test_a_list_is_taken_in_once_and_wrong_rows_stay_out_with_their_reasons(task):
    text = (
        "Mã nhiệm vụ,Loại,Nguồn,Năm,Ngày,Số tiền,Chứng từ,Mã dòng\n"
        f"{task},Kế hoạch,Ngân sách,2026,,1.000.000,55/QĐ-UBND,\n"
        f"{task},Giải ngân,,,05/02/2026,600000,UNC 01,KB-1\n"
        f"{task},Giải ngân,,,05/02/2026,-600000,UNC 02,KB-2\n"
        f"{task},Giải ngân,,,05/02/2026,700000,UNC 03,KB-1\n"
        "DN-1999-999,Giải ngân,,,05/02/2026,5,UNC 04,\n"
        f"{task},Biếu,,,hôm qua,nhiều,,\n"
    ).encode()
    looked, taken = take_in(text, "a.csv")
    assert looked.counts["imported"] == 2
    assert taken.counts["imported"] == 2
    reasons = [" ".join(each) for _, each in taken.rejects]
    assert len(reasons) == 4
    assert "số âm" in reasons[0]
    assert "Trùng với dòng 3" in reasons[1]
    assert "DN-1999-999" in reasons[2]
    assert "không phải loại" in reasons[3]
    assert "không phải số tiền" in reasons[3]
    assert taken.report
    assert sheet(task).balance.moved(Kind.DISBURSED) == 600_000
    _, again = take_in(text + b"\n", "b.csv")
    assert (again.counts["imported"], again.counts["unchanged"]) == (0, 2)
    changed = text.replace(b"600000,UNC 01", b"650000,UNC 01")
    assert any("dòng tiền không sửa" in " ".join(each) for _, each in take_in(changed, "c.csv")[1].rejects)


def test_whoever_keeps_no_money_takes_in_no_list(task):
    with pytest.raises(NotPermitted):
        take_in(b"x", handle="so.giam-doc")
    with wiring.unit_of_work() as session:
        assert dossiers.load(session, task).code == task
