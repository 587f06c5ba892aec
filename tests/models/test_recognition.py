"""Who may be nominated as outstanding: results by what is known of them, people by their results."""

from dataclasses import replace
from datetime import date

import pytest

from models import recognition
from models.dossier import Grade
from models.language import Role
from models.recognition import Ground, Nominee, Occasion
from tests.builders import INSTITUTE, recognised

ON = date(2024, 3, 1)
USED = {
    "transferred_on": date(2024, 1, 10),
    "rights_decided_on": date(2023, 9, 1),
    "rights_handed_on": date(2023, 9, 10),
    "rights_dossier_on": date(2023, 7, 15),
    "handed_over_on": date(2024, 1, 12),
    "in_use": True,
    "application_report_on": date(2024, 2, 20),
    "shared_on": date(2024, 2, 1),
    "disclosed_on": None,
}


def missed(year=2024, **changes):
    known = {"on": changes.pop("recognised_on", date(2023, 6, 30)), **USED, **changes}
    return told(recognised(**known), year=year)


def told(task, year=2024, on=ON, **more):
    return recognition.result_misses(Occasion(task, year, on, **more))


def test_a_result_that_is_accepted_recognised_and_in_use_may_be_nominated():
    assert missed() == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"accepted_on": None, "grade": None}, "chưa được nghiệm thu"),
        ({"grade": Grade.FAIL}, "nghiệm thu không đạt"),
        ({"grade": None}, "Chưa rõ xếp loại"),
        ({"recognised_on": None}, "chưa có quyết định công nhận"),
        ({"recognised_on": None, "registered_on": None}, "chưa được đăng ký, công nhận"),
        ({"host": None}, "Chưa biết tổ chức chủ trì"),
        ({"transferred_on": None, "in_use": None}, "chưa được chuyển giao"),
        ({"transferred_on": None, "application_report_on": None}, "chưa có báo cáo ứng dụng làm chứng"),
        ({"in_use": False}, "đã ngừng sử dụng"),
    ],
)
def test_each_condition_says_what_a_result_misses(changes, said):
    assert any(said in reason for reason in missed(**changes)), missed(**changes)


def test_a_result_in_the_closet_is_not_outstanding():
    lying = recognised()
    reasons = told(lying)
    assert any("ngăn tủ" in reason for reason in reasons)
    assert any("chưa được chuyển giao" in reason for reason in reasons)


def test_money_to_recover_an_earlier_honour_and_a_year_to_come_stand_in_the_way():
    task = recognised(**USED)
    assert told(task, to_recover=True) == ("Nhiệm vụ còn khoản kinh phí phải thu hồi.",)
    assert told(task, honoured_in=2023) == ("Kết quả đã được công nhận tiêu biểu năm 2023.",)
    assert told(task, year=2025) == ("Năm 2025 chưa tới.",)
    assert told(task, year=2022) == ("Kết quả nghiệm thu ngày 10/05/2023, sau năm 2022.",)


def test_every_condition_has_its_own_title():
    assert len({each.vi for each in recognition.CONDITIONS}) == len(recognition.CONDITIONS)


HEAD = Nominee("Thủ trưởng tổ chức chủ trì", INSTITUTE.id, frozenset({Role.HOST_HEAD}), active=True)
ON_THE_LIST = Ground("DN-2020-007", INSTITUTE.id, None, honoured=None)


def test_who_answered_for_a_result_of_the_list_may_be_nominated():
    assert recognition.person_misses(HEAD, [ON_THE_LIST]) == ()
    assert recognition.person_misses(HEAD, [replace(ON_THE_LIST, host_id=9, co_owner_id=INSTITUTE.id)]) == ()


@pytest.mark.parametrize(
    ("nominee", "grounds", "said"),
    [
        (replace(HEAD, active=False), [ON_THE_LIST], "đã khóa"),
        (replace(HEAD, roles=frozenset({Role.COUNCIL})), [ON_THE_LIST], "Chỉ đề cử người giữ vai"),
        (HEAD, [], "hãy đề cử kết quả trước"),
        (HEAD, [replace(ON_THE_LIST, honoured=False)], "hãy đề cử kết quả trước"),
        (HEAD, [replace(ON_THE_LIST, host_id=9)], "không chủ trì kết quả nào"),
    ],
)
def test_others_may_not(nominee, grounds, said):
    (reason,) = recognition.person_misses(nominee, grounds)
    assert said in reason


def test_votes_alone_honour_nobody_whose_result_was_not_chosen():
    chosen, refused = replace(ON_THE_LIST, honoured=True), replace(ON_THE_LIST, honoured=False)
    assert recognition.person_is_honoured(HEAD, [chosen], agreed=True) == (True, "")
    assert not recognition.person_is_honoured(HEAD, [chosen], agreed=False)[0]
    said = recognition.person_is_honoured(HEAD, [refused], agreed=True)
    assert said == (False, "Kết quả làm căn cứ đề cử không được công nhận tiêu biểu.")
