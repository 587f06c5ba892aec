"""What the engine does, piece by piece: each kind of promise, answers in windows, the flows of the clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from trials.crash.asking import Known, filled
from trials.crash.engine import Act, Work
from trials.crash.outside import HOOK
from trials.crash.stories_tasks import (
    ACCEPTED,
    CHAIR,
    HEAD,
    OFFICER,
    ORDERER,
    TODAY,
    handed_in,
    sample,
    stands,
)
from trials.crash.turns import FLOW, RUNS
from trials.crash.world import ON
from trials.sheet import SHEET

_stuck: Final = stands("MATCH", **ACCEPTED, recipient_id=None).act


def stuck(known: Known) -> Mapping[str, Any]:
    """A result stands where nobody receives it."""
    placed = dict(_stuck(known) or {})
    return placed | {"about": f"triplehelix.case.{placed['task']}"}


def _house() -> Any:  # noqa: ANN401 - of the tests
    from actions import wiring
    from tests.actions.houses import House

    return House(wiring.settings().home)


def ordered(_: Known) -> Mapping[str, Any]:
    """Somebody orders a task."""
    return {"task": _house().order(on=ON)}


def decided(known: Known) -> None:
    """The head of the office approves the order."""
    _house().decide(known["task"], "validity", HEAD, on=ON)


def submitted(known: Known) -> None:
    """The orderer hands the sheet in."""
    _house().submit(known["task"], "order_sheet", ORDERER, on=ON)


def judged_anew(_: Known) -> None:
    """A list was taken in: the whole closet is to be judged."""
    from actions import outbox, wiring

    with wiring.unit_of_work() as session:
        outbox.promise(session, outbox.Kind.CLOSET, "closet:all", on=ON)


def remedied(known: Known) -> None:
    """The chairman names who receives the result."""
    _house().answer(
        known["task"], "name_recipient", CHAIR, on=ON, party="Hợp tác xã tiếp nhận (mẫu)", document="05/QĐ"
    )


def invited(_: Known) -> None:
    """Somebody is invited."""
    from actions import invitations, wiring

    with wiring.unit_of_work() as session:
        invitations.invite(session, OFFICER, None)


def surveyed(_: Known) -> None:
    """An enterprise is asked."""
    from actions import people, surveys, wiring
    from trials.crash.stories_rooms import SURVEY

    with wiring.unit_of_work() as session:
        actor = people.find(session, OFFICER)
        code = surveys.draft(session, surveys.SurveyForm(**SURVEY), actor, on=ON)
        surveys.invite(session, code, [surveys.Invitee("Công ty (mẫu)", "a@vi-du.vn", "")], actor, on=ON)


def written_to(_: Known) -> None:
    """The letters of the morning are promised."""
    from actions import reminding

    reminding.promise_letters(ON)


def listed(_: Known) -> Mapping[str, Any]:
    """A long list is uploaded."""
    from actions import lists, people, wiring

    head = "id,kind,title_vi,gloss_en,organisation,province,field,source_url"
    rows = [
        f"N{number:04},need,Máy sấy số {number},,Cơ sở (mẫu),Đồng Tháp,engineering,https://vi-du.vn/{number}"
        for number in range(lists.AT_ONCE + 1)
    ]
    with wiring.unit_of_work() as session:
        actor = people.find(session, HEAD)
        data = "\n".join([head, *rows]).encode()
        return {"list": lists.receive(session, actor, lists.Kind.NEEDS, "a.csv", data, on=ON).sha256}


def confirmed(known: Known) -> None:
    """Its owner says that it be taken in."""
    from actions import lists, people, wiring

    with wiring.unit_of_work() as session:
        lists.confirm(session, people.find(session, HEAD), known["list"], on=ON)


def answered(known: Known) -> None:
    """The head of the office answers in the window itself, with a one-time code."""
    from prefect.client.orchestration import get_client

    from actions import people, windows, wiring

    with wiring.unit_of_work() as session:
        run_id = windows.recall(session, f"task:{known['task']}")
        code = people.current_code(session, HEAD)
    with get_client(sync_client=True) as api:
        api.resume_flow_run(run_id, run_input={"verdict": "Phê duyệt", "person": HEAD, "code": code})


def hooked(_: Known) -> None:
    """A system of somebody else's is to hear of what happens."""
    import os

    from actions import people, wiring
    from actions.webhooks import keeping

    with wiring.unit_of_work() as session:
        actor = people.find(session, HEAD)
        keeping.register(session, actor, os.environ[HOOK], ["task.ordered"])


def lost(known: Known) -> None:
    """Somebody deletes a window in Prefect, and a day passes for another."""
    from prefect.client.orchestration import get_client

    from actions import windows, wiring

    with wiring.unit_of_work() as session:
        run_id = windows.recall(session, f"task:{known['task']}")
    with get_client(sync_client=True) as api:
        api.delete_flow_run(run_id)


def nothing(_: Known) -> None:
    """Nothing more happens; what happened is done."""


def prepared(_: Known) -> None:
    """The agenda of the council is prepared."""
    from actions import advisory, wiring

    with wiring.unit_of_work() as session:
        advisory.prepare(session, "Đồng Nai", None, ON)


