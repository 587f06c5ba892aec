"""The parts of a report that tell of the province: plans, money, protection, agreements, its council."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from actions import steering
from actions.reporting.scope import Scope, picture
from actions.steering import PlanBoard, TargetLine, WorkLine
from models.dossier import IP_KINDS
from models.money import ZERO, Kind, Source
from models.queries import money as sums
from models.queries import reporting as queries
from models.reporting.figures import (
    NOTHING_KNOWN,
    Amount,
    Bars,
    Figure,
    Group,
    Named,
    Picture,
    Section,
    counted,
)
from models.reporting.periods import Period
from models.reporting.sections import AGREEMENTS, COUNCIL, MONEY, PLANS, PROTECTION
from models.steering.figures import Account
from models.steering.statuses import Status
from models.steering.tallies import Share, Tally

MOST_NAMED: Final = 30
"""Late lines that a report names; the lists of plans and of the council hold all."""
_MILLION: Final = Decimal(1_000_000)


def plans(scope: Scope) -> Section:
    """How targets and work of the year's plans stand, with what published figures leave without a word."""
    now = steering.board(scope.session, scope.province, scope.period.year, scope.until)
    before = None
    if scope.before.year == scope.period.year:
        before = steering.board(scope.session, scope.province, scope.before.year, scope.before.last)
    late: tuple[TargetLine | WorkLine, ...] = (*now.late_targets, *now.late_work)
    return Section(
        PLANS.code,
        PLANS.vi,
        PLANS.en,
        tuple(
            Figure.of(PLANS.line(code), amount, None if before is None else then, note=note)
            for (code, amount, note), (_, then, _) in zip(
                _standings(now), _standings(before or now), strict=True
            )
        ),
        (
            _by_status("targets", "Chỉ tiêu theo tình trạng", "Targets by status", now.targets, now),
            _by_status("work", "Nhiệm vụ kế hoạch theo tình trạng", "Work by status", now.work, now),
        ),
        PLANS.named_vi,
        PLANS.named_en,
        tuple(
            Named(
                f"{each.plan} · {each.code}",
                each.title if isinstance(each, TargetLine) else each.what,
                each.lead_unit,
                each.due_on,
            )
            for each in sorted(late, key=lambda each: each.due_on or date.max)[:MOST_NAMED]
        ),
        _statuses(now),
        tuple(_published((*now.reported, *now.merged), scope.until)),
    )


def _standings(board: PlanBoard) -> tuple[tuple[str, Amount, str], ...]:
    """Each declared figure of plans; with nothing planned, none is known."""

    def of(share: Share, lines: Iterable[TargetLine | WorkLine]) -> Amount:
        if not share.total:
            return NOTHING_KNOWN
        records = tuple(f"{each.plan} · {each.code}" for each in lines)
        return Amount(Decimal(share.count), share.total, records)

    targets, work = board.target_lines, board.work_lines
    none = f"Chưa có kế hoạch nào của năm {board.year} được ghi."
    no_targets = "" if board.targets.total else none if not board.plans else "Kế hoạch chưa có chỉ tiêu."
    no_work = "" if board.work.total else none if not board.plans else "Kế hoạch chưa giao nhiệm vụ nào."
    reached = [each for each in targets if each.status.is_reached]
    done = [each for each in work if each.status is not None and each.status.is_reached]
    drafts = [f"{each.plan} · {each.code}" for each in work if each.status is None]
    return (
        ("targets", of(board.targets.reached, reached), no_targets),
        ("targets-late", of(board.targets.late, board.late_targets), no_targets),
        ("work", of(board.work.reached, done), no_work),
        ("work-late", of(board.work.late, board.late_work), no_work),
        (
            "drafts",
            Amount(Decimal(board.drafts), records=tuple(drafts)) if board.plans else NOTHING_KNOWN,
            "",
        ),
    )


def _by_status(code: str, vi: str, en: str, tally: Tally, board: PlanBoard) -> Group:
    lines: Sequence[TargetLine | WorkLine] = board.target_lines if code == "targets" else board.work_lines
    by_status: dict[Status | None, list[str]] = defaultdict(list)
    for each in lines:
        by_status[each.status].append(f"{each.plan} · {each.code}")
    return Group(
        f"plans.{code}.status",
        vi,
        en,
        tuple(
            Figure(
                f"plans.{code}.{status.value}",
                status.vi[0].upper() + status.vi[1:],
                status.en[0].upper() + status.en[1:],
                "",
                Amount(Decimal(share.count), share.total, tuple(by_status[status])),
            )
            for status, share in tally.shares
            if share.count
        ),
        Decimal(sum(each.status is not None for each in lines)),
    )


