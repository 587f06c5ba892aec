"""Deciding at gates, one by one or many at once, and everything that a council does."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from actions import councils, deciding, interface, sight, wiring
from actions.councils import listing, reading
from actions.councils.listing import Part
from actions.desk.bulk import approve_many
from models.deeds import Deed
from models.dossier import Position
from models.language import Verdict
from portal.api.bounds import Code, Cursor, GateCode, Page, cursor_of, number_of
from portal.api.keys import Expected, bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Coded, Done, Line, Shape, Text
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/tasks/{code}/gates`, `/decisions`, `/councils`."""

ToDecide = Annotated[Visit, bearing(Deed.GATE_DECIDE)]
ToForm = Annotated[Visit, bearing(Deed.COUNCIL_FORM)]
ToAttend = Annotated[Visit, bearing(Deed.COUNCIL_ATTEND)]
ToState = Annotated[Visit, bearing(Deed.COUNCIL_STATE)]
ToVote = Annotated[Visit, bearing(Deed.COUNCIL_VOTE)]
ToSee = Annotated[Visit, bearing(Deed.COUNCIL_SEE)]

CHANNEL = "api"
"""How decisions that were made here are marked on record."""
_GATES, _COUNCILS = "Quyết định", "Hội đồng"


class Sheet(Shape):
    """What must be known before deciding at a gate."""

    stage: Coded = Field(description="Mã giai đoạn.")
    gate: Coded = Field(description="Mã cổng.")
    round: int = Field(description="Lượt xem xét; gửi lại khi quyết định.")
    due_on: date | None = Field(description="Hạn.")
    acts_as: str = Field(description="Chức danh khi quyết định.")
    lent_by: str = Field(description="Người ủy quyền, nếu có.")
    verdicts: list[str] = Field(description="Các quyết định có thể chọn.")
    obstacles: list[str] = Field(description="Vướng mắc phải xử lý trước khi phê duyệt.")
    personal: list[str] = Field(description="Vì sao riêng người này không được quyết định.")
    count: str = Field(description="Tình hình phiếu của hội đồng.")


@room.get("/tasks/{code}/gates/{gate}", tags=[_GATES], summary="Những gì cần biết trước khi quyết định")
def sheet(visit: ToDecide, code: Code, gate: GateCode) -> Sheet:
    """What must be known before deciding."""
    with wiring.unit_of_work() as session:
        found = deciding.sheet(session, code, gate, visit.actor, wiring.today())
    told = {name: getattr(found, name) for name in Sheet.model_fields}
    return Sheet.model_validate(told | {"verdicts": [each.value for each in found.verdicts]})


class Deciding(Ask):
    """A decision to be made."""

    verdict: Verdict = Field(description="approve, supplement, reject hoặc withdraw.")
    comment: Text = Field("", description="Ý kiến.")
    missing: list[Line] = Field(
        default_factory=list, description="Những gì phải bổ sung, khi supplement.", max_length=50
    )
    round: int | None = Field(None, description="Lượt đã đọc; đã khác thì bị từ chối.", ge=0, le=10**6)


class Decided(Shape):
    """A decision that was made."""

    code: str = Field(description="Mã nhiệm vụ.")
    gate: str = Field(description="Mã cổng.")
    verdict: str = Field(description="Quyết định.")
    passed: bool = Field(description="Đã qua cổng.")
    moved_to: str | None = Field(description="Mã giai đoạn mới; null nếu chưa chuyển.")
    sentence: str = Field(description="Câu ghi trong nhật ký.")


@room.post("/tasks/{code}/gates/{gate}/decision", tags=[_GATES], summary="Quyết định tại một cổng")
def decide(visit: ToDecide, code: Code, gate: GateCode, said: Deciding, expected: Expected) -> Decided:
    """Approve, return or reject at a gate."""
    with wiring.unit_of_work() as session:
        interface.seen(session, code, visit.actor, expected)
        made = deciding.decide(
            session,
            code,
            gate,
            said.verdict,
            visit.actor,
            on=wiring.today(),
            comment=said.comment,
            missing=said.missing,
            round_seen=said.round,
            channel=CHANNEL,
        )
    return Decided.model_validate(made)


class Chosen(Ask):
    """A gate of a task."""

    code: str = Field(description="Mã nhiệm vụ.", max_length=40)
    gate: str = Field(description="Mã cổng.", max_length=80)


