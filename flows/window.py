"""The life run and the case runs: what Prefect shows of a task, drawn from a picture and redrawn at will.

A window is never the truth. It is drawn from a `models.picture.Picture`, which comes from the tables, and it
may be drawn again at any time, from any state in which people or accidents have left it: cancelled, failed,
half drawn. Drawing the same picture twice changes nothing and costs one call.

What has been drawn is remembered in the labels of the run itself, and written last: a drawing that was cut
short is therefore seen as outdated and is done again. No truth hangs on the labels; they save calls.

* the timeline: one task run a stage entry; its id is derived from the run and the entry, so it exists once.
* the journal: one log line an audit entry; its number is in the logger's name, so it is posted once.
* the form: its input rows lie there before the run is PAUSED, for a person may be quick.
* the answer: a resumed run is `RUNNING` and named `Running`, as no state of ours is; `draw` leaves it alone
  until `settle` has been called.

Prefect's pages show only runs whose first state is younger than a week, and nothing in its API makes a run
younger. So a closet case is issued anew as it ages, and its old run completes as `Superseded`
(docs/decisions/0005-old-runs.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import FlowRunCreate, LogCreate, TaskRunCreate
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateName,
    FlowRunFilterTags,
    LogFilter,
    LogFilterFlowRunId,
)
from prefect.client.schemas.objects import (
    FlowRun,
    FlowRunInput,
    State,
    StateType,
    TaskRun,
    TaskRunResult,
)
from prefect.client.schemas.sorting import FlowRunSort, LogSort
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.states import to_state_create

from flows import forms, marks
from models.errors import Unavailable
from models.picture import Bar, Form, Line, Picture

REISSUE_AFTER: Final = timedelta(days=6)
"""Prefect's Runs page goes back 7 days; the daily watch must find the case before the page loses it."""

_PAGE: Final = 200


