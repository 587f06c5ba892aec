"""When things do not go smoothly: two people at once, a session that ends in a form, the back button."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select

from actions import people, wiring
from models.tables import Person, PortalSession

LONG = "Kính đề nghị tổ chức chủ trì làm rõ\nđịnh mức nguyên liệu cho 500 kg sản phẩm."


@pytest.fixture
def ordered(site):
    """A task whose order is checked next, by the officer or by the head."""
    code = site.house.order()
    site.house.hand_in_all(code, "dat-hang")
    return code


def session_ends(handle):
    with wiring.unit_of_work() as session:
        person = session.scalars(select(Person).where(Person.handle == handle)).one()
        session.execute(delete(PortalSession).where(PortalSession.person_id == person.id))
        person.last_step = 0


def decisions(site, code):
    return [made.verdict for entry in site.house.dossier(code).entries for made in entry.decisions]


def test_of_two_who_decide_at_once_one_decides_and_the_other_is_told(site, ordered):
    both = [site.comes(handle) for handle in ("so.chuyen-vien", "so.truong-phong")]
    for somebody in both:
        somebody.goes(f"/tasks/{ordered}/decide/validity")
        somebody.page.get_by_label("Phê duyệt", exact=True).check()
    for somebody in both:
        somebody.page.evaluate("document.querySelector('form[data-keep] button[type=submit]').click()")
    for somebody in both:
        expect(somebody.page.locator("[role=status], .trouble, [role=alert]").first).to_be_visible()
    assert len(decisions(site, ordered)) == 1
    said = [somebody.reads() for somebody in both]
    assert sum(f"{ordered}: " in each and "Việc của tôi" in each for each in said) == 1
    assert sum("Chưa làm được" in each for each in said) == 1


def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing_that_was_typed(site, ordered):
    officer = site.enters("so.chuyen-vien").goes(f"/tasks/{ordered}")
    officer.page.get_by_label("Ý kiến của bạn").fill(LONG)
    session_ends("so.chuyen-vien")
    officer.presses("Gửi ý kiến")
    expect(officer.page.get_by_role("status").first).to_contain_text("những gì bạn đã nhập vẫn còn")
    with wiring.unit_of_work() as session:
        code = people.current_code(session, "so.chuyen-vien")
    officer.fills({"Tài khoản": "so.chuyen-vien", "Mật khẩu": site.password, "Mã một lần": code})
    officer.presses("Đăng nhập")
    officer.page.wait_for_url(f"**/tasks/{ordered}")
    expect(officer.page.get_by_label("Ý kiến của bạn")).to_have_value(LONG)
    officer.presses("Gửi ý kiến")
    expect(officer.page.locator(".talk .said")).to_have_text(LONG)
    officer.page.reload()
    expect(officer.page.get_by_label("Ý kiến của bạn")).to_have_value("")


def test_the_back_button_after_a_decision_shows_what_is_and_sends_nothing_again(site, ordered):
    officer = site.comes("so.chuyen-vien").goes("/work")
    officer.waiting(ordered).locator(".go a").first.click()
    officer.page.get_by_label("Phê duyệt", exact=True).check()
    officer.presses("Ghi quyết định")
    expect(officer.page.get_by_role("status").first).to_contain_text(ordered)
    officer.page.go_back()
    expect(officer.page.get_by_role("alert")).to_contain_text("đang chờ: Phê duyệt danh mục đặt hàng")
    expect(officer.page.locator("main").get_by_role("button", name="Ghi quyết định")).to_have_count(0)
    assert len(decisions(site, ordered)) == 1


def test_the_back_button_after_an_order_finds_the_order_and_no_second_one(site):
    orderer = site.comes("dat-hang").goes("/orders/new")
    orderer.fills({"Tên nhiệm vụ": "Ướp lạnh sầu riêng"})
    orderer.presses("Lưu nháp")
    expect(orderer.page.get_by_role("status").first).to_be_visible()
    orderer.page.go_back()
    orderer.goes("/orders")
    expect(orderer.page.locator(".drafts > li").filter(has_text="Ướp lạnh sầu riêng")).to_have_count(1)
