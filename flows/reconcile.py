"""Bringing every window back to what the tables say, and making those that are lost.

It works from the living tasks on, a page of windows at a time: what it finds faulty there is mended before it
looks at the next. So it may be killed anywhere and begun again: what has been mended is not faulty any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final, cast

from prefect import flow, get_run_logger
from prefect.client.orchestration import get_client

from actions import windows, wiring
from flows import advisory, boards
from flows.drawing import CASE, Studio
from flows.marks import Fault, pages
from flows.progress import Progress, Teller
from flows.spoken import ended, spoken

AT_ONCE: Final = 200
"""Windows that are asked for at a time: as many as Prefect gives in one answer."""
PROGRESS_KEY: Final = "reconcile-progress"
"""The fixed key under which its progress is shown."""

_PARTS: Final[Mapping[windows.Rank, str]] = {
    windows.Rank.LIVING: "Nhiệm vụ đang làm",
    windows.Rank.CASES: "Hồ sơ ngăn tủ",
    windows.Rank.ENDED: "Nhiệm vụ đã kết thúc",
    windows.Rank.OTHERS: "Cửa sổ khác đã vẽ",
}
_NEWER: Final = "Vẽ lại theo ngày hôm nay"


def repair(
    studio: Studio, on: date, told: Callable[[Progress], None] = lambda _progress: None
) -> dict[str, Fault]:
    """Draw every window that is faulty, and tell what was wrong with it.

    Subjects never drawn count as missing. Living tasks come first, then open cases, then what has ended.

    Args:
        studio: where windows are drawn.
        on: the day that they are to show.
        told: is told of the progress, after each page and after each window that was mended.
    """
    known = {shown.subject: shown for shown in windows.known()}
    ranked = windows.ranked(known)
    wrong: dict[str, Fault] = {}
    before, whole = 0, sum(map(len, ranked.values()))
    for rank, subjects in ranked.items():
        seen = mended = 0
        for page in pages(subjects, AT_ONCE):
            for subject, fault in _faults(studio, page, known):
                if studio.draw(subject, on) is not None:
                    wrong[subject] = fault
                    mended += 1
                    told(Progress(_PARTS[rank], seen, len(subjects), mended, before, whole))
            seen += len(page)
            told(Progress(_PARTS[rank], seen, len(subjects), mended, before, whole))
        before += len(subjects)
    return wrong


def _faults(
    studio: Studio, subjects: windows.Subjects, known: Mapping[str, windows.Shown]
) -> Iterator[tuple[str, Fault]]:
    shown = {subject: known[subject] for subject in subjects if subject in known}
    found = studio.window.faults({each.run_id: each.version for each in shown.values()})
    for subject in subjects:
        fault = found.get(shown[subject].run_id) if subject in shown else Fault.MISSING
        if fault is not None:
            yield subject, fault


def refresh(studio: Studio, on: date, told: Callable[[Progress], None] = lambda _progress: None) -> int:
    """Draw anew what was last drawn on another day: the days left and `overdue` change by themselves."""
    drawn_on = {shown.subject: shown.drawn_on for shown in windows.known()}
    stale = [subject for subject in windows.wanted() if drawn_on.get(subject) not in {None, on}]
    for number, subject in enumerate(stale, start=1):
        studio.draw(subject, on)
        told(Progress(_NEWER, number, len(stale), number, 0, len(stale)))
    return len(stale)


@flow(
    name="reconcile",
    description="Dựng lại mọi cửa sổ bị mất, bị hủy, hỏng hoặc đã cũ theo đúng cơ sở dữ liệu.",
)
@spoken
def reconcile() -> dict[str, int]:
    """Repair every window and bring the living up to this day.

    Raises:
        Unavailable: the database is away; what was repaired stays so, and the next run does the rest.
    """
    on = wiring.today()
    log, teller = get_run_logger(), Teller(PROGRESS_KEY)
    with get_client(sync_client=True) as api:
        studio = Studio(api)
        wrong = repair(studio, on, teller.tell)
        for subject, fault in wrong.items():
            log.info("%s: %s", subject, fault)
        refreshed = refresh(studio, on, teller.tell)
        boards.publish(studio.board, on)
        advisory.show_minutes(studio.board)
    cases = sum(subject.startswith(f"{CASE}:") for subject in wrong)
    done = {"repaired": len(wrong), "cases": cases, "refreshed": refreshed}
    said = f"Đã dựng lại {len(wrong)} cửa sổ ({cases} hồ sơ ngăn tủ), cập nhật {refreshed}."
    return cast("dict[str, int]", ended(said, done))