def filed(_: Known) -> Mapping[str, Any]:
    """A list lies on the machine: a few lines of the sample."""
    from actions import wiring

    path = wiring.settings().home / "a.csv"
    path.write_bytes(b"\n".join(sample("tasks.csv")[1].splitlines()[:4]))
    return {"file": str(path)}


def launched(**parameters: Any) -> Act:  # noqa: ANN401 - JSON
    """The clock, or a person, asks for a run of the known deployment; a code it needs is shown now."""

    def ask(known: Known) -> None:
        from prefect.client.orchestration import get_client
        from sqlalchemy import update

        from actions import people, wiring
        from models.tables import Person

        given = {name: filled(value, known) for name, value in parameters.items()}
        if "person" in given:
            with wiring.unit_of_work() as session:
                # Time passes, and another code is shown.
                session.execute(update(Person).values(last_step=0))
                given["code"] = people.current_code(session, given["person"])
        with get_client(sync_client=True) as api:
            api.create_flow_run_from_deployment(UUID(known[RUNS]), parameters=given)

    return ask


def deployed(name: str) -> Act:
    """The deployment that is asked for afterwards is looked up."""

    def look(_: Known) -> Mapping[str, Any]:
        from prefect.client.orchestration import get_client

        from flows import deploy

        entrypoint = next(each.entrypoint for each in deploy.declared() if each.name == name)
        flow = deploy.flow_at(entrypoint)
        with get_client(sync_client=True) as api:
            return {
                RUNS: str(api.read_deployment_by_name(f"{flow.name}/{name}").id),
                FLOW: entrypoint,
            }

    return look


def emptied(_: Known) -> None:
    """Prefect's server has lost what it knew."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as api:
        for each in api.read_deployments():
            api.delete_deployment(each.id)


def set_up(_: Known) -> list[str]:
    """The engine makes the server its own."""
    from prefect.client.orchestration import get_client

    from flows import deploy

    with get_client(sync_client=True) as api:
        deploy.set_up(api)
    return []


MINUTES: Final = {
    "province": "Đồng Nai",
    "held_on": TODAY,
    "present": [{"function": "Ủy viên", "number": 7}, {"function": "Thư ký", "number": 1}],
    "conclusions": [{"task": "$task", "conclusion": "Mở nhiệm vụ"}],
    "actions": [],
    "conclusion": "Họp lại sau một tháng",
}
_VOID: Final = frozenset({"invitations", "invitations.kind"})
"""A link that nobody can know was mailed is made void by the next one: it stays as a row."""
_CODES: Final = frozenset({"people.last_step"})


def run(name: str, deployment: str, *stage: Act, **parameters: Any) -> Work:  # noqa: ANN401 - JSON
    """A run that the clock or a form asks for."""
    return Work(
        name,
        (*stage, deployed(deployment)),
        ask=launched(**parameters),
        passing=_CODES if "person" in parameters else frozenset(),
        deployment=deployment,
    )


WORKS: Final = (
    Work("an order gets its window", (ordered,), kinds=("stage", "redraw")),
    Work("a decision is carried out", (ordered, handed_in, decided), kinds=("stage", "redraw", "closet")),
    Work("a paper is handed in", (ordered, submitted), kinds=("redraw",)),
    Work("a result falls into the closet", (stuck, judged_anew), kinds=("closet", "event", "redraw")),
    Work(
        "a stuck result is freed",
        (stuck, judged_anew, remedied),
        kinds=("closet", "paper", "redraw", "event"),
    ),
    Work("somebody is invited", (invited,), kinds=("invite",), passing=_VOID),
    Work("letters of the morning", (ordered, handed_in, written_to), kinds=("letter",)),
    Work("an enterprise is asked", (surveyed,), kinds=("survey",)),
    Work("a long list is looked through", (listed,), kinds=("list",)),
    Work("a long list is taken in", (listed, confirmed), kinds=("list",)),
    Work(
        "an answer in a window",
        (ordered, handed_in, nothing),
        ask=answered,
        passing=_CODES,
        asked_again=False,
        kinds=("stage", "redraw"),
    ),
    Work("another system is told", (hooked, ordered)),
    Work("a Prefect server is set up", (emptied,), runs=set_up),
    run("lost windows are drawn anew", "reconcile", ordered, lost),
    run("the closet is watched", "closet-watch", stuck),
    run("a week is reported on", "weekly-report", ordered),
    run("an agenda is prepared", "advisory-agenda", stuck, judged_anew),
    run(
        "minutes are written",
        "advisory-minutes",
        *(stuck, judged_anew, prepared),
        minutes=MINUTES,
        person=HEAD,
    ),
    run("an order by a form", "order-task", sheet=SHEET, person=ORDERER),
    run("a list by a form", "import-tasks", filed, file="$file", person=HEAD),
    run("papers are kept", "keep-papers", ordered, handed_in, decided),
    run("papers are checked", "check-papers", ordered),
    run("the journal is sealed", "seal-journal", ordered),
    run("the journal is checked", "check-journal", ordered),
    run("letters by the clock", "morning-letters", ordered, handed_in),
    run(
        "a notice is sent",
        "notify",
        *(stuck, judged_anew),
        event="triplehelix.closet.opened",
        about="$about",
        event_id="trial",
    ),
)
