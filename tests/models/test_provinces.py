"""Provinces keep the name of their time, and a day decides who answers for them."""

import csv
from datetime import date

import pytest

from models import provinces, samples
from models.errors import BadInput

EVE, MERGER = date(2025, 6, 30), date(2025, 7, 1)


def test_there_were_63_provinces_and_there_are_34():
    assert len(provinces.standing(date(2024, 12, 31))) == 63
    assert len(provinces.standing(EVE)) == 63
    assert len(provinces.standing(MERGER)) == 34
    assert len(provinces.standing(date(2008, 7, 31))) == 64


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("Bình Phước", "Đồng Nai"),
        ("Đắk Nông", "Lâm Đồng"),
        ("Tiền Giang", "Đồng Tháp"),
        ("Yên Bái", "Lào Cai"),
        ("Bến Tre", "Vĩnh Long"),
        ("Long An", "Tây Ninh"),
        ("Quảng Bình", "Quảng Trị"),
        ("Quảng Nam", "Đà Nẵng"),
        ("Bình Thuận", "Lâm Đồng"),
        ("Hậu Giang", "Cần Thơ"),
        ("Bà Rịa - Vũng Tàu", "TP. Hồ Chí Minh"),
        ("Đồng Nai", "Đồng Nai"),
        ("Hà Nội", "Hà Nội"),
    ],
)
def test_a_province_answers_for_itself_until_the_day_of_the_merger(name, after):
    assert provinces.successor(name, EVE) == name
    assert provinces.successor(name, MERGER) == after


@pytest.mark.parametrize(
    ("name", "day", "who"),
    [
        ("Thừa Thiên Huế", date(2024, 12, 31), "Thừa Thiên Huế"),
        ("Thừa Thiên Huế", date(2025, 1, 1), "Huế"),
        ("Hà Tây", date(2008, 7, 31), "Hà Tây"),
        ("Hà Tây", date(2008, 8, 1), "Hà Nội"),
    ],
)
def test_earlier_changes_are_known_too(name, day, who):
    assert provinces.successor(name, day) == who


@pytest.mark.parametrize("province", provinces.PROVINCES, ids=lambda province: province.slug)
def test_every_successor_stands_after_the_merger(province):
    standing = {one.name for one in provinces.standing(MERGER)}
    assert provinces.successor(province.name, MERGER) in standing
    assert provinces.province_named(province.name) is province


def test_slugs_and_letters_are_unique():
    for part in ("slug", "letters"):
        assert len({getattr(province, part) for province in provinces.PROVINCES}) == len(provinces.PROVINCES)
    assert provinces.slug("Đồng Nai") == "dong-nai"
    assert [provinces.letters(name) for name in ("Đồng Nai", "Bến Tre", "Long An")] == ["DN", "BT", "LA"]


@pytest.mark.parametrize(
    ("spelt", "name"),
    [
        ("TP.HCM", "TP. Hồ Chí Minh"),
        ("Tp. HCM", "TP. Hồ Chí Minh"),
        ("thành phố Hồ Chí Minh", "TP. Hồ Chí Minh"),
        ("tỉnh Đồng Nai", "Đồng Nai"),
        ("ĐỒNG NAI", "Đồng Nai"),
        ("dong nai", "Đồng Nai"),
        ("Ðồng Nai", "Đồng Nai"),
        ("Khánh Hoà", "Khánh Hòa"),
        ("Đăk Lăk", "Đắk Lắk"),
        ("Đắc Lắc", "Đắk Lắk"),
        ("Bà Rịa-Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("BR-VT", "Bà Rịa - Vũng Tàu"),
        ("Kontum", "Kon Tum"),
        ("TP Cần Thơ", "Cần Thơ"),
    ],
)
def test_a_province_is_found_by_any_spelling(spelt, name):
    assert provinces.province_named(spelt).name == name
    assert provinces.same_province(spelt, name)


def test_two_names_may_have_one_province_on_a_day():
    assert not provinces.same_province("Bình Phước", "Đồng Nai")
    assert not provinces.same_province("Bình Phước", "Đồng Nai", EVE)
    assert provinces.same_province("Bình Phước", "Đồng Nai", MERGER)


def test_a_name_of_no_province_is_refused():
    with pytest.raises(BadInput, match="Không có tỉnh nào tên “Atlantis”"):
        provinces.province_named("Atlantis")


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("DANH MỤC NHIỆM VỤ TỈNH QUẢNG BÌNH", "Quảng Bình"),
        ("UBND tỉnh Quảng Bình, huyện Quảng Ninh", "Quảng Bình"),
        ("Sở KH&CN Lâm Đồng", "Lâm Đồng"),
        ("Danh mục tỉnh Thừa Thiên Huế", "Thừa Thiên Huế"),
        ("Quảng Bình và Quảng Trị", None),
        ("Danh mục nhiệm vụ", None),
    ],
)
def test_a_heading_names_one_province_or_none(heading, name):
    found = provinces.named_in(heading)
    assert (found.name if found else None) == name


def test_every_province_of_the_sample_is_known():
    for sample in ("tasks.csv", "organisations.csv", "needs.csv"):
        with samples.path(sample).open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                assert (
                    not row["province"] or provinces.province_named(row["province"]).name == row["province"]
                )
