"""The ledger of a result: what each period brings each party, under each regime, paid and unpaid."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.errors import BadInput, Refused
from models.sharing import Ledger, Payment, Period, ProfitCase, settle, totals

R1, R2, R3, R4 = date(2016, 5, 10), date(2022, 3, 1), date(2025, 5, 5), date(2025, 11, 3)
FIRST = Period(
    date(2026, 1, 1), date(2026, 6, 30), Decimal(500_000_000), Decimal(280_000_000), Decimal(20_000_000)
)
SECOND = replace(FIRST, begins=date(2026, 7, 1), ends=date(2026, 12, 31), revenue=Decimal(400_000_000))


def ledger(approved_on=R4, *periods, **more):
    facts = {"state_share": Decimal(1), **more}
    return Ledger(approved_on, ProfitCase.OWNER, periods or (FIRST, SECOND), **facts)


def amounts(settled):
    return {line.who: line.amount for line in settled.lines}


@pytest.mark.parametrize("approved_on", [R1, R2, R4], ids=["R1", "R2", "R4"])
def test_the_parts_of_a_period_make_up_its_profit(approved_on):
    for each in settle(ledger(approved_on)):
        assert sum(amounts(each).values()) == each.period.profit


def test_under_law_93_the_authors_get_thirty_percent_of_the_states_part():
    half = ledger(R4, FIRST, state_share=Decimal("0.5"))
    assert amounts(settle(half)[0])["Tác giả"] == 30_000_000
    assert amounts(settle(ledger(R4, FIRST))[0])["Tác giả"] == 60_000_000


def test_a_regime_that_was_not_read_shares_nothing_and_says_why():
    [settled] = settle(ledger(R3, FIRST))
    assert settled.lines == ()
    assert settled.shares.needs_legal_opinion
    assert "tham khảo" in settled.shares.because


@pytest.mark.parametrize("gap", ["revenue", "costs", "taxes"])
def test_what_is_not_known_stays_open_and_the_parties_are_named(gap):
    [settled] = settle(ledger(R4, replace(FIRST, **{gap: None})))
    assert settled.period.profit is None
    assert amounts(settled) == {"Tác giả": None, "Tổ chức chủ trì": None}
    assert settled.lines[0].owed is None


def test_without_the_states_part_law_93_cannot_be_reckoned_and_older_law_can():
    assert not settle(ledger(R4, FIRST, state_share=None))[0].known
    assert settle(ledger(R1, FIRST, state_share=None))[0].known


def test_a_loss_shares_nothing_out():
    [settled] = settle(ledger(R4, replace(FIRST, costs=Decimal(900_000_000))))
    assert settled.period.profit == Decimal(-420_000_000)
    assert set(amounts(settled).values()) == {Decimal(0)}


def test_an_intermediary_without_a_fee_gets_the_default_of_law_93_and_is_open_before():
    assert amounts(settle(ledger(R4, FIRST, broker_silent=True))[0])["Tổ chức trung gian, môi giới"] == (
        20_000_000
    )
    older = settle(ledger(R1, FIRST, broker_silent=True))[0]
    assert not older.known
    assert amounts(older)["Tổ chức trung gian, môi giới"] is None


def test_an_agreed_fee_beyond_the_ceiling_of_the_old_law_is_refused():
    with pytest.raises(Refused, match="10%"):
        settle(ledger(R1, replace(FIRST, intermediary=Decimal(50_000_000))))


def test_paid_and_owed_are_told_by_party_and_summed_over_the_periods():
    paid = (Payment("tác  giả", Decimal(40_000_000)), Payment("Tác giả", Decimal(10_000_000)))
    settled = settle(ledger(R4, replace(FIRST, payments=paid), SECOND))
    [authors] = [line for line in settled[0].lines if line.who == "Tác giả"]
    assert (authors.paid, authors.owed) == (50_000_000, 10_000_000)
    [summed] = [line for line in totals(settled) if line.who == "Tác giả"]
    assert (summed.amount, summed.paid, summed.owed) == (90_000_000, 50_000_000, 40_000_000)


def test_a_total_is_open_when_one_of_its_periods_is():
    settled = settle(ledger(R4, FIRST, replace(SECOND, revenue=None)))
    assert totals(settled)[0].amount is None


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        ((replace(FIRST, ends=date(2025, 1, 1)),), "trước ngày đầu"),
        ((SECOND, FIRST), "theo thời gian"),
        ((replace(FIRST, revenue=Decimal(-1)),), "doanh thu phải là số đồng nguyên"),
        ((replace(FIRST, costs=Decimal("0.5")),), "chi phí phải là số đồng nguyên"),
        ((replace(FIRST, payments=(Payment("Hàng xóm", Decimal(1)),)),), "không thuộc đối tượng hưởng"),
    ],
)
def test_a_ledger_that_makes_no_sense_is_refused_in_words(periods, said):
    with pytest.raises(BadInput, match=said):
        settle(ledger(R4, *periods))


def test_a_ledger_without_a_period_and_capital_in_two_are_refused():
    with pytest.raises(BadInput, match="ít nhất một kỳ"):
        settle(replace(ledger(), periods=()))
    with pytest.raises(BadInput, match="một lần theo giá trị"):
        settle(replace(ledger(), case=ProfitCase.CAPITAL, value=Decimal(10)))
