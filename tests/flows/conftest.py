"""A client of the real Prefect server, pictures to draw, and a browser to look at them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from models.picture import Bar, Choice, Form, Line, Picture

_codes = itertools.count(1)

COUNCIL = Form(
    key="entry-2-council-1",
    title="Kết luận của hội đồng nghiệm thu",
    description="Hồ sơ đã đủ. Hạn: 01/12/2026.",
    choices=(
        Choice("approve", "Phê duyệt"),
        Choice("supplement", "Trả lại để bổ sung"),
        Choice("reject", "Không phê duyệt"),
    ),
    choice_title="Quyết định",
    gate="council",
)

JOURNAL = (
    Line(5, datetime(2026, 11, 1, 8, tzinfo=UTC), "Giám đốc Sở phê duyệt hợp đồng · 05/QĐ-SKHCN"),
    Line(9, datetime(2026, 11, 2, 8, tzinfo=UTC), "Tổ chức chủ trì nộp báo cáo tổng hợp"),
)


@pytest.fixture
def life() -> Picture:
    """A task whose contract is signed and which awaits its council; a new code for each test."""
    code = f"DN-2026-{next(_codes):03d}"
    return Picture(
        subject=f"task:{code}",
        name=f"{code} · Collagen từ da cá tra",
        tags=("stage:acceptance", "province:dong-nai"),
        state_name="Chờ hội đồng",
        message="Hạn 01/12/2026",
        bars=(
            Bar(1, 1, "contract", "Hợp đồng", "completed", "Đã ký"),
            Bar(2, 1, "acceptance", "Hội đồng nghiệm thu", "running", after=(1,)),
        ),
        form=COUNCIL,
        journal=JOURNAL,
        facts={"tỉnh": "Đồng Nai"},
        version=3,
    )


@pytest.fixture
def case() -> Picture:
    """A result that nobody receives; a new code for each test."""
    code = f"DN-2023-{next(_codes):03d}"
    return Picture(
        subject=f"case:{code}",
        name=f"Trong ngăn tủ · {code} · chưa có nơi nhận · 214 ngày",
        tags=("closet", "closet:NO_RECIPIENT"),
        state_name="Trong ngăn tủ",
        message="Chưa có nơi nhận kết quả",
        form=Form(
            "case-1", "Gỡ vướng", "Chưa có nơi nhận.", (Choice("assign", "Chỉ định"),), "Biện pháp", "x"
        ),
        version=1,
    )


@pytest.fixture(scope="session")
def api(prefect_server) -> Iterator[object]:  # noqa: ARG001 - the server must be up
    """An open client of the run's Prefect server."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - after the settings of the test run

    with get_client(sync_client=True) as client:
        yield client


@pytest.fixture
def window(api):
    """The window under test."""
    from flows.window import Window  # noqa: PLC0415 - idem

    return Window(api)


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; without it, the tests that look at Prefect's pages say so and are skipped."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - few tests need it

    from tests.flows.prefect_ui import CHROMIUM, launch  # noqa: PLC0415 - idem

    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()
