"""Protection and yield in a house: what is published, filed and paid, and what the closet reads of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from actions import closet, desk, dossiers, issuing, people, protection, wiring
from actions.protection import DaysForm, FilingForm, IncomeForm, PayoutForm, PublicationForm
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.income import Kind, Share
from models.sharing import ProfitCase
from tests.actions.houses import ON

LATER = date(2026, 11, 2)
DAY = timedelta(days=1)
ARTICLE = PublicationForm("article", "Chiết xuất collagen", planned_on=date(2026, 11, 20), where="Tạp chí")
PATENT = FilingForm("invention", "Quy trình chiết xuất", "Cục Sở hữu trí tuệ", "1-2026-00123", LATER)
LICENCE = IncomeForm(
    Kind.LICENCE, date(2026, 1, 1), date(2026, 6, 30), Decimal(500_000_000), Decimal(280_000_000),
    Decimal(20_000_000),
)  # fmt: skip


def act(deed, *given, handle="chu-tri", on=LATER, **more):
    with wiring.unit_of_work() as session:
        return deed(session, *given, people.find(session, handle), on=on, **more)


def view(code, handle="chu-tri", on=LATER):
    with wiring.unit_of_work() as session:
        return protection.task_protection(session, code, people.find(session, handle), on)


def result(code):
    with wiring.unit_of_work() as session:
        return dossiers.load(session, code).result


@pytest.fixture
def task(house):
    return house.at(
        "SHARE", accepted_on=ON, grade="pass", recognised_on=ON, rights_decided_on=ON, transferred_on=ON
    )


def test_nothing_is_cleared_before_it_is_filed_and_the_result_follows(house, task):
    announced = act(protection.announce, task, ARTICLE)
    assert "Chưa nộp đơn" in announced.warnings[0]
    with pytest.raises(Refused, match="mất tính mới"):
        act(protection.clear, task, announced.number)
    number = act(protection.file, task, PATENT)
    assert (result(task).ip_filed_on, result(task).ip_kind) == (LATER, "invention")
    assert "cho phép công bố" in act(protection.clear, task, announced.number)
    day = act(protection.publish, task, announced.number, LATER)
    assert day.warnings == ()
    assert result(task).disclosed_on == LATER
    granted = DaysForm(granted_on=LATER, grant_number="1-0001", valid_until=LATER + 90 * DAY)
    act(protection.follow, task, number, granted)
    assert result(task).ip_granted_on == LATER
    [ring] = view(task).rings
    assert "gia hạn" in ring.sentence
    assert any("ghi nhận ngày nộp đơn sở hữu trí tuệ" in line for line in house.journal(task))
    assert house.chain_is_whole()


def test_an_unfiled_publication_starts_the_clock_that_the_closet_reads(house, task):
    early = date(2026, 3, 2)
    form = PublicationForm("talk", "Hội thảo", published_on=early)
    warnings = act(protection.announce, task, form).warnings
    assert any("còn" in each and "02/03/2027" in each for each in warnings)
    assert result(task).disclosed_on == early
    with wiring.unit_of_work() as session:
        case = closet.case_of(dossiers.load(session, task), LATER)
        host = people.find(session, "chu-tri")
        [row] = [item for item in desk.waiting_for(session, host, LATER) if item.act == "file"]
        assert not [
            item
            for item in desk.waiting_for(session, people.find(session, "so.chuyen-vien"), LATER)
            if item.act == "file"
        ]
    assert (row.code, row.due_on) == (task, date(2027, 3, 2))
    assert case is None or "IP_WINDOW" in {cause.code for cause in case.causes}
    number = act(protection.file, task, PATENT)
    act(protection.follow, task, number, DaysForm(withdrawn_on=LATER))
    assert result(task).ip_filed_on is None
    assert view(task).rings != ()
    assert "không bảo hộ" in act(protection.waive, task, LATER, "QĐ 9/QĐ-TCCT")
    assert view(task).rings == ()


def test_a_wrong_day_is_put_right_and_a_day_recorded_by_hand_stays_where_it_is_earlier(house, task):
    made = act(protection.announce, task, PublicationForm("talk", "Hội thảo", published_on=LATER - DAY))
    act(protection.publish, task, made.number, LATER)
    assert result(task).disclosed_on == LATER
    house.record(task, "disclosed_on", "01/06/2026", "chu-tri", on=LATER)
    act(protection.publish, task, made.number, LATER - 2 * DAY)
    assert result(task).disclosed_on == date(2026, 6, 1)


def test_an_application_is_put_down_once(house, task):
    act(protection.file, task, PATENT)
    other = house.at("SHARE", accepted_on=ON)
    with pytest.raises(Refused, match=task):
        act(protection.file, other, PATENT, handle="so.chuyen-vien")
    with pytest.raises(Refused, match="một nhiệm vụ khác"):
        act(protection.file, other, PATENT)
    with pytest.raises(BadInput, match="tương lai"):
        act(protection.file, task, FilingForm("design", "x", "y", "z", LATER + DAY))
    with pytest.raises(NotFound):
        act(protection.follow, other, 1, DaysForm())
    with pytest.raises(Refused, match="rút đơn"):
        act(protection.waive, task, LATER, "QĐ 9")


@pytest.mark.parametrize("handle", ["tiep-nhan", "ubnd.chu-tich", "tai-chinh"])
def test_nobody_else_keeps_protection_and_income(task, handle):
    for deed, given in ((protection.announce, ARTICLE), (protection.record_income, LICENCE)):
        with pytest.raises(NotPermitted):
            act(deed, task, given, handle=handle)


def test_strangers_do_not_learn_that_the_task_is_there(task):
    with pytest.raises(NotFound):
        view(task, "htx")
    with pytest.raises(NotPermitted):
        view(task, "tiep-nhan")
    assert view(task, "tai-chinh").keeps is False


def test_income_is_shared_paid_and_told_by_share(house, task):
    number = act(protection.record_income, task, LICENCE)
    pay = PayoutForm("Tác giả", Decimal(50_000_000), LATER, document="PC 05")
    paid = act(protection.pay, task, number, pay)
    [(share, owed, was_paid), (owner, left, none)] = view(task).owed
    assert (share, owed, was_paid) == (Share.AUTHOR, 10_000_000, 50_000_000)
    assert (owner, left, none) == (Share.OWNER, 140_000_000, 0)
    with pytest.raises(BadInput, match="vượt số còn phải chi"):
        act(protection.pay, task, number, pay)
    over = PayoutForm("Tác giả", Decimal(15_000_000), LATER, reason="thỏa thuận 35%")
    act(protection.pay, task, number, over)
    assert view(task).owed[0][1] == -5_000_000
    act(protection.withdraw_payout, task, paid, "ghi nhầm kỳ")
    assert view(task).owed[0][2] == 15_000_000
    kept = {line.number: line for income in view(task).incomes for line in income.payouts}
    assert (kept[paid].withdrawn_on, kept[paid].because) == (LATER, "ghi nhầm kỳ")
    with pytest.raises(NotFound, match="không có khoản chi"):
        act(protection.withdraw_payout, task, paid, "lần nữa")
    assert any("thỏa thuận 35%" in line for line in house.journal(task))
    assert any("bỏ khoản chi 50.000.000 đồng" in line for line in house.journal(task))


def test_an_income_is_completed_later_and_the_journal_keeps_what_it_said(house, task):
    bare = IncomeForm(Kind.LICENCE, LICENCE.begins, LICENCE.ends, LICENCE.amount)
    number = act(protection.record_income, task, bare)
    assert view(task).owed[0][1] is None
    with pytest.raises(BadInput, match="Chưa tính được"):
        act(protection.pay, task, number, PayoutForm("Tác giả", Decimal(1), LATER))
    with pytest.raises(BadInput, match="lý do"):
        act(protection.restate_income, task, number, LICENCE, " ")
    act(protection.restate_income, task, number, LICENCE, "bổ sung chi phí")
    assert view(task).owed[0][1] == 60_000_000
    half = IncomeForm(Kind.LICENCE, date(2026, 6, 1), date(2026, 7, 1), Decimal(5))
    with pytest.raises(BadInput, match="chồng lên"):
        act(protection.record_income, task, half)
    assert "trước là" in house.journal(task)[-1]


def test_the_table_of_shares_is_issued_from_the_records(house, task):
    with pytest.raises(NotFound, match="Chưa ghi khoản thu"):
        act(protection.share_out, task, ProfitCase.LICENCE)
    number = act(protection.record_income, task, LICENCE)
    act(protection.pay, task, number, PayoutForm("Tác giả", Decimal(10_000_000), LATER))
    first = act(protection.share_out, task, ProfitCase.LICENCE)
    assert first.number == "01/BPC-TCCT"
    assert act(protection.share_out, task, ProfitCase.LICENCE) == first
    with pytest.raises(NotPermitted):
        act(protection.share_out, task, ProfitCase.LICENCE, handle="so.chuyen-vien")


def test_the_register_of_a_year_is_listed_counted_and_issued_once_for_what_it_says(house, task):
    act(protection.announce, task, PublicationForm("talk", "Hội thảo", published_on=LATER - 9 * DAY))
    number = act(protection.file, task, PATENT)

    def issue(handle="so.chuyen-vien", province="Đồng Nai"):
        with wiring.as_of(LATER), wiring.unit_of_work() as session:
            who = people.find(session, handle)
            row = protection.issue_register(session, province, 2026, who, on=LATER)
            return row.id, row.number_text, row.file_notation

    with wiring.as_of(LATER), wiring.unit_of_work() as session:
        found = protection.register(session, "Đồng Nai", 2026)
        empty = protection.register(session, "Đồng Nai", 2025)
    assert [line.number for line in found.lines] == ["1-2026-00123"]
    assert (found.kinds[0].filed, found.filed_first, found.filed_or_published) == (1, 0, 1)
    assert (empty.lines, empty.filed_or_published) == ((), 0)
    first = issue()
    assert first[1:] == ("01/STD-SKHCN", "SHTT-DN-2026.001")
    assert issue() == first
    act(protection.follow, task, number, DaysForm(formal_on=LATER))
    assert issue()[1:] == ("02/STD-SKHCN", "SHTT-DN-2026.002")
    with pytest.raises(NotPermitted):
        issue("chu-tri")
    with pytest.raises(Refused, match="hợp nhất"):
        issue(province="Tiền Giang")
    assert issuing.keep(first[0])
