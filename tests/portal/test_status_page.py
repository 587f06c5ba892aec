"""How the portal and its services stand, and what every answer forbids browsers to do."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import pytest

from actions import links, wiring
from documents import charts
from models.language import Role
from models.permissions import Actor
from portal.health import Probes
from portal.visits import Visit
from portal.web import create_app

OFFICER = Visit(
    Actor(1, "so.chuyen-vien", "Chuyên viên", 1, frozenset({Role.DOST_OFFICER})), "Sở", "vi", "0" * 64
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


def portal(*, database=True, prefect=True, schema=True, visitor=lambda _request: OFFICER) -> Visitor:
    probes = Probes(database=lambda: database, prefect=lambda: prefect, schema=lambda: schema)
    return Visitor(create_app(probes=probes, visitor=visitor))


def page(path="/boards/services", **services) -> str:
    return portal(**services).get(path).text


def test_without_a_database_the_services_are_told_of_all_the_same():
    answer = portal(database=False).get("/boards/services")
    assert answer.status_code == 200
    assert "Không trả lời" in answer.text
    assert "Đang hoạt động" in answer.text
    assert "Running" not in answer.text


def test_it_lives_as_long_as_it_answers_and_is_ready_once_its_services_are():
    down = portal(database=False)
    assert down.get("/health").text == "ok"
    assert down.get("/ready").status_code == 503
    assert down.get("/ready").json()["parts"] == {"database": False, "schema": False, "archive": True}
    assert portal().get("/ready").status_code == 200
    assert portal(schema=False).get("/readyz").status_code == 503


def test_it_serves_people_while_prefect_is_away():
    assert portal(prefect=False).get("/ready").status_code == 200


def explode(_request):
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("visitor", "path", "status"),
    [
        pytest.param(lambda _request: OFFICER, "/boards/services", 200, id="a page"),
        pytest.param(lambda _request: OFFICER, "/nowhere", 404, id="a page that is not there"),
        pytest.param(lambda _request: OFFICER, "/static/house.css", 200, id="the stylesheet"),
    ],
)
def test_every_answer_forbids_scripts_frames_and_foreign_resources(visitor, path, status):
    _is_shut(portal(visitor=visitor).get(path), status)


def test_a_failure_of_ours_is_as_shut_as_any_page(monkeypatch):
    monkeypatch.setattr(Probes, "readiness", explode)
    _is_shut(portal().get("/readyz"), 500)


def _is_shut(answer, status):
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


def test_errors_are_sentences_and_show_nothing_of_the_inside(monkeypatch):
    missing = portal().get("/nowhere")
    assert "Không tìm thấy trang" in missing.text
    monkeypatch.setattr(Probes, "readiness", explode)
    broken = portal().get("/readyz")
    assert "Hệ thống gặp lỗi" in broken.text
    assert "ZeroDivisionError" not in broken.text


def test_no_other_name_reaches_the_portal():
    """A foreign page that points its own name at our address must not read what stands here."""
    assert portal().get("/boards/services", host="evil.example").status_code == 400


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
