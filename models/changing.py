"""Changing the process of tasks in flight: which stage of the new version each goes to, and what comes of it.

Pure. A stay is never begun anew: it bears the new stage's code, keeps the day on which it began, and what was
decided or handed in counts on where the new stage knows it by its code. What stands against a move is told
all at once, before anything is moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from models import progress
from models.dossier import Decision, Dossier, Entry
from models.errors import BadInput
from models.language import Council, Gate, Stage, Verdict
from models.lifecycle import VERSION
from models.lifecycle.versions import Version


def _itself(province: str, _: date) -> str:
    return province


@dataclass(frozen=True)
class Plan:
    """How tasks go from one version to another.

    `stages` says which stage becomes which, `codes` which gates and papers are the same under another code;
    `answers` which province answers, on a day, for the one that a task names by its name of the time.
    """

    old: Version
    new: Version
    stages: Mapping[str, str]
    codes: Mapping[str, str]
    answers: Callable[[str, date], str] = _itself

    def target(self, code: str) -> Stage | None:
        """The stage of the new version to which tasks go that stand in that stage of the old one."""
        return self.new.stage(self.stages.get(code, ""))

    def code_of(self, code: str) -> str:
        """Under which code the gate or paper is known in the new version."""
        return self.codes.get(code, code)

    def facts(self) -> dict[str, dict[str, str]]:
        """What of the plan the versions themselves do not say, for the record."""
        return {"stages": dict(self.stages), "codes": dict(self.codes)}


def plan_of(
    old: Version,
    new: Version,
    stages: Mapping[str, str] | None = None,
    codes: Mapping[str, str] | None = None,
) -> Plan:
    """The plan from one version to another: a stage stays or becomes its heir, unless told otherwise.

    Raises:
        BadInput: with every reason why it is no plan.
    """
    asked, known = stages or {}, codes or {}
    wrong = [*_unknown(old, asked, "cũ"), *_unknown(new, asked.values(), "mới")]
    if old.code == new.code:
        wrong.append(f"Phiên bản cũ và mới đều là «{old.code}»: không có gì để chuyển.")
    renamed = {**_renamed(old, new), **known}
    wrong += [
        f"Hai mã cũ cùng trở thành «{code}»: không thể hoàn tác được."
        for code, times in Counter(renamed.values()).items()
        if times > 1
    ]
    if wrong:
        raise BadInput(*wrong)
    return Plan(old, new, {**_heirs(old, new), **asked}, renamed)


def _heirs(old: Version, new: Version) -> Mapping[str, str]:
    """Which stage each becomes as the versions say it, whichever of them is based on the other."""
    came_of = {heir: code for code, heir in old.became.items() if old.based_on == new.code}
    found = {
        stage.code: new.heir(stage.code) or new.stage(came_of.get(stage.code, "")) for stage in old.stages
    }
    return {code: heir.code for code, heir in found.items() if heir is not None}


def _renamed(old: Version, new: Version) -> Mapping[str, str]:
    if new.based_on == old.code:
        return new.renamed
    return {code: before for before, code in old.renamed.items()} if old.based_on == new.code else {}


def _unknown(version: Version, codes: Iterable[str], which: str) -> Iterator[str]:
    for code in codes:
        if version.stage(code) is None:
            yield f"Phiên bản {which} «{version.code}» không có giai đoạn «{code}»."


@dataclass(frozen=True)
class Move:
    """One open stay in the change: as it was, as it will be, and its two stages. None: nowhere to go."""

    before: Entry
    after: Entry
    old: Stage
    new: Stage | None

    @property
    def changes_stage(self) -> bool:
        """Whether the stay becomes one in another stage."""
        return self.new is not None and self.new.code != self.old.code


@dataclass(frozen=True)
class Finding:
    """What the change means for one task: its stays, or every reason why it cannot be moved."""

    task: Dossier
    after: Dossier
    moves: tuple[Move, ...]
    reasons: tuple[str, ...]
    plan: Plan

    @property
    def can_move(self) -> bool:
        """Whether the task goes over to the new version."""
        return not self.reasons

    @cached_property
    def told(self) -> tuple[str, ...]:
        """All of it in sentences: where the task goes, what counts on, what will be missing, until when."""
        if self.reasons:
            return (f"{self.task.code} không chuyển được sang «{self.plan.new.code}».", *self.reasons)
        return tuple(sentence for move in self.moves for sentence in _told(self, move))


def dry_run(task: Dossier, plan: Plan, on: date) -> Finding:
    """What the change would do to the task on that day; nothing is changed."""
    moves = tuple(_move(task, plan, entry) for entry in task.open_entries)
    by_id = {move.before.id: move.after for move in moves}
    after = replace(
        task,
        lifecycle=plan.new.code,
        entries=tuple(by_id.get(entry.id, entry) for entry in task.entries),
    )
    dated = tuple(replace(move, after=_dated(move, after)) for move in moves)
    by_id = {move.before.id: move.after for move in dated}
    after = replace(after, entries=tuple(by_id.get(entry.id, entry) for entry in task.entries))
    reasons = tuple(dict.fromkeys(_reasons(task, after, dated, plan, on)))
    return Finding(task, after, dated, reasons, plan)


def _move(task: Dossier, plan: Plan, entry: Entry) -> Move:
    old, new = progress.stage_of(task, entry), plan.target(entry.stage)
    after = replace(
        entry,
        stage=new.code if new is not None else entry.stage,
        submissions=tuple(replace(each, paper=plan.code_of(each.paper)) for each in entry.submissions),
        decisions=tuple(replace(each, gate=plan.code_of(each.gate)) for each in entry.decisions),
        sittings=tuple(replace(each, gate=plan.code_of(each.gate)) for each in entry.sittings),
    )
    return Move(entry, after, old, new)


def _dated(move: Move, after: Dossier) -> Entry:
    """The stay with its due date in the new stage, where that sets another deadline than the old one.

    Where a list put the task there without a day, no clock starts.
    """
    if move.new is None or move.new.deadline == move.old.deadline:
        return move.after
    clock = move.new.deadline
    if move.before.imported and (clock is None or clock.since is None):
        return replace(move.after, due_on=None, rule_version="")
    when = progress.due(clock, after, move.before.entered_on)
    return replace(move.after, due_on=when.on, rule_version=when.rule_version)


def _reasons(task: Dossier, after: Dossier, moves: tuple[Move, ...], plan: Plan, on: date) -> Iterator[str]:
    lives_by = task.lifecycle or VERSION
    if lives_by != plan.old.code:
        yield f"Nhiệm vụ theo phiên bản «{lives_by}», không phải «{plan.old.code}»."
    if plan.new.province and plan.answers(task.province, on) != plan.new.province:
        yield (f"Phiên bản «{plan.new.code}» là của {plan.new.province}; nhiệm vụ này thuộc {task.province}.")
    if not moves:
        yield "Vòng đời của nhiệm vụ đã kết thúc: nhiệm vụ giữ phiên bản mà nó đã theo."
    for move in moves:
        if move.new is None:
            yield (
                f"Phiên bản mới không có giai đoạn «{move.old.vi}» ({move.old.code}); hãy nêu giai đoạn "
                "thay thế."
            )
        else:
            yield from _against(move, move.new, after, on)
    for code, times in Counter(move.after.stage for move in moves).items():
        if times > 1:
            yield f"Nhiệm vụ sẽ đứng hai lần ở cùng giai đoạn «{code}»."


def _against(move: Move, new: Stage, after: Dossier, on: date) -> Iterator[str]:
    """Every reason against this one stay's move."""
    if new.beside != move.old.beside:
        yield f"«{move.old.vi}» và «{new.vi}» không cùng tuyến: một bên chạy song song, một bên không."
    if move.changes_stage:
        yield from progress.unmet(new.enter, after, on)
    for gate in _sitting_at(move):
        if not any(each.code == gate and isinstance(each.approval, Council) for each in new.gates):
            yield (
                f"Hội đồng ở «{_gate_name(move.old, gate)}» đã thành lập và chưa kết luận, nhưng giai đoạn "
                "mới không có cửa này: hãy kết luận trước khi chuyển."
            )
    asked = [made.gate for made in move.after.decisions if made.verdict is Verdict.SUPPLEMENT]
    if progress.clock_stopped(move.before) and asked and not new.has_gate(asked[-1]):
        yield (
            f"Đang chờ bổ sung theo yêu cầu tại «{_gate_name(move.old, asked[-1])}», nhưng giai đoạn mới "
            "không có cửa này: hãy chờ bổ sung xong."
        )
    if progress.awaited_gate(new, move.after, after) is None:
        yield (
            f"Mọi cửa của «{new.vi}» trong phiên bản mới đều đã qua: nhiệm vụ sẽ không còn chờ ai và đứng "
            "lại mãi; hãy nêu giai đoạn sau đó."
        )


