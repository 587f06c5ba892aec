"""Headings of lists: every synonym is known, persons are dropped, what is missing is said."""

import csv

import pytest

from models import samples
from models.errors import BadInput
from models.listing import headers

EVERY_SYNONYM = [(name, field) for field, names in headers.SYNONYMS.items() for name in names]
LISTED = {
    "number": "STT|TT|số thứ tự",
    "title": "Tên nhiệm vụ|Tên đề tài|Tên đề tài, dự án|TÊN ĐỀ TÀI, DỰ ÁN",
    "host": "Cơ quan chủ trì|Đơn vị chủ trì|Tổ chức chủ trì",
    headers.PERSON: "Chủ nhiệm|Chủ nhiệm đề tài|Chủ nhiệm dự án|Họ và tên chủ nhiệm nhiệm vụ",
    "period": "Thời gian thực hiện|Năm thực hiện",
    "budget": "Kinh phí|Kinh phí thực hiện|Tổng kinh phí",
    "accepted_on": "Thời gian nghiệm thu",
    "grade": "Xếp loại|Kết quả|Đánh giá xếp loại|Đánh giá xếp loại của Hội đồng nghiệm thu",
    "recipient": "Đơn vị sử dụng kết quả|đơn vị tiếp nhận|đơn vị nhận chuyển giao|đơn vị thụ hưởng",
    "level": "Cấp quản lý (Cơ quan quản lý)|Cấp quản lý",
    "field": "Lĩnh vực",
    "objective": "Mục tiêu của đề tài|Mục tiêu của nhiệm vụ|Định hướng mục tiêu",
}
"""The headings of the published lists that were read."""
with samples.path("tasks.csv").open(encoding="utf-8") as stream:
    OWN = next(csv.reader(stream))


@pytest.mark.parametrize(("name", "field"), EVERY_SYNONYM)
def test_every_synonym_names_one_field(name, field):
    assert headers.field_of(name) == field


@pytest.mark.parametrize(("name", "field"), EVERY_SYNONYM)
def test_a_synonym_is_known_in_capitals_and_with_stray_spaces(name, field):
    assert headers.field_of(f"  {name.upper()} ") == field
    assert headers.field_of(name.replace(" ", "\n")) == field


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for field, names in LISTED.items() for name in names.split("|")]
)
def test_the_headings_of_published_lists_are_known(name, field):
    assert headers.field_of(name) == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Kinh phí (triệu đồng)", "budget@million"),
        ("Tổng kinh phí (tr.đ)", "budget@million"),
        ("Kinh phí thực hiện (đồng)", "budget@dong"),
        ("Kinh phí (nghìn đồng)", "budget@thousand"),
        ("Kinh phí (tỷ đồng)", "budget@billion"),
        ("Kinh phí, triệu đồng", "budget@million"),
        ("Tổng kinh phí - ĐVT: triệu đồng", "budget@million"),
        ("Kinh phí (VNĐ)", "budget@dong"),
        ("Kinh phí (dự kiến)", "budget"),
        ("Kinh phí NSNN (triệu đồng)", "budget_state@million"),
        ("Thời gian thực hiện (tháng)", "period"),
        ("Tên nhiệm vụ (ghi đầy đủ)", "title"),
        ("§¬n vÞ chñ tr×", "host"),
        ("Ñôn vò chuû trì", "host"),
    ],
)
def test_a_heading_keeps_its_unit_and_loses_its_remarks(heading, field):
    assert headers.field_of(heading) == field


def test_the_columns_of_our_own_files_are_all_known():
    own = OWN
    found = headers.read_headings(own)
    assert list(found.fields) == own
    assert (found.persons, found.unknown) == ((), ())


def test_persons_are_dropped_and_unknown_columns_reported():
    found = headers.read_headings(
        ["STT", "Tên nhiệm vụ", "Chủ nhiệm", "Học hàm, họ tên thư ký", "Màu sắc", ""]
    )
    assert found.fields == {"STT": "number", "Tên nhiệm vụ": "title"}
    assert found.persons == ("Chủ nhiệm", "Học hàm, họ tên thư ký")
    assert found.unknown == ("Màu sắc",)
    assert found.notes() == (
        "Bỏ cột “Chủ nhiệm”, “Học hàm, họ tên thư ký”: hệ thống không lưu tên người.",
        "Không dùng cột “Màu sắc”: chưa rõ cột này ghi gì.",
    )


def test_a_list_without_titles_is_refused():
    with pytest.raises(BadInput, match="không có cột tên nhiệm vụ"):
        headers.header_map(["STT", "Cơ quan chủ trì"])


def test_two_columns_of_one_fact_are_refused_with_every_pair():
    with pytest.raises(BadInput) as refusal:
        headers.header_map(["Tên đề tài", "Cơ quan chủ trì", "Đơn vị chủ trì", "Xếp loại", "Kết quả"])
    assert len(refusal.value.reasons) == 2
    assert "“Cơ quan chủ trì” và “Đơn vị chủ trì”" in refusal.value.reasons[0]


def test_many_remarks_and_objectives_are_no_contradiction():
    assert headers.header_map(["Tên đề tài", "Mục tiêu", "Nội dung", "Ghi chú", "Vốn đối ứng", "Nguồn khác"])
