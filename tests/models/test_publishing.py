"""Open data: what may be told to everybody, and what never is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models import publishing
from models.publishing import DATASETS, NeedTold, Party, TaskTold

ON = date(2026, 11, 22)
HOST = Party("Viện nghiên cứu chủ trì (mẫu)", "public_unit")
TASK = TaskTold(
    number=7,
    code="DN-2024-007",
    title="Quy trình chiết xuất collagen",
    title_en="",
    province="Đồng Nai",
    discipline="agricultural",
    host=HOST,
    state_reserves=False,
    call_published_on=date(2024, 2, 1),
    listed=False,
    approved_on=date(2024, 5, 1),
    accepted_on=date(2026, 5, 1),
    grade="pass",
    registered_on=None,
    rights_decided_on=date(2026, 7, 1),
    transferred_on=None,
    not_transferable_on=None,
    trl=6,
)
NEED = NeedTold(3, "need", "Sấy lạnh", Party("Hợp tác xã (mẫu)", "cooperative"), "Đồng Nai", "agricultural",
                ON, None, asked_in_confidence=False)  # fmt: skip


def test_a_task_that_was_published_and_accepted_is_told():
    assert publishing.withheld(TASK, ON) == ()
    assert publishing.withheld(replace(TASK, call_published_on=None, listed=True), ON) == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"state_reserves": True}, "Nhà nước nắm giữ"),
        ({"state_reserves": None}, "Chưa xác định"),
        ({"call_published_on": None}, "chưa được công bố"),
        ({"call_published_on": ON + timedelta(days=1)}, "chưa được công bố"),
        ({"accepted_on": None}, "chưa được nghiệm thu"),
        ({"accepted_on": ON + timedelta(days=1)}, "chưa được nghiệm thu"),
        ({"grade": "fail"}, "không đạt"),
    ],
)
def test_a_task_is_withheld_for_each_reason(changes, said):
    (reason,) = publishing.withheld(replace(TASK, **changes), ON)
    assert said in reason
    assert not publishing.is_open_result(replace(TASK, **changes), ON)


def test_every_reason_is_told_at_once():
    bare = replace(TASK, state_reserves=None, call_published_on=None, accepted_on=None)
    assert len(publishing.withheld(bare, ON)) == 3


@pytest.mark.parametrize(
    ("changes", "is_open"),
    [
        ({}, True),
        ({"rights_decided_on": None}, False),
        ({"transferred_on": ON}, False),
        ({"transferred_on": ON + timedelta(days=1)}, True),
        ({"not_transferable_on": ON}, False),
    ],
)
def test_a_result_is_open_while_its_rights_are_settled_and_nobody_has_it(changes, is_open):
    assert publishing.is_open_result(replace(TASK, **changes), ON) is is_open


@pytest.mark.parametrize(
    ("changes", "is_open"),
    [({}, True), ({"closed_on": ON}, False), ({"closed_on": ON + timedelta(days=1)}, True),
     ({"registered_on": ON + timedelta(days=1)}, False)],
)  # fmt: skip
def test_a_need_is_open_until_it_is_closed(changes, is_open):
    assert publishing.is_open_need(replace(NEED, **changes), ON) is is_open


@pytest.mark.parametrize("kind", ["individual", "unknown"])
def test_whoever_may_be_a_person_is_not_named(kind):
    somebody = Party("Nông hộ (mẫu)", kind)
    assert publishing.told(DATASETS["tasks"], replace(TASK, host=somebody))["host"] is None
    assert publishing.told(DATASETS["needs"], replace(NEED, party=somebody))["organisation"] is None


def test_a_need_told_in_a_survey_bears_no_organisation():
    assert publishing.told(DATASETS["needs"], NEED)["organisation"] == "Hợp tác xã (mẫu)"
    assert publishing.told(DATASETS["needs"], replace(NEED, asked_in_confidence=True))["organisation"] is None


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_fields_have_titles_in_both_languages_and_none_is_of_a_person(dataset):
    codes = [each.code for each in dataset.fields]
    assert len(codes) == len(set(codes))
    assert all(each.vi and each.en for each in dataset.fields)
    barred = ("person", "member", "author", "email", "phone", "note", "text", "remark")
    assert not [code for code in codes if any(word in code for word in barred)]


def test_no_field_tells_whether_the_state_reserves():
    for code in ("tasks", "results"):
        assert "state_reserves" not in publishing.told(DATASETS[code], TASK)


def test_a_field_of_science_is_told_by_its_name():
    assert publishing.discipline("agricultural") == "Khoa học nông nghiệp"
    assert publishing.discipline("nghề muối") == "nghề muối"
    assert publishing.discipline("") is None
