"""Stories of a task: ordered, talked of, supplied, decided, judged by a council, stuck and freed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from trials.crash.asking import Ask, Do, Known, Story
from trials.crash.world import ON

HEAD, OFFICER, DIRECTOR = "so.truong-phong", "so.chuyen-vien", "so.giam-doc"
HOST, ORDERER, ENTERPRISE, COOPERATIVE = "chu-tri", "dat-hang", "tiep-nhan", "htx"
TODAY: Final = ON.isoformat()

SHEET: Final[Mapping[str, Any]] = {
    "title": "Quy trình chiết xuất collagen từ da cá tra",
    "province": "Đồng Nai",
    "orderer": "Sở Nông nghiệp và Môi trường (mẫu)",
    "recipient": "Doanh nghiệp tiếp nhận (mẫu)",
    "who": "Phòng Quản lý khoa học",
    "what": "Làm chủ quy trình chiết xuất",
    "when": "2029-12-31",
    "result": "Một quy trình, 50 kg sản phẩm",
    "responsibility": "Tổ chức chủ trì",
    "authority": "Chủ tịch Ủy ban nhân dân tỉnh",
    "products": ["II", "III"],
    "budget_vnd": 2_000_000_000,
    "state_share": 1,
    "months": 24,
}


def page(*lines: str) -> bytes:
    """A PDF of one page that says this."""
    from documents.leaf import leaf

    return leaf(list(lines))


def stands(stage: str, name: str = "task", *, papers: bool = False, **facts: Any) -> Do:  # noqa: ANN401 - of a dossier
    """A task stands in that stage; its code is known by that name."""

    def act(_: Known) -> Mapping[str, Any]:
        from datetime import timedelta

        from actions import dossiers, kit, rehearsal, wiring
        from models import progress

        with wiring.unit_of_work() as session:
            code = kit.task_at(session, stage, **facts)
        if papers:
            with wiring.unit_of_work() as session:
                main = progress.main_entry(dossiers.load(session, code))
            assert main is not None  # noqa: S101 - it stands in a stage
            rehearsal.Walk(code, main.entered_on + timedelta(days=1)).hand_in()
        return {name: code}

    return Do(f"a task stands at {stage}", act)


def kept(_: Known) -> None:
    """What the engine does with papers that wait: set them and keep their bytes."""
    from sqlalchemy import select

    from actions import issuing, wiring
    from models.tables import Document

    with wiring.unit_of_work() as session:
        waiting = session.scalars(select(Document.id).where(Document.sha256.is_(None))).all()
    for number in waiting:
        issuing.keep(number)


TALK: Final = Story(
    "a task is ordered and talked of",
    (
        Ask(ORDERER, "POST", "/tasks", body=SHEET, learn={"task": "code"}),
        Ask(
            HEAD, "POST", "/tasks/{code}/comments", {"code": "$task"}, {"text": "Xin hỏi."},
            learn={"comment": "number"},
        ),
        Ask(HEAD, "DELETE", "/tasks/{code}/comments/{number}", {"code": "$task", "number": "$comment"}),
        Ask(
            "so.phap-che", "POST", "/tasks/{code}/facts", {"code": "$task"},
            {"fact": "legal_basis_on", "value": "2026-11-19", "evidence": "06/BC"},
        ),
    ),
)  # fmt: skip
STORIES: tuple[Story, ...] = (TALK,)
