"""Pictures of tasks, drawn from the tables: what a window in Prefect has to show."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions import closet, dossiers, links
from documents.catalogue import CATALOGUE
from models import councils, law, progress, provinces, queries
from models.closet import Case
from models.dossier import Dossier, Entry
from models.language import Council, Gate, Stage, Verdict
from models.lifecycle import ON_SUPPLEMENT
from models.picture import Bar, Choice, Form, Line, Picture

_SHORT = 90
"""The longest title in a run's name, in characters."""

OUTCOMES: dict[str, str] = {
    "": "Đã kết thúc",
    "closed": "Đã lưu trữ",
    "applied": "Đã ứng dụng",
    "rejected": "Đã từ chối",
    "withdrawn": "Đã rút",
    "failed": "Không đạt nghiệm thu",
    "terminated": "Đã chấm dứt",
    "not_transferable": "Không thuộc diện chuyển giao",
}


def task_picture(session: Session, code: str, on: date, *, refusal: str = "") -> Picture:
    """The life run of a task, on that day; `refusal` says why the last answer was not accepted."""
    task = dossiers.load(session, code)
    case = closet.case_of(task, on)
    main = progress.main_entry(task)
    ended = None if task.open_entries else OUTCOMES.get(task.outcome, OUTCOMES[""])
    lines, withheld = journal(session, task.id)
    return Picture(
        subject=f"task:{code}",
        name=f"{code} · {shorten(task.title)}",
        tags=_tags(task, main, case, on),
        state_name=_state_name(task, main, case),
        message=_message(task, on),
        ended=ended,
        ended_well=task.outcome not in {"rejected", "withdrawn", "failed", "terminated"},
        bars=tuple(_bar(entry, task) for entry in task.entries),
        form=_form(task, on, refusal) if ended is None else None,
        journal=lines,
        withheld=withheld,
        facts={"code": code, "province": task.province, "due": _due_text(main, on)},
        version=task.version,
    )


def shorten(title: str) -> str:
    """A title that fits into a run's name, cut at a word."""
    return title if len(title) <= _SHORT else title[:_SHORT].rsplit(" ", 1)[0] + " …"


def _tags(task: Dossier, main: Entry | None, case: Case | None, on: date) -> tuple[str, ...]:
    tags = [f"province:{provinces.slug(task.province)}"]
    if main is not None:
        tags.append(f"stage:{main.stage.lower().replace('_', '-')}")
        if progress.is_overdue(main, on):
            tags.append("overdue")
    if case is not None and case.closet:
        tags.append("closet")
        tags.extend(f"closet:{cause.code}" for cause in case.causes)
    return tuple(tags)


def _state_name(task: Dossier, main: Entry | None, case: Case | None) -> str:
    if case is not None and case.closet:
        return f"Trong ngăn tủ: {case.headline.vi}"
    if main is None:
        return "Đã kết thúc"
    return "Chờ bổ sung hồ sơ" if progress.clock_stopped(main) else progress.stage_of(task, main).state


def _due_text(main: Entry | None, on: date) -> str:
    """When the stage is due, for whoever must tell one due date from the next; empty where none is known."""
    when = progress.due_on(main, on) if main is not None else None
    return when.isoformat() if when is not None else ""


def _message(task: Dossier, on: date) -> str:
    main = progress.main_entry(task)
    if main is None:
        return OUTCOMES.get(task.outcome, "")
    when = progress.due_on(main, on)
    if when is None:
        return progress.stage_of(task, main).vi
    days = (when - on).days
    left = f"còn {days} ngày" if days >= 0 else f"quá hạn {-days} ngày"
    return f"{progress.stage_of(task, main).vi}: hạn {when:%d/%m/%Y}, {left}"


def _bar(entry: Entry, task: Dossier) -> Bar:
    stage = progress.stage_of(task, entry)
    before = tuple(each.id for each in task.entries if each.left_on is not None and each.id < entry.id)
    state = "running" if entry.is_open else "completed"
    if entry.exit in {Verdict.REJECT.value, Verdict.WITHDRAW.value}:
        state = "cancelled"
    span = f"từ {entry.entered_on:%d/%m/%Y}" + (f" đến {entry.left_on:%d/%m/%Y}" if entry.left_on else "")
    return Bar(
        entry_id=entry.id,
        round=1,
        stage=stage.code,
        name=stage.vi,
        state=state,
        message=span,
        after=before[-1:],
    )


def journal(
    session: Session, task_id: int, *, about: str = "", moment: str = ""
) -> tuple[tuple[Line, ...], int | None]:
    """The audit entries of a task as lines, with links to the papers; and the first that is withheld.

    `about` keeps the tags that begin so, and of the papers those of a `moment` that begins so. A line is
    written into a window once, so that of a document waits until its bytes are kept.
    """
    issued = {row.id: row for row in session.scalars(queries.documents_of(task_id))}
    lines, withheld = [], []
    for row in session.scalars(queries.journal_of(task_id)):
        document = issued.get(row.facts["document"]) if "document" in row.facts else None
        ours = document is not None and bool(moment) and document.moment.startswith(moment)
        if not row.tag.startswith(about) and not ours:
            continue
        sha256 = document.sha256 if document is not None else row.facts.get("sha256")
        if "document" in row.facts and sha256 is None:
            withheld.append(row.id)
            continue
        link = f" {links.paper_link(sha256)}" if sha256 else ""
        lines.append(Line(row.id, row.at, f"{row.on:%d/%m/%Y} · {row.text}{link}"))
    return tuple(lines), min(withheld, default=None)