class Window:
    """Draws pictures into Prefect and reads people's answers from it.

    Safe to share between threads: the client is, and it keeps nothing else, so that a Prefect server may be
    emptied under it.

    Args:
        api: an open client of the Prefect server.
        reissue_after: the age at which a closet case gets a fresh run.
        now: the wall clock by which Prefect's pages count a run's age; never the domain's date.
        gained: is told which tags a run has gained since it was drawn last.
    """

    def __init__(
        self,
        api: SyncPrefectClient,
        *,
        reissue_after: timedelta = REISSUE_AFTER,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        gained: Callable[[Picture, frozenset[str]], None] = lambda _picture, _tags: None,
    ) -> None:
        self.api = api
        self._reissue_after = reissue_after
        self._now = now
        self._gained = gained

    def draw(self, picture: Picture, run_id: UUID | None = None) -> UUID:
        """Make Prefect show the picture, and tell in which run it does.

        Args:
            picture: what is to be seen.
            run_id: the run that showed the subject last; without it, the subject's run is looked up.

        Returns:
            The run to remember. It differs from `run_id` if that run is gone or was superseded.
        """
        run, generation = self._find(picture, run_id)
        if run is None:
            run, is_new = self._open(picture, generation + 1)
            self._paint(run, picture, is_new=is_new)
        elif self._is_aged(run) and picture.ended is None and not marks.is_resumed(run):
            return self._reissue(picture, run)
        else:
            self._paint(run, picture)
        return run.id

    def settle(self, run_id: UUID, picture: Picture) -> UUID:
        """Put a resumed run back to what the tables say, once its answer has been dealt with."""
        run, _ = self._find(picture, run_id)
        if run is None:
            return self.draw(picture)
        self._paint(run, picture, settled=True)
        return run.id

    def answers(self) -> list[forms.Answer]:
        """Read the answers that nobody has dealt with yet: one call if there are none."""
        resumed = self.api.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[marks.LIFE_FLOW, marks.CASE_FLOW])),
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(name=FlowRunFilterStateName(any_=[marks.RESUMED]))
            ),
            limit=_PAGE,
        )
        return [self._answer(run) for run in resumed if marks.is_resumed(run)]

    def faults(self, versions: Mapping[UUID, int]) -> dict[UUID, marks.Fault]:
        """Tell which windows must be drawn again, and why.

        Args:
            versions: the run of each subject, with the version of the picture that it ought to show.
        """
        found: dict[UUID, marks.Fault] = {}
        for ids in marks.pages(list(versions), _PAGE):
            asked = {"flow_runs": {"id": {"any_": [str(run_id) for run_id in ids]}}, "limit": _PAGE}
            told = self.api.request("POST", "/flow_runs/filter", json=asked).json()
            runs = {run.id: run for run in map(marks.Glimpse.of, told)}
            for run_id in ids:
                fault = self._fault(runs.get(run_id), versions[run_id])
                if fault is not None:
                    found[run_id] = fault
        return found

    def _fault(self, run: marks.Glimpse | None, version: int) -> marks.Fault | None:
        if run is None:
            return marks.Fault.MISSING
        if not marks.is_resumed(run) and run.state_label != run.labels.get(marks.STATE):
            return run.fault
        if run.labels.get(marks.VERSION) != version:
            return marks.Fault.OUTDATED
        if self._is_aged(run) and not marks.is_closed(run):
            return marks.Fault.AGED
        return None

    # Which run shows the subject

    def _find(self, picture: Picture, run_id: UUID | None) -> tuple[FlowRun | None, int]:
        """Find the run that shows the subject, and how many were issued for it until now."""
        if run_id is not None:
            try:
                run = self.api.read_flow_run(run_id)
            except ObjectNotFound:
                pass
            else:
                if marks.shows(run, picture):
                    return run, marks.generation_of(run)
        issued = self.api.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[marks.flow_of(picture)])),
            flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[picture.subject])),
            sort=FlowRunSort.EXPECTED_START_TIME_DESC,
            limit=_PAGE,
        )
        usable = [run for run in issued if marks.shows(run, picture)]
        return (usable[0] if usable else None), max(map(marks.generation_of, issued), default=0)

    def _open(self, picture: Picture, generation: int) -> tuple[FlowRun, bool]:
        """Create the run, and tell whether it is new: two engines that do so at once get the same run."""
        body = FlowRunCreate(
            flow_id=self.api.create_flow_from_name(marks.flow_of(picture)),
            name=picture.name,
            tags=marks.tags_of(picture),
            parameters=marks.parameters_of(picture),
            labels={marks.GENERATION: generation},
            idempotency_key=f"{picture.subject}#{generation}",
            state=to_state_create(
                State(type=StateType.RUNNING, name=picture.state_name, message=picture.message)
            ),
        )
        made = self.api.request("POST", "/flow_runs/", json=body.model_dump(mode="json", exclude_unset=True))
        return FlowRun.model_validate(made.json()), made.status_code == HTTPStatus.CREATED

    def _reissue(self, picture: Picture, old: FlowRun) -> UUID:
        """Show an ageing case in a fresh run; only when that stands is the old one completed."""
        fresh, is_new = self._open(picture, marks.generation_of(old) + 1)
        self._paint(fresh, picture, is_new=is_new)
        self.api.update_flow_run(old.id, tags=[picture.subject, "superseded"])
        message = f"Hồ sơ này tiếp tục ở lượt chạy mới: {marks.run_url(str(self.api.api_url), fresh.id)}"
        self._set_state(old.id, State(type=StateType.COMPLETED, name=marks.SUPERSEDED, message=message))
        self._ask(old.id, None, self._questions(old.id), settled=True)
        return fresh.id

    def _is_aged(self, run: FlowRun | marks.Glimpse) -> bool:
        if not any(tag.startswith("case:") for tag in run.tags) or run.expected_start_time is None:
            return False
        return self._now() - run.expected_start_time >= self._reissue_after

    # What the run shows

    def _paint(self, run: FlowRun, picture: Picture, *, settled: bool = False, is_new: bool = False) -> None:
        """Bring a run up to the picture: what it bears already is left alone, and a new run bears nothing."""
        drawn = run.labels
        if int(drawn.get(marks.VERSION) or 0) > picture.version:
            return
        target = marks.state_of(picture)
        unchanged = marks.same_state(run.state, target) and not (settled and marks.is_resumed(run))
        if unchanged and drawn.get(marks.DIGEST) == marks.digest(picture):
            return
        self._title(run, picture)
        if drawn.get(marks.BARS) != marks.digest(picture.bars):
            self._timeline(run.id, picture.bars, () if is_new else self._task_runs(run.id))
        self._journal(run, picture.journal, is_new=is_new)
        if marks.is_resumed(run) and not settled:
            return
        asks_anew = settled or drawn.get(marks.FORM) != forms.digest(picture.form)
        old_rows = {} if is_new or not asks_anew else self._questions(run.id)
        if asks_anew and not self._ask(run.id, picture.form, old_rows, settled=settled):
            return
        if not unchanged:
            self._set_state(run.id, target)
        self.api.update_flow_run_labels(
            run.id,
            {
                marks.VERSION: picture.version,
                marks.DIGEST: marks.digest(picture),
                marks.STATE: marks.state_label(target),
                marks.FORM: forms.digest(picture.form),
                marks.BARS: marks.digest(picture.bars),
                marks.JOURNAL: picture.told_to,
                marks.CLOSED: picture.ended is not None,
            },
        )

    def _title(self, run: FlowRun, picture: Picture) -> None:
        tags, parameters = marks.tags_of(picture), marks.parameters_of(picture)
        if (run.name, sorted(run.tags), run.parameters) != (picture.name, tags, parameters):
            if marks.DIGEST in run.labels:
                # Told first: cut short here, the run is drawn again and told again, never not at all.
                self._gained(picture, frozenset(tags) - frozenset(run.tags))
            self.api.update_flow_run(run.id, name=picture.name, tags=tags, parameters=parameters)

    def _timeline(self, run_id: UUID, bars: Sequence[Bar], drawn: Iterable[TaskRun]) -> None:
        known = {each.id: each for each in drawn}
        for bar in bars:
            bar_run = known.get(marks.bar_id(run_id, bar.entry_id)) or self._add_bar(run_id, bar)
            if bar_run.name != bar.name:
                self.api.set_task_run_name(bar_run.id, bar.name)
            target = State(type=marks.BAR_STATES[bar.state], message=bar.message or None)
            if not marks.same_state(bar_run.state, target):
                self.api.set_task_run_state(bar_run.id, target, force=True)

    def _task_runs(self, run_id: UUID) -> Iterable[TaskRun]:
        offset = 0
        while page := self.api.read_task_runs(
            flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run_id])), limit=_PAGE, offset=offset
        ):
            yield from page
            offset += _PAGE
            if len(page) < _PAGE:
                return

    def _add_bar(self, run_id: UUID, bar: Bar) -> TaskRun:
        """Begin a bar. It begins now: Prefect stamps its own times, whatever is asked of it."""
        body = TaskRunCreate(
            id=marks.bar_id(run_id, bar.entry_id),
            name=bar.name,
            flow_run_id=run_id,
            task_key=f"stage.{bar.stage}",
            dynamic_key=f"entry-{bar.entry_id}",
            task_inputs={"after": [TaskRunResult(id=marks.bar_id(run_id, each)) for each in bar.after]},
            state=to_state_create(State(type=StateType.RUNNING, message=bar.message or None)),
        )
        return TaskRun.model_validate(
            self.api.request("POST", "/task_runs/", json=body.model_dump(mode="json")).json()
        )

    def _journal(self, run: FlowRun, journal: Sequence[Line], *, is_new: bool) -> None:
        """Post the lines that are not there yet; the label says up to where nobody need look."""
        fresh = [line for line in journal if line.number > int(run.labels.get(marks.JOURNAL) or 0)]
        if not fresh:
            return
        posted = set() if is_new else self._posted(run.id)
        missing = [line for line in fresh if marks.logger_of(line) not in posted]
        for lines in marks.pages(missing, _PAGE):
            self.api.create_logs(
                LogCreate(
                    name=marks.logger_of(line),
                    level=20,
                    message=line.text,
                    timestamp=line.at,
                    flow_run_id=run.id,
                )
                for line in lines
            )

    def _posted(self, run_id: UUID) -> set[str]:
        names: set[str] = set()
        offset = 0
        of_run = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run_id]))
        while True:
            page = self.api.read_logs(of_run, limit=_PAGE, offset=offset, sort=LogSort.TIMESTAMP_DESC)
            names.update(log.name for log in page)
            offset += _PAGE
            if len(page) < _PAGE:
                return names

    # What is asked, and what was answered

    def _ask(self, run_id: UUID, form: Form | None, old_rows: Iterable[str], *, settled: bool) -> bool:
        """Lay the question beside the run in place of any other; False if an answer has just come in."""
        if not settled and any(map(forms.is_response, old_rows)) and self._was_resumed(run_id):
            return False
        for key in old_rows:
            self._drop(run_id, key)
        if form is not None:
            names = forms.keyset(form.key)
            self._put(run_id, names["schema"], forms.as_json(forms.schema(form)))
            self._put(run_id, names["description"], forms.as_json(forms.description(form)))
        return True

    def _questions(self, run_id: UUID) -> dict[str, FlowRunInput]:
        rows = self.api.filter_flow_run_input(run_id, forms.PREFIX, _PAGE, set())
        return {row.key: row for row in rows}

    def _was_resumed(self, run_id: UUID) -> bool:
        return marks.is_resumed(self.api.read_flow_run(run_id))

    def _put(self, run_id: UUID, key: str, value: str) -> None:
        """Write an input row over whatever lies there: another engine may have been quicker."""
        try:
            self.api.create_flow_run_input(run_id, key, value)
        except PrefectHTTPStatusError as refusal:
            if refusal.response.status_code != HTTPStatus.CONFLICT:
                raise
            self._drop(run_id, key)
            self.api.create_flow_run_input(run_id, key, value)

    def _drop(self, run_id: UUID, key: str) -> None:
        try:
            self.api.delete_flow_run_input(run_id, key)
        except PrefectHTTPStatusError as refusal:
            if refusal.response.status_code != HTTPStatus.NOT_FOUND:
                raise

    def _answer(self, run: FlowRun) -> forms.Answer:
        return forms.answer(run.id, marks.subject_of(run), self._questions(run.id))

    def _set_state(self, run_id: UUID, state: State[Any]) -> None:
        """Force the state: a window must come back from any state, also from the end.

        Raises:
            Unavailable: Prefect refused a forced state, which it has no reason to do.
        """
        result = self.api.set_flow_run_state(run_id, state, force=True)
        if result.state is None or result.status.value != "ACCEPT":
            raise Unavailable(f"Prefect không nhận trạng thái {state.name} của lượt chạy {run_id}.")
