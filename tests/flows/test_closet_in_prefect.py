"""A result in the closet, as managers meet it in Prefect: its run, its board, the remedy that they choose."""

from __future__ import annotations

import csv

import pytest
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

from actions.boards.closet_page import BOARD_KEY, TABLE_KEY
from flows.closet import sweep
from flows.engine import Engine
from tests.flows.prefect_ui import PrefectPages
from tests.flows.test_engine import nobody_else_answers, window_of  # noqa: F401 - the fixture works by itself


@pytest.fixture
def stuck(house, tmp_path):
    """The code of a listed result that nobody has put to use; of a year that no other test imports."""
    from actions import imports  # noqa: PLC0415 - after the settings of the house

    listed = tmp_path / "danh-sach.csv"
    row = {
        "title_vi": "Bảo quản trái dừa tươi",
        "province": "Bến Tre",
        "start": "1999-03",
        "end": "2001-02",
        "accepted_on": "2001-05",
        "applied": "no",
    }
    with listed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    found = imports.import_file(listed, None, on=house.today())
    assert found.rejects == []
    return found.codes[0]


@pytest.fixture
def engine(api, stuck):
    engine = Engine(api)
    assert not [kept.error for kept in engine.keep_all() if kept.error]
    return engine


def board(api, key):
    found = api.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])), limit=50)
    return max(found, key=lambda each: each.created).data


def test_a_stuck_result_gets_a_run_of_its_own_that_names_the_cause(engine, house, api, stuck):
    case = api.read_flow_run(window_of(house, f"case:{stuck}"))
    assert case.state_type == "PAUSED"
    assert case.name.startswith(f"Trong ngăn tủ · {stuck}")
    assert {"closet", f"case:{stuck}"} < set(case.tags)
    assert any(tag.startswith("closet:") for tag in case.tags)
    life = api.read_flow_run(window_of(house, f"task:{stuck}"))
    assert "closet" in life.tags
    assert stuck in board(api, BOARD_KEY)
    assert stuck in board(api, TABLE_KEY)
    assert sweep(engine.studio, house.today())["standing"] == 1


NAME = "Xác định đơn vị tiếp nhận"
PERSON, CODE, PARTY = "Tài khoản của người quyết định", "Mã một lần", "Đơn vị được nêu"


@pytest.fixture
def pages(browser, prefect_server):
    page = browser.new_page(locale="vi-VN")
    yield PrefectPages(page, prefect_server)
    page.close()


def test_a_remedy_is_refused_with_a_wrong_code_and_chosen_with_the_right_one(
    pages, engine, house, api, stuck, tmp_path
):
    from actions import people, wiring  # noqa: PLC0415 - after the settings of the house

    run_id = window_of(house, f"case:{stuck}")
    key = api.read_flow_run(run_id).state.state_details.pause_key
    fields = {PERSON: "so.truong-phong", PARTY: "Hợp tác xã Dừa", "Ai thực hiện": "Ban giám đốc hợp tác xã"}
    pages.open_run(run_id)
    pages.answer(NAME, {**fields, CODE: "000000"})
    pages.expect_sent()
    assert "mã một lần không đúng" in engine.turn().heard[0].refusal
    run = api.read_flow_run(window_of(house, f"case:{stuck}"))
    assert (run.state_type, run.state.state_details.pause_key) == ("PAUSED", key)
    pages.open_run(run.id)
    pages.open_form().get_by_text("Chưa ghi nhận biện pháp vừa gửi").wait_for()
    pages.picture(tmp_path / "refused.png")

    with wiring.unit_of_work() as session:
        code = people.current_code(session, "so.truong-phong")
    pages.open_run(run.id)
    pages.answer(NAME, {**fields, CODE: code})
    pages.expect_sent()
    assert [each.refusal for each in engine.turn().heard] == [""]
    run = api.read_flow_run(window_of(house, f"case:{stuck}"))
    assert run.state.state_details.pause_key != key
    pages.open_run(run.id)
    pages.expect_text(f"Trưởng phòng Quản lý khoa học chọn biện pháp «{NAME}»")
    pages.expect_text("Ban hành Thông báo xác định đơn vị tiếp nhận kết quả số 01/TB-SKHCN")
    pages.picture(tmp_path / "journal.png")
    form = pages.open_form()
    form.get_by_text("Ban giám đốc hợp tác xã thực hiện").wait_for()
    assert "/papers/" in form.get_by_role("link", name="01/TB-SKHCN").get_attribute("href")
    pages.picture(tmp_path / "chosen.png")