def _form(task: Dossier, on: date, refusal: str) -> Form | None:
    """What is asked now: the awaited gate of the main line, else of a track beside it."""
    waiting = sorted(task.open_entries, key=lambda entry: progress.stage_of(task, entry).beside)
    for entry in waiting:
        stage = progress.stage_of(task, entry)
        gate = progress.awaited_gate(stage, entry, task)
        if gate is not None:
            return _question(task, stage, entry, gate, on, refusal)
    return None


def _question(task: Dossier, stage: Stage, entry: Entry, gate: Gate, on: date, refusal: str) -> Form:
    made = progress.decisions_in_round(entry, gate)
    number = progress.round_of(entry, gate)
    return Form(
        key=f"entry-{entry.id}-{gate.code}-{number}-{len(made)}",
        title=gate.vi,
        description=_description(task, stage, entry, gate, on, refusal),
        choices=tuple(
            Choice(verdict.value, _label(gate, verdict))
            for verdict in progress.verdicts_on_offer(stage, gate)
        ),
        choice_title="Quyết định",
        gate=gate.code,
    )


def _label(gate: Gate, verdict: Verdict) -> str:
    if isinstance(gate.approval, Council) and verdict is Verdict.APPROVE:
        return "Ghi nhận kết luận của hội đồng"
    return verdict.label


def _description(task: Dossier, stage: Stage, entry: Entry, gate: Gate, on: date, refusal: str) -> str:
    """The markdown above the form: the refusal of the last answer, who decides, obstacles, papers."""
    parts = []
    if refusal:
        parts.append(refused("Chưa ghi nhận quyết định vừa gửi", refusal))
    who = ", ".join(role.vi for role in progress.decider_roles(gate))
    parts.append(f"**{task.code}** · {task.title}\n\nGiai đoạn **{stage.vi}** · người quyết định: {who}.")
    when = progress.due_on(entry, on)
    if when is not None:
        parts.append(f"Hạn: **{when:%d/%m/%Y}** (căn cứ: {stage.source}).")
    parts.extend(_council_part(entry, gate, task.province))
    obstacles = progress.obstacles(stage, entry, task, gate, on)
    if obstacles:
        parts.append("**Vướng mắc, chưa thể phê duyệt:**\n\n" + "\n".join(f"- {each}" for each in obstacles))
    ahead = [
        f"- [{CATALOGUE[each.paper].name_vi}]({links.draft_link(task.code, entry.id, each.paper)})"
        for each in progress.documents_due(stage, task, gate.code)
    ]
    if ahead:
        parts.append("**Sẽ ban hành khi phê duyệt** (mở để xem dự thảo):\n\n" + "\n".join(ahead))
    if Verdict.SUPPLEMENT in progress.verdicts_on_offer(stage, gate):
        notice = links.draft_link(task.code, entry.id, ON_SUPPLEMENT.paper)
        name = CATALOGUE[ON_SUPPLEMENT.paper].name_vi
        parts.append(f"**Sẽ ban hành khi trả lại để bổ sung** (mở để xem dự thảo):\n\n- [{name}]({notice})")
    papers = [
        f"- [{paper.file_name}]({links.paper_link(paper.sha256)}), nộp ngày {paper.on:%d/%m/%Y}"
        for paper in entry.submissions
        if not paper.withdrawn
    ]
    issued = [
        f"- [{paper.number} · {paper.subject}]({links.paper_link(paper.sha256)})"
        for each in task.entries
        for paper in each.issued
        if paper.sha256
    ]
    if papers:
        parts.append("**Giấy tờ đã nộp:**\n\n" + "\n".join(papers))
    if issued:
        parts.append("**Văn bản đã ban hành:**\n\n" + "\n".join(issued[-12:]))
    return "\n\n".join(parts)


def refused(what: str, refusal: str) -> str:
    """The reasons why an answer was not taken, above the form; each line of the refusal is one reason."""
    reasons = refusal.splitlines()
    if len(reasons) == 1:
        return f"> **{what}:** {refusal}"
    return "\n".join((f"> **{what}:**", ">", *(f"> - {reason}" for reason in reasons)))


def _council_part(entry: Entry, gate: Gate, province: str) -> list[str]:
    if not isinstance(gate.approval, Council):
        return []
    sitting = entry.sitting(gate.code)
    if sitting is None:
        return []
    counted = councils.outcome(law.scheme(gate.approval.scheme, sitting.formed_on, province), sitting)
    return [
        f"Phiếu: **{counted.cast}/{counted.present}**, cần có mặt {counted.needed}. {counted.sentence_vi}"
    ]