_SHORT: Final = {
    Status.DONE: "hoàn thành",
    Status.EXCEEDED: "vượt mức",
    Status.IN_PROGRESS_ON_TIME: "trong hạn",
    Status.IN_PROGRESS_LATE: "quá hạn",
    Status.NOT_STARTED: "chưa làm",
    Status.AWAITING_CENTRAL: "chờ T.Ư.",
    Status.CANCELLED: "đã hủy",
}


def _statuses(board: PlanBoard) -> Picture:
    work = dict(board.work.counts)
    bars = tuple(
        Bars(_SHORT[status], (Decimal(count), Decimal(work[status])))
        for status, count in board.targets.counts
    )
    told = "; ".join(f"{bar.label}: {bar.values[0]}, {bar.values[1]}" for bar in bars if any(bar.values))
    title = "Chỉ tiêu và nhiệm vụ kế hoạch theo tình trạng"
    return Picture(title, f"{title}. {told or 'Chưa có kế hoạch'}.", ("chỉ tiêu", "nhiệm vụ"), bars)


def _published(accounts: Iterable[Account], until: date) -> Iterable[str]:
    """What was published of the plans and does not add up, or leaves something without a word."""
    for told in accounts:
        figures = told.figures
        if told.notes and figures.as_of <= until:
            parts = "; ".join(f"{line.part.vi} {line.share}" for line in told.lines)
            yield (
                f"Số liệu {figures.province} công bố đến {figures.as_of:%d/%m/%Y}, {figures.title}: {parts}. "
                f"{' '.join(told.notes)}"
            )


def money(scope: Scope) -> Section:
    """What was planned and what moved, and what the province spends against one and two in a hundred."""
    first = min(scope.trail[0].first, date(scope.until.year, 1, 1))
    rows = scope.session.execute(queries.moved(scope.names, first, scope.until)).all()
    planned = scope.session.execute(sums.planned_by(scope.names, scope.until.year)).all()
    kept = bool(rows or planned)
    note = "" if kept else "Chưa ghi kế hoạch kinh phí và khoản cấp nào của tỉnh."
    disbursed, counterpart = ({Kind.DISBURSED}, {Kind.COUNTERPART})
    moves = [
        (code, _sum(rows, kinds, scope.period), _sum(rows, kinds, scope.before))
        for code, kinds in (
            ("disbursed", disbursed),
            ("counterpart", counterpart),
            ("settled", {Kind.SETTLED}),
            ("recovered", {Kind.RECOVERED}),
        )
    ]
    year = Period(scope.period.kind, date(scope.until.year, 1, 1), scope.until)
    paid = disbursed | counterpart
    return Section(
        MONEY.code,
        MONEY.vi,
        MONEY.en,
        (
            Figure.of(
                MONEY.line("planned"),
                Amount(sum((row[-1] for row in planned), ZERO)) if planned else NOTHING_KNOWN,
                note=note if planned or not kept else "Chưa ghi kế hoạch kinh phí của năm.",
            ),
            Figure.of(MONEY.line("paid-year"), _sum(rows, paid, year) if kept else NOTHING_KNOWN),
            *(
                Figure.of(MONEY.line(code), now if kept else NOTHING_KNOWN, before if kept else NOTHING_KNOWN)
                for code, now, before in moves
            ),
            *scope.indicators(MONEY.code),
        ),
        (_by_source(rows, scope.period),) if kept else (),
        picture=picture(
            "Kinh phí đã cấp (triệu đồng)",
            scope.trail,
            ("ngân sách nhà nước", "đối ứng"),
            (
                tuple(_millions(_sum(rows, kinds, period)) for period in scope.trail)
                for kinds in (disbursed, counterpart)
            ),
        )
        if kept
        else None,
    )


def _sum(rows: Sequence[Any], kinds: Iterable[Kind], period: Period) -> Amount:
    found = [row for row in rows if Kind(row[1]) in kinds and period.holds(row[3])]
    records = tuple(dict.fromkeys(row[0] for row in found))
    return Amount(sum((row[4] for row in found), ZERO), records=records)


def _millions(amount: Amount) -> Decimal:
    return ((amount.value or ZERO) / _MILLION).quantize(Decimal("0.1")).normalize()


def _by_source(rows: Sequence[Any], period: Period) -> Group:
    paid = {Kind.DISBURSED, Kind.COUNTERPART}
    own = {source: [row for row in rows if Source(row[2]) is source] for source in Source}
    parts = tuple(
        Figure(f"money.source.{source.value}", source.vi, source.en, "đ", amount)
        for source, theirs in own.items()
        if (amount := _sum(theirs, paid, period)).value
    )
    return Group(
        "money.source",
        "Đã cấp trong kỳ theo nguồn",
        "Paid in the period by source",
        parts,
        _sum(rows, paid, period).value,
    )


