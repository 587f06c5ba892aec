"""What stands still before there is a result: told apart from the closet, which holds accepted results alone.

Each rule looks at one open stay of the task. The particular rules stand before the general ones; what a
particular rule explains, a general one does not tell again. A task that came from a list has no clock of its
own there, and of what should have come before the import nothing is known: neither is held against anybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models import councils, law, progress, workdays
from models.closet.facts import as_of, day_text, is_accepted, kept_here, overdue_since, period_text
from models.closet.words import Stall
from models.dossier import CouncilSitting, Dossier, Entry
from models.language import Council, Gate, Role, Rule, Source
from models.law import CouncilScheme
from models.lifecycle import (
    ACCEPT,
    CALL,
    CONTRACT,
    EXECUTE,
    LIFECYCLE,
    RECOGNISE,
    RIGHTS_R1,
    RIGHTS_R2,
    RIGHTS_R4,
    SUBMIT,
)

_DAY = timedelta(days=1)
_ORDER_OF_LIFE = tuple(stage.code for stage in LIFECYCLE)
_BEFORE_RESULT = frozenset(_ORDER_OF_LIFE[: _ORDER_OF_LIFE.index(ACCEPT.code) + 1])
_AFTER_RESULT = frozenset(
    _ORDER_OF_LIFE[_ORDER_OF_LIFE.index(ACCEPT.code) + 1 : _ORDER_OF_LIFE.index(RECOGNISE.code) + 1]
) | {RIGHTS_R1.code, RIGHTS_R2.code, RIGHTS_R4.code}
_UNDER_CONTRACT = frozenset({CONTRACT.code, EXECUTE.code, SUBMIT.code})


@dataclass(frozen=True)
class Halt:
    """What a rule found: since when, by which facts, and for whom it waits."""

    since: date
    evidence: tuple[str, ...]
    waits_for: tuple[Role, ...]
    next_step_vi: str
    source: Source


@dataclass(frozen=True)
class StallRule:
    """A way to stand still; `find` is the small rule that tells whether it holds of an open stay."""

    code: str
    vi: str
    en: str
    find: Callable[[Dossier, Entry, date], Halt | None]


def stalls(task: Dossier, on: date) -> tuple[Stall, ...]:
    """What stands still on that day outside the closet, the longest first."""
    known = as_of(task, on)
    found = []
    for entry in known.open_entries:
        halts = ((rule, rule.find(known, entry, on)) for rule in STALLS)
        first = next(((rule, halt) for rule, halt in halts if halt is not None), None)
        if first is not None:
            found.append(_told(*first, entry))
    return tuple(sorted(found, key=lambda stall: stall.since))


def _told(rule: StallRule, halt: Halt, entry: Entry) -> Stall:
    return Stall(
        rule.code,
        rule.vi,
        rule.en,
        halt.since,
        halt.evidence,
        " hoặc ".join(dict.fromkeys(role.vi for role in halt.waits_for)),
        halt.waits_for[0],
        halt.next_step_vi,
        str(halt.source),
        entry.stage,
    )


def _supplement_unanswered(task: Dossier, entry: Entry, on: date) -> Halt | None:
    asked = next((stop for stop in entry.stops if stop.until is None), None)
    if asked is None:
        return None
    overdue = overdue_since("supplement", asked.since, task, on)
    if overdue is None:
        return None
    since, rule = overdue
    waited = f"Yêu cầu bổ sung ngày {day_text(asked.since)}, quá {period_text(rule)} chưa được bổ sung"
    return Halt(
        since,
        (f"{waited}: {asked.reason.rstrip('.')}." if asked.reason else f"{waited}.",),
        _who_supplements(task, entry),
        "Nộp tài liệu bổ sung, hoặc rút hồ sơ",
        rule.source,
    )


def _who_supplements(task: Dossier, entry: Entry) -> tuple[Role, ...]:
    """Those who hand papers in at this stage; the host where nobody does."""
    stage = progress.stage_of(task, entry)
    roles = (role for paper in progress.papers_of(stage, task) for role in paper.by)
    return tuple(dict.fromkeys(role for role in roles if not role.is_state)) or (Role.HOST,)


def _call_unanswered(task: Dossier, entry: Entry, on: date) -> Halt | None:
    published = task.call_published_on
    if entry.stage != CALL.code or published is None or "host_application" in entry.papers_in():
        return None
    if not kept_here(task, published):
        return None
    overdue = overdue_since("call_open", published, task, on)
    if overdue is None:
        return None
    since, rule = overdue
    return Halt(
        since,
        (
            f"Thông báo tuyển chọn ngày {day_text(published)}.",
            f"Hết {period_text(rule)} không có tổ chức nào nộp hồ sơ.",
        ),
        (Role.DOST_HEAD, Role.DOST_DIRECTOR),
        "Thông báo lại, mời đích danh tổ chức có năng lực, hoặc xem lại đặt hàng với cơ quan đặt hàng",
        rule.source,
    )


def _council_cannot_sit(task: Dossier, entry: Entry, on: date) -> Halt | None:
    gate = progress.awaited_gate(progress.stage_of(task, entry), entry, task)
    if gate is None or not isinstance(gate.approval, Council) or progress.clock_stopped(entry):
        return None
    sitting = entry.sitting(gate.code)
    scheme = law.scheme(gate.approval.scheme, sitting.formed_on if sitting else on, task.province)
    if sitting is None or _went_back_since(entry, gate, sitting):
        return _not_formed(task, entry, scheme, on)
    return _too_few(scheme, sitting) or _did_not_meet(scheme, sitting, on)


def _went_back_since(entry: Entry, gate: Gate, sitting: CouncilSitting) -> bool:
    """Whether the dossier was returned to its authors after the council was formed: it sits anew."""
    return any(
        made.gate == gate.code
        and made.on >= sitting.formed_on
        and progress.round_of(entry, gate) > made.round
        for made in entry.decisions
    )


def _not_formed(task: Dossier, entry: Entry, scheme: CouncilScheme, on: date) -> Halt | None:
    """An acceptance council has its own days; any other must be there when its stage is due."""
    if entry.imported:
        return None
    if entry.stage == ACCEPT.code:
        overdue = overdue_since("council_form", entry.entered_on, task, on)
        if overdue is None:
            return None
        since, source = overdue[0], overdue[1].source
    else:
        due = progress.due_on(entry, on)
        if due is None or on <= due:
            return None
        since, source = due + _DAY, progress.stage_of(task, entry).source
    return Halt(
        since,
        (f"Chờ hội đồng từ ngày {day_text(entry.entered_on)}; chưa thành lập {scheme.vi.lower()}.",),
        (Role.DOST_DIRECTOR, Role.DOST_HEAD),
        "Thành lập hội đồng và ấn định ngày họp",
        source,
    )


def _too_few(scheme: CouncilScheme, sitting: CouncilSitting) -> Halt | None:
    """Even if all came who need not stand aside, there would be no valid session."""
    full = replace(sitting, seats=tuple(replace(seat, present=True) for seat in sitting.seats))
    lacking = councils.presence_obstacles(scheme, full)
    if not lacking:
        return None
    aside = sum(seat.recused for seat in sitting.seats)
    return Halt(
        sitting.formed_on,
        (
            f"Hội đồng thành lập ngày {day_text(sitting.formed_on)}.",
            f"Rút lui do xung đột lợi ích: {aside}/{len(sitting.seats)} thành viên.",
            *lacking,
        ),
        (Role.DOST_DIRECTOR, Role.DOST_HEAD),
        "Thành lập lại hội đồng với thành viên không có xung đột lợi ích",
        scheme.source,
    )


def _did_not_meet(scheme: CouncilScheme, sitting: CouncilSitting, on: date) -> Halt | None:
    if sitting.meets_on is None or on <= sitting.meets_on:
        return None
    counted = councils.outcome(scheme, sitting)
    if not counted.obstacles:
        return None
    return Halt(
        sitting.meets_on + _DAY,
        (f"Phiên họp ấn định ngày {day_text(sitting.meets_on)} chưa có kết luận.", *counted.obstacles),
        (Role.DOST_HEAD, Role.COUNCIL),
        "Triệu tập lại phiên họp đủ thành viên, thu đủ phiếu",
        scheme.source,
    )


def _host_silent(task: Dossier, entry: Entry, on: date) -> Halt | None:
    """A report is owed every so many months, counted from the last one, or from the first day of work."""
    if entry.stage != EXECUTE.code or progress.clock_stopped(entry):
        return None
    reports = [
        paper.on for paper in entry.submissions if paper.paper == "periodic_report" and not paper.withdrawn
    ]
    if not reports and entry.imported:
        return None
    start = max(reports, default=entry.entered_on)
    rule = law.rule("periodic_report", start, task.regime, task.province)
    if rule is None:
        return None
    due = progress.due_on(_clock_from(entry, start, rule), on)
    if due is None or on <= due:
        return None
    last = f"báo cáo gần nhất ngày {day_text(start)}" if reports else f"thực hiện từ ngày {day_text(start)}"
    return Halt(
        due + _DAY,
        (f"Quá {period_text(rule)} tổ chức chủ trì không báo cáo định kỳ ({last}).",),
        (Role.HOST, Role.HOST_HEAD),
        "Nộp báo cáo định kỳ; Sở kiểm tra tại chỗ nếu không nộp",
        rule.source,
    )


def _clock_from(entry: Entry, start: date, rule: Rule) -> Entry:
    """The stay with a clock that runs from `start`: of the times in which it stood still, those since."""
    return replace(
        entry,
        due_on=workdays.after(start, int(rule.value), rule.unit),
        stops=tuple(
            replace(stop, since=max(stop.since, start))
            for stop in entry.stops
            if stop.until is None or stop.until > start
        ),
    )


def _no_acceptance_dossier(task: Dossier, entry: Entry, on: date) -> Halt | None:
    ends = task.contract_ends_on
    if ends is None or entry.stage not in _UNDER_CONTRACT or is_accepted(task):
        return None
    if entry.stage == SUBMIT.code and not progress.papers_missing(SUBMIT, entry, task):
        return None  # the dossier is in: it is its check that is awaited
    overdue = overdue_since("acceptance_dossier", ends, task, on)
    if overdue is None or progress.clock_stopped(entry):
        return None
    since, rule = overdue
    if not kept_here(task, since):
        return None
    return Halt(
        since,
        (f"Hợp đồng kết thúc ngày {day_text(ends)}, quá {period_text(rule)} chưa đủ hồ sơ nghiệm thu.",),
        (Role.HOST, Role.HOST_HEAD),
        "Nộp hồ sơ nghiệm thu, hoặc đề nghị gia hạn hợp đồng",
        rule.source,
    )


def _gate_overdue(task: Dossier, entry: Entry, on: date) -> Halt | None:
    if entry.stage not in _BEFORE_RESULT or entry.stage == EXECUTE.code:
        return None  # what is due in execution is the host's report
    return _overdue(task, entry, on)


def _formality_overdue(task: Dossier, entry: Entry, on: date) -> Halt | None:
    return _overdue(task, entry, on) if entry.stage in _AFTER_RESULT else None


def _track_overdue(task: Dossier, entry: Entry, on: date) -> Halt | None:
    return _overdue(task, entry, on) if progress.stage_of(task, entry).beside else None


def _overdue(task: Dossier, entry: Entry, on: date) -> Halt | None:
    """The stay is overdue: named by the gate that is awaited, and by who decides, or who owes the papers."""
    due, stage = progress.due_on(entry, on), progress.stage_of(task, entry)
    if due is None or not progress.is_overdue(entry, on) or not kept_here(task, due):
        return None
    gate = progress.awaited_gate(stage, entry, task)
    missing = tuple(paper for paper in progress.papers_missing(stage, entry, task))
    lacking = tuple(f"Còn thiếu: {paper.vi}." for paper in missing)
    told = (f"«{stage.vi}» quá hạn ngày {day_text(due)}{_at(gate)}.", *lacking)
    if missing:
        roles = tuple(dict.fromkeys(role for paper in missing for role in paper.by))
        return Halt(due + _DAY, told, roles, "Nộp đủ giấy tờ còn thiếu", stage.source)
    if gate is None:
        return None
    step = f"Quyết định tại cửa «{gate.vi}»"
    return Halt(due + _DAY, told, _undecided(entry, gate), step, stage.source)


def _at(gate: Gate | None) -> str:
    return f", đang chờ cửa «{gate.vi}»" if gate is not None else ""


def _undecided(entry: Entry, gate: Gate) -> tuple[Role, ...]:
    """Who decides at the gate and has not yet in this round."""
    done = {made.role for made in progress.decisions_in_round(entry, gate)}
    roles = progress.decider_roles(gate)
    return tuple(role for role in roles if role not in done) or roles


STALLS: tuple[StallRule, ...] = (
    StallRule(
        "SUPPLEMENT_UNANSWERED",
        "Chưa bổ sung hồ sơ theo yêu cầu",
        "The supplement asked for has not come",
        _supplement_unanswered,
    ),
    StallRule(
        "CALL_UNANSWERED",
        "Không có tổ chức nào đăng ký chủ trì",
        "Nobody has answered the call",
        _call_unanswered,
    ),
    StallRule(
        "COUNCIL_CANNOT_SIT",
        "Hội đồng không họp được",
        "The council cannot sit",
        _council_cannot_sit,
    ),
    StallRule(
        "NO_ACCEPTANCE_DOSSIER",
        "Hết hợp đồng, chưa có hồ sơ nghiệm thu",
        "The contract is over, and there is no acceptance dossier",
        _no_acceptance_dossier,
    ),
    StallRule(
        "HOST_SILENT",
        "Tổ chức chủ trì không báo cáo",
        "The host does not report",
        _host_silent,
    ),
    StallRule("GATE_OVERDUE", "Quá hạn quyết định", "A decision is overdue", _gate_overdue),
    StallRule(
        "FORMALITY_OVERDUE",
        "Quá hạn thủ tục sau nghiệm thu",
        "A formality after acceptance is overdue",
        _formality_overdue,
    ),
    StallRule("TRACK_OVERDUE", "Quá hạn việc chạy song song", "A track beside is overdue", _track_overdue),
)
"""The ways to stand still, the particular before the general."""
