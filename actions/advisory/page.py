"""The council's pages in markdown: what stands on the agendas, what a session decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from actions import links
from actions.advisory.agenda import Item, Owed
from actions.advisory.sessions import Prepared
from actions.boards.words import cell, days_vi, link, short, table, when_vi
from documents.catalogue.advisory import MINUTES
from models import queries

_ITEMS = ("Mã", "Kết quả", "Vì sao", "Nguyên nhân chính", "Số ngày", "Ai phải xử lý", "Bước tiếp theo")
_OWED = ("Nhiệm vụ", "Rõ người", "Rõ việc", "Rõ thời gian", "Quá hạn (ngày)", "Rõ trách nhiệm")


def agenda_page(prepared: Iterable[tuple[Prepared, str | None]], on: date) -> str:
    """The agendas of councils as one page; with each, the hash of its paper if it is kept already."""
    parts = [_council(each, sha256) for each, sha256 in prepared]
    nothing = f"Ngày {when_vi(on)}: không có kết quả nào phải đưa ra hội đồng tư vấn."
    return "\n\n".join(("# Chương trình họp hội đồng tư vấn", *(parts or (nothing,)))) + "\n"


def _council(prepared: Prepared, sha256: str | None) -> str:
    agenda = prepared.agenda
    paper = link(f"Chương trình số {prepared.number} (PDF)", links.paper_link(sha256))
    counted = f"{len(agenda.items)} kết quả, {len(agenda.overdue)} việc quá hạn"
    parts = [
        f"## {cell(prepared.province)}, phiên họp tháng {prepared.month:%m/%Y}",
        f"Họp ngày **{when_vi(agenda.meets_on)}**: {counted}. {paper}.",
        table(_ITEMS, (_item(item) for item in agenda.items), figures=(4,)),
    ]
    if agenda.overdue:
        parts += [
            "### Việc quá hạn đến ngày họp",
            table(_OWED, (_owed(each) for each in agenda.overdue), figures=(4,)),
        ]
    return "\n\n".join(parts)


def _item(item: Item) -> tuple[str, ...]:
    return (
        link(item.code, links.runs_link(f"task:{item.code}")),
        cell(short(item.title)),
        cell(" ".join(item.why)),
        cell(item.cause or "không còn vướng"),
        days_vi(item.days),
        cell(item.acting or item.responsible or ""),
        cell(item.next_step or ""),
    )


def _owed(each: Owed) -> tuple[str, ...]:
    return (
        cell(each.code or "Việc chung"),
        cell(each.who),
        cell(each.what),
        when_vi(each.due_on),
        days_vi(each.days_overdue),
        cell(each.responsible),
    )


def minutes_page(session: Session) -> str | None:
    """What was decided by the session whose minutes were written last, with the link to them; None before."""
    found = session.execute(queries.last_minutes(MINUTES)).first()
    if found is None:
        return None
    minutes, council, asked_for = found
    paper = link(f"Biên bản số {minutes.number_text} (PDF)", links.paper_link(minutes.sha256))
    return (
        f"# Hội đồng tư vấn {cell(council.province)}, phiên họp tháng {council.month:%m/%Y}\n\n"
        f"{paper}. Số việc được giao: **{asked_for}**.\n"
    )
