"""What an engine is in the trial: what it finds installed, what it imports, how it does all that waits."""

from __future__ import annotations

import sys
import time
from typing import Final
from uuid import UUID

from trials.crash.asking import Known

STILL: Final = "there still waits"
"""How what was not done in time begins to be told."""
PATIENCE: Final = 90.0
"""Seconds in which an engine must have done what waits."""
RUNS, FLOW = "the deployment", "the flow"
"""The names under which is known what the clock or a form asks for."""
READERS: Final = ("so.chuyen-vien", "so.truong-phong")
"""Who has an address, and is written to."""


def installed() -> None:
    """Make Prefect know our deployments, but no automations, which act alone; publish the first boards."""
    from prefect.client.orchestration import get_client

    from flows import deploy

    addressed()
    with get_client(sync_client=True) as api:
        deploy.install(api)
    works({})


def addressed() -> None:
    """Give some people an address."""
    from actions import people, wiring
    from models.tables import Person

    with wiring.unit_of_work() as session:
        for handle in READERS:
            person = session.get_one(Person, people.find(session, handle).id)
            person.email = f"{handle}@so-khcn.vn"


def works(known: Known) -> list[str]:
    """Begin as an engine does, and do all that waits; returns the errors that were met.

    Of the deployments it knows the one that is asked for, if any: to read all takes longer than the work.
    """
    from prefect.client.orchestration import get_client

    from actions import outbox
    from flows import deploy
    from flows.engine import Engine
    from flows.telling import Teller

    met = []
    with get_client(sync_client=True) as api:
        number = known.get(RUNS)
        flows = {UUID(number): deploy.flow_at(known[FLOW])} if number else {}
        engine, teller = Engine(api, flows), Teller()
        for _ in range(2 if flows else 0):  # whose engine was missed at two looks in a row is gone
            engine.orphans.look()
        until = time.monotonic() + PATIENCE
        while True:
            turn = engine.turn()
            told = teller.turn()
            met += [f"{kept.kind} {kept.subject}: {kept.error}" for kept in turn.kept if kept.error]
            if turn.is_idle and not (told.delivered or told.failed) and outbox.waiting()[0] == 0:
                return met
            if time.monotonic() > until:
                return [*met, f"{STILL} after {PATIENCE:.0f} s: {outbox.backlog()}"]


def time_passes() -> None:
    """Let the rest of whatever met a server that was away be over."""
    from sqlalchemy import text

    from actions import wiring

    with wiring.unit_of_work() as session:
        session.execute(text("update outbox set not_before = null where not_before is not null"))


def imported() -> list[str]:
    """Do one piece of each kind of work; returns the modules that an engine has imported in the end."""
    from flows import deploy
    from trials.crash.stories_engine import answered, ordered
    from trials.crash.stories_tasks import handed_in

    for each in deploy.declared():
        deploy.flow_at(each.entrypoint)
    known: Known = dict(ordered({}))
    works(known)
    handed_in(known)
    works(known)
    answered(known)
    works(known)
    return sorted(sys.modules)
