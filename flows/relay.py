"""The relay: keeps what transactions promised, one promise at a time, and redraws what has changed.

A promise may be begun many times and is kept once: its stage run is known by its number, documents are found
before they are made, and windows are drawn from the tables, not from it. The engine may die anywhere.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from actions import invitations, issuing, letters, lists, outbox, surveys, wiring
from actions.invitations import Purpose
from actions.operation import trail
from actions.operation.figures import FAILURES, PROMISES
from actions.outbox import Kind
from flows import advisory, boards, closet
from flows.away import is_prefect_away
from flows.board import OURS, STAGE_ENTERED
from flows.drawing import SESSION, Studio
from flows.inprocess import raise_if_failed, run_stage
from flows.stages import flow_of
from models.errors import DatabaseAway, NotFound, Unavailable
from models.language import Moment
from models.lifecycle import STAGES
from models.picture import Bar, Picture
from models.tables import Promise

_log = logging.getLogger(__name__)

_CHANGED: Final = frozenset({"opened", "escalated", "closed", "standing"})
"""The judgements after which the boards are out of date."""

CALM: Final = 2.0
"""Seconds without a promise after which a running engine publishes the boards: one decision often follows
another, and the next one's paper would wait for a board that is out of date when it is written."""

PATIENCE: Final = 15.0
"""Seconds for which the boards may stay out of date while promises keep coming."""

REST: Final = timedelta(seconds=5)
"""How long promises of a kind are left alone after one of them met a service that is away.

To find that out may take a while each time, and there may be hundreds of them: what needs another service
goes on meanwhile.
"""

PUBLISH_REST: Final = 30.0
"""Seconds for which the boards rest that could not be published: their charts need the storage."""

QUICK: Final = 5.0
"""Seconds that publishing may take without a rest after it."""
REST_PER_SECOND: Final = 9.0
"""For each second that publishing took, so many of rest: the boards of ten thousand cases take half a minute,
and a relay that published them after each decision would do nothing else."""

_PREFECT_AWAY: Final = (
    "Máy chủ Prefect không trả lời; việc này được làm tiếp khi máy chủ trở lại, không có gì bị mất."
)


@dataclass(frozen=True)
class Kept:
    """A promise that was taken, and the error that it met, if any: it will be tried again, or is parked."""

    id: int
    kind: str
    subject: str
    error: str


