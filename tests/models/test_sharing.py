"""Who gets what: the vectors of the domain notes, and what no agreement may break."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import law, workdays
from models.errors import BadInput, Refused
from models.language import Confidence, Regime, Rule, Source, Unit
from models.sharing import Basis, ProfitCase, author_remuneration, basis_of, share, split

R1_DAY, R2_DAY, R4_DAY = date(2017, 6, 1), date(2020, 3, 1), date(2026, 1, 5)


def amounts(shares):
    return {line.who_vi: int(line.amount) for line in shares.lines}


def test_vector_1_r1_owner():
    shares = share(R1_DAY, Decimal(100), "owner", intermediary=Decimal(10))
    assert amounts(shares) == {
        "Tác giả": 30,
        "Tổ chức trung gian, môi giới": 10,
        "Đầu tư nghiên cứu và phát triển": 30,
        "Quỹ khen thưởng, phúc lợi": 30,
    }


def test_vector_2_r1_use_right():
    shares = share(R1_DAY, Decimal(100), "use-right", intermediary=Decimal(10), state_part=Fraction(10, 100))
    assert list(amounts(shares).values()) == [30, 10, 6, 27, 27]


def test_vector_2_read_the_other_way_counts_from_the_profit():
    shares = share(R1_DAY, Decimal(100), "use-right", intermediary=Decimal(10), state_part_of_profit=True)
    assert list(amounts(shares).values()) == [30, 10, 10, 25, 25]


@pytest.mark.parametrize(
    ("granted_on", "basis"),
    [
        (date(2025, 6, 1), Basis.A73_7),
        (date(2025, 9, 30), Basis.A73_7),
        (date(2025, 10, 1), Basis.LEGAL_OPINION),
        (date(2026, 2, 1), Basis.LEGAL_OPINION),
        (None, Basis.R2),
    ],
)
def test_vectors_5_and_6_the_overlay_needs_a_title_granted_in_time(granted_on, basis):
    approved = date(2024, 1, 15)
    assert law.regime_of(approved) is Regime.R2_ND70
    shares = share(approved, Decimal(100), "owner", granted_on=granted_on)
    assert shares.basis is basis
    assert bool(shares.lines) is (basis is not Basis.LEGAL_OPINION)
    if basis is Basis.LEGAL_OPINION:
        assert shares.basis.value == "NEEDS_LEGAL_OPINION"


def test_vector_5_the_overlay_shares_by_article_28_and_leaves_the_asset_to_decree_70():
    shares = share(date(2024, 1, 15), Decimal(100), "owner", granted_on=date(2025, 6, 1))
    assert shares.regime is Regime.R2_ND70
    assert amounts(shares) == {"Tác giả": 30, "Tổ chức chủ trì": 70}
    assert shares.lines[0].source == "Điều 28 khoản 3 Luật số 93/2025/QH15"
    assert "Điều 73 khoản 7" in shares.source


def test_vector_6_without_a_title_the_rules_of_r2_share_and_are_for_reference():
    shares = share(date(2024, 1, 15), Decimal(100), "owner")
    assert amounts(shares) == {"Tác giả": 30, "Chủ sở hữu": 70}
    assert "Nghị định số 76/2018" in shares.source
    assert "tham khảo" in shares.source


@pytest.mark.parametrize(
    ("day", "basis"),
    [(date(2022, 12, 31), Basis.R2), (date(2023, 1, 1), Basis.A73_7), (date(2025, 10, 1), Basis.R4)],
)
def test_the_overlay_begins_on_1_january_2023(day, basis):
    assert basis_of(day, date(2025, 6, 1)) is basis


@pytest.mark.parametrize(
    ("day", "basis"), [(date(2025, 9, 30), Basis.LEGAL_OPINION), (date(2025, 10, 1), Basis.R4)]
)
def test_vector_7_r3_has_no_known_shares_and_r4_has(day, basis):
    assert share(day, Decimal(100), "owner").basis is basis


def test_vector_9_capital_is_shared_by_value_not_by_profit():
    shares = share(R4_DAY, Decimal(5), "capital", value=Decimal(2000))
    assert amounts(shares) == {"Tác giả": 600, "Tổ chức chủ trì": 1400}
    assert shares.total == 2000


def test_vector_10_a_silent_contract_gives_the_intermediary_a_tenth():
    silent = share(R4_DAY, Decimal(1000), "licence", broker_silent=True)
    assert amounts(silent)["Tổ chức trung gian, môi giới"] == 100
    assert "Nghị định số 267/2025" in silent.lines[1].source
    agreed = share(R4_DAY, Decimal(1000), "licence", intermediary=Decimal(40))
    assert amounts(agreed)["Tổ chức trung gian, môi giới"] == 40


@pytest.mark.parametrize(
    ("day", "fee"), [(date(2025, 10, 13), None), (date(2025, 10, 14), 100), (date(2026, 11, 2), 100)]
)
def test_the_intermediarys_default_begins_with_decree_267(day, fee):
    approved = date(2025, 10, 1)
    if fee is None:
        with pytest.raises(Refused, match="cần nêu số tiền"):
            share(approved, Decimal(1000), "licence", broker_silent=True, on=day)
    else:
        shares = share(approved, Decimal(1000), "licence", broker_silent=True, on=day)
        assert amounts(shares)["Tổ chức trung gian, môi giới"] == fee


FLOOR = Rule(
    "author_floor", "Phần tối thiểu của tác giả", Fraction(35, 100), Unit.FRACTION,
    Source("Quyết định của Ủy ban nhân dân tỉnh", Confidence.GENERAL), valid_from=date(2026, 7, 1),
    regimes=(Regime.R2_ND70,), province="Đồng Nai",
)  # fmt: skip


@pytest.fixture
def floor_of_dong_nai():
    law.adopt(law.Local((FLOOR,)))
    yield
    law.adopt(law.Local())


@pytest.mark.parametrize(
    ("province", "on", "authors"),
    [
        ("Đồng Nai", date(2026, 7, 1), 350),
        ("Đồng Nai", date(2026, 6, 30), 300),
        ("Lâm Đồng", date(2026, 7, 1), 300),
        ("", date(2026, 7, 1), 300),
    ],
)
@pytest.mark.usefixtures("floor_of_dong_nai")
def test_a_provinces_floor_holds_there_and_from_its_day(province, on, authors):
    shares = share(R2_DAY, Decimal(1000), "owner", province=province, on=on)
    assert amounts(shares)["Tác giả"] == authors
    assert shares.lines[0].source.endswith("(tham khảo)")


@pytest.mark.usefixtures("floor_of_dong_nai")
def test_no_agreement_goes_below_the_floor_that_a_province_has_set():
    with pytest.raises(Refused, match="35%"):
        share(
            R2_DAY, Decimal(1000), "owner", province="Đồng Nai", on=date(2026, 8, 1),
            author=Fraction(34, 100),
        )  # fmt: skip


@pytest.mark.usefixtures("floor_of_dong_nai")
def test_a_provinces_floor_leaves_the_statutory_one_alone():
    for day in (R1_DAY, R4_DAY):
        shares = share(day, Decimal(1000), "owner", province="Đồng Nai", on=date(2026, 8, 1))
        assert amounts(shares)["Tác giả"] == 300


def test_vector_11_the_dates_of_decree_70():
    accepted_on = date(2023, 5, 10)
    report = law.rule("asset_report", accepted_on, Regime.R2_ND70)
    decide = law.rule("rights_decision", accepted_on, Regime.R2_ND70)
    hand = law.rule("handover", accepted_on, Regime.R2_ND70)
    assert workdays.after(accepted_on, int(report.value), report.unit) == date(2023, 7, 9)
    assert workdays.after(date(2023, 7, 9), int(decide.value), decide.unit) == date(2023, 8, 8)
    assert workdays.after(date(2023, 8, 8), int(hand.value), hand.unit) == date(2023, 8, 15)


def test_co_funded_profit_under_r4_leaves_the_private_part_to_its_owners():
    shares = share(R4_DAY, Decimal(1000), "owner", state_share=Decimal("0.4"))
    assert amounts(shares) == {
        "Tác giả": 120,
        "Tổ chức chủ trì": 280,
        "Chủ sở hữu phần vốn ngoài ngân sách": 600,
    }


def test_figures_of_r2_that_were_not_read_are_for_reference():
    shares = share(R2_DAY, Decimal(100), "owner")
    assert "tham khảo" in shares.source
    assert "tham khảo" in shares.lines[0].source


def test_a_protected_result_of_r2_pays_its_authors_by_the_ip_law():
    title = date(2021, 1, 5)
    assert amounts(share(R2_DAY, Decimal(1000), "owner", granted_on=title))["Tác giả"] == 100
    assert amounts(share(R2_DAY, Decimal(1000), "licence", granted_on=title))["Tác giả"] == 150


def test_remuneration_is_a_tenth_of_own_use_and_fifteen_hundredths_of_a_licence():
    assert author_remuneration(Decimal(1001), licence=False).amount == 101
    assert author_remuneration(Decimal(1000), licence=True).amount == 150


def test_every_broken_floor_and_ceiling_is_named_at_once():
    with pytest.raises(Refused) as refused:
        share(
            R1_DAY,
            Decimal(100),
            "use-right",
            intermediary=Decimal(11),
            author=Fraction(29, 100),
            state_part=Fraction(11, 100),
        )
    assert len(refused.value.reasons) == 3


@pytest.mark.parametrize("day", [R1_DAY, R2_DAY, R4_DAY])
def test_more_than_the_whole_cannot_be_promised(day):
    with pytest.raises(Refused):
        share(day, Decimal(100), "owner", intermediary=Decimal(80))


@pytest.mark.parametrize("day", [R1_DAY, R2_DAY])
def test_where_no_default_is_known_a_silent_contract_is_asked_for_its_fee(day):
    with pytest.raises(Refused, match="cần nêu số tiền"):
        share(day, Decimal(100), "owner", broker_silent=True)


@pytest.mark.parametrize("profit", ["-1", "0.5", "NaN", "Infinity"])
def test_only_whole_dong_are_shared(profit):
    with pytest.raises(BadInput, match="số đồng nguyên"):
        share(R4_DAY, Decimal(profit), "owner")


def test_capital_without_a_value_is_asked_for_it():
    with pytest.raises(BadInput, match="giá trị"):
        share(R4_DAY, Decimal(0), "capital")


def test_an_unknown_day_of_approval_is_never_guessed():
    shares = share(None, Decimal(100), "owner")
    assert shares.needs_legal_opinion
    assert shares.regime is Regime.UNKNOWN


@given(
    day=st.dates(date(2014, 1, 1), date(2027, 12, 31)),
    profit=st.integers(2, 10**13),
    case=st.sampled_from(ProfitCase),
    value=st.integers(10**2, 10**13),
    fee=st.one_of(st.none(), st.fractions(0, Fraction(1, 10))),
    extra=st.fractions(0, Fraction(1, 5)),
    granted=st.one_of(st.none(), st.dates(date(2015, 1, 1), date(2027, 12, 31))),
    silent=st.booleans(),
)
def test_shares_sum_to_the_whole_and_no_floor_is_broken(
    day, profit, case, value, fee, extra, granted, silent
):
    basis = basis_of(day, granted)
    agreed = None if fee is None else Decimal(int(profit * fee))
    if case is ProfitCase.CAPITAL and agreed is not None:
        agreed = min(agreed, Decimal(value // 10))
    silent = silent and basis in {Basis.R4, Basis.A73_7} and case is not ProfitCase.CAPITAL
    shares = share(
        day,
        Decimal(profit),
        case,
        value=Decimal(value),
        intermediary=agreed,
        broker_silent=silent,
        granted_on=granted,
        author=Fraction(30, 100) + extra,
    )
    if shares.needs_legal_opinion:
        assert not shares.lines
        return
    assert sum(line.amount for line in shares.lines) == shares.total
    assert all(line.amount >= 0 and line.amount == int(line.amount) for line in shares.lines)
    assert int(shares.lines[0].amount) >= int(shares.total) * Fraction(30, 100)
    for line in shares.lines:
        if line.who_en == "State owner's representative":
            assert line.amount * 10 <= shares.total
        if line.who_en == "Intermediary" and agreed is None:
            assert line.amount * 10 >= shares.total


SHARED_DAYS = st.one_of(
    st.dates(date(2014, 1, 1), date(2025, 2, 18)), st.dates(date(2025, 10, 1), date(2027, 12, 31))
)


@given(SHARED_DAYS, st.sampled_from(ProfitCase), st.lists(st.integers(1, 10**12), min_size=2, max_size=2))
def test_a_greater_profit_never_leaves_anybody_with_less_than_a_dong_less(day, case, profits):
    less, more = (
        amounts(share(day, Decimal(profit), case, value=Decimal(profit))) for profit in sorted(profits)
    )
    assert less.keys() == more.keys()
    assert all(more[who] >= less[who] - 1 for who in less)
    assert more["Tác giả"] >= less["Tác giả"]


@given(SHARED_DAYS, st.integers(100, 10**12), st.integers(0, 10), st.integers(0, 10))
def test_a_greater_fee_never_touches_the_authors(day, profit, one, other):
    def by(fee):
        return amounts(share(day, Decimal(profit), "owner", intermediary=Decimal(profit * fee // 100)))

    low, high = by(min(one, other)), by(max(one, other))
    assert low["Tác giả"] == high["Tác giả"]
    assert sum(low.values()) == sum(high.values()) == profit


@given(st.integers(1, 10**12), st.decimals(0, 1, places=4))
def test_article_28_reaches_the_states_part_of_the_profit_alone(profit, state_share):
    shares = share(R4_DAY, Decimal(profit), "owner", state_share=state_share)
    state_money = profit - amounts(shares).get("Chủ sở hữu phần vốn ngoài ngân sách", 0)
    assert 0 <= state_money - profit * Fraction(state_share) < 1
    assert amounts(shares)["Tác giả"] * 10 >= state_money * 3
    assert shares.total == profit


@given(
    st.integers(0, 10**15),
    st.lists(st.fractions(0, 1), min_size=1, max_size=9).filter(lambda parts: sum(parts) > 0),
)
def test_a_split_leaves_nothing_over_and_is_never_a_dong_away(amount, weights):
    parts = split(Decimal(amount), weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(part) - amount * weight / sum(weights)) < 1


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_a_split_needs_weights(weights):
    with pytest.raises(BadInput):
        split(Decimal(10), weights)


def test_the_earlier_of_equal_remainders_gets_the_dong_left_over():
    assert split(Decimal(100), [1, 1, 1]) == (34, 33, 33)


def test_the_law_in_force_does_not_move_a_profit_of_yesterday():
    first = share(R1_DAY, Decimal(100), "owner")
    assert first == share(R1_DAY + timedelta(days=1), Decimal(100), "owner")
