"""The vocabularies of lists: grades, levels, fields, kinds, bodies, numbers."""

import csv

import pytest

from models import samples
from models.errors import BadInput
from models.listing import organisations, words
from models.listing.cells import Undecided
from models.listing.dates import PartialDate
from models.listing.references import References, parse_references
from models.listing.words import Titled


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Xuất sắc", "excellent"),
        ("Loại Xuất sắc", "excellent"),
        ("Đạt loại xuất sắc", "excellent"),
        ("XuÊt s¾c", "excellent"),
        ("Khá", "good"),
        ("KHÁ", "good"),
        ("Kh¸", "good"),
        ("Đạt loại Khá", "good"),
        ("Nghiệm thu đạt loại Khá", "good"),
        ("Xếp loại: Khá", "good"),
        ("Tốt", "very_good"),
        ("Trung bình", "average"),
        ("Đạt", "pass"),
        ("Ðạt", "pass"),
        ("Kết quả: Đạt", "pass"),
        ("Đạt yêu cầu", "pass"),
        ("Không đạt", "fail"),
        ("Chưa đạt", "fail"),
        ("Không hoàn thành", "not_completed"),
        ("excellent", "excellent"),
        ("", None),
        ("-", None),
    ],
)
def test_grades_old_and_new_are_known(text, grade):
    assert words.parse_grade(text) == grade


@pytest.mark.parametrize(
    "text", ["7 Khá, 1 Đạt", "85 điểm", "8,5", "85/100", "Đã nghiệm thu", "Đang thực hiện", "Khá hoặc Đạt"]
)
def test_a_cell_that_settles_no_grade_leaves_it_unknown(text):
    with pytest.raises(Undecided):
        words.parse_grade(text)


@pytest.mark.parametrize("text", ["Rất hay", "A+", "ok"])
def test_an_unknown_grade_is_refused_with_the_list_of_grades(text):
    with pytest.raises(BadInput, match="Xuất sắc, Tốt, Khá, Trung bình, Đạt, Không đạt") as refusal:
        words.parse_grade(text)
    assert not isinstance(refusal.value, Undecided)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Tỉnh", "provincial"),
        ("Cấp tỉnh", "provincial"),
        ("I / CẤP TỈNH", "provincial"),
        ("Sở KH&CN", "provincial"),
        ("Thành phố", "provincial"),
        ("Cấp thành phố", "provincial"),
        ("Cơ sở", "base"),
        ("Cấp cơ sở", "base"),
        ("Cấp huyện", "base"),
        ("Bộ KH&CN", "ministerial"),
        ("Cấp Bộ", "ministerial"),
        ("Nhà nước", "national"),
        ("Cấp Nhà nước", "national"),
        ("Cấp quốc gia", "national"),
        ("", None),
    ],
)
def test_levels_are_known(text, level):
    assert words.parse_level(text) == level


def test_a_heading_that_names_two_levels_names_none():
    assert words.level_named_in("DANH MỤC NHIỆM VỤ CẤP TỈNH VÀ CẤP CƠ SỞ") is None
    assert words.level_named_in("DANH MỤC NHIỆM VỤ CẤP TỈNH") == "provincial"


def test_an_unknown_level_is_refused():
    with pytest.raises(BadInput, match="Không có cấp quản lý"):
        words.parse_level("vũ trụ")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("agricultural", "agricultural"),
        ("Khoa học nông nghiệp", "agricultural"),
        ("Nông nghiệp", "agricultural"),
        ("Lĩnh vực khoa học nông nghiệp", "agricultural"),
        ("Khoa học xã hội và nhân văn", "social"),
        ("Khoa học xã hội", "social"),
        ("Nhân văn", "humanities"),
        ("Khoa học kỹ thuật và công nghệ", "engineering"),
        ("Kỹ thuật và công nghệ", "engineering"),
        ("Y, dược", "medical"),
        ("Khoa học y, dược", "medical"),
        ("Khoa học tự nhiên", "natural"),
        ("", None),
    ],
)
def test_the_six_sciences_are_known(text, field):
    assert words.parse_field(text) == field


def test_a_field_of_no_single_science_stays_unknown():
    with pytest.raises(Undecided):
        words.parse_field("Công nghệ thông tin")


@pytest.mark.parametrize(
    ("text", "applied"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("partly", "partly"),
        ("unknown", "unknown"),
        ("", "unknown"),
        ("Có", "yes"),
        ("Đã ứng dụng", "yes"),
        ("Đang áp dụng", "yes"),
        ("Chưa", "no"),
        ("Không", "no"),
        ("Chưa ứng dụng", "no"),
        ("Chưa được ứng dụng", "no"),
        ("Một phần", "partly"),
        ("Ứng dụng một phần", "partly"),
        ("Chưa rõ", "unknown"),
    ],
)
def test_use_is_yes_no_partly_or_unknown(text, applied):
    assert words.parse_applied(text) == applied


def test_an_unclear_use_is_refused():
    with pytest.raises(BadInput, match="đã ứng dụng hay chưa"):
        words.parse_applied("khá nhiều")


