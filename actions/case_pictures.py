"""Pictures of the closet's cases: why a result is stuck, what was chosen, and the form that asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from actions import closet, dossiers, escalations, links, matching, remedies
from actions.escalations import Escalation
from actions.pictures import journal, refused, shorten
from documents.catalogue import CATALOGUE
from models import provinces, queries
from models.closet import Case, Remedy
from models.closet.remedies import PUBLISH_OFFER
from models.dossier import Dossier
from models.picture import Choice, Form, Picture
from models.tables import ClosetCase, Document, RemedyTaken

_SUGGESTED = 3
"""How many possible recipients stand above the form; the others are in the list of matches."""


def case_picture(session: Session, code: str, on: date, *, refusal: str = "") -> Picture | None:
    """The case run of a task in the closet; None for a task that never was there."""
    task = dossiers.load(session, code)
    row = session.scalar(queries.last_case(task.id))
    if row is None:
        return None
    case = closet.case_of(task, on)
    lines, withheld = journal(session, task.id, about="case:", moment="remedy#")
    if row.closed_on is not None or case is None or not case.closet:
        return Picture(
            subject=f"case:{code}",
            name=f"Đã ra khỏi ngăn tủ · {code} · {shorten(task.title)}",
            tags=_tags(task, case),
            state_name="Đã ra khỏi ngăn tủ",
            message=row.closed_by,
            ended="Đã ra khỏi ngăn tủ",
            journal=lines,
            withheld=withheld,
            facts={"code": code},
            version=task.version,
        )
    days = f"{case.days} ngày" if case.days is not None else "chưa rõ số ngày"
    taken = session.scalars(queries.remedies_in([row.id])).all()
    return Picture(
        subject=f"case:{code}",
        name=f"Trong ngăn tủ · {code} · {case.headline.vi.lower()} · {days}",
        tags=_tags(task, case),
        state_name=f"Trong ngăn tủ: {case.headline.vi}",
        message=f"{case.headline.responsible} phải xử lý",
        journal=lines,
        withheld=withheld,
        form=_form(session, task, case, row, taken, on, refusal),
        facts={"code": code},
        version=task.version,
    )


def _tags(task: Dossier, case: Case | None) -> tuple[str, ...]:
    causes = () if case is None else case.causes
    return (
        f"province:{provinces.slug(task.province)}",
        "closet",
        *(f"closet:{cause.code}" for cause in causes),
        *((links.age_tag(case.bucket),) if case is not None and case.closet else ()),
    )


def _form(
    session: Session,
    task: Dossier,
    case: Case,
    row: ClosetCase,
    taken: Sequence[RemedyTaken],
    on: date,
    refusal: str,
) -> Form:
    offered = remedies.remedies_for(case)
    parts = [refused("Chưa ghi nhận biện pháp vừa gửi", refusal)] if refusal else []
    parts.append(f"**{task.code}** · {task.title}")
    parts.append(_who_acts(escalations.escalation_of(session, case, row, taken, on)))
    parts.extend(_causes(case))
    parts.extend(_chosen(session, task, row, taken, on))
    if PUBLISH_OFFER in offered:
        parts.extend(_suggested(session, task, on))
    parts.append(_asked(task, offered, on))
    parts.append(f"[Vòng đời nhiệm vụ trong Prefect]({links.runs_link(f'task:{task.code}')})")
    return Form(
        key=f"case-{row.id}-{len(taken)}",
        title="Chọn biện pháp đưa kết quả ra khỏi ngăn tủ",
        description="\n\n".join(parts),
        choices=tuple(Choice(remedy.code, remedy.vi) for remedy in offered),
        choice_title="Biện pháp",
        gate="remedy",
    )


def _who_acts(now: Escalation) -> str:
    """Who must act by the ladder, since when, and whether a document stops the clock."""
    who = f"Phải xử lý ngay: **{', '.join(now.who)}**"
    if now.step.paused:
        return f"{who} (đang tạm dừng tính hạn vì có văn bản chờ hướng dẫn)."
    if not now.step.days_overdue:
        return f"{who}."
    return f"{who}, đã chờ {now.step.days_overdue} ngày kể từ ngày {now.step.since:%d/%m/%Y}."


def _causes(case: Case) -> Iterable[str]:
    for cause in case.causes:
        since = f" từ {cause.since:%d/%m/%Y}" if cause.since else ""
        evidence = "\n".join(f"- {each}" for each in cause.evidence)
        yield (
            f"### {cause.vi}{since}\n\n{evidence}\n\n"
            f"Trách nhiệm: **{cause.responsible}**. Căn cứ: {cause.source}."
        )
    yield from (f"*{note}*" for note in case.notes)


def _chosen(
    session: Session, task: Dossier, row: ClosetCase, taken: Sequence[RemedyTaken], on: date
) -> Iterable[str]:
    """The remedies chosen so far: who does what by when, whether it was done, and the papers."""
    if not taken:
        return
    papers: dict[str, list[Document]] = defaultdict(list)
    for paper in session.scalars(queries.documents_of(task.id)):
        papers[paper.moment].append(paper)
    titles = {each.id: title for each, title in session.execute(queries.remedies_of(row.id))}
    lines = [
        f"- {each.on:%d/%m/%Y} · {titles[each.id]}: **{remedies.remedy_name(each.remedy)}**, "
        f"{each.who} thực hiện, {_standing(each, on)}"
        + "".join(f" · {_paper(paper)}" for paper in papers[f"remedy#{each.id}"])
        for each in taken
    ]
    yield "**Biện pháp đã chọn:**\n\n" + "\n".join(lines)


def _standing(taken: RemedyTaken, on: date) -> str:
    if taken.done_on is not None:
        return f"đã xong ngày {taken.done_on:%d/%m/%Y} ({taken.done_by.rstrip('.')})"
    if taken.due_on is None:
        return "chưa rõ hạn"
    days = (on - taken.due_on).days
    return f"hạn {taken.due_on:%d/%m/%Y}" + (f", **quá hạn {days} ngày**" if days > 0 else "")


def _paper(paper: Document) -> str:
    if paper.sha256 is None:
        return f"{paper.number_text} (đang lập)"
    return f"[{paper.number_text}]({links.paper_link(paper.sha256)})"


def _suggested(session: Session, task: Dossier, on: date) -> Iterable[str]:
    """Who might receive the result, and why."""
    found = matching.suggestions(session, task.code, on, limit=_SUGGESTED)
    if found:
        lines = (f"- **{each.organisation}**: {each.title}. {' '.join(each.reasons)}" for each in found)
        yield "**Có thể tiếp nhận:**\n\n" + "\n".join(lines)


def _asked(task: Dossier, offered: Sequence[Remedy], on: date) -> str:
    """What each remedy asks for beside the code, and by when it is done when nobody names a day."""
    lines = []
    for remedy in offered:
        asks = [f"hạn {remedies.due_day(remedy, task, on):%d/%m/%Y}"]
        asks.extend([f"phải nêu {remedy.must_name}"] if remedy.must_name else [])
        asks.extend(["phải có văn bản"] if remedy.by_document else [])
        asks.append(f"{remedy.deciders[0].vi} trở lên chọn")
        asks.extend(
            f"[dự thảo {CATALOGUE[paper].name_vi[0].lower()}{CATALOGUE[paper].name_vi[1:]}]"
            f"({links.draft_link(task.code, task.entries[-1].id, paper)})"
            for paper in remedy.papers
        )
        lines.append(f"- {remedy.vi}: {', '.join(asks)}.")
    return "**Mỗi biện pháp cần gì:**\n\n" + "\n".join(lines)