class Approving(Ask):
    """Gates to be approved at once."""

    chosen: list[Chosen] = Field(description="Tối đa 50 cổng.", min_length=1, max_length=50)


class Approved(Shape):
    """What came of one of them."""

    code: str = Field(description="Mã nhiệm vụ.")
    gate: str = Field(description="Mã cổng.")
    done: bool = Field(description="Đã phê duyệt.")
    sentences: list[str] = Field(description="Câu ghi trong nhật ký, hoặc mọi lý do từ chối.")


@room.post("/decisions", tags=[_GATES], summary="Phê duyệt nhiều cổng; từng cổng được hay không đều nêu rõ")
def decide_many(visit: ToDecide, said: Approving) -> list[Approved]:
    """Approve at several gates; what is refused says why, and the rest goes on."""
    chosen = [(each.code, each.gate) for each in said.chosen]
    done = approve_many(chosen, visit.actor, on=wiring.today(), channel=CHANNEL)
    return [Approved.model_validate(each) for each in done]


class CouncilLine(Shape):
    """One council in a list."""

    code: str = Field(description="Mã nhiệm vụ.")
    title: str = Field(description="Tên nhiệm vụ.")
    gate: Coded = Field(description="Mã cổng.")
    due_on: date | None = Field(description="Hạn.")
    formed_on: date | None = Field(description="Ngày thành lập.")
    members: int = Field(description="Số thành viên.")
    present: int = Field(description="Số có mặt.")
    cast: int = Field(description="Số phiếu đã bỏ.")
    needed: int = Field(description="Số người phải có mặt.")
    secret: bool = Field(description="Bỏ phiếu kín.")


@room.get("/councils", tags=[_COUNCILS], summary="Các hội đồng tôi được xem")
def councils_listed(
    visit: ToSee,
    part: Annotated[Part, Query(description="Phần của danh sách.")] = Part.AT_WORK,
    cursor: Cursor = "",
) -> Page[CouncilLine]:
    """The councils that the person may see."""
    page = min(number_of(cursor) or 1, 10**4)
    with wiring.unit_of_work() as session:
        found = listing.listed(session, visit.actor, part, page)
    rows = [CouncilLine.model_validate(each) for each in found.rows]
    return Page(items=rows, next=cursor_of(page + 1) if found.more else None)


class Seat(Shape):
    """A seat on a council."""

    handle: str = Field(description="Tài khoản.")
    position: str = Field(description="Vị trí: chair, vice_chair, reviewer, secretary, member.")
    title: str = Field(description="Chức danh.")
    organisation: str = Field(description="Tổ chức.")
    present: bool = Field(description="Có mặt.")
    recused: bool = Field(description="Không tham gia vì xung đột lợi ích.")
    voted: bool = Field(description="Đã bỏ phiếu.")


class Question(Shape):
    """A criterion of the ballot."""

    code: str = Field(description="Mã tiêu chí.")
    vi: str = Field(description="Tiêu chí.")


class Council(Shape):
    """The council at a gate."""

    code: str = Field(description="Mã nhiệm vụ.")
    gate: Coded = Field(description="Mã cổng.")
    formed_on: date | None = Field(description="Ngày thành lập; null nếu chưa có.")
    meets_on: date | None = Field(description="Ngày họp.")
    secret: bool | None = Field(description="Bỏ phiếu kín.")
    seats: list[Seat] = Field(description="Thành viên.")
    questions: list[Question] = Field(description="Tiêu chí của phiếu.")
    obstacles: list[str] = Field(description="Vướng mắc trước khi kết luận.")
    concluded: bool = Field(description="Đã có kết luận.")
    allowed: list[str] = Field(description="Việc người của khóa làm được: form, attend, state, vote...")


def _council(visit: Visit, code: str, gate: str) -> Council:
    with wiring.unit_of_work() as session:
        room = reading.room(session, visit.actor, code, gate, wiring.today())
    sitting = room.sitting
    return Council(
        code=room.code,
        gate=room.gate.code,
        formed_on=sitting and sitting.formed_on,
        meets_on=sitting and sitting.meets_on,
        secret=sitting and sitting.secret,
        seats=[
            Seat(
                handle=each.handle,
                position=each.seat.position.value,
                title=each.seat.title,
                organisation=each.seat.organisation,
                present=each.seat.present,
                recused=each.seat.recused,
                voted=each.voted,
            )
            for each in room.seats
        ],
        questions=[Question(code=each.code, vi=each.vi) for each in room.questions],
        obstacles=list(room.obstacles),
        concluded=room.conclusion is not None,
        allowed=[name for name, yes in vars(room.allowed).items() if yes],
    )


