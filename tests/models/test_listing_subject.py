"""What a title is about, and the rows of a list of needs."""

import pytest

from models.errors import BadInput
from models.listing.facts import Rejected
from models.listing.needs import ListedNeed, read_needs, stated
from models.listing.subject import subject_of
from models.listing.tables import Line

HEAD = Line(1, ("id", "kind", "title_vi", "organisation", "province", "field", "source_url"))


def words(title):
    return [term.words for term in subject_of(title).terms]


def test_a_title_is_about_its_thing_and_not_about_its_frame_or_place():
    assert words("Xây dựng mô hình trồng thâm canh cây chuối ở tỉnh Hậu Giang") == [
        "trồng",
        "cây",
        "cây chuối",
        "chuối",
    ]


def test_a_frame_word_is_told_from_one_that_differs_in_its_marks_alone():
    assert "nấm" in words("Sản xuất nấm rơm đến năm 2030")
    assert "năm" not in words("Sản xuất nấm rơm đến năm 2030")


def test_a_title_typed_without_marks_has_the_same_subject():
    with_marks, without = (
        subject_of("Nghiên cứu bảo quản trái dừa tươi"),
        subject_of("Nghien cuu bao quan trai dua tuoi"),
    )
    assert without.bare
    assert not with_marks.bare
    assert [term.loose for term in without.terms] == [term.loose for term in with_marks.terms]


def test_a_pair_does_not_reach_over_what_was_taken_out():
    assert "lúa xoài" not in words("Giống lúa và xoài")


def test_a_thing_is_found_under_its_name_in_the_other_region():
    [maize] = [term for term in subject_of("Trồng bắp lai").terms if term.words == "bắp"]
    assert "'ngô'" in maize.exact
    [peanut] = [term for term in subject_of("Chế biến lạc").terms if term.words == "lạc"]
    assert "('đậu') <-> ('phộng')" in peanut.exact


def test_both_ways_of_placing_the_tone_mark_are_one_word():
    [name] = [term for term in subject_of("Xoài cát Hoà Lộc").terms if term.words == "hoà"]
    assert "'hòa'" in name.exact


@pytest.mark.parametrize("title", ["Xây dựng mô hình", "Quy trình sản xuất tại Đồng Nai"])
def test_a_title_of_nothing_but_frame_still_asks_for_something(title):
    assert subject_of(title).terms


@pytest.mark.parametrize("title", ["", "***", "' | drop", "a' <-> 'b", "<b>&amp;</b>"])
def test_no_title_can_break_out_of_its_query(title):
    for term in subject_of(title).terms:
        assert all(char.isalnum() or char in " '()|<->" for char in term.exact)
        assert term.exact.count("'") % 2 == 0


def test_a_row_of_a_list_of_needs_is_read():
    row = Line(2, ("N1", "nhu cầu", "Máy sấy muối ướt", "Cơ sở muối sấy", "Đồng Tháp", "Kỹ thuật", ""))
    assert list(read_needs([HEAD, row])) == [
        (
            2,
            ListedNeed(
                "need",
                "Máy sấy muối ướt",
                "Cơ sở muối sấy",
                province="Đồng Tháp",
                discipline="engineering",
                source_key="co so muoi say:n1",
            ),
        )
    ]


def test_a_wrong_row_tells_all_that_is_wrong_at_once():
    read = stated(
        {"kind": "mượn", "title": "", "organisation": "-", "province": "Atlantis", "source_url": "ở đó"}
    )
    assert isinstance(read, Rejected)
    assert len(read.reasons) == 5


def test_a_repeated_row_is_rejected_with_the_line_it_repeats():
    row = ("N1", "need", "Máy sấy", "Cơ sở A", "", "", "")
    (_, first), (_, second) = read_needs([HEAD, Line(2, row), Line(3, row)])
    assert isinstance(first, ListedNeed)
    assert second == Rejected(("Trùng với dòng 2 của cùng danh sách.",))


def test_a_file_without_the_two_columns_that_matter_is_no_list_of_needs():
    with pytest.raises(BadInput, match="Không tìm thấy danh sách nhu cầu"):
        list(read_needs([Line(1, ("a", "b")), Line(2, ("c", "d"))]))