def protection(scope: Scope) -> Section:
    """Applications, titles and publications of the period."""
    session, first = scope.session, scope.trail[0].first
    filings = session.execute(queries.filed(scope.names, first, scope.until)).all()
    published = session.execute(queries.announced(scope.names, first, scope.until)).all()
    filed, filed_by_period = counted(
        PROTECTION.line("filed"), scope.trail, ((row[0], row[2]) for row in filings)
    )
    granted, granted_by_period = counted(
        PROTECTION.line("granted"), scope.trail, ((row[0], row[3]) for row in filings)
    )
    announced, _ = counted(
        PROTECTION.line("published"), scope.trail, ((code, day) for code, day in published)
    )
    by_kind: dict[str, list[str]] = defaultdict(list)
    for number, kind, day, _granted in filings:
        if scope.period.holds(day):
            by_kind[kind].append(number)
    kinds = tuple(
        Figure(f"protection.kind.{kind}", vi[0].upper() + vi[1:], _KINDS_EN[kind], "", Amount.count(own))
        for kind, vi in IP_KINDS.items()
        if (own := by_kind.get(kind))
    )
    whole = filed.now.value
    return Section(
        PROTECTION.code,
        PROTECTION.vi,
        PROTECTION.en,
        (filed, granted, announced, *scope.indicators(PROTECTION.code)),
        (Group("protection.kind", "Đơn nộp trong kỳ theo đối tượng", "Filed by object", kinds, whole),)
        if kinds
        else (),
        picture=picture(
            "Đơn bảo hộ đã nộp và văn bằng được cấp",
            scope.trail,
            ("đơn nộp", "văn bằng cấp"),
            (filed_by_period, granted_by_period),
        ),
    )


_KINDS_EN: Final = {
    "invention": "Invention",
    "utility": "Utility solution",
    "design": "Industrial design",
    "variety": "Plant variety",
}


def agreements(scope: Scope) -> Section:
    """Agreements of the three houses: in force, signed, and how many of their tasks were ordered."""
    rows = scope.session.execute(queries.agreed(scope.names)).all()

    def standing(day: date) -> list[Any]:
        return [
            row
            for row in rows
            if (row[1] or date.max) <= day and all(end is None or end > day for end in (row[2], row[3]))
        ]

    now = standing(scope.until)
    foreseen = sum(row[4] for row in now)
    signed, _ = counted(AGREEMENTS.line("signed"), scope.trail, ((row[0], row[1]) for row in rows))
    ordered = Amount(Decimal(sum(row[5] for row in now)), foreseen) if foreseen else NOTHING_KNOWN
    return Section(
        AGREEMENTS.code,
        AGREEMENTS.vi,
        AGREEMENTS.en,
        (
            Figure.of(
                AGREEMENTS.line("standing"),
                Amount.count(row[0] for row in now),
                Amount.count(row[0] for row in standing(scope.before.last)),
            ),
            signed,
            Figure.of(
                AGREEMENTS.line("ordered"),
                ordered,
                note="" if foreseen else "Không có thỏa thuận nào có hiệu lực dự kiến nhiệm vụ.",
            ),
        ),
    )


def council(scope: Scope) -> Section:
    """What advisory councils asked for: overdue at the end of the period, done in it."""
    rows = scope.session.execute(queries.asked_for(scope.names, scope.before.first)).all()

    def overdue(day: date) -> list[Any]:
        return [
            row for row in rows if row[0].due_on < day and (row[0].done_on is None or row[0].done_on > day)
        ]

    now = overdue(scope.until)
    done, _ = counted(
        COUNCIL.line("done"), scope.trail[-2:], ((f"{row[0].id}", row[0].done_on) for row in rows)
    )
    return Section(
        COUNCIL.code,
        COUNCIL.vi,
        COUNCIL.en,
        (
            Figure.of(
                COUNCIL.line("overdue"),
                Amount.count(f"{row[0].id}" for row in now),
                Amount.count(f"{row[0].id}" for row in overdue(scope.before.last)),
            ),
            done,
        ),
        named_vi=COUNCIL.named_vi,
        named_en=COUNCIL.named_en,
        named=tuple(
            Named(code or f"{month:%m/%Y}", row.what, row.who, row.due_on)
            for row, month, code in now[:MOST_NAMED]
        ),
    )
