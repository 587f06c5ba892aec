"""Versions of the lifecycle: each a named set of stages, mostly written as what it changes of another.

Several stand side by side. A task keeps the version under which it entered, until somebody moves it to
another one (`models.changing`). A gate's or a paper's code names what is decided or handed in: where what was
decided before shall not count, the gate bears a new code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from models.language import Deadline, Gate, Paper, Source, Stage, Step


@dataclass(frozen=True)
class Version:
    """One lifecycle: its stages in the order in which they are lived; the first is where a life begins.

    New tasks of `province` enter under it from `valid_from` on; an empty province is every province. `became`
    says of each stage of the version it is based on that it does not have, which of its own takes the place;
    `renamed` the same of gates and papers, by their codes.
    """

    code: str
    vi: str
    en: str
    source: Source
    stages: tuple[Stage, ...]
    valid_from: date = date.min
    province: str = ""
    based_on: str = ""
    became: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)

    def stage(self, code: str) -> Stage | None:
        """Its stage of that code, if it has one."""
        return next((stage for stage in self.stages if stage.code == code), None)

    def heir(self, code: str) -> Stage | None:
        """Its stage of that code, or the one that took its place."""
        return self.stage(code) or self.stage(self.became.get(code, ""))


SAME: Final = Deadline("")
"""Where an amendment leaves the deadline as it is."""


@dataclass(frozen=True)
class Amended:
    """A stage that differs: in its name, its papers, its gates, or by when it must be done.

    `drop` are codes of papers and gates that fall away (with the documents that such a gate brings),
    `required` and `optional` papers that are owed from now on, or no longer. A gate comes before the gate
    that is named with it, or last where none is named.
    """

    stage: str
    vi: str = ""
    en: str = ""
    drop: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    gates: tuple[tuple[Gate, str], ...] = ()
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    deadline: Deadline | None = SAME


@dataclass(frozen=True)
class Removed:
    """A stage that falls away: whatever led to it, and whoever stands there, goes to another one."""

    stage: str
    goes_to: str


@dataclass(frozen=True)
class Added:
    """A stage that comes between `after` and whatever followed it; its own `next` is what followed."""

    stage: Stage
    after: str


@dataclass(frozen=True)
class Recoded:
    """A stage that bears another code from now on, and stays what it was."""

    stage: str
    code: str


Amendment = Amended | Removed | Added | Recoded


def amended(base: Version, version: Version, amendments: Sequence[Amendment]) -> Version:
    """The version whose stages are those of `base` with these amendments, one after the other.

    Raises:
        KeyError: an amendment names a stage that is not there.
    """
    stages, became = base.stages, dict(version.became)
    for each in amendments:
        named = each.after if isinstance(each, Added) else each.stage
        if all(stage.code != named for stage in stages):
            raise KeyError(named)
        match each:
            case Amended():
                stages = tuple(
                    _changed(stage, each) if stage.code == each.stage else stage for stage in stages
                )
            case Removed(code, goes_to):
                left = tuple(stage for stage in stages if stage.code != code)
                stages = tuple(_leading(stage, code, goes_to) for stage in left)
                became[code] = goes_to
            case Recoded(code, new):
                kept = (replace(stage, code=new) if stage.code == code else stage for stage in stages)
                stages = tuple(_leading(stage, code, new) for stage in kept)
                became[code] = new
            case Added(stage, after):
                stages = tuple(_with_added(stages, stage, after))
    return replace(version, stages=stages, based_on=base.code, became=became)


def _changed(stage: Stage, change: Amended) -> Stage:
    papers = tuple(paper for paper in stage.papers if paper.code not in change.drop)
    papers = tuple(_owed(paper, change) for paper in (*papers, *change.papers))
    gates = [gate for gate in stage.gates if gate.code not in change.drop]
    for gate, before in change.gates:
        place = next((place for place, each in enumerate(gates) if each.code == before), len(gates))
        gates.insert(place, gate)
    return replace(
        stage,
        vi=change.vi or stage.vi,
        en=change.en or stage.en,
        papers=papers,
        gates=tuple(gates),
        documents=tuple(each for each in stage.documents if each.on not in change.drop),
        deadline=stage.deadline if change.deadline is SAME else change.deadline,
    )


def _owed(paper: Paper, change: Amended) -> Paper:
    if paper.code in change.required:
        return replace(paper, required=True)
    return replace(paper, required=False) if paper.code in change.optional else paper


def _leading(stage: Stage, old: str, new: str) -> Stage:
    """The stage with its ways to the old code leading to the new one."""

    def led(steps: tuple[Step, ...]) -> tuple[Step, ...]:
        return tuple(replace(step, to=new) if step.to == old else step for step in steps)

    return replace(stage, next=led(stage.next), on_reject=led(stage.on_reject), opens=led(stage.opens))


def _with_added(stages: tuple[Stage, ...], stage: Stage, after: str) -> Iterator[Stage]:
    for each in stages:
        if each.code != after:
            yield each
            continue
        yield replace(each, next=(Step(stage.code),))
        yield replace(stage, next=each.next)


def faults(version: Version) -> tuple[str, ...]:
    """Every reason why no task could live by the version, each a sentence."""
    return tuple(dict.fromkeys((*_ways_astray(version), *_stages_unfit(version), *_clocks_unset(version))))


def _ways_astray(version: Version) -> Iterator[str]:
    known = {stage.code for stage in version.stages}
    if len(known) < len(version.stages):
        yield "Có hai giai đoạn mang cùng một mã."
    for stage in version.stages:
        for step in (*stage.next, *stage.on_reject, *stage.opens):
            if step.to is not None and step.to not in known:
                yield f"«{stage.vi}» dẫn đến giai đoạn «{step.to}», nhưng phiên bản không có giai đoạn này."
    for old, new in version.became.items():
        if new not in known:
            yield f"Giai đoạn «{old}» được thay bằng «{new}», nhưng phiên bản không có giai đoạn này."
    reached = _reached(version)
    for stage in version.stages:
        if stage.code not in reached:
            yield f"Không có đường nào dẫn đến giai đoạn «{stage.vi}» ({stage.code})."
    if not any(step.to is None for stage in version.stages if not stage.beside for step in stage.next):
        yield "Không có giai đoạn nào kết thúc vòng đời."


def _reached(version: Version) -> set[str]:
    found: set[str] = set()
    waiting = [version.stages[0].code] if version.stages else []
    while waiting:
        stage = version.stage(waiting.pop())
        if stage is None or stage.code in found:
            continue
        found.add(stage.code)
        waiting += [step.to for step in (*stage.next, *stage.on_reject, *stage.opens) if step.to]
    return found


def _stages_unfit(version: Version) -> Iterator[str]:
    for stage in version.stages:
        papers = [paper.code for paper in stage.papers]
        gates = [gate.code for gate in stage.gates]
        if not any(not gate.optional for gate in stage.gates):
            yield f"Giai đoạn «{stage.vi}» không còn cửa nào phải quyết định: nhiệm vụ sẽ không đi tiếp được."
        for code in (
            code for codes in (papers, gates) for code in dict.fromkeys(codes) if codes.count(code) > 1
        ):
            yield f"Giai đoạn «{stage.vi}» có hai lần mã «{code}»."
        for gate in stage.gates:
            if gate.opened_by is not None and gate.opened_by not in papers:
                yield f"Cửa «{gate.vi}» mở bằng giấy tờ «{gate.opened_by}», nhưng giai đoạn không nhận nó."


def _clocks_unset(version: Version) -> Iterator[str]:
    """Deadlines that count from a date which nothing in the version sets any longer."""
    for stage in version.stages:
        since = stage.deadline.since if stage.deadline is not None else None
        if since in _SET_BY_GATES and since not in _dates_set(version.stages):
            yield (
                f"Thời hạn của «{stage.vi}» tính từ mốc «{since}», nhưng không còn cửa hay giấy tờ nào "
                "ghi mốc này."
            )


_SET_BY_GATES: Final = frozenset({"accepted_on", "registered_on", "recognised_on", "contract_signed_on"})
"""Dates from which stages count, and which a decision alone sets."""


def _dates_set(stages: Sequence[Stage]) -> set[str]:
    return {
        *(name for stage in stages for gate in stage.gates for name in gate.records),
        *(name for stage in stages for paper in stage.papers for name in paper.records),
        *(name for stage in stages for name in stage.when_complete),
    }


def differences(one: Version, other: Version) -> tuple[str, ...]:
    """What is different in the other version, stage by stage, in sentences."""
    return tuple(_differences(one, other))


def _differences(one: Version, other: Version) -> Iterator[str]:
    for stage in one.stages:
        new = other.stage(stage.code)
        if new is None:
            heir = other.heir(stage.code)
            then = f"; nhiệm vụ đang ở đó chuyển sang «{heir.vi}» ({heir.code})" if heir else ""
            yield f"Bỏ giai đoạn «{stage.vi}» ({stage.code}){then}."
        else:
            yield from _of_stage(stage, new)
    for stage in other.stages:
        if one.stage(stage.code) is None:
            yield f"Thêm giai đoạn «{stage.vi}» ({stage.code})."


def _of_stage(old: Stage, new: Stage) -> Iterator[str]:
    where = f"{new.vi} ({new.code}):"
    if old.vi != new.vi:
        yield f"{where} đổi tên từ «{old.vi}»."
    for what, before, after in (("giấy tờ", old.papers, new.papers), ("cửa", old.gates, new.gates)):
        names = {each.code: each.vi for each in (*before, *after)}
        had, has = ({each.code for each in side} for side in (before, after))
        for code in (code for code in names if code not in has):
            yield f"{where} bỏ {what} «{names[code]}»."
        for code in (code for code in names if code not in had):
            yield f"{where} thêm {what} «{names[code]}»."
    owed = {paper.code: paper.required for paper in old.papers}
    for paper in new.papers:
        if paper.code in owed and owed[paper.code] != paper.required:
            yield f"{where} «{paper.vi}» {'trở thành bắt buộc' if paper.required else 'không còn bắt buộc'}."
    if old.deadline != new.deadline:
        yield f"{where} thời hạn đổi từ {_clock(old.deadline)} thành {_clock(new.deadline)}."


def _clock(deadline: Deadline | None) -> str:
    if deadline is None:
        return "không có thời hạn"
    return f"quy tắc «{deadline.rule}»" + (f" tính từ «{deadline.since}»" if deadline.since else "")
