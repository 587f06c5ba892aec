"""What a person sees and does in Prefect's own pages: questions, gates, remedies, boards.

All before one browser, which keeps Prefect's scripts once it has them.
"""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from actions.boards import closet_page
from flows import boards
from flows.board import Board
from flows.engine import Engine
from tests.flows.prefect_ui import PATIENCE, PrefectPages
from tests.flows.test_closet_in_prefect import engine, stuck  # noqa: F401 - fixtures
from tests.flows.test_engine import (
    complete_sheet,
    documents_of,
    nobody_else_answers,  # noqa: F401 - the fixture works by itself
    window_of,
)

PERSON, CODE, PARTY = "Tài khoản của người quyết định", "Mã một lần", "Đơn vị được nêu"
NAME = "Xác định đơn vị tiếp nhận"


@pytest.fixture(scope="module")
def visitor(browser):
    context = browser.new_context(locale="vi-VN")
    yield context
    context.close()


@pytest.fixture
def pages(visitor, prefect_server):
    page = visitor.new_page()
    yield PrefectPages(page, prefect_server)
    page.close()


def test_a_stranger_is_asked_for_the_word_and_then_sees_what_the_link_named(
    browser, prefect_server, window, life
):
    run_id = window.draw(life)
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{prefect_server.removesuffix('/api')}/v2/runs/flow-run/{run_id}")
    door = page.get_by_placeholder("admin:pass")
    door.fill("admin:guess")
    page.get_by_role("button", name="Login").click()
    page.get_by_text("Invalid credentials").wait_for()
    assert page.get_by_text("Chờ hội đồng").count() == 0
    door.fill(os.environ["PREFECT_API_AUTH_STRING"])
    page.get_by_role("button", name="Login").click()
    page.get_by_text("Chờ hội đồng").first.wait_for()
    context.close()


def test_a_person_reads_the_question_and_answers_it_in_the_form(pages, window, life):
    run_id = window.draw(life)
    pages.open_run(run_id)
    pages.expect_text("Chờ hội đồng")
    pages.expect_text("Tổ chức chủ trì nộp báo cáo tổng hợp")
    pages.answer(
        "Trả lại để bổ sung",
        {
            PERSON: "so-khcn",
            CODE: "123456",
            "Cần bổ sung những gì": "Báo cáo thử nghiệm",
        },
    )
    pages.expect_sent()
    answer = next(each for each in window.answers() if each.run_id == run_id)
    assert answer.fields == {
        "verdict": "supplement",
        "person": "so-khcn",
        "code": "123456",
        "missing": "Báo cáo thử nghiệm",
    }


def test_a_live_case_stands_on_the_runs_page_as_it_comes(pages, window, case):
    window.draw(case)
    pages.open_runs()
    pages.expect_text(case.name)


def test_the_closet_board_is_read_as_a_page(pages, api):
    Board(api).publish(
        "closet-board-page", "# Kết quả nằm trong ngăn tủ\n\n| Mã | Số ngày |\n|---|---|\n| A | 214 |"
    )
    pages.open_board("closet-board-page")
    pages.expect_text("Kết quả nằm trong ngăn tủ")
    pages.expect_text("214")


# A gate: once with a wrong code, once with the right one.


def test_a_wrong_code_leaves_the_task_waiting_and_the_right_one_moves_it(pages, api, house, ordered):
    from actions import people  # noqa: PLC0415 - after the settings of the house

    turns = Engine(api)
    turns.turn()
    complete_sheet(house, ordered)
    turns.turn()
    run_id = window_of(house, f"task:{ordered}")

    pages.open_run(run_id)
    pages.expect_text("Chờ duyệt đặt hàng")
    pages.answer("Phê duyệt", {PERSON: "so.truong-phong", CODE: "000000"})
    pages.expect_sent()
    turns.turn()
    pages.open_run(run_id)
    pages.expect_text("Chờ duyệt đặt hàng")
    form = pages.open_form()
    form.get_by_text("Chưa ghi nhận quyết định vừa gửi").wait_for()
    assert documents_of(house, ordered) == []

    with house.unit_of_work() as session:
        code = people.current_code(session, "so.truong-phong")
    pages.fill_in(
        form, "Phê duyệt", {PERSON: "so.truong-phong", CODE: code, "Ý kiến": "Phiếu đặt hàng hợp lệ"}
    )
    pages.expect_sent()
    turns.turn()
    pages.open_run(run_id)
    pages.expect_text("Phiếu đặt hàng hợp lệ")
    form = pages.open_form()
    form.get_by_text("Phê duyệt danh mục đặt hàng").first.wait_for()
    assert [paper.paper for paper in documents_of(house, ordered)] == ["order-receipt"]


# A result in the closet: its run, the remedy that is chosen, the board.


def test_a_remedy_is_refused_with_a_wrong_code_and_chosen_with_the_right_one(
    pages,
    engine,  # noqa: F811 - a fixture
    house,
    api,
    stuck,  # noqa: F811 - a fixture
):
    from actions import people, wiring  # noqa: PLC0415 - after the settings of the house

    run_id = window_of(house, f"case:{stuck}")
    key = api.read_flow_run(run_id).state.state_details.pause_key
    fields = {PERSON: "so.truong-phong", PARTY: "Hợp tác xã Dừa", "Ai thực hiện": "Ban giám đốc hợp tác xã"}
    wrong = {"verdict": NAME, "person": "so.truong-phong", "party": fields[PARTY], "code": "000000"}
    api.resume_flow_run(run_id, run_input=wrong | {"who": "Ban giám đốc hợp tác xã"})
    assert "mã một lần không đúng" in engine.turn().heard[0].refusal
    run = api.read_flow_run(window_of(house, f"case:{stuck}"))
    assert (run.state_type, run.state.state_details.pause_key) == ("PAUSED", key)
    pages.open_run(run.id)
    form = pages.open_form()
    form.get_by_text("Chưa ghi nhận biện pháp vừa gửi").wait_for()

    with wiring.unit_of_work() as session:
        code = people.current_code(session, "so.truong-phong")
    pages.fill_in(form, NAME, {**fields, CODE: code})
    pages.expect_sent()
    assert [each.refusal for each in engine.turn().heard] == [""]
    run = api.read_flow_run(window_of(house, f"case:{stuck}"))
    assert run.state.state_details.pause_key != key
    pages.open_run(run.id)
    pages.expect_text(f"Trưởng phòng Quản lý khoa học chọn biện pháp «{NAME}»")
    pages.expect_text("Ban hành Thông báo xác định đơn vị tiếp nhận kết quả số 01/TB-SKHCN")
    form = pages.open_form()
    form.get_by_text("Ban giám đốc hợp tác xã thực hiện").wait_for()
    assert "/papers/" in form.get_by_role("link", name="01/TB-SKHCN").get_attribute("href")


def test_a_manager_sees_the_chart_and_the_counts_on_the_board(pages, api, house, stuck):  # noqa: F811 - a fixture
    boards.publish(Board(api), house.today())
    pages.open_board(closet_page.BOARD_KEY)
    chart = pages.page.get_by_role("img", name="kết quả trong ngăn tủ")
    expect(chart).to_be_visible(timeout=PATIENCE)
    assert chart.evaluate("picture => picture.naturalWidth") > 0
    pages.expect_text(stuck)
    pages.expect_text("Theo số ngày nằm chờ")
