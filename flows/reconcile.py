"""Bringing every window back to what the tables say, and making those that are lost."""

from __future__ import annotations

from datetime import date

from prefect import flow, get_run_logger
from prefect.client.orchestration import get_client

from actions import windows, wiring
from flows import boards
from flows.drawing import CASE, Studio
from flows.marks import Fault


def repair(studio: Studio, on: date) -> dict[str, Fault]:
    """Draw every window that is faulty, and tell what was wrong with it.

    Subjects never drawn count as missing. Living tasks come first, then open cases, then what has ended.
    """
    known = {shown.subject: shown for shown in windows.known()}
    faults = studio.window.faults({shown.run_id: shown.version for shown in known.values()})
    wrong: dict[str, Fault] = {}
    for subject in dict.fromkeys((*windows.wanted(), *known)):
        shown = known.get(subject)
        fault = Fault.MISSING if shown is None else faults.get(shown.run_id)
        if fault is not None and studio.draw(subject, on) is not None:
            wrong[subject] = fault
    return wrong


def refresh(studio: Studio, on: date) -> int:
    """Draw anew what was last drawn on another day: the days left and `overdue` change by themselves."""
    drawn_on = {shown.subject: shown.drawn_on for shown in windows.known()}
    stale = [subject for subject in windows.wanted() if drawn_on.get(subject) not in {None, on}]
    for subject in stale:
        studio.draw(subject, on)
    return len(stale)


@flow(
    name="reconcile",
    description="Dựng lại mọi cửa sổ bị mất, bị hủy, hỏng hoặc đã cũ theo đúng cơ sở dữ liệu.",
)
def reconcile() -> dict[str, int]:
    """Repair every window and bring the living up to this day."""
    on = wiring.today()
    log = get_run_logger()
    with get_client(sync_client=True) as api:
        studio = Studio(api)
        wrong = repair(studio, on)
        for subject, fault in wrong.items():
            log.info("%s: %s", subject, fault)
        refreshed = refresh(studio, on)
        boards.publish(studio.board, on)
    cases = sum(subject.startswith(f"{CASE}:") for subject in wrong)
    return {"repaired": len(wrong), "cases": cases, "refreshed": refreshed}