@pytest.mark.parametrize(
    ("text", "title", "kind"),
    [
        ("1. Đề tài: Nghiên cứu cá tra", "Nghiên cứu cá tra", "research_topic"),
        ("1/ Đề tài “Nghiên cứu cá tra”", "Nghiên cứu cá tra", "research_topic"),
        ("1/- Dự án: Cải thiện giống lúa", "Cải thiện giống lúa", "project"),
        ("- Dự án: Cải thiện giống lúa", "Cải thiện giống lúa", "project"),
        ("Dự án SXTN: Sản xuất cua giống", "Sản xuất cua giống", "pilot_project"),
        ("Dự án sản xuất thử nghiệm: Sản xuất cua giống", "Sản xuất cua giống", "pilot_project"),
        ("Đề án: Khung bảo tồn", "Khung bảo tồn", "scheme"),
        ("Nhiệm vụ sự nghiệp: Trồng dừa Xiêm", "Trồng dừa Xiêm", "service_task"),
        ("Nhiệm vụ liên kết: Trồng dừa Xiêm", "Trồng dừa Xiêm", "linked_task"),
        ("Mô hình: Trồng nấm rơm", "Trồng nấm rơm", "model"),
        ("Mô hình sản xuất thử nghiệm nấm rơm", "Mô hình sản xuất thử nghiệm nấm rơm", "model"),
        ("“Nghiên cứu cá tra”", "Nghiên cứu cá tra", None),
        ("2 mô hình trồng dừa", "2 mô hình trồng dừa", None),
        ("Đăng ký chỉ dẫn “Trà Vinh” cho dừa", "Đăng ký chỉ dẫn “Trà Vinh” cho dừa", None),
        ("ứng dụng GIS", "Ứng dụng GIS", None),
        ("", "", None),
    ],
)
def test_a_title_is_parted_from_its_number_and_its_kind(text, title, kind):
    assert words.split_title(text) == Titled(title, kind)


with samples.path("organisations.csv").open(encoding="utf-8") as stream:
    BODIES = [(row["name_vi"], row["kind"]) for row in csv.DictReader(stream)]
SILENT_NAMES = {"Nafoods": None, "Trung tâm Nghiên cứu Kinh tế miền Nam": "centre"}
"""Names that do not show the kind that is known of them: one is a brand, one an institute called a centre."""


@pytest.mark.parametrize(("name", "kind"), BODIES)
def test_the_kind_of_a_real_body_shows_in_its_name(name, kind):
    assert organisations.kind_of(name) == SILENT_NAMES.get(name, kind)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Hợp tác xã dừa Bến Tre", "cooperative"),
        ("HTX Nông nghiệp", "cooperative"),
        ("11 hộ ở xã Hòa Tân", "household"),
        ("Viện kiểm sát nhân dân tỉnh", "state"),
        ("Ba Lan", None),
    ],
)
def test_other_bodies_are_told_by_their_first_words(name, kind):
    assert organisations.kind_of(name) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [("state", "state"), ("Doanh nghiệp", "enterprise"), ("Công ty TNHH", "enterprise"), ("x", None)],
)
def test_a_stated_kind_is_read_as_code_or_in_vietnamese(text, kind):
    assert organisations.parse_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2003/QĐ-UBND", References(decision_no="2003/QĐ-UBND")),
        ("2003/QÐ-UBND", References(decision_no="2003/QĐ-UBND")),
        ("2109/QĐ - UBND", References(decision_no="2109/QĐ-UBND")),
        ("55/QĐ-SKHCN", References(decision_no="55/QĐ-SKHCN")),
        ("198/QĐ-SKH&CN", References(decision_no="198/QĐ-SKH&CN")),
        (
            "1351/QĐ-UBND (24/5/2011)",
            References(decision_no="1351/QĐ-UBND", decision_date=PartialDate(2011, 5, 24)),
        ),
        (
            "Quyết định số 1351/QĐ-UBND ngày 24 tháng 5 năm 2011 của UBND tỉnh",
            References(decision_no="1351/QĐ-UBND", decision_date=PartialDate(2011, 5, 24)),
        ),
        (
            "QĐ UBND tỉnh (30/6/2022)",
            References(decision_by="UBND tỉnh", decision_date=PartialDate(2022, 6, 30)),
        ),
        ("18/2020/HĐ-KHCN", References(contract_no="18/2020/HĐ-KHCN")),
        (
            "05/HĐ-SKH&CN ngày 5/5/2009",
            References(contract_no="05/HĐ-SKH&CN", contract_date=PartialDate(2009, 5, 5)),
        ),
        ("TTH.2020-KC-09", References(task_code="TTH.2020-KC-09")),
        ("TTH.2020-KC-09 (mã số)", References(task_code="TTH.2020-KC-09")),
        ("20/KQNC-SKHCN", References(registry_no="20/KQNC-SKHCN")),
        ("2019-02-566/KQNC", References(registry_no="2019-02-566/KQNC")),
        ("12/2020 (số hồ sơ lưu)", References(registry_no="12/2020")),
        (
            "55/QĐ-SKHCN; 05/HĐ-SKH&CN; TTH.2020-KC-09",
            References(decision_no="55/QĐ-SKHCN", contract_no="05/HĐ-SKH&CN", task_code="TTH.2020-KC-09"),
        ),
        ("", References()),
        ("-", References()),
    ],
)
def test_each_number_is_told_by_its_symbol(text, found):
    assert parse_references(text) == found


def test_a_number_of_no_known_symbol_settles_nothing():
    with pytest.raises(Undecided):
        parse_references("đang chờ")


def test_an_impossible_date_beside_a_number_is_refused():
    with pytest.raises(BadInput, match="Không có ngày 31"):
        parse_references("12/QĐ-UBND (31/02/2020)")
