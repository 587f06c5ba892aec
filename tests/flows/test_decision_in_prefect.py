"""A gate decided in Prefect's own pages: once with a wrong code, once with the right one."""

from __future__ import annotations

import pytest

from flows.engine import Engine
from tests.flows.prefect_ui import PrefectPages
from tests.flows.test_engine import complete_sheet, documents_of, window_of


@pytest.fixture
def pages(browser, prefect_server):
    page = browser.new_page(locale="vi-VN")
    yield PrefectPages(page, prefect_server)
    page.close()


def test_a_wrong_code_leaves_the_task_waiting_and_the_right_one_moves_it(
    pages, api, house, ordered, tmp_path
):
    from actions import people  # noqa: PLC0415 - after the settings of the house

    engine = Engine(api)
    engine.turn()
    complete_sheet(house, ordered)
    engine.turn()
    run_id = window_of(house, f"task:{ordered}")

    pages.open_run(run_id)
    pages.expect_text("Chờ duyệt đặt hàng")
    pages.answer("Phê duyệt", {"Tài khoản của người quyết định": "so.truong-phong", "Mã một lần": "000000"})
    pages.expect_sent()
    engine.turn()
    pages.open_run(run_id)
    pages.expect_text("Chờ duyệt đặt hàng")
    form = pages.open_form()
    form.get_by_text("Chưa ghi nhận quyết định vừa gửi").wait_for()
    pages.picture(tmp_path / "refused.png")
    assert documents_of(house, ordered) == []

    with house.unit_of_work() as session:
        code = people.current_code(session, "so.truong-phong")
    pages.open_run(run_id)
    pages.answer(
        "Phê duyệt",
        {
            "Tài khoản của người quyết định": "so.truong-phong",
            "Mã một lần": code,
            "Ý kiến": "Phiếu đặt hàng hợp lệ",
        },
    )
    pages.expect_sent()
    engine.turn()
    pages.open_run(run_id)
    pages.expect_text("Phiếu đặt hàng hợp lệ")
    pages.picture(tmp_path / "moved.png")
    form = pages.open_form()
    form.get_by_text("Phê duyệt danh mục đặt hàng").first.wait_for()
    pages.picture(tmp_path / "next.png")
    assert [paper.paper for paper in documents_of(house, ordered)] == ["order-receipt"]