def _sitting_at(move: Move) -> Iterator[str]:
    """The gates, by their new code, for which a council stands that has not concluded."""
    for sitting in move.after.sittings:
        concluded = {made.gate for made in move.after.decisions if made.on >= sitting.formed_on}
        if sitting.gate not in concluded:
            yield sitting.gate


def _gate_name(stage: Stage, code: str) -> str:
    return stage.gate(code).vi if stage.has_gate(code) else code


def _told(finding: Finding, move: Move) -> Iterator[str]:
    new, plan = move.new, finding.plan
    if new is None:
        return
    code = finding.task.code
    if move.changes_stage:
        yield f"{code} chuyển từ «{move.old.vi}» ({move.old.code}) sang «{new.vi}» ({new.code})."
    else:
        yield f"{code} ở nguyên giai đoạn «{new.vi}» ({new.code}), theo phiên bản «{plan.new.code}»."
    kept, left = _parted(move.before.decisions, move.old, new, plan)
    if kept:
        yield f"Quyết định vẫn được tính: {kept}."
    if left:
        yield f"Quyết định không còn được tính (vẫn lưu trong hồ sơ): {left}."
    kept, left = _papers_parted(finding, move, new)
    if kept:
        yield f"Giấy tờ vẫn được tính: {kept}."
    if left:
        yield f"Giấy tờ không còn được yêu cầu (vẫn lưu trong hồ sơ): {left}."
    yield from _still_owed(finding, move, new)
    yield _clock_told(move)


