"""Moving tasks in flight from one version of the lifecycle to another: told first, then done, then undone.

What becomes of a task is judged by `models.changing`. Applying and undoing go through the tasks in parts of
one transaction each, so either can be cut off at any moment and taken up again: what was moved stays moved,
and is not moved twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from actions import audit, dossiers, outbox, stages, wiring
from actions.provincial_rules import who_answers
from models import changing, lifecycle
from models.changing import Finding, Mark, Plan
from models.deeds import Deed, require
from models.dossier import Dossier, Entry
from models.errors import BadInput, NotFound, Refused
from models.lifecycle import Version
from models.lifecycle.versions import differences, faults
from models.permissions import Actor
from models.queries import changing as queries
from models.queries.webhooks import last_entry
from models.tables import ProcessChange, ProcessMove, StageEntry, Task

_READ: Final = 500
"""Tasks read at a time while a change is tried out."""
_AT_ONCE: Final = 100
"""Tasks moved in one transaction: few enough that nobody waits long for one of them."""


@dataclass(frozen=True)
class VersionRow:
    """A version as it is listed: tasks in flight and ended, where those in flight stand, how it differs."""

    code: str
    vi: str
    en: str
    source: str
    province: str
    valid_from: date | None
    in_flight: int
    ended: int
    stands: tuple[tuple[str, int], ...]
    differs: tuple[str, ...]


@dataclass(frozen=True)
class ChangeRow:
    """A change that was made: how many tasks it moved, and how many of them went back."""

    number: int
    old: str
    new: str
    applied_at: datetime
    moved: int
    undone: int
    undone_at: datetime | None


@dataclass(frozen=True)
class Told:
    """What came of one task: whether it was done, in sentences; `again`: it has changed since the trial."""

    code: str
    done: bool
    sentences: tuple[str, ...]
    again: bool = False


def versions(session: Session, actor: Actor) -> tuple[VersionRow, ...]:
    """The versions that stand side by side, and those that tasks name but nobody declares any more."""
    require(actor, Deed.PROCESS_CHANGE)
    counted = {code: (here, ended) for code, here, ended in session.execute(queries.tasks_by_version())}
    declared = lifecycle.versions()
    rows = [_row(session, each, *counted.pop(each.code, (0, 0))) for each in declared]
    lost = "Phiên bản này không còn được khai báo"
    rows += [
        VersionRow(code, lost, "No longer declared", "", "", None, here, ended, (), ())
        for code, (here, ended) in sorted(counted.items())
    ]
    return tuple(rows)


def _row(session: Session, version: Version, in_flight: int, ended: int) -> VersionRow:
    base = lifecycle.version(version.based_on)
    standing = dict(session.execute(queries.stays_by_stage(version.code)).all())
    return VersionRow(
        version.code,
        version.vi,
        version.en,
        str(version.source),
        version.province,
        None if version.valid_from == date.min else version.valid_from,
        in_flight,
        ended,
        tuple((stage.vi, standing[stage.code]) for stage in version.stages if stage.code in standing),
        differences(base, version),
    )


def plan_of(
    old: str, new: str, stages_to: Mapping[str, str] | None = None, codes: Mapping[str, str] | None = None
) -> Plan:
    """The plan from one version to another; `stages_to` and `codes` say otherwise than the versions do.

    Raises:
        NotFound: there is no such version.
        BadInput: with every reason why it is no plan, or why nobody could live by the new version.
    """
    wanted = lifecycle.version(new)
    wrong = faults(wanted)
    if wrong:
        raise BadInput(*wrong)
    plan = changing.plan_of(lifecycle.version(old), wanted, stages_to, codes)
    return replace(plan, answers=who_answers)


def paired(words: str) -> dict[str, str]:
    """Codes written `OLD=NEW`, with blanks or commas between the pairs, as a person writes them.

    Raises:
        BadInput: with every word that is no such pair.
    """
    parts = {word: [each.strip() for each in word.split("=")] for word in words.replace(",", " ").split()}
    wrong = [word for word, pair in parts.items() if len(pair) != len(("old", "new")) or not all(pair)]
    if wrong:
        raise BadInput(*(f"«{word}» phải viết theo dạng MÃ_CŨ=MÃ_MỚI." for word in wrong))
    return {pair[0]: pair[1] for pair in parts.values()}


def mark(session: Session) -> int:
    """Where the audit chain stands: what is done on a task after it has changed the task since."""
    return session.scalars(last_entry()).one()


def dry_run(session: Session, plan: Plan, actor: Actor, on: date, *, after: str = "") -> Iterator[Finding]:
    """What the change would do to each task in flight of the old version, by code; nothing is changed.

    The tasks are read as they are asked for, those after that code.
    """
    require(actor, Deed.PROCESS_CHANGE)
    while codes := session.scalars(queries.codes_living_by(plan.old.code, after=after, limit=_READ)).all():
        for task in dossiers.several(session, *codes):
            yield changing.dry_run(task, plan, on)
        after = codes[-1]


def begin(session: Session, plan: Plan, actor: Actor, on: date, *, tried: int | None = None) -> int:
    """Put a change on record, to be applied; `tried` is the mark of its dry run. Returns its number."""
    require(actor, Deed.PROCESS_CHANGE)
    row = ProcessChange(
        from_version=plan.old.code,
        to_version=plan.new.code,
        plan={**plan.facts(), "mark": mark(session) if tried is None else tried},
        person_id=actor.id,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        "system:process:begun",
        f"{actor.title} mở đợt chuyển quy trình số {row.id}: từ «{plan.old.code}» sang «{plan.new.code}».",
        on=on,
        person_id=actor.id,
        facts={"change": row.id, **plan.facts()},
    )
    return row.id


def changes(session: Session, actor: Actor) -> tuple[ChangeRow, ...]:
    """All changes that were made, the latest first."""
    require(actor, Deed.PROCESS_CHANGE)
    return tuple(
        ChangeRow(row.id, row.from_version, row.to_version, row.applied_at, moved, undone, row.undone_at)
        for row, moved, undone in session.execute(queries.changes())
    )


def recorded(session: Session, number: int) -> tuple[ProcessChange, Plan]:
    """A change on record, and its plan.

    Raises:
        NotFound: there is no such change, or a version of it stands no more.
    """
    row = session.scalars(queries.change(number)).one_or_none()
    if row is None:
        raise NotFound(f"Không có đợt chuyển quy trình số {number}.")
    plan = Plan(
        lifecycle.version(row.from_version),
        lifecycle.version(row.to_version),
        row.plan["stages"],
        row.plan["codes"],
        who_answers,
    )
    return row, plan


def apply(number: int, actor: Actor, on: date, *, after: str = "") -> Iterator[Told]:
    """Move the tasks in flight of the old version, those after that code, each part a transaction of its own.

    What was done on a task since the dry run counts: it is judged again, and told so. A task that cannot be
    moved stays what it was. Whoever is cut off begins anew: tasks that were moved are not met again.

    Raises:
        NotPermitted: this person changes no processes.
        NotFound: there is no such change.
        Refused: the change was undone.
    """
    require(actor, Deed.PROCESS_CHANGE)
    while True:
        with wiring.unit_of_work() as session:
            row, plan = recorded(session, number)
            if row.undone_at is not None:
                raise Refused(f"Đợt chuyển số {number} đã hoàn tác; hãy mở một đợt mới.")
            codes = session.scalars(queries.codes_living_by(plan.old.code, after=after, limit=_AT_ONCE)).all()
            if not codes:
                return
            told = _apply_part(session, row, plan, codes, actor, on)
        yield from told
        after = codes[-1]


def _apply_part(
    session: Session, row: ProcessChange, plan: Plan, codes: Sequence[str], actor: Actor, on: date
) -> list[Told]:
    held = [task for task, _ in dossiers.held(session, *codes)]
    since = set(session.scalars(queries.changed_since(codes, int(row.plan["mark"]))))
    told = []
    for task in held:
        finding = changing.dry_run(task, plan, on)
        if finding.can_move:
            _move(session, row, finding, actor, on)
        again = task.code in since
        first = (f"{task.code} đã thay đổi sau lần chạy thử nên được xét lại.",) if again else ()
        told.append(Told(task.code, finding.can_move, (*first, *finding.told), again))
    session.flush()
    dossiers.forget(session)
    return told


def _move(session: Session, row: ProcessChange, finding: Finding, actor: Actor, on: date) -> None:
    task, after = finding.task, finding.after
    _write(session, task.id, after.lifecycle, [move.after for move in finding.moves])
    if finding.plan.codes:
        for statement in queries.recoded([each.before.id for each in finding.moves], finding.plan.codes):
            session.execute(statement)
    known = session.get(ProcessMove, (row.id, task.id))
    if known is None:
        known = ProcessMove(change_id=row.id, task_id=task.id, before={}, after={})
        session.add(known)
    known.undone = False
    known.before = _facts(task.lifecycle, [move.before for move in finding.moves])
    known.after = {
        **_facts(after.lifecycle, [move.after for move in finding.moves]),
        "mark": _marked(Mark.of(after)),
    }
    sentence = f"Chuyển sang phiên bản vòng đời «{after.lifecycle}» (đợt {row.id}). {' '.join(finding.told)}"
    _say(session, task, "task:process:moved", sentence, row.id, actor, on)


def _write(session: Session, task_id: int, version: str, stays: list[Entry]) -> None:
    session.get_one(Task, task_id).lifecycle = version
    for stay in stays:
        row = session.get_one(StageEntry, stay.id)
        row.stage, row.due_on, row.rule_version = stay.stage, stay.due_on, stay.rule_version
    stages.touch(session, task_id)


def _facts(version: str, stays: list[Entry]) -> dict[str, Any]:
    return {
        "lifecycle": version,
        "stays": [
            {
                "id": stay.id,
                "stage": stay.stage,
                "due_on": stay.due_on.isoformat() if stay.due_on else None,
                "rule_version": stay.rule_version,
            }
            for stay in stays
        ],
    }


def _marked(made: Mark) -> dict[str, Any]:
    decided = {str(entry): count for entry, count in made.decided.items()}
    return {"decided": decided, "formed": made.formed, "stays": list(made.stays)}


def _mark_of(facts: Mapping[str, Any]) -> Mark:
    decided = {int(entry): int(count) for entry, count in facts["decided"].items()}
    return Mark(decided, int(facts["formed"]), tuple(facts["stays"]))


def _say(
    session: Session, task: Dossier, tag: str, sentence: str, number: int, actor: Actor, on: date
) -> None:
    audit.record(session, tag, sentence, on=on, task_id=task.id, person_id=actor.id, facts={"change": number})
    for kind, subject in ((outbox.Kind.REDRAW, "task"), (outbox.Kind.CLOSET, "case")):
        outbox.promise(session, kind, f"{subject}:{task.code}", on=on, code=task.code)


def undo(number: int, actor: Actor, on: date) -> Iterator[Told]:
    """Take the change back, task by task; on which something was decided since stays, and is told why.

    Raises:
        NotPermitted: this person changes no processes.
        NotFound: there is no such change.
    """
    require(actor, Deed.PROCESS_CHANGE)
    met, held_back = 0, 0
    while True:
        with wiring.unit_of_work() as session:
            row, plan = recorded(session, number)
            moves = session.execute(queries.moves_after(number, after=met, limit=_AT_ONCE)).all()
            if not moves:
                _close(session, row, actor, on, held_back)
                return
            told = _undo_part(session, number, plan, [code for _, code in moves], actor, on)
        yield from told
        held_back += sum(not each.done for each in told)
        met = moves[-1][0].task_id


def _undo_part(
    session: Session, number: int, plan: Plan, codes: list[str], actor: Actor, on: date
) -> list[Told]:
    told = []
    for task, _ in dossiers.held(session, *codes):
        known = session.scalars(queries.move_of(number, task.id)).one()
        if known.undone:
            continue
        reasons = changing.against_undoing(task, _mark_of(known.after["mark"]), plan)
        if reasons:
            told.append(
                Told(task.code, done=False, sentences=(f"{task.code} không hoàn tác được.", *reasons))
            )
            continue
        _restore(session, task, known, plan)
        before = known.before["lifecycle"]
        sentence = f"Hoàn tác đợt chuyển số {number}: nhiệm vụ trở lại phiên bản «{before}»."
        _say(session, task, "task:process:undone", sentence, number, actor, on)
        told.append(Told(task.code, done=True, sentences=(f"{task.code}: {sentence}",)))
    session.flush()
    dossiers.forget(session)
    return told


def _restore(session: Session, task: Dossier, known: ProcessMove, plan: Plan) -> None:
    stays = known.before["stays"]
    session.get_one(Task, task.id).lifecycle = known.before["lifecycle"]
    for stay in stays:
        row = session.get_one(StageEntry, stay["id"])
        row.stage, row.rule_version = stay["stage"], stay["rule_version"]
        row.due_on = date.fromisoformat(stay["due_on"]) if stay["due_on"] else None
    if plan.codes:
        back = {new: old for old, new in plan.codes.items()}
        for statement in queries.recoded([stay["id"] for stay in stays], back):
            session.execute(statement)
    known.undone = True
    stages.touch(session, task.id)
    stages.refresh_due(session, task.code)


def _close(session: Session, row: ProcessChange, actor: Actor, on: date, held_back: int) -> None:
    """Put on record that the change was undone, once nothing is left of it."""
    if held_back or row.undone_at is not None:
        return
    row.undone_at = wiring.now()
    audit.record(
        session,
        "system:process:undone",
        f"{actor.title} hoàn tác đợt chuyển quy trình số {row.id}.",
        on=on,
        person_id=actor.id,
        facts={"change": row.id},
    )
