"""The status page: what anybody may see at a glance, in Vietnamese first, and safe to open."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

import httpx
import pytest

from models.errors import Unavailable
from portal.health import Probes
from portal.web import create_app

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Row:
    code: str = "BT-2019-004"
    title: str = "Quy trình sản xuất thạch dừa <thô>"
    province: str = "Bến Tre"
    headline_code: str = "NO_RECIPIENT"
    headline_vi: str = "Chưa có nơi tiếp nhận kết quả"
    days: int | None = 1214
    responsible_vi: str = "Cơ quan đặt hàng"
    next_step_vi: str = "Chỉ định nơi tiếp nhận"


@dataclass(frozen=True)
class Figures:
    tasks_by_stage: tuple = (
        ("order", "Đặt hàng", "Order", 1200),
        ("transfer", "Chuyển giao", "Transfer", 34),
    )
    closet: tuple = (Row(),)
    waiting: int = 3
    parked: int = 0


@dataclass(frozen=True)
class Visitor:
    """Somebody who opens pages of a portal; no network lies between."""

    app: object

    def get(self, path: str, host: str = "127.0.0.1") -> httpx.Response:
        async def visit():
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as browser:
                return await browser.get(path)

        # A thread of its own: a browser that other tests have open keeps a loop running in this one.
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(asyncio.run, visit()).result()


def portal(board=Figures, *, database=True, prefect=True) -> Visitor:
    return Visitor(
        create_app(
            board=board,
            probes=Probes(database=lambda: database, prefect=lambda: prefect),
            today=lambda: TODAY,
        )
    )


def page(board=Figures, **services) -> str:
    return portal(board, **services).get("/").text


def test_it_speaks_vietnamese_first_with_english_beside():
    text = page()
    assert '<html lang="vi">' in text
    assert text.index("Kết quả còn nằm trong ngăn tủ") < text.index("Results stuck in the closet")
    assert "22/11/2026" in text


def test_a_stuck_result_stands_with_its_cause_its_days_and_who_must_act():
    text = page()
    for word in ("BT-2019-004", "Chưa có nơi tiếp nhận kết quả", "1.214", "Cơ quan đặt hàng"):
        assert word in text


def test_days_that_nobody_knows_are_not_invented():
    text = page(lambda: replace(Figures(), closet=(Row(days=None),)))
    assert "chưa rõ" in text


def test_what_a_title_holds_is_never_taken_for_markup():
    text = page()
    assert "<thô>" not in text
    assert "&lt;thô&gt;" in text


def test_tasks_are_counted_stage_by_stage_with_links_into_prefect():
    text = page()
    assert "1.200" in text
    assert "1.234" in text
    assert re.search(r'href="http://127\.0\.0\.1:\d+/v2/runs\?[^"]*tags=stage%3Atransfer', text)
    assert "start=2000-01-01" in text


def test_an_empty_house_says_how_to_begin():
    text = page(lambda: replace(Figures(), tasks_by_stage=(), closet=()))
    assert "Chưa có nhiệm vụ nào" in text
    assert "./triplehelix import" in text


def test_work_that_failed_too_often_is_shown():
    assert "2 việc bị treo" in page(lambda: replace(Figures(), parked=2))


def test_more_cases_than_the_page_holds_are_one_click_away():
    text = page(lambda: replace(Figures(), closet=tuple(Row(code=f"T-{n}") for n in range(53))))
    assert "Còn 3 trường hợp nữa" in text
    assert "T-52" not in text


def test_without_a_database_the_page_opens_and_says_what_to_do():
    def board():
        raise Unavailable("Cơ sở dữ liệu không trả lời.", "Hãy chạy ./triplehelix doctor.")

    answer = portal(board, database=False).get("/")
    assert answer.status_code == 503
    assert "Cơ sở dữ liệu không trả lời." in answer.text
    assert "./triplehelix doctor" in answer.text
    assert "Không trả lời" in answer.text


def test_it_lives_as_long_as_it_answers_and_is_ready_once_its_services_are():
    down = portal(prefect=False)
    assert down.get("/healthz").text == "ok"
    assert down.get("/readyz").status_code == 503
    assert down.get("/readyz").json() == {"ready": False, "services": {"PostgreSQL": True, "Prefect": False}}
    assert portal().get("/readyz").status_code == 200


def explode():
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("board", "path", "status"),
    [
        pytest.param(Figures, "/", 200, id="the page"),
        pytest.param(Figures, "/nowhere", 404, id="a page that is not there"),
        pytest.param(explode, "/", 500, id="a failure of ours"),
        pytest.param(Figures, "/static/house.css", 200, id="the stylesheet"),
    ],
)
def test_every_answer_forbids_scripts_frames_and_foreign_resources(board, path, status):
    answer = portal(board).get(path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_page_keeps_to_its_own_policy():
    text = page()
    assert "<script" not in text
    assert "<style" not in text
    assert " style=" not in text
    assert not re.search(r'(?:src|<link[^>]*href)="(?:https?:)?//', text)


def test_errors_are_sentences_and_show_nothing_of_the_inside():
    missing = portal().get("/nowhere")
    assert "Không tìm thấy trang" in missing.text
    broken = portal(explode).get("/")
    assert "Hệ thống gặp lỗi" in broken.text
    assert "ZeroDivisionError" not in broken.text


def test_no_other_name_reaches_the_portal():
    """A foreign page that points its own name at our address must not read what stands here."""
    assert portal().get("/", host="evil.example").status_code == 400


def test_there_is_no_unguarded_description_of_the_interface():
    assert portal().get("/docs").status_code == 404
    assert portal().get("/openapi.json").status_code == 404
