"""The same task under another title is found; another task under a like title is not taken for it."""

import csv
from itertools import combinations

import pytest

from models import samples
from models.listing.facts import ListedTask
from models.listing.matching import LIKE, LIKE_UNDER_ONE_DECISION, Register, match_key, similar

with samples.path("tasks.csv").open(encoding="utf-8") as stream:
    ROWS = {row["id"]: row for row in csv.DictReader(stream)}

LOGISTICS = ROWS["T053"]["title_vi"]
LOGISTICS_AS_ORDERED = (
    "Nghiên cứu các giải pháp phát triển dịch vụ logistic tỉnh Quảng Nam giai đoạn 2020 - 2025 và "
    "tầm nhìn đến năm 2030"
)
GINSENG = ROWS["T021"]["title_vi"]
GINSENG_IN_THE_PAPER = "Mô hình liên kết trồng và tiêu thụ tam thất bắc ở một số huyện miền núi Quảng Ngãi"


def task(title, province="Quảng Nam", **facts):
    return ListedTask(title=title, province=province, **facts)


@pytest.mark.parametrize(
    ("one", "other"), [(LOGISTICS, LOGISTICS_AS_ORDERED), (GINSENG, GINSENG_IN_THE_PAPER)]
)
def test_the_renamed_pairs_of_real_lists_are_alike(one, other):
    assert similar(one, other) >= LIKE
    assert similar(one, other) == similar(other, one)


def test_no_two_tasks_of_the_sample_are_alike():
    likest = max(similar(one["title_vi"], other["title_vi"]) for one, other in combinations(ROWS.values(), 2))
    assert likest < LIKE_UNDER_ONE_DECISION - 0.05


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Xây dựng nông thôn mới tỉnh Hậu Giang giai đoạn 2016-2020",
            "Xây dựng nông thôn mới tỉnh Hậu Giang giai đoạn 2021-2025",
        ),
        ("Trồng thử nghiệm giống lúa OM341", "Trồng thử nghiệm giống lúa OM8959"),
        ("", "Trồng thử nghiệm giống lúa"),
    ],
)
def test_other_numbers_make_another_task(one, other):
    assert similar(one, other) < LIKE


@pytest.mark.parametrize(
    "change",
    [str.upper, lambda t: t.replace("–", "-"), lambda t: f"“{t}”", lambda t: t.replace("ò", "o\u0300")],
)
@pytest.mark.parametrize("code", ["T021", "T043", "T053", "T100"])
def test_spelling_and_quotes_do_not_make_another_task(code, change):
    title = ROWS[code]["title_vi"]
    assert match_key(task(title)) == match_key(task(change(title)))
    assert similar(title, change(title)) == 1


def test_a_code_decides_before_the_title():
    register = Register()
    register.add(task(LOGISTICS, task_code="QN.2021-01"), "first")
    same = register.find(task("Một tên khác hẳn", task_code="QN.2021-01"))
    assert same is not None
    assert (same.reference, same.exact) == ("first", True)
    assert register.find(task(LOGISTICS, task_code="QN.2021-02")) is None


def test_an_equal_title_in_the_same_province_is_the_same_task():
    register = Register()
    register.add(task(LOGISTICS), 1)
    assert register.find(task(LOGISTICS)).exact
    assert register.find(task(LOGISTICS, task_code="QN.2021-01")).exact
    assert register.find(task(LOGISTICS, province="Quảng Ngãi")) is None


def test_a_like_title_is_put_before_a_person_and_not_merged():
    register = Register()
    register.add(task(LOGISTICS_AS_ORDERED), "ordered")
    found = register.find(task(LOGISTICS))
    assert found is not None
    assert (found.reference, found.exact) == ("ordered", False)
    assert LIKE <= found.likeness < 1 or found.likeness == 1
    assert register.find(task(LOGISTICS, province="Long An")) is None


def test_one_decision_lowers_the_bar():
    longer = "Xây dựng mô hình trồng và tiêu thụ chuối xuất khẩu tại huyện Châu Thành"
    shorter = "Mô hình trồng chuối xuất khẩu, chế biến tại Châu Thành"
    assert LIKE_UNDER_ONE_DECISION <= similar(longer, shorter) < LIKE
    register = Register()
    register.add(task(longer, decision_no="9/QĐ-UBND"), 1)
    assert register.find(task(shorter)) is None
    assert register.find(task(shorter, decision_no="9/QĐ-UBND")) is not None


def test_the_whole_sample_registers_without_one_likeness():
    register = Register()
    for row in ROWS.values():
        one = task(row["title_vi"], row["province"])
        assert register.find(one) is None
        register.add(one, row["id"])
    for row in ROWS.values():
        assert register.find(task(row["title_vi"], row["province"])).reference == row["id"]