@room.get("/councils/{code}/{gate}", tags=[_COUNCILS], summary="Một hội đồng: thành viên, phiếu, vướng mắc")
def council(visit: ToSee, code: Code, gate: GateCode) -> Council:
    """One council, as far as the person may see it."""
    return _council(visit, code, gate)


class Member(Ask):
    """Who sits on a council."""

    handle: str = Field(description="Tài khoản.", max_length=100)
    position: Position = Field(description="Vị trí.")


class Forming(Ask):
    """A council to be formed."""

    members: list[Member] = Field(description="Thành viên.", min_length=1, max_length=30)
    meets_on: date | None = Field(None, description="Ngày họp.")
    secret: bool = Field(default=True, description="Bỏ phiếu kín.")


@room.post(
    "/councils/{code}/{gate}", status_code=HTTPStatus.CREATED, tags=[_COUNCILS], summary="Thành lập hội đồng"
)
def form(visit: ToForm, code: Code, gate: GateCode, said: Forming) -> Done:
    """Form the council of the awaited gate."""
    members = [(each.handle, each.position) for each in said.members]
    with wiring.unit_of_work() as session:
        sight.seen(session, code, visit.actor)
        councils.form(
            session,
            code,
            gate,
            members,
            visit.actor,
            on=wiring.today(),
            meets_on=said.meets_on,
            secret=said.secret,
        )
    return Done(sentence=f"Đã thành lập hội đồng {len(members)} thành viên.")


class Attending(Ask):
    """Who is there."""

    attendance: dict[str, str] = Field(description="Tài khoản: present, absent hoặc recused.", max_length=30)


@room.put("/councils/{code}/{gate}/attendance", tags=[_COUNCILS], summary="Ghi thành phần tham dự")
def attend(visit: ToAttend, code: Code, gate: GateCode, said: Attending) -> Done:
    """Record who is present, absent or recused."""
    with wiring.unit_of_work() as session:
        sight.seen(session, code, visit.actor)
        councils.attend(session, code, gate, said.attendance, visit.actor, on=wiring.today())
    return Done(sentence="Đã ghi thành phần tham dự.")


class Stating(Ask):
    """A member's statement."""

    conflict: Line = Field("", description="Xung đột lợi ích là gì; để trống nếu cam kết không có.")


@room.post("/councils/{code}/{gate}/statement", tags=[_COUNCILS], summary="Cam kết về xung đột lợi ích")
def state(visit: ToState, code: Code, gate: GateCode, said: Stating) -> Done:
    """State that there is no conflict of interest, or which one."""
    with wiring.unit_of_work() as session:
        sight.seen(session, code, visit.actor)
        councils.state_conflict(session, code, gate, visit.actor, on=wiring.today(), conflict=said.conflict)
    return Done(sentence="Đã ghi cam kết về xung đột lợi ích.")


class Ballot(Ask):
    """A ballot: answers by criterion, as the council's scheme asks; the result is computed of them."""

    marks: dict[str, str] = Field(
        default_factory=dict,
        description="Mã tiêu chí: điểm, yes hoặc no, hoặc mức (excellent, pass, fail).",
        max_length=60,
    )
    comment: Text = Field("", description="Nhận xét.")
    in_writing: bool = Field(default=False, description="Gửi phiếu bằng văn bản khi vắng mặt.")


@room.post("/councils/{code}/{gate}/ballot", tags=[_COUNCILS], summary="Bỏ phiếu")
def vote(visit: ToVote, code: Code, gate: GateCode, said: Ballot) -> Done:
    """Cast the member's ballot; once cast it stands."""
    send = councils.write_vote if said.in_writing else councils.vote
    ballot = councils.Vote(said.marks, said.comment)
    with wiring.unit_of_work() as session:
        sight.seen(session, code, visit.actor)
        send(session, code, gate, ballot, visit.actor, on=wiring.today())
    return Done(sentence="Đã bỏ phiếu.")
