"""What a window says of itself: the names, tags, states and labels by which a run is known again. Pure.

The labels remember what has been drawn; they save calls, and no truth hangs on them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID, uuid5

from prefect.client.schemas.objects import FlowRun, State, StateDetails, StateType

from flows import forms
from models.picture import Line, Picture

_T = TypeVar("_T")

LIFE_FLOW: Final = "research-task"
CASE_FLOW: Final = "closet-case"
SUPERSEDED: Final = "Superseded"
RESUMED: Final = "Running"
"""What Prefect calls the state of a run that a person has just resumed; no state of ours is called so."""

VERSION, DIGEST, STATE, FORM, BARS, JOURNAL, GENERATION, CLOSED = (
    f"triplehelix.{each}"
    for each in ("version", "digest", "state", "form", "bars", "journal", "generation", "closed")
)

BAR_STATES: Final = {
    "running": StateType.RUNNING,
    "completed": StateType.COMPLETED,
    "cancelled": StateType.CANCELLED,
}


class Fault(StrEnum):
    """Why a window must be drawn again."""

    MISSING = "missing"
    """Prefect does not know the run."""
    CANCELLED = "cancelled"
    """Somebody cancelled, or is cancelling, a run that should live."""
    FAILED = "failed"
    """The run was marked failed."""
    CRASHED = "crashed"
    """The run was marked crashed."""
    ALTERED = "altered"
    """The run is in another state than the one that was drawn."""
    OUTDATED = "outdated"
    """The tables have moved on since the run was drawn, or the drawing was cut short."""
    AGED = "aged"
    """A closet case is about to leave Prefect's default page."""


_FAULTS: Final[Mapping[str, Fault]] = {
    StateType.CANCELLED: Fault.CANCELLED,
    StateType.CANCELLING: Fault.CANCELLED,
    StateType.FAILED: Fault.FAILED,
    StateType.CRASHED: Fault.CRASHED,
}


@dataclass(frozen=True)
class Glimpse:
    """A run as Prefect's answer tells it, with no more than a fault shows by.

    To read all of a run costs Prefect's client as much as the answer costs its server, its times most.
    """

    id: UUID
    tags: Sequence[str]
    labels: Mapping[str, Any]
    state_type: str
    state_name: str
    pause_key: str
    expected_start_time: datetime | None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Glimpse:
        """Read one run of an answer."""
        state, begun = told["state"], told["expected_start_time"]
        return cls(
            id=UUID(told["id"]),
            tags=told["tags"],
            labels=told["labels"],
            state_type=state["type"] if state else "",
            state_name=state["name"] if state else "",
            pause_key=(state["state_details"]["pause_key"] or "") if state else "",
            expected_start_time=datetime.fromisoformat(begun) if begun else None,
        )

    @property
    def state_label(self) -> str:
        """As `state_label` writes it."""
        return f"{self.state_type}:{self.state_name}:{self.pause_key}" if self.state_type else ""

    @property
    def fault(self) -> Fault:
        """What is wrong with it if it is in another state than the one drawn."""
        return _FAULTS.get(self.state_type, Fault.ALTERED)


def bar_id(run_id: UUID, entry_id: int) -> UUID:
    """Derive the id of a stage entry's bar on a run's timeline, so that it can be made only once."""
    return uuid5(run_id, f"entry-{entry_id}")


def run_url(api_url: str, run_id: UUID) -> str:
    """Build the address of a run's page in Prefect."""
    return f"{api_url.rstrip('/').removesuffix('/api')}/v2/runs/flow-run/{run_id}"


def flow_of(picture: Picture) -> str:
    """The Prefect flow under which the subject is listed."""
    return CASE_FLOW if picture.is_case else LIFE_FLOW


def tags_of(picture: Picture) -> list[str]:
    """The facets to filter by; the subject itself is one, by which its run is found."""
    return sorted({picture.subject, *picture.tags})


def parameters_of(picture: Picture) -> dict[str, str]:
    """What the Parameters tab of the run shows."""
    return {"code": picture.code, **picture.facts}


def subject_of(run: FlowRun) -> str:
    """Whom a run shows: `task:CODE` or `case:CODE`."""
    kind = "case" if any(tag.startswith("case:") for tag in run.tags) else "task"
    return f"{kind}:{run.parameters['code']}"


def state_of(picture: Picture) -> State[Any]:
    """Say in a state what the picture says: PAUSED carries the question, RUNNING waits for nobody."""
    if picture.ended is not None:
        kind = StateType.COMPLETED if picture.ended_well else StateType.CANCELLED
        return State(type=kind, name=picture.ended, message=picture.message or None)
    if picture.form is None:
        return State(type=StateType.RUNNING, name=picture.state_name, message=picture.message or None)
    return State(
        type=StateType.PAUSED,
        name=picture.state_name,
        message=picture.message or None,
        state_details=StateDetails(
            pause_key=picture.form.key,
            run_input_keyset=forms.keyset(picture.form.key),
            pause_reschedule=False,
        ),
    )


def same_state(stands: State[Any] | None, wanted: State[Any]) -> bool:
    """Whether a run stands as wanted; times and ids do not count."""
    return stands is not None and _essence(stands) == _essence(wanted)


def _essence(state: State[Any]) -> tuple[object, ...]:
    return state.type, state.name, state.message or None, state.state_details.pause_key


def state_label(state: State[Any] | None) -> str:
    """Write a state down, so that a change by another hand is noticed."""
    return "" if state is None else f"{state.type.value}:{state.name}:{state.state_details.pause_key or ''}"


def is_resumed(run: FlowRun | Glimpse) -> bool:
    """Whether a person has resumed the run and nobody has dealt with it."""
    return run.state_type == StateType.RUNNING and run.state_name == RESUMED


def is_closed(run: FlowRun | Glimpse) -> bool:
    """Whether we ourselves drew the end of the run."""
    return bool(run.labels.get(CLOSED))


def shows(run: FlowRun, picture: Picture) -> bool:
    """Whether a run may go on showing the subject: a case that opens again gets a run of its own."""
    if run.state_name == SUPERSEDED:
        return False
    return not (picture.is_case and picture.ended is None and is_closed(run))


def generation_of(run: FlowRun) -> int:
    """Which run of its subject it is, counted from 1; 0 if it is not ours."""
    return int(run.labels.get(GENERATION) or 0)


def logger_of(line: Line) -> str:
    """The logger's name under which a journal line is posted."""
    return f"journal.{line.number}"


def digest(value: object) -> str:
    """Tell one value from another in 16 characters."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def pages(values: Sequence[_T], size: int) -> Iterable[Sequence[_T]]:
    """Cut a list into pages."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
