"""Stories of a task: ordered, talked of, supplied, decided, judged by a council, stuck and freed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from trials.crash.asking import Ask, Do, Known, Step, Story
from trials.crash.world import ON
from trials.sheet import SHEET

HEAD, OFFICER, DIRECTOR, CHAIR = "so.truong-phong", "so.chuyen-vien", "so.giam-doc", "ubnd.chu-tich"
HOST, ORDERER, ENTERPRISE, COOPERATIVE = "chu-tri", "dat-hang", "tiep-nhan", "htx"
TODAY: Final = ON.isoformat()
EARLIER: Final = "2026-01-05"
ACCEPTED: Final = {
    "accepted_on": EARLIER,
    "grade": "pass",
    "registered_on": EARLIER,
    "recognised_on": EARLIER,
    "rights_decided_on": EARLIER,
}
TASK: Final = {"code": "$task"}


def page(*lines: str) -> bytes:
    """A PDF of one page that says this."""
    from documents.leaf import leaf

    return leaf(list(lines))


def sample(name: str) -> tuple[str, bytes]:
    """A list that is shipped with the project, as an upload."""
    from models import samples

    return name, Path(str(samples.path(name))).read_bytes()


def stands(stage: str, name: str = "task", **facts: Any) -> Do:  # noqa: ANN401 - of a task or its result
    """A task is placed in that stage; its code is known by that name."""

    def act(_: Known) -> Mapping[str, Any]:
        from datetime import date

        from actions import wiring
        from tests.actions.houses import House

        placed: dict[str, Any] = {key: date.fromisoformat(value) if key.endswith("_on") and value else value
                  for key, value in facts.items()}  # fmt: skip
        house = House(wiring.settings().home)
        return {name: house.at(stage, **placed)}

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


def handed_in(_: Known) -> None:
    """Hand in all that the newest task lacks, as its people would."""
    from sqlalchemy import select

    from actions import rehearsal, wiring
    from models.tables import Task

    with wiring.unit_of_work() as session:
        code = session.scalars(select(Task.code).order_by(Task.id.desc()).limit(1)).one()
    rehearsal.Walk(code, ON).hand_in()


def seats(_: Known) -> Mapping[str, Any]:
    """The members of a council and of a panel, with their places."""
    from actions import rehearsal

    placed = [(handle, place.value) for handle, place in rehearsal.SEATS]
    return {
        "members": [{"handle": handle, "position": place} for handle, place in placed],
        "panel": [{"account": handle, "position": place} for handle, place in placed],
    }


def marks(_: Known) -> Mapping[str, Any]:
    """A good ballot of the council on acceptance."""
    from actions import councils, rehearsal
    from models.language import ProductType
    from models.lifecycle import STAGES

    gate = STAGES["ACCEPT"].gate("acceptance-council")
    return {"marks": rehearsal.marks(councils.scheme_of(gate), {ProductType.II, ProductType.III})}


_PART: Final = page("Phiếu đặt hàng")
TALK: Final[tuple[Step, ...]] = (
    Ask(ORDERER, "POST", "/tasks", body=SHEET, learn={"task": "code"}),
    Ask(HEAD, "POST", "/tasks/{code}/comments", TASK, {"text": "Xin hỏi."}, learn={"comment": "number"}),
    Ask(HEAD, "DELETE", "/tasks/{code}/comments/{number}", TASK | {"number": "$comment"}),
    Ask(OFFICER, "POST", "/tasks/{code}/comments/seen", TASK),
    Ask(
        "so.phap-che", "POST", "/tasks/{code}/facts", TASK,
        {"fact": "legal_basis_on", "value": TODAY, "evidence": "06/BC"},
    ),
    Ask(
        ORDERER, "POST", "/tasks/{code}/papers/{paper}", TASK | {"paper": "$paper"},
        files=("a.pdf", page("Một")), learn={"submission": "id"},
    ),
    Ask(ORDERER, "DELETE", "/tasks/{code}/papers/{number}", TASK | {"number": "$submission"}),
    Ask(
        ORDERER, "POST", "/uploads",
        body={"task": "$task", "paper": "$paper", "file_name": "phieu.pdf", "size": len(_PART)},
        learn={"upload": "id"},
    ),
    Ask(ORDERER, "PUT", "/uploads/{upload}/parts/{number}", {"number": 1}, data=_PART),
    Ask(ORDERER, "POST", "/uploads/{upload}/finish"),
    Ask(
        ORDERER, "POST", "/uploads",
        body={"task": "$task", "paper": "$paper", "file_name": "khac.pdf", "size": 9},
        learn={"upload": "id"},
    ),
    Ask(ORDERER, "DELETE", "/uploads/{upload}"),
    Do("everything is handed in", handed_in),
    Ask(
        HEAD, "POST", "/tasks/{code}/gates/{gate}/decision", TASK | {"gate": "$gate"},
        {"verdict": "supplement", "missing": ["Phụ lục"]},
    ),
    Ask(
        ORDERER, "POST", "/tasks/{code}/papers/{paper}", TASK | {"paper": "$paper"},
        files=("a.pdf", page("Bổ sung")),
    ),
    Ask(
        HEAD, "POST", "/tasks/{code}/gates/{gate}/decision", TASK | {"gate": "$gate"},
        {"verdict": "approve"},
    ),
)  # fmt: skip


def first_step(known: Known) -> Mapping[str, Any]:
    """The first paper and the first gate of the first stage."""
    from models.lifecycle import PRESENT

    del known
    stage = PRESENT.stages[0]
    return {"paper": stage.papers[0].code, "gate": stage.gates[0].code}


STORIES: tuple[Story, ...] = (
    Story("a task is ordered and supplied", (Do("what the first stage asks for", first_step), *TALK)),
    Story(
        "many are decided at once",
        (
            stands("EXECUTE", "one"),
            Do("everything is handed in", handed_in),
            stands("EXECUTE", "other"),
            Do("everything is handed in", handed_in),
            Ask(
                DIRECTOR, "POST", "/decisions",
                body={"chosen": [{"code": each, "gate": "milestones"} for each in ("$one", "$other")]},
            ),
        ),
    ),
    Story(
        "a council sits",
        (
            stands("ACCEPT"),
            Do("everything is handed in", handed_in),
            Do("who sits", seats),
            Do("how they vote", marks),
            Ask(
                DIRECTOR, "POST", "/councils/{code}/{gate}", TASK | {"gate": "acceptance-council"},
                {"members": "$members", "meets_on": TODAY},
            ),
            Ask(
                OFFICER, "PUT", "/councils/{code}/{gate}/attendance", TASK | {"gate": "acceptance-council"},
                {"attendance": {"hoi-dong.1": "present", "hoi-dong.2": "present"}},
            ),
            Ask(
                "hoi-dong.1", "POST", "/councils/{code}/{gate}/statement",
                TASK | {"gate": "acceptance-council"}, {"conflict": ""},
            ),
            Ask(
                "hoi-dong.1", "POST", "/councils/{code}/{gate}/ballot",
                TASK | {"gate": "acceptance-council"}, {"marks": "$marks"},
            ),
        ),
    ),
    Story(
        "a stuck result is freed",
        (
            stands("MATCH", **ACCEPTED, recipient_id=None),
            Do("the closet is judged", lambda known: _judged(known["task"])),
            Ask(
                CHAIR, "POST", "/closet/{code}/remedies", TASK,
                {"remedy": "name_recipient", "party": "Hợp tác xã tiếp nhận (mẫu)", "document": "05/QĐ"},
            ),
            Ask(
                OFFICER, "POST", "/tasks/{code}/matches", TASK,
                {"step": "met", "party": "Hợp tác xã tiếp nhận (mẫu)"},
            ),
            Ask(
                HEAD, "POST", "/needs", body={"kind": "need", "title": "Cần máy sấy"},
                learn={"need": "number"},
            ),
            Ask(HEAD, "POST", "/needs/{number}/closing", {"number": "$need"}, {"because": "đã có"}),
            Ask(HEAD, "POST", "/needs/imports", files=sample("needs.csv")),
        ),
    ),
    Story(
        "a list is taken in",
        (
            Ask(
                HEAD, "POST", "/imports",
                files=("a.csv", b"\n".join(sample("tasks.csv")[1].splitlines()[:6])),
            ),
        ),
    ),
)  # fmt: skip


def _judged(code: str) -> None:
    from datetime import date

    from actions import closet

    closet.judge(code, date(2026, 11, 2))
