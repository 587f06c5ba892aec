"""The status page: what anybody may see at a glance, in Vietnamese first, and safe to open."""

import asyncio
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import httpx
import pytest

from actions import links, wiring
from actions.boards import ClosetFigures, ClosetRow, Comparison, Places, StatusBoard, Stay, Value
from actions.boards.acting import Acting
from actions.boards.places import Standing
from documents import charts
from models.errors import Unavailable
from models.language import Role, Severity
from models.lifecycle import STAGES
from models.permissions import Actor
from portal.health import Probes
from portal.visits import Visit
from portal.web import create_app

TODAY = date(2026, 11, 22)
OFFICER = Visit(
    Actor(1, "so.chuyen-vien", "Chuyên viên", 1, frozenset({Role.DOST_OFFICER})), "Sở", "vi", "0" * 64
)


ROW = ClosetRow(
    code="BT-2019-004",
    title="Quy trình sản xuất thạch dừa <thô>",
    province="Bến Tre",
    headline_code="NO_RECIPIENT",
    headline_vi="Chưa có nơi tiếp nhận kết quả",
    causes=("NO_RECIPIENT",),
    severity=Severity.HIGH,
    days=1214,
    bucket=">1095",
    responsible_vi="Cơ quan đặt hàng",
    acting=Acting(
        who="Giám đốc Sở Khoa học và Công nghệ",
        days_overdue=70,
        what="Chỉ định nơi tiếp nhận",
        due_on=date(2026, 11, 1),
        result="Văn bản chỉ định",
        responsible="Cơ quan đặt hàng",
        authority="Giám đốc Sở",
        remedy="Xác định đơn vị tiếp nhận",
    ),
    value=Value(Decimal(1_250_000_000), "kinh phí"),
)


def standing(stage, *days, overdue=0):
    """Tasks in a stage, by the days for which each has stood there; the first ones are overdue."""
    return Standing(
        STAGES[stage],
        tuple(
            Stay(f"DN-2026-{number:03d}", "Collagen", "Đồng Nai", STAGES[stage], each, None,
                 int(number < overdue), stopped=False)
            for number, each in enumerate(days)
        ),
    )  # fmt: skip


def figures(*, closet=(ROW,), stages=None, tasks=1234, waiting=3, parked=0):
    """The figures of a day."""
    lived = (standing("ORDER", *[3] * 1200), standing("TRANSFER", 400, *[95] * 33, overdue=2))
    return StatusBoard(
        tasks=tasks,
        places=Places(TODAY, lived if stages is None else stages),
        figures=ClosetFigures(
            TODAY, tuple(closet), Comparison(date(2026, 10, 22), 4, ("BT-2019-004",), (), Counter()), ()
        ),
        waiting=waiting,
        parked=parked,
    )


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    """The keys of forms are made with the installation's secret."""
    monkeypatch.setenv("TRIPLEHELIX_SECRET_KEY", "0" * 32)
    wiring.forget()
    yield
    wiring.forget()


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


def portal(board=figures, *, database=True, prefect=True) -> Visitor:
    return Visitor(
        create_app(
            board=board,
            probes=Probes(database=lambda: database, prefect=lambda: prefect),
            today=lambda: TODAY,
            visitor=lambda _request: OFFICER,
        )
    )


def page(board=figures, **services) -> str:
    return portal(board, **services).get("/status").text


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
    text = page(lambda: figures(closet=[replace(ROW, days=None)]))
    assert "chưa rõ" in text


def test_what_a_title_holds_is_never_taken_for_markup():
    text = page()
    assert "<thô>" not in text
    assert "&lt;thô&gt;" in text


def test_tasks_are_counted_by_stage_and_age_with_links_into_prefect():
    text = page()
    assert "1.200" in text
    assert "1.234" in text
    assert re.search(r'href="http://127\.0\.0\.1:\d+/v2/runs\?[^"]*tags=stage%3Atransfer', text)
    assert "start=2000-01-01" in text
    transfer = text[text.index("tags=stage%3Atransfer") :]
    cells = re.findall(r'<td class="figure">(.*?)</td>', transfer[: transfer.index("</tr>")])
    assert [re.sub(r"<[^>]+>", "", cell) for cell in cells] == ["34", "2", "–", "33", "–", "1", "–", "–"]
    assert "lâu nhất" in transfer
    assert "400 ngày" in transfer


