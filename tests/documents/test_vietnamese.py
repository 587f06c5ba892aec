"""Dates, sums and lists as they stand in a Vietnamese administrative paper."""

from datetime import date
from decimal import Decimal

import pytest

from documents.vietnamese import (
    balanced,
    date_vi,
    day_vi,
    letter_vi,
    money_vi,
    money_words_vi,
    number_vi,
    number_words_vi,
    roman,
    two_digits,
)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 10), "ngày 10 tháng 12 năm 2026"),
    ],
)
def test_days_below_ten_and_the_first_two_months_take_a_zero(day, written):
    assert date_vi(day) == written


def test_a_day_not_yet_known_leaves_room_for_the_hand():
    assert date_vi(None) == "ngày …… tháng …… năm ………"


def test_a_day_in_figures():
    assert day_vi(date(2026, 2, 5)) == "05/02/2026"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (1250000000, "1.250.000.000"),
        (Decimal("1250000000.00"), "1.250.000.000"),
        (Decimal("1234567.5"), "1.234.567,5"),
        (Decimal("1E+9"), "1.000.000.000"),
        (Decimal("-12.50"), "-12,5"),
    ],
)
def test_thousands_take_points_and_fractions_a_comma(value, written):
    assert number_vi(value) == written


def test_a_sum_in_dong():
    assert money_vi(1250000000) == "1.250.000.000 đồng"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (999, "chín trăm chín mươi chín"),
        (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"),
        (1050, "một nghìn không trăm năm mươi"),
        (20001, "hai mươi nghìn không trăm linh một"),
        (1250000000, "một tỷ hai trăm năm mươi triệu"),
        (3000400050, "ba tỷ bốn trăm nghìn không trăm năm mươi"),
        (2000000000000, "hai nghìn tỷ"),
        (10**18, "một tỷ tỷ"),
    ],
)
def test_numbers_in_words(number, words):
    assert number_words_vi(number) == words


def test_a_sum_in_words_begins_with_a_capital():
    assert money_words_vi(Decimal("1250000000.00")) == "Một tỷ hai trăm năm mươi triệu đồng"
    assert money_words_vi(0) == "Không đồng"


@pytest.mark.parametrize("amount", [-1, Decimal("0.5")])
def test_a_sum_that_no_contract_can_name_is_refused(amount):
    with pytest.raises(ValueError, match="không phải số đồng nguyên"):
        money_words_vi(amount)


def test_points_of_a_clause_go_by_the_vietnamese_alphabet():
    assert [letter_vi(n) for n in range(1, 9)] == ["a", "b", "c", "d", "đ", "e", "g", "h"]


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (2026, "MMXXVI")]
)
def test_roman_numbers(number, letters):
    assert roman(number) == letters


@pytest.mark.parametrize(("number", "written"), [(5, "05"), (12, "12"), (123, "123")])
def test_numbers_of_papers_below_ten_take_a_zero(number, written):
    assert two_digits(number) == written


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("SỞ TÀI CHÍNH", ("SỞ TÀI CHÍNH",)),
        ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", ("SỞ KHOA HỌC", "VÀ CÔNG NGHỆ")),
        ("ỦY BAN NHÂN DÂN TỈNH ĐỒNG NAI", ("ỦY BAN NHÂN DÂN", "TỈNH ĐỒNG NAI")),
        (
            "SỞ KHOA HỌC VÀ CÔNG NGHỆ TỈNH ĐỒNG NAI",
            ("SỞ KHOA HỌC", "VÀ CÔNG NGHỆ", "TỈNH ĐỒNG NAI"),
        ),
        ("TRƯỜNG ĐẠI HỌC LẠC HỒNG", ("TRƯỜNG ĐẠI HỌC", "LẠC HỒNG")),
        ("HỘI ĐỒNG TƯ VẤN TUYỂN CHỌN NHIỆM VỤ", ("HỘI ĐỒNG TƯ VẤN", "TUYỂN CHỌN NHIỆM VỤ")),
        ("", ("",)),
    ],
)
def test_a_long_name_is_broken_as_a_typist_breaks_it(name, lines):
    assert balanced(name) == lines
