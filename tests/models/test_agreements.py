"""What the State, an institute and an enterprise may agree on: shares, floors, the State's reservation."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from models.agreements import (
    House,
    Item,
    Split,
    Terms,
    contradictions,
    gain_floor,
    missing,
    notes,
    percent,
)
from models.language import Regime

ON = date(2026, 1, 5)
THIRDS = Split(Decimal("0.4"), Decimal("0.3"), Decimal("0.3"))
TERMS = Terms(
    title="Hợp tác phát triển ngành hàng cá tra",
    province="Đồng Tháp",
    parties=("Ủy ban nhân dân tỉnh", "Đại học", "Công ty"),
    items=(
        Item(1, "Collagen từ da cá tra", "Một quy trình", Decimal(2_000_000_000), 24),
        Item(2, "Giống cá tra chịu mặn", "Một dòng giống", Decimal(3_000_000_000), 36),
    ),
    fund=THIRDS,
    own=THIRDS,
    gain=Split(Decimal("0.2"), Decimal("0.3"), Decimal("0.5")),
    state_reserves=False,
    starts_on=ON,
    ends_on=date(2030, 12, 31),
)


def split(*parts):
    return Split(*(None if part is None else Decimal(part) for part in parts))


def test_an_agreement_whose_shares_make_a_whole_has_nothing_against_it():
    assert contradictions(TERMS, ON) == ()
    assert missing(TERMS) == ()


@pytest.mark.parametrize("name", ["fund", "own", "gain"])
@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("0.4", "0.3", "0.2"), "bằng 90%, phải bằng 100%"),
        (("0.4", "0.3", "0.3001"), "bằng 100,01%, phải bằng 100%"),
        (("0.8", None, "0.3"), "bằng 110%, vượt 100%"),
        (("1.2", "-0.2", "0"), "từ 0% đến 100%"),
    ],
)
def test_shares_that_are_no_whole_are_refused_in_words(name, parts, said):
    found = contradictions(replace(TERMS, **{name: split(*parts)}), ON)
    assert any(said in reason for reason in found)


def test_shares_that_are_not_agreed_yet_are_missing_and_not_wrong():
    silent = replace(TERMS, fund=Split(), own=split("0.5", None, None), gain=Split())
    assert contradictions(silent, ON) == ()
    assert len([each for each in missing(silent) if each.startswith("Tỷ lệ")]) == 3
    assert silent.fund.silent
    assert not silent.own.silent


def test_the_scientific_side_keeps_the_authors_floor_of_the_states_part():
    floor = gain_floor(TERMS, ON)
    assert floor.part == Fraction(12, 100)
    just = replace(TERMS, gain=split("0.5", "0.12", "0.38"))
    below = replace(TERMS, gain=split("0.5", "0.1199", "0.3801"))
    assert contradictions(just, ON) == ()
    [reason] = contradictions(below, ON)
    assert "từ 12% trở lên" in reason
    assert "Điều 28 khoản 3 Luật số 93/2025/QH15" in reason


def test_without_the_funding_the_floor_of_law_93_cannot_be_told():
    assert gain_floor(replace(TERMS, fund=Split()), ON) is None


def test_before_law_93_the_floor_was_of_the_whole_and_what_was_not_read_is_only_noted():
    old = replace(TERMS, starts_on=date(2016, 1, 4), ends_on=None)
    assert gain_floor(old, ON).part == Fraction(30, 100)
    later = replace(old, starts_on=date(2022, 1, 4), gain=split("0.5", "0.1", "0.4"))
    assert contradictions(later, ON) == ()
    assert any("tham khảo" in note for note in notes(later, ON))


def test_the_state_cannot_hold_the_rights_and_own_nothing():
    [reason] = contradictions(replace(TERMS, state_reserves=True, own=split("0", "0.5", "0.5")), ON)
    assert "nắm giữ" in reason


def test_that_the_state_owns_without_reserving_is_told_and_not_forbidden():
    told = " ".join(notes(replace(TERMS, own=split("0.5", "0.3", "0.2")), ON))
    assert "Điều 25 khoản 1" in told
    assert "Điều 25 khoản 2" in told
    kept = replace(TERMS, state_reserves=True)
    assert notes(kept, ON) == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " "}, "tên gọi"),
        ({"parties": ("Ủy ban", "", "Công ty")}, "Nhà khoa học"),
        ({"parties": ("Ủy ban", "Công ty", "CÔNG  TY")}, "ba tổ chức khác nhau"),
        ({"items": ()}, "ít nhất một nhiệm vụ"),
        ({"items": (Item(1, "Một"), Item(2, " một "))}, "trùng tên"),
        ({"items": (Item(1, ""),)}, "chưa có tên"),
        ({"items": (Item(1, "Một", budget_vnd=Decimal(-5)),)}, "lớn hơn 0"),
        ({"items": (Item(1, "Một", months=0),)}, "từ 1 tháng"),
        ({"ends_on": date(2025, 1, 1)}, "trước ngày có hiệu lực"),
    ],
)
def test_each_contradiction_is_a_sentence_with_its_way_out(changes, said):
    found = contradictions(replace(TERMS, **changes), ON)
    assert any(said in reason for reason in found)
    assert all(reason.endswith(".") for reason in found)


def test_every_fault_is_told_at_once():
    wrong = replace(TERMS, title="", items=(), own=split("1", "1", "1"), ends_on=date(2020, 1, 1))
    assert len(contradictions(wrong, ON)) == 4


def test_what_an_item_does_not_say_is_named_by_its_number():
    bare = replace(TERMS, items=(*TERMS.items, Item(3, "Phụ phẩm")), starts_on=None, ends_on=None,
                   state_reserves=None)  # fmt: skip
    told = " ".join(missing(bare))
    assert "kinh phí của nhiệm vụ số 3" in told
    assert "thời gian thực hiện của nhiệm vụ số 3" in told
    assert "sản phẩm của nhiệm vụ số 3" in told
    assert "nắm giữ" in told


def test_the_three_sign_in_one_order():
    assert [house.vi for house in House] == ["Nhà nước", "Nhà khoa học", "Nhà doanh nghiệp"]
    assert percent(Decimal("0.285")) == "28,5%"
    assert Regime.R4_LAW93.value == "R4"
