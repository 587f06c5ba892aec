"""What a person sees and does in Prefect's own pages."""

from __future__ import annotations

import pytest

from tests.flows.prefect_ui import PrefectPages


@pytest.fixture
def pages(browser, prefect_server):
    page = browser.new_page(locale="vi-VN")
    yield PrefectPages(page, prefect_server)
    page.close()


def test_a_person_reads_the_question_and_answers_it_in_the_form(pages, window, life):
    run_id = window.draw(life)
    pages.open_run(run_id)
    pages.expect_text("Chờ hội đồng")
    pages.expect_text("Tổ chức chủ trì nộp báo cáo tổng hợp")
    pages.answer(
        "Trả lại để bổ sung",
        {
            "Tài khoản của người quyết định": "so-khcn",
            "Mã một lần": "123456",
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
    from flows.board import Board  # noqa: PLC0415 - after the settings of the test run

    Board(api).publish(
        "closet-board-page", "# Kết quả nằm trong ngăn tủ\n\n| Mã | Số ngày |\n|---|---|\n| A | 214 |"
    )
    pages.open_board("closet-board-page")
    pages.expect_text("Kết quả nằm trong ngăn tủ")
    pages.expect_text("214")