def _parted(made: Iterable[Decision], old: Stage, new: Stage, plan: Plan) -> tuple[str, str]:
    """The decisions that count on and those that do not, in words."""
    kept: list[str] = []
    left: list[str] = []
    for each in made:
        words = f"«{_gate_name(old, each.gate)}», {each.verdict.label.lower()} ngày {each.on:%d/%m/%Y}"
        (kept if new.has_gate(plan.code_of(each.gate)) else left).append(words)
    return "; ".join(kept), "; ".join(left)


def _papers_parted(finding: Finding, move: Move, new: Stage) -> tuple[str, str]:
    """The papers that count on and those that nobody asks for any longer, in words."""
    names = {paper.code: paper.vi for paper in move.old.papers}
    asked = {paper.code for paper in progress.papers_of(new, finding.after)}
    there = dict.fromkeys(each.paper for each in move.before.submissions if not each.withdrawn)
    kept = [names.get(code, code) for code in there if finding.plan.code_of(code) in asked]
    left = [names.get(code, code) for code in there if finding.plan.code_of(code) not in asked]
    return "; ".join(kept), "; ".join(left)


def _still_owed(finding: Finding, move: Move, new: Stage) -> Iterator[str]:
    """What the new stage asks for that the old one did not, and which gate is awaited."""
    owed = {
        finding.plan.code_of(paper.code)
        for paper in progress.papers_missing(move.old, move.before, finding.task)
    }
    missing = progress.papers_missing(new, move.after, finding.after)
    more = [paper.vi for paper in missing if paper.code not in owed]
    if more:
        yield f"Sẽ thiếu thêm: {'; '.join(more)}."
    gate: Gate | None = progress.awaited_gate(new, move.after, finding.after)
    if gate is not None:
        yield f"Sau khi chuyển, chờ «{gate.vi}» ({gate.code})."


def _clock_told(move: Move) -> str:
    before, after = move.before.due_on, move.after.due_on
    if before == after:
        return f"Thời hạn giữ nguyên: {_day(before)}."
    return f"Thời hạn đổi từ {_day(before)} thành {_day(after)}."


def _day(when: date | None) -> str:
    return f"ngày {when:%d/%m/%Y}" if when is not None else "không có thời hạn"


@dataclass(frozen=True)
class Mark:
    """What is noted of a task when it is moved, so that undoing knows whether anything was decided since.

    `decided` says how many decisions each stay had, `formed` how many councils there were, `stays` which of
    them were open.
    """

    decided: Mapping[int, int]
    formed: int
    stays: tuple[int, ...]

    @classmethod
    def of(cls, task: Dossier) -> Mark:
        """The mark of a task as it stands."""
        return cls(
            {entry.id: len(entry.decisions) for entry in task.entries},
            sum(len(entry.sittings) for entry in task.entries),
            tuple(entry.id for entry in task.open_entries),
        )


def against_undoing(task: Dossier, mark: Mark, plan: Plan) -> tuple[str, ...]:
    """Why the task cannot go back to what it was before the change; empty when it can."""
    found = []
    if (task.lifecycle or VERSION) != plan.new.code:
        found.append(f"Nhiệm vụ đã sang phiên bản khác từ đó: «{task.lifecycle}».")
    for entry in task.entries:
        stage = progress.stage_of(task, entry)
        found += [
            f"Từ khi chuyển, {made.title} đã quyết định tại «{_gate_name(stage, made.gate)}» "
            f"ngày {made.on:%d/%m/%Y}."
            for made in entry.decisions[mark.decided.get(entry.id, 0) :]
        ]
    if sum(len(entry.sittings) for entry in task.entries) > mark.formed:
        found.append("Từ khi chuyển đã thành lập hội đồng.")
    if tuple(entry.id for entry in task.open_entries) != mark.stays:
        found.append("Nhiệm vụ đã rời giai đoạn mà nó đứng khi chuyển.")
    return tuple(dict.fromkeys(found))
