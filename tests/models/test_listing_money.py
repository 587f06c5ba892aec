"""Amounts: the dot parts thousands, the comma decimals, and an ambiguous figure is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadInput
from models.listing.money import Money, parse_decimal_money, parse_money

MILLION = Decimal(1_000_000)


@pytest.mark.parametrize(
    ("text", "vnd"),
    [
        ("560.743.000 đồng", 560_743_000),
        ("560.743.000đ", 560_743_000),
        ("560.743.000 VNĐ", 560_743_000),
        ("560.743.000 VND", 560_743_000),
        ("560743000", 560_743_000),
        ("560,743,000 đồng", 560_743_000),
        ("293,255 triệu đồng", 293_255_000),
        ("293,255 triệu", 293_255_000),
        ("293,255 tr.đ", 293_255_000),
        ("2,156 tỷ đồng", 2_156_000_000),
        ("2,156 tỉ đồng", 2_156_000_000),
        ("2.4 tỷ", 2_400_000_000),
        ("1.053 triệu đồng", 1_053_000_000),
        ("5.170,681 triệu đồng", 5_170_681_000),
        ("991 triệu đồng", 991_000_000),
        ("560.743 nghìn đồng", 560_743_000),
        ("560.743 ngàn đồng", 560_743_000),
        ("2 tỷ 156 triệu đồng", 2_156_000_000),
        ("Tổng kinh phí: 991 triệu đồng", 991_000_000),
        ("Tổng cộng 991 triệu đồng", 991_000_000),
        ("2,4 tỷ đồng, trong đó ngân sách tỉnh 1,4 tỷ đồng", 2_400_000_000),
        ("2,4 tỷ đồng (ngân sách 1,4 tỷ; dân 1 tỷ)", 2_400_000_000),
        ("2,4 tỷ đồng; ngân sách 1,4 tỷ", 2_400_000_000),
    ],
)
def test_an_amount_is_read_in_dong(text, vnd):
    assert parse_money(text) == Money(Decimal(vnd))


@pytest.mark.parametrize(
    ("text", "vnd"),
    [
        ("gần 540 triệu đồng", 540_000_000),
        ("hơn 2,4 tỷ", 2_400_000_000),
        ("khoảng 2,4 tỷ đồng", 2_400_000_000),
        ("Tổng kinh phí gần 5 tỷ đồng", 5_000_000_000),
    ],
)
def test_about_stays_about(text, vnd):
    found = parse_money(text)
    assert found == Money(Decimal(vnd), approximate=True)
    assert str(found).startswith("khoảng ")


@pytest.mark.parametrize(
    ("text", "unit", "vnd"),
    [
        ("540", MILLION, 540_000_000),
        ("293,255", MILLION, 293_255_000),
        ("gần 540", MILLION, 540_000_000),
        ("2,4 tỷ", MILLION, 2_400_000_000),
        ("560.743.000", Decimal(1), 560_743_000),
        ("560.743", Decimal(1000), 560_743_000),
        ("2,156", Decimal(1_000_000_000), 2_156_000_000),
    ],
)
def test_the_unit_of_the_heading_holds_where_the_cell_names_none(text, unit, vnd):
    found = parse_money(text, unit)
    assert found is not None
    assert found.vnd == vnd


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("540", "thiếu đơn vị"),
        ("2.156 tỷ", "quá lớn"),
        ("1,200 triệu", "không rõ dấu phẩy"),
        ("0 đồng", "không hợp lý"),
        ("5 đồng", "không hợp lý"),
        ("-500 triệu", "ngoài số tiền"),
        ("nhiều tiền", "Hãy ghi như"),
        ("Ngân sách 400 triệu, dân 200 triệu", "ngoài số tiền"),
        ("400 triệu 200 triệu", "nhiều số tiền"),
        ("1.2.3 triệu", "không rõ nghĩa"),
        ("12.34.567 đồng", "không rõ nghĩa"),
        ("400 triệu USD", "ngoài số tiền"),
    ],
)
def test_an_impossible_or_ambiguous_amount_is_refused(text, says):
    with pytest.raises(BadInput) as refusal:
        parse_money(text)
    assert says in refusal.value.reasons[0]


@pytest.mark.parametrize("text", ["", "-", "không có", "..."])
def test_a_blank_is_no_amount(text):
    assert parse_money(text) is None
    assert parse_decimal_money(text, MILLION) is None


@pytest.mark.parametrize(
    ("text", "vnd"), [("293.255", 293_255_000), ("5170.681", 5_170_681_000), ("2400", 2_400_000_000)]
)
def test_a_programme_writes_decimals_with_a_dot(text, vnd):
    assert parse_decimal_money(text, MILLION) == Money(Decimal(vnd))


@given(st.integers(1_000_000, 999_999_999_999))
def test_any_amount_is_read_back_from_the_way_it_is_written(vnd):
    assert parse_money(str(Money(Decimal(vnd)))) == Money(Decimal(vnd))
