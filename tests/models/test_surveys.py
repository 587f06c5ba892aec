"""Surveys of enterprises: what an answer must say, how it is scored, what a year's answers come to."""

from datetime import date
from decimal import Decimal

import pytest

from models import surveys
from models.language import PartyKind
from models.surveys import FORM_2026, NOT_APPLICABLE, Asked, NeedAsked, Reply, Share, Willing

ON = date(2026, 11, 22)
ALL = dict.fromkeys(FORM_2026.questions, 3)
NEED = NeedAsked("Sấy lạnh trái cây", "Năng suất 500 kg mỗi mẻ", date(2027, 6, 30), willing=Willing.BUY)


def reply(mark=3, needs=(), discipline="agricultural"):
    return Reply(discipline, dict.fromkeys(FORM_2026.questions, mark), tuple(needs))


def need(**changes):
    known = {"title": "Sấy lạnh", "willing": Willing.BUY} | changes
    return NeedAsked(**known)


def test_a_whole_answer_has_no_faults():
    assert surveys.faults(FORM_2026, reply(needs=[NEED]), ON) == ()


def test_every_version_stands_under_its_own_code_and_asks_each_question_once():
    for code, form in surveys.FORMS.items():
        assert form.code == code
        assert len(form.questions) == sum(len(group.questions) for group in form.groups)
        assert {group.code for group in form.groups} == {
            "equipment", "automation", "process", "people", "research", "digital",
        }  # fmt: skip


def test_an_answer_is_told_everything_that_it_lacks_at_once():
    lacking = Reply("", {code: 3 for code in ALL if not code.startswith("people")}, (need(title=" "), need()))
    said = " ".join(surveys.faults(FORM_2026, lacking, ON))
    for each in ("Chưa chọn lĩnh vực", "Nhân lực kỹ thuật: chưa trả lời", "Nhu cầu số 1: chưa nêu công nghệ"):
        assert each in said
    assert "Nhu cầu số 2" not in said


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        (ALL | {"equipment.age": 6}, "từ 1 đến 5"),
        (ALL | {"equipment.age": -1}, "từ 1 đến 5"),
        (ALL | {"ghost.question": 3}, "không thuộc phiếu này"),
        (dict.fromkeys(ALL, NOT_APPLICABLE), "không xếp được trình độ"),
    ],
)
def test_marks_beyond_the_form_are_refused(marks, said):
    assert any(said in each for each in surveys.faults(FORM_2026, Reply("medical", marks), ON))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (need(by=date(2026, 11, 21)), "đã qua"),
        (need(from_vnd=Decimal(-1)), "số âm"),
        (need(from_vnd=Decimal(2_000_000), to_vnd=Decimal(1_000_000)), "2.000.000 đ"),
        (need(to_vnd=Decimal(10) ** 16), "số chữ số"),
        (need(willing=None), "mức sẵn sàng"),
        (need(title="x" * 301), "300 ký tự"),
        (need(text="x" * 3001), "3000 ký tự"),
    ],
)
def test_a_need_that_cannot_be_is_refused_with_its_number(asked, said):
    (only,) = surveys.faults(FORM_2026, reply(needs=[asked]), ON)
    assert only.startswith("Nhu cầu số 1")
    assert said in only


def test_a_need_named_twice_is_told_and_more_than_five_are_too_many():
    twice = surveys.faults(FORM_2026, reply(needs=[need(), need(title="SẤY  lạnh")]), ON)
    assert "Nhu cầu số 2 trùng" in twice[0]
    six = surveys.faults(FORM_2026, reply(needs=[need(title=f"Máy {n}") for n in range(6)]), ON)
    assert "nhiều nhất 5" in six[0]


def test_points_run_from_nothing_to_a_hundred_by_groups():
    assert surveys.score(FORM_2026, reply(1).marks) == 0
    assert surveys.score(FORM_2026, reply(5).marks) == 100
    assert surveys.score(FORM_2026, reply(3).marks) == 50
    split = reply(1).marks | {"digital.software": 5, "digital.data": 5}
    assert surveys.group_scores(FORM_2026, split)["digital"] == 100
    assert surveys.score(FORM_2026, split) == Decimal("16.7")


def test_what_does_not_apply_counts_for_nothing():
    marks = reply(5).marks | {"research.property": 0, "automation.lines": 0, "automation.linked": 0}
    assert "automation" not in surveys.group_scores(FORM_2026, marks)
    assert surveys.score(FORM_2026, marks) == 100
    assert surveys.score(FORM_2026, {}) is None


@pytest.mark.parametrize(
    ("points", "code"),
    [("0", "backward"), ("34.9", "backward"), ("35", "average"), ("59.9", "average"), ("60", "good"),
     ("74.9", "good"), ("75", "advanced"), ("100", "advanced")],
)  # fmt: skip
def test_a_level_begins_at_its_bound(points, code):
    assert surveys.level(Decimal(points)).code == code


def test_a_share_tells_both_numbers_and_one_decimal_with_a_comma():
    assert str(Share(39, 84)) == "39/84 (46,4%)"
    assert str(Share(17, 43)) == "17/43 (39,5%)"
    assert str(Share(0, 0)) == "0/0"


def test_a_year_is_counted_by_kind_province_field_and_level():
    asked = [
        Asked(PartyKind.ENTERPRISE, "Đồng Nai", reply(5, [need(from_vnd=Decimal(10), to_vnd=Decimal(30))])),
        Asked(PartyKind.ENTERPRISE, "Đồng Nai", reply(1, [need(by=date(2027, 1, 1), to_vnd=Decimal(5))])),
        Asked(PartyKind.COOPERATIVE, "Tây Ninh", reply(3, discipline="medical")),
        Asked(PartyKind.ENTERPRISE, "Tây Ninh"),
    ]
    found = surveys.summary(FORM_2026, asked)
    assert str(found.response) == "3/4 (75,0%)"
    assert found.mean == 50
    assert [(row.name, str(row.answered), row.mean) for row in found.by_kind] == [
        ("doanh nghiệp", "2/3 (66,7%)", 50),
        ("hợp tác xã", "1/1 (100,0%)", 50),
    ]
    assert {row.name: row.answered.of for row in found.by_province} == {"Đồng Nai": 2, "Tây Ninh": 2}
    assert [row.name for row in found.by_discipline] == ["Khoa học nông nghiệp", "Khoa học y, dược"]
    assert {each.code: share.count for each, share in found.levels} == {
        "advanced": 1, "good": 0, "average": 1, "backward": 1,
    }  # fmt: skip
    assert sum(share.count for _, share in found.levels) == found.response.count
    assert (found.needs, str(found.with_needs)) == (2, "2/3 (66,7%)")
    assert dict(found.by_year) == {"2027": 1, "chưa nêu": 1}
    assert (found.from_vnd, found.to_vnd, found.budgeted) == (15, 35, 2)
    assert {way: share.count for way, share in found.willing}[Willing.BUY] == 2
    assert any("1 đơn vị chưa trả lời" in note for note in found.notes)
    assert any("tham khảo" in note for note in found.notes)


def test_a_survey_that_nobody_answered_has_a_summary_without_means():
    found = surveys.summary(FORM_2026, [Asked(PartyKind.ENTERPRISE, "Đồng Nai")])
    assert (str(found.response), found.mean, found.needs) == ("0/1 (0,0%)", None, 0)
    assert all(mean is None for _, mean, _ in found.groups)
    assert str(surveys.summary(FORM_2026, []).response) == "0/0"
