"""My work, the list of tasks and the search: what a visitor finds there, and what they never see."""

from datetime import timedelta

import pytest

from actions import comments, people, wiring
from models.language import Verdict
from tests.actions.houses import ON
from tests.portal.conftest import words


@pytest.fixture(autouse=True)
def on_that_day(house, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_TODAY", ON.isoformat())
    wiring.settings.cache_clear()


@pytest.fixture
def ordered(house):
    """An order whose papers are in."""
    code = house.order()
    house.hand_in_all(code, "dat-hang")
    return code


def test_a_host_without_work_is_told_so_in_words(portal):
    said = words(portal("chu-tri").page("/work"))
    assert "Hiện không có việc nào chờ bạn" in said


def test_a_row_tells_the_task_what_is_to_be_done_and_by_when(portal, house):
    code = house.order()
    page = portal("dat-hang").page("/work")
    said = words(page)
    assert f"Nộp giấy tờ · Đặt hàng {code}" in said
    assert "còn 22 ngày 04/02/2026" in said
    assert f"/tasks/{code}/submit/order_sheet" in page


def test_the_desk_speaks_english_to_who_reads_english(portal, house):
    house.order()
    page = portal("dat-hang", "en").page("/work")
    assert "Hand in papers" in page
    assert "Ordering sheet" in page


def test_ticked_tasks_are_approved_together_and_leave_at_once(portal, house, ordered):
    other = house.order()
    house.hand_in_all(other, "dat-hang")
    guest = portal("so.chuyen-vien")
    page = guest.page("/work")
    assert page.count('class="bulk"') == 2
    answer = guest.send(
        "/work/approve", {"chosen": [f"{ordered}|validity", f"{other}|validity", "DN-1|validity"]}
    )
    assert answer.status_code == 200
    assert words(answer.text).count("✓ Đã phê duyệt") == 2
    assert "Không có nhiệm vụ nào mang mã «DN-1»" in words(answer.text)
    assert "Kiểm tra tính hợp lệ" not in words(guest.page("/work"))


def test_nothing_ticked_is_told_and_nothing_is_done(portal, ordered):
    answer = portal("so.chuyen-vien").send("/work/approve")
    assert answer.status_code == 409
    assert "Chưa chọn nhiệm vụ nào" in words(answer.text)


def test_who_may_not_decide_approves_nothing_from_the_desk(portal, house, ordered):
    portal("chu-tri").send("/work/approve", {"chosen": [f"{ordered}|validity"]})
    assert not house.main(ordered).decisions


def test_a_call_is_answered_with_one_click(portal, house, ordered):
    with wiring.unit_of_work() as session:
        comments.say(session, ordered, "Nhờ @so.giam-doc", people.find(session, "dat-hang"), on=ON)
    guest = portal("so.giam-doc")
    assert "Trả lời trao đổi" in words(guest.page("/work"))
    assert "Đã ghi là bạn đã xem" in words(guest.send("/work/seen", {"code": ordered}).text)
    assert "Trả lời trao đổi" not in words(guest.page("/work"))


def test_work_of_one_sort_has_an_address(portal, ordered):
    said = words(portal("so.chuyen-vien").page("/work?sort=decide"))
    assert ordered in said
    assert ordered not in words(portal("so.chuyen-vien").page("/work?sort=sign"))
    assert portal("so.chuyen-vien").get("/work?sort=nonsense&page=-4").status_code == 200


# The list of tasks.


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?q=CHIET+XUAT", True),
        ("?q=dong+nai", True),
        ("?q=lua+nuoc", False),
        ("?stage=ORDER", True),
        ("?stage=MATCH", False),
        ("?province=Đồng+Nai", True),
        ("?province=Cà+Mau", False),
        ("?organisation=nong+nghiep", True),
        ("?organisation=giao+thong", False),
        ("?due=soon", False),
        ("?due=late", False),
        ("?closet=1", False),
        ("?stage=NONSENSE&due=x&page=900", True),
    ],
)
def test_each_filter_of_the_list_is_an_address(portal, ordered, query, found):
    page = portal("so.chuyen-vien").page(f"/tasks{query}")
    assert (f"/tasks/{ordered}" in page) is found


def test_what_is_late_is_found_and_what_waits_for_others_is_not_late(portal, house, ordered, monkeypatch):
    waiting = house.order()
    house.hand_in_all(waiting, "dat-hang")
    house.decide(waiting, "validity", "so.chuyen-vien", Verdict.SUPPLEMENT, missing=["Thiếu chữ ký"])
    monkeypatch.setenv("TRIPLEHELIX_TODAY", (ON + timedelta(days=60)).isoformat())
    wiring.settings.cache_clear()
    page = portal("so.chuyen-vien").page("/tasks?due=late")
    assert f"/tasks/{ordered}" in page
    assert f"/tasks/{waiting}" not in page
    assert "quá hạn" in words(page)


def test_an_organisation_lists_and_finds_its_own_tasks_alone(portal, house, ordered):
    for page in ("/tasks", "/search?q=collagen", f"/search?q={ordered}"):
        assert f'href="/tasks/{ordered}"' in portal("dat-hang").page(page)
        assert f'href="/tasks/{ordered}"' not in portal("chu-tri").page(page)


def test_a_seat_on_its_council_opens_a_task_to_a_member(portal, house):
    code = house.at("SELECT")
    house.walk(code).hand_in()
    assert code not in portal("hoi-dong.1").page("/tasks")
    house.form(code, "selection-council")
    assert code in portal("hoi-dong.1").page("/tasks")


# The search.


def test_words_without_marks_find_titles_organisations_and_the_text_of_papers(portal, house):
    code = house.order()
    house.submit(code, "order_sheet", "dat-hang", words="Vùng nuôi cá ở Đắk Nông")
    guest = portal("so.chuyen-vien")
    said = words(guest.page("/search?q=dak+nong"))
    assert "Giấy tờ" in said
    assert "«Đắk» «Nông»" in said
    assert "Sở Nông nghiệp" in words(guest.page("/search?q=so+nong+nghiep"))
    assert "Đắk" not in words(portal("chu-tri").page("/search?q=dak+nong")).partition("Tìm thấy")[2]


@pytest.mark.parametrize("query", ["a", "%", "_", "\\", "' or 1=1", "<script>alert(1)</script>", "((("])
def test_odd_words_find_nothing_and_break_nothing(portal, house, query):
    house.order()
    answer = portal("so.chuyen-vien").get("/search", params={"q": query})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert portal("so.chuyen-vien").get("/tasks", params={"q": query}).status_code == 200


def test_a_word_is_found_by_its_beginning_and_not_in_the_middle_of_others(portal, house):
    code = house.order(title="Cạnh tranh của hợp tác xã")
    guest = portal("so.chuyen-vien")
    assert code in guest.page("/search?q=canh+tra")
    assert code not in guest.page("/search?q=anh+ranh")
