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
def api(prefect_server) -> Iterator[object]:
    """An open client of the run's Prefect server."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - after the settings of the test run

    with get_client(sync_client=True) as client:
        yield client


@pytest.fixture
def window(api):
    """The window under test."""
    from flows.window import Window  # noqa: PLC0415 - idem

    return Window(api)


@pytest.fixture(scope="module")
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


@pytest.fixture
def house(database, tmp_path, monkeypatch, prefect_server):
    """A whole house of this test's own: a migrated database, a folder for papers, the cast."""
    from actions import rehearsal, wiring  # noqa: PLC0415 - tests of the forms alone need none of it

    monkeypatch.setenv("TRIPLEHELIX_DATABASE_URL", database)
    monkeypatch.setenv("TRIPLEHELIX_HOME", str(tmp_path))
    monkeypatch.setenv("TRIPLEHELIX_PREFECT_URL", prefect_server.removesuffix("/api"))
    monkeypatch.setenv("TRIPLEHELIX_SECRET_KEY", "0" * 32)
    wiring.settings.cache_clear()
    with wiring.unit_of_work() as session:
        rehearsal.seat_cast(session)
    yield wiring
    wiring.engine().dispose()
    wiring.settings.cache_clear()


@pytest.fixture
def ordered(house) -> str:
    """The code of a task that has just been ordered with a complete sheet; no other test has it."""
    from actions import orders, people  # noqa: PLC0415 - idem

    with house.unit_of_work() as session:
        # The code of a task is counted in its database; Prefect is shared, so each test orders another year.
        actor = people.find(session, "dat-hang")
        return orders.order(session, sheet(), actor, on=house.today().replace(year=2030 + next(_codes)))


def sheet():
    """An ordering sheet that holds all six clears and item 13."""
    from actions.orders import OrderSheet  # noqa: PLC0415 - idem

    return OrderSheet(
        title="Chiết xuất collagen từ da cá tra",
        province="Đồng Nai",
        orderer="Sở Nông nghiệp và Môi trường (mẫu)",
        recipient="Doanh nghiệp tiếp nhận (mẫu)",
        who="Sở Khoa học và Công nghệ",
        what="Quy trình chiết xuất",
        when=datetime(2032, 12, 31, tzinfo=UTC).date(),
        result="Một quy trình",
        responsibility="Tổ chức chủ trì",
        authority="Giám đốc Sở",
        budget_vnd=900_000_000,
        months=24,
    )