def test_a_house_whose_tasks_have_all_ended_is_not_an_empty_one():
    text = page(lambda: figures(stages=(), closet=(), tasks=7))
    assert "Mọi nhiệm vụ đã kết thúc" in text
    assert "./triplehelix import" not in text


def test_who_must_act_now_stands_with_the_step_and_its_day():
    text = page()
    for word in ("Giám đốc Sở Khoa học và Công nghệ", "Chỉ định nơi tiếp nhận", "hạn 01/11/2026"):
        assert word in text
    assert "Biện pháp quá hạn: <strong>1</strong>" in text
    assert "từ đó vào 1, ra 0" in text


def test_an_empty_house_says_how_to_begin():
    text = page(lambda: figures(stages=(), closet=(), tasks=0))
    assert "Chưa có nhiệm vụ nào" in text
    assert "./triplehelix import" in text


def test_work_that_failed_too_often_is_shown():
    assert "2 việc bị treo" in page(lambda: figures(parked=2))


def test_more_cases_than_the_page_holds_are_one_click_away():
    text = page(lambda: figures(closet=[replace(ROW, code=f"T-{n}") for n in range(53)]))
    assert "Còn 3 trường hợp nữa" in text
    assert "T-52" not in text


def test_without_a_database_the_page_opens_and_says_what_to_do():
    def board():
        raise Unavailable("Cơ sở dữ liệu không trả lời.", "Hãy chạy ./triplehelix doctor.")

    answer = portal(board, database=False).get("/status")
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
        pytest.param(figures, "/status", 200, id="the page"),
        pytest.param(figures, "/nowhere", 404, id="a page that is not there"),
        pytest.param(explode, "/status", 500, id="a failure of ours"),
        pytest.param(figures, "/static/house.css", 200, id="the stylesheet"),
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
    assert not re.search(r"<script(?![^>]* src=\"/static/)", text)
    assert "<style" not in text
    assert " style=" not in text
    assert not re.search(r'(?:src|<link[^>]*href)="(?:https?:)?//', text)


def test_errors_are_sentences_and_show_nothing_of_the_inside():
    missing = portal().get("/nowhere")
    assert "Không tìm thấy trang" in missing.text
    broken = portal(explode).get("/status")
    assert "Hệ thống gặp lỗi" in broken.text
    assert "ZeroDivisionError" not in broken.text


def test_no_other_name_reaches_the_portal():
    """A foreign page that points its own name at our address must not read what stands here."""
    assert portal().get("/status", host="evil.example").status_code == 400


def test_there_is_no_unguarded_description_of_the_interface():
    assert portal().get("/docs").status_code == 404
    assert portal().get("/openapi.json").status_code == 404


@pytest.fixture
def kept_chart(tmp_path, monkeypatch):
    """A chart that the archive of a house keeps, by its hash."""
    monkeypatch.setenv("TRIPLEHELIX_HOME", str(tmp_path))
    monkeypatch.setenv("TRIPLEHELIX_SECRET_KEY", "0" * 32)
    wiring.forget()
    drawn = charts.svg(charts.Chart("Ngăn tủ", "Hai kết quả", ()))
    yield wiring.archive().put(drawn.encode(), media_type="image/svg+xml")
    wiring.forget()


def chart_path(sha256):
    return links.chart_link(sha256).removeprefix(wiring.settings().portal_url)


def test_prefect_may_show_a_chart_and_nothing_in_it_runs(kept_chart):
    answer = portal().get(chart_path(kept_chart))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert charts.STYLE_HASH in policy
    assert "unsafe" not in policy


def test_a_chart_is_for_whoever_holds_its_link(kept_chart):
    visitor = portal()
    assert visitor.get(f"/charts/{kept_chart}").status_code == 404
    assert visitor.get(f"/charts/{kept_chart}?key={links.paper_key(kept_chart)}").status_code == 404
    assert visitor.get(chart_path("0" * 64)).status_code == 404
