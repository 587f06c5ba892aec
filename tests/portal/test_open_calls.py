"""What stands open: a call that any institute reads, a valuing that any valuer reads; and nothing more."""

import pytest

from actions import wiring
from models.language import Method
from models.tables import Comment
from tests.actions.houses import ON
from tests.portal.conftest import words

CALLED = "Bảo quản sầu riêng sau thu hoạch"
VALUED = "Chế phẩm sinh học từ vỏ cà phê"


@pytest.fixture
def open_to_all(house):
    """A call, published and without a host; and a result whose valuing is open."""
    called = house.at(
        "CALL", host=None, sheet={"title": CALLED}, method=Method.SELECTION.value, files_opened_on=None
    )
    valued = house.at("VALUE", sheet={"title": VALUED})
    with wiring.unit_of_work() as session:
        task = house.dossier(valued)
        session.add(Comment(task_id=task.id, person_id=1, text="Giá sàn nên giữ kín", on=ON))
    return called, valued


def test_whoever_may_host_finds_the_call_reads_what_is_asked_and_hands_in(open_to_all, portal):
    called, _ = open_to_all
    guest = portal("chu-tri")
    assert CALLED in guest.page("/tasks")
    assert CALLED in guest.page("/search?q=sau+rieng")
    page = guest.page(f"/tasks/{called}")
    assert "Đơn đăng ký chủ trì" in words(page)
    assert "Cơ quan đặt hàng" in words(page)
    assert f"/tasks/{called}/submit/host_application" in page
    guest.page(f"/tasks/{called}/submit/host_application")


def test_a_valuer_finds_what_is_to_be_valued_and_reads_nobodys_papers_or_talk(open_to_all, portal, house):
    called, valued = open_to_all
    guest = portal("dinh-gia")
    listed = guest.page("/tasks")
    assert VALUED in listed
    assert CALLED not in listed
    page = guest.page(f"/tasks/{valued}")
    assert "valuation_certificate" in page
    assert "Giá sàn" not in page
    assert guest.get(f"/tasks/{valued}/journal").status_code == 404
    assert guest.get(f"/tasks/{called}").status_code == 404


@pytest.mark.parametrize("handle", ["hoi-dong.1", "dinh-gia"])
def test_who_may_not_host_finds_no_call(open_to_all, portal, handle):
    called, _ = open_to_all
    guest = portal(handle)
    for path in ("/tasks", "/search?q=sau+rieng"):
        assert CALLED not in guest.page(path)
    assert guest.get(f"/tasks/{called}").status_code == 404
    assert guest.get(f"/tasks/{called}/call").status_code in {403, 404}


def test_before_its_day_nobody_is_told_of_a_call(house, portal):
    code = house.at("CALL", host=None, sheet={"title": CALLED}, call_published_on=None, files_opened_on=None)
    guest = portal("chu-tri")
    assert CALLED not in guest.page("/tasks")
    assert guest.get(f"/tasks/{code}").status_code == 404