class Relay:
    """Takes promises from the outbox.

    Args:
        studio: where windows are drawn.
        calm: seconds without a promise after which the boards are published.
    """

    def __init__(self, studio: Studio, calm: float = 0.0) -> None:
        self._studio = studio
        self._calm = calm
        self._taken_at = float("-inf")
        """When a promise was taken last."""
        self._old_since: float | None = time.monotonic()
        """When the boards grew old; at its start, nobody knows what an engine that died has left undone."""
        self._publish_after = float("-inf")
        self._rests: dict[Kind, datetime] = {}
        """Which kinds of promises rest, and until when."""

    def turn(self) -> Kept | None:
        """Keep one promise; with none left, publish the boards if they are out of date."""
        with outbox.taken(without=self._resting()) as promise:
            if promise is not None:
                with trail.following(promise.facts.get(trail.FACT)):
                    self._try(promise)
        is_calm = promise is None and self._is_calm()
        if promise is not None:
            self._taken_at = time.monotonic()
        if self._old_since is not None and (is_calm or self._is_long_old(self._old_since)):
            self._publish_unless_resting()
        if promise is None:
            return None
        if promise.error:
            FAILURES.labels(promise.kind).inc()
            with trail.following(promise.facts.get(trail.FACT)):
                _log.warning("%s %s (%s): %s", promise.kind, promise.subject, promise.id, promise.error)
        elif promise.done_at is not None:
            PROMISES.labels(promise.kind).observe((promise.done_at - promise.created_at).total_seconds())
        return Kept(promise.id, promise.kind, promise.subject, promise.error)

    def _is_calm(self) -> bool:
        return time.monotonic() - self._taken_at >= self._calm

    def _is_long_old(self, since: float) -> bool:
        return time.monotonic() - since > PATIENCE

    def _publish_unless_resting(self) -> None:
        if time.monotonic() >= self._publish_after:
            self._publish()

    def _publish(self) -> None:
        """Publish once when all is quiet: a board of many cases is not written for each decision of many.

        What changes while it is published makes it old again; so does a failure to publish.
        """
        was, self._old_since = self._old_since, None
        begun = time.monotonic()
        try:
            boards.publish(self._studio.board, wiring.today())
        except BaseException:
            self._old_since = was
            self._publish_after = time.monotonic() + PUBLISH_REST
            raise
        took = time.monotonic() - begun
        if took > QUICK:
            self._publish_after = time.monotonic() + took * REST_PER_SECOND

    def _has_changed(self) -> None:
        self._old_since = self._old_since or time.monotonic()

    def _resting(self) -> frozenset[Kind]:
        """The kinds that rest now; a rest that ends later than any can is of a clock that ran ahead."""
        now = wiring.now()
        return frozenset(kind for kind, until in self._rests.items() if now < until <= now + REST)

    def _try(self, promise: Promise) -> None:
        """Keep a promise; what a service that is away brings about is told from a failure of the promise.

        Raises:
            Unavailable: a service is away; promises of this kind rest for a while.
        """
        try:
            self._keep(promise)
        except DatabaseAway:
            raise
        except Exception as problem:
            if not isinstance(problem, Unavailable) and not is_prefect_away(problem, self._studio.api):
                raise
            self._rests[Kind(promise.kind)] = wiring.now() + REST
            if isinstance(problem, Unavailable):
                raise
            raise Unavailable(_PREFECT_AWAY) from problem

    def _keep(self, promise: Promise) -> None:
        match Kind(promise.kind):
            case Kind.STAGE:
                self._do_stage(promise)
                self._has_changed()
            case Kind.REDRAW:
                self._studio.draw(promise.subject, _day_of(promise))
            case Kind.CLOSET:
                self._judge(promise)
            case Kind.PAPER:
                issuing.keep(promise.facts["document"])
                self._show(promise)
            case Kind.LIST:
                lists.work(promise.facts["person"], promise.facts["sha256"], promise.on)
            case Kind.EVENT:
                self._tell(promise)
            case Kind.INVITE:
                invitations.deliver(promise.facts["person"], Purpose(promise.facts["purpose"]))
            case Kind.LETTER:
                letters.deliver(promise.facts, promise.on)
            case Kind.SURVEY:
                surveys.deliver(promise.facts["link"], promise.on)

    def _show(self, promise: Promise) -> None:
        """Show that a paper is kept: in its task's window, or with the minutes of the advisory council."""
        if promise.subject.startswith(f"{SESSION}:"):
            advisory.show_minutes(self._studio.board)
        else:
            self._studio.draw(promise.subject, _day_of(promise))

    def _tell(self, promise: Promise) -> None:
        """Tell what happened; told again after a failure, it is the same event still."""
        event, number = OURS + promise.facts["event"], promise.facts["number"]
        event_id = uuid5(
            NAMESPACE_URL, f"{event}/{promise.subject}/{promise.created_at.isoformat()}/{number}"
        )
        self._studio.board.emit(event, promise.subject, promise.facts["payload"], event_id=event_id)

    def _judge(self, promise: Promise) -> None:
        """Judge the task that the promise names, or all of them when a list was taken in."""
        code = promise.facts.get("code")
        if code is None:
            closet.sweep(self._studio, promise.on)
            self._has_changed()
        elif closet.judge(self._studio, code, promise.on) in _CHANGED:
            self._has_changed()

    def _do_stage(self, promise: Promise) -> None:
        """Run the stage's flow, and draw the task with its documents; without them, when they must wait.

        One drawing of what stands takes a dozen calls of Prefect, as many as the work itself.
        """
        try:
            self._work(promise)
        finally:
            with outbox.redrawing(promise):
                self._studio.draw(promise.subject, _day_of(promise))

    def _work(self, promise: Promise) -> None:
        code, entry, moment = (promise.facts[name] for name in ("code", "entry", "moment"))
        drawn = self._studio.look(promise.subject, _day_of(promise))
        if drawn is None:
            raise NotFound(f"Không có nhiệm vụ {code}.")
        bar = _bar_of(drawn.picture, entry)
        if moment == Moment.ENTER:
            self._studio.board.emit(
                STAGE_ENTERED,
                promise.subject,
                {"stage": bar.stage, "entry": entry, "on": promise.on.isoformat()},
                name=drawn.picture.name,
                event_id=uuid5(NAMESPACE_URL, f"{STAGE_ENTERED}/{entry}"),
            )
        ended = run_stage(
            self._studio.api,
            drawn.run_id,
            entry,
            flow_of(bar.stage),
            {"code": code, "entry_id": entry, "moment": moment, "on": promise.on},
            name=f"{_occasion(bar, moment)} · {code}",
            key=f"promise-{promise.id}",
        )
        raise_if_failed(ended)


def _bar_of(picture: Picture, entry: int) -> Bar:
    for bar in picture.bars:
        if bar.entry_id == entry:
            return bar
    raise NotFound(f"Nhiệm vụ {picture.code} không có lượt giai đoạn số {entry}.")


def _occasion(bar: Bar, moment: str) -> str:
    """What the work is for, in the user's words: the gate that was passed, or else the stage."""
    named = moment.partition("#")[0].rpartition(":")[2]
    return next((gate.vi for gate in STAGES[bar.stage].gates if gate.code == named), bar.name)


def _day_of(promise: Promise) -> date:
    """Windows show the present day; a rehearsal that lives in the future is ahead of it."""
    return max(promise.on, wiring.today())
