"""Exchange files for the register of S&T results: of one or many tasks, checked by schema before they go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, sight, wiring
from documents import exchange
from documents.exchange import Body, Registration
from models.deeds import Deed, require
from models.dossier import Dossier, Party
from models.errors import BadInput, Refused
from models.permissions import Actor
from models.publishing import discipline

AT_ONCE: Final = 200
"""Tasks of one file."""


def registration_file(session: Session, codes: Sequence[str], kind: str, actor: Actor, *, on: date) -> bytes:
    """The tasks as one file, `json` or `xml`; the journal notes who took it out.

    Raises:
        BadInput: no task is named, too many are, or there is no such kind of file.
        NotFound: there is no such task that the actor may see.
        NotPermitted: the actor exports nothing.
        Refused: a task lacks what the register must be told: every reason of every task.
    """
    require(actor, Deed.TASK_EXPORT)
    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if not wanted or len(wanted) > AT_ONCE:
        raise BadInput(f"Hãy nêu từ 1 đến {AT_ONCE} mã nhiệm vụ cho một tệp.")
    if kind not in exchange.MEDIA:
        raise BadInput(f"Không có dạng tệp «{kind}»; hiện có: {', '.join(exchange.MEDIA)}.")
    tasks = [sight.seen(session, code, actor) for code in wanted]
    if reasons := [f"{task.code}: {reason}" for task in tasks for reason in _missing(task)]:
        raise Refused.because(reasons)
    data = exchange.written(kind, [_told(task) for task in tasks], wiring.now())
    if wrong := exchange.faults(kind, data):
        raise Refused.because([f"Tệp không đúng lược đồ đăng ký: {each}" for each in wrong])
    for task in tasks:
        audit.record(
            session,
            "task:file:exported",
            f"{actor.title} xuất tệp trao đổi đăng ký kết quả ({kind.upper()}).",
            on=on,
            task_id=task.id,
            person_id=actor.id,
            facts={"kind": kind, "version": exchange.VERSION},
        )
    return data


def _missing(task: Dossier) -> list[str]:
    reasons = []
    if task.host is None:
        reasons.append("chưa biết tổ chức chủ trì.")
    if task.accepted_on is None:
        reasons.append("chưa nghiệm thu đạt nên chưa có kết quả để đăng ký.")
    return reasons


def _told(task: Dossier) -> Registration:
    host, accepted = task.host, task.accepted_on
    assert host is not None  # noqa: S101 - `_missing` was asked
    assert accepted is not None  # noqa: S101 - idem
    result = task.result
    return Registration(
        code=task.code,
        title=task.title,
        title_en=task.title_en or None,
        province=task.province,
        discipline=discipline(task.discipline),
        orderer=_body(task.orderer) if task.orderer else None,
        host=_body(host),
        method=task.method.value if task.method else None,
        products=tuple(sorted(each.value for each in task.products)),
        budget_vnd=None if task.budget_vnd is None else int(task.budget_vnd),
        state_percent=None
        if task.state_share is None
        else (task.state_share * 100).quantize(Decimal("0.01")),
        months=task.months or None,
        contract_number=task.contract_no or None,
        contract_signed_on=task.contract_signed_on,
        accepted_on=accepted,
        grade=result.grade.value if result.grade else None,
        registered_on=result.registered_on,
        recognised_on=result.recognised_on,
        state_reserves=task.state_reserves,
        transferred_on=result.transferred_on,
        trl=result.trl,
    )


def _body(party: Party) -> Body:
    return Body(name=party.name, e_id=party.e_id or None, address=party.address or None)
