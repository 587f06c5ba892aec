"""Pictures of the closet's cases: why a result is stuck, what was chosen, and the form that asks."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions import closet, dossiers, links, remedies
from actions.pictures import journal, shorten
from models import provinces, queries
from models.closet import Case
from models.dossier import Dossier
from models.picture import Choice, Form, Picture


def case_picture(session: Session, code: str, on: date, *, refusal: str = "") -> Picture | None:
    """The case run of a task in the closet; None for a task that never was there."""
    task = dossiers.load(session, code)
    row = session.scalar(queries.last_case(task.id))
    if row is None:
        return None
    case = closet.case_of(task, on)
    live = row.closed_on is None and case is not None and case.closet
    tags = [f"province:{provinces.slug(task.province)}", "closet"]
    if case is not None:
        tags.extend(f"closet:{cause.code}" for cause in case.causes)
    subject = f"case:{code}"
    if not live or case is None:
        return Picture(
            subject=subject,
            name=f"Đã ra khỏi ngăn tủ · {code} · {shorten(task.title)}",
            tags=tuple(tags),
            state_name="Đã ra khỏi ngăn tủ",
            message=row.closed_by,
            ended="Đã ra khỏi ngăn tủ",
            journal=journal(session, task.id, about="case:"),
            facts={"code": code},
            version=task.version,
        )
    days = f"{case.days} ngày" if case.days is not None else "chưa rõ số ngày"
    taken = len(session.execute(queries.remedies_of(row.id)).all())
    return Picture(
        subject=subject,
        name=f"Trong ngăn tủ · {code} · {case.headline.vi.lower()} · {days}",
        tags=tuple(tags),
        state_name=f"Trong ngăn tủ: {case.headline.vi}",
        message=f"{case.headline.responsible} phải xử lý",
        journal=journal(session, task.id, about="case:"),
        form=Form(
            key=f"case-{row.id}-{taken}",
            title="Chọn biện pháp đưa kết quả ra khỏi ngăn tủ",
            description=_case_description(session, task, case, row.id, refusal),
            choices=tuple(Choice(remedy.code, remedy.vi) for remedy in remedies.remedies_for(case)),
            choice_title="Biện pháp",
            gate="remedy",
        ),
        facts={"code": code},
        version=task.version,
    )


def _case_description(session: Session, task: Dossier, case: Case, case_id: int, refusal: str) -> str:
    parts = []
    if refusal:
        parts.append(f"> **Chưa ghi nhận biện pháp vừa gửi:** {refusal}")
    parts.append(f"**{task.code}** · {task.title}")
    for cause in case.causes:
        since = f" từ {cause.since:%d/%m/%Y}" if cause.since else ""
        evidence = "\n".join(f"- {each}" for each in cause.evidence)
        parts.append(
            f"### {cause.vi}{since}\n\n{evidence}\n\n"
            f"Trách nhiệm: **{cause.responsible}**. Căn cứ: {cause.source}."
        )
    parts.extend(f"*{note}*" for note in case.notes)
    taken = [
        f"- {remedy.on:%d/%m/%Y} · {title}: {remedies.remedy_name(remedy.remedy)}"
        + (f", hạn {remedy.due_on:%d/%m/%Y}" if remedy.due_on else "")
        for remedy, title in session.execute(queries.remedies_of(case_id))
    ]
    if taken:
        parts.append("**Biện pháp đã chọn:**\n\n" + "\n".join(taken))
    parts.append(f"[Vòng đời nhiệm vụ trong Prefect]({links.runs_link(f'task:{task.code}')})")
    return "\n\n".join(parts)
