"""What must hold in the end: what was acknowledged is there, once, and everybody sees it."""

from __future__ import annotations

from typing import Any

import httpx

from trials import windows
from trials.topology.load import GATE, Load


def judged(load: Load) -> dict[str, Any]:
    """Compare what was acknowledged with what is there."""
    from sqlalchemy import text

    from actions import outbox, wiring
    from trials.crash import state

    said_yes = {each.code for each in load.done if each.status == httpx.codes.OK}
    with wiring.unit_of_work() as session:
        decided = session.execute(
            text(
                "select t.code, count(*) as times from decisions d join stage_entries e on e.id = d.entry_id"
                " join tasks t on t.id = e.task_id where d.gate = :gate group by 1"
            ),
            {"gate": GATE},
        ).all()
        papers = session.execute(
            text(
                "select t.code, count(*), count(d.sha256) from documents d"
                " join stage_entries e on e.id = d.entry_id"
                " join tasks t on t.id = e.task_id where d.moment = :gate group by 1"
            ),
            {"gate": GATE},
        ).all()
    counted = {row.code: row.times for row in decided}
    issued = {code: (count, kept) for code, count, kept in papers}
    each_has = max((count for count, _ in issued.values()), default=0)
    pending, parked = outbox.waiting()
    lost = [code for code in said_yes if counted.get(code) != 1]
    wrong = state.wrong(settled=True)
    wrong += [f"{code}: decided {count} times" for code, count in counted.items() if count != 1]
    wrong += [
        f"{code}: papers {issued.get(code)}" for code in counted if issued.get(code) != (each_has, each_has)
    ]
    answered = said_yes | set(counted)
    wrong += [f"not answered: {each.code} ({each.status})" for each in load.done if each.code not in answered]
    if pending or parked:
        wrong.append(f"outbox: {pending} waiting, {parked} parked: {outbox.backlog()}")
    true, faults = windows.judged()
    return {
        "decided": len(counted),
        "papers": sum(count for count, _ in issued.values()),
        "windows": true,
        "lost": lost,
        "wrong": wrong + faults,
    }
