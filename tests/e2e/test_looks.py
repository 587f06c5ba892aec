"""Every room as people with little sight, small telephones or no mouse meet it: axe, widths, keyboard, print.

Which rooms there are is found by following every link as several roles; nothing is listed here by hand.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

import pypdfium2
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect
from starlette.testclient import TestClient

from actions import doors, wiring
from models import queries
from portal.health import Probes
from portal.visits import COOKIE
from portal.web import create_app
from tests.actions.conftest import copied
from tests.e2e.conftest import opened
from tests.portal.conftest import Guest
from tests.portal.crawling import crawl, kind_of
from tests.portal.town import furnish

ROLES = ("so.giam-doc", "chu-tri", "hoi-dong.1", "tiep-nhan", "so.quan-tri", "so.chuyen-vien", "dat-hang")
AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
    "iframes": False,
}
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
    "resultTypes": ["violations"],
    "iframes": False,
}
TELEPHONE, HALF = 360, 640
"""Widths in CSS pixels: a small telephone; a screen of 1280 at 200 % zoom."""
ALIKE = {"exclude": [["tbody > tr:nth-child(n+12)"], ["li:nth-child(n+12)"]]}
"""What axe need not look at: the rows of a long list, but for the first ones."""
OWN = {"/work", "/tasks/{code}", "/councils/{code}/{gate}"}
"""Pages that are other pages for each role."""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def town_site(postgres_server, published, browser, tmp_path_factory):
    """A portal of a town with the published tasks and tasks at several stages."""
    with copied(postgres_server, published, tmp_path_factory.mktemp("looks")) as house:
        town = furnish(house)
        with opened(house, browser) as site:
            yield site, town


@pytest.fixture(scope="module")
def rooms(town_site):
    """One address of every page, for the first role that finds it; the pages of one's own for every role."""
    _, town = town_site
    starts = ["/work", *(f"/tasks/{quote(code)}" for code in town.values())]
    found, known = {}, set()
    app = create_app(probes=Probes(database=lambda: True, prefect=lambda: True))
    for handle in ROLES:
        with wiring.unit_of_work() as session:
            person = session.scalars(queries.people_by_handles([handle])).one()
            key = doors.admit(session, person)
        with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
            client.cookies.set(COOKIE, key)
            pages = {
                kind_of(page.path): page.path for page in reversed(crawl(Guest(client), starts)) if page.tags
            }
        found[handle] = [path for kind, path in reversed(pages.items()) if kind in OWN or kind not in known]
        known |= pages.keys()
    return {"": ["/", "/enter", "/forgotten", "/verify"], **found}


@pytest.mark.parametrize("handle", ["", *ROLES])
def test_every_room_is_open_to_everybody_in_light_and_dark_and_at_any_width(town_site, rooms, handle):
    site, _ = town_site
    somebody = site.comes(handle, viewport={"width": 1280, "height": 900}, color_scheme="light")
    page, faults, seen_dark = somebody.page, [], set()
    for path in rooms[handle]:
        somebody.goes(path).page.evaluate(AXE_SCRIPT)
        faults += _told(path, "sáng", _axe(page, AXE))
        if _room_of(path) not in seen_dark:
            # The colours of the night stand once, in the stylesheet: one page of each room tells them all.
            seen_dark.add(_room_of(path))
            page.emulate_media(color_scheme="dark")
            faults += _told(path, "tối", _axe(page, COLOURS))
            page.emulate_media(color_scheme="light")
        for width in (HALF, TELEPHONE):
            page.set_viewport_size({"width": width, "height": 800})
            over = page.evaluate(OVERFLOW)
            if over > 0:
                faults.append(f"{path} at {width} px: {over} px too wide: {_widest(page)}")
        page.set_viewport_size({"width": 1280, "height": 900})
    site.all_leave()
    assert not faults, "\n".join(faults)


def _room_of(path):
    return path.strip("/").partition("/")[0]


def _axe(page, options):
    return page.evaluate("([context, options]) => axe.run(context, options)", [ALIKE, options])


def _told(path, scheme, results):
    return [
        f"{path} ({scheme}) {each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for each in results["violations"]
        for node in each["nodes"][:2]
    ]


def _widest(page):
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")]
        .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1
          && !each.closest(".scroll, .menu"))
        .slice(0, 3).map((each) => each.outerHTML.slice(0, 90))"""
    )


def test_the_first_key_leads_past_the_bar_and_the_focus_is_seen(town_site):
    site, _ = town_site
    page = site.comes("so.chuyen-vien").goes("/work").page
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Đến nội dung chính")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("Tab")
    shape = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert shape == "solid"
    site.all_leave()


def test_a_form_is_filled_in_and_sent_by_keys_alone(town_site):
    site, town = town_site
    page = site.comes("so.chuyen-vien").goes(f"/tasks/{town['own']}").page
    page.get_by_label("Ý kiến của bạn").focus()
    page.keyboard.type("Đề nghị nộp báo cáo kỳ II")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Gửi ý kiến")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Đã ghi ý kiến của bạn.")
    expect(page.locator(".talk .said").last).to_have_text("Đề nghị nộp báo cáo kỳ II")
    site.all_leave()


def test_a_printed_task_is_the_task_without_the_portals_bar(town_site):
    site, town = town_site
    page = site.comes("so.chuyen-vien").goes(f"/tasks/{town['own']}").page
    with pypdfium2.PdfDocument(page.pdf()) as paper:
        text = "\n".join(leaf.get_textpage().get_text_range() for leaf in paper)
    text = unicodedata.normalize("NFC", text)
    assert "Ủ men dứa" in text
    assert "Vòng đời" in text
    for word in ("Bảng theo dõi", "Đăng xuất", "Tìm nhiệm vụ", "Gửi ý kiến", "English"):
        assert word not in text
    site.all_leave()
