"""Outstanding results and people of a year, and the panels that judge candidates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field

from actions import panels, recognition, wiring
from models.deeds import Deed
from models.dossier import Position
from portal.api.bounds import WORD, Number
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Done, Line, Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/honours`, `/panels`."""

ToSee = Annotated[Visit, bearing(Deed.HONOUR_SEE)]
ToNominate = Annotated[Visit, bearing(Deed.HONOUR_NOMINATE)]
ToSeePanels = Annotated[Visit, bearing(Deed.PANEL_SEE)]
ToForm = Annotated[Visit, bearing(Deed.PANEL_FORM)]
ToVote = Annotated[Visit, bearing(Deed.PANEL_VOTE)]
FileCode = Annotated[
    str, Path(description="Mã hồ sơ xét chọn, ví dụ TB-DN-2026.", max_length=40, pattern=WORD)
]
PageNumber = Annotated[int, Query(description="Trang, từ 1; mỗi trang 50 mục.", ge=1, le=10_000)]

_HONOURS, _PANELS = "Kết quả, cá nhân tiêu biểu", "Hội đồng xét chọn"


class PaperLine(Shape):
    """A paper of a file of work."""

    title: str = Field(description="Tên văn bản.")
    number: str = Field(description="Số, ký hiệu.")
    on: date = Field(description="Ngày ban hành.")
    path: str = Field(description="Địa chỉ trong cổng để đọc; trống khi tệp chưa lập xong.")


class ListRow(Shape):
    """The list of a year."""

    code: str = Field(description="Mã danh sách.")
    title: str = Field(description="Tên danh sách.")
    province: str = Field(description="Tỉnh, thành phố.")
    year: int = Field(description="Năm.")
    nominated: int = Field(description="Số đề cử đang đứng.")
    honoured: int = Field(description="Số được chọn.")
    concluded: bool = Field(description="Hội đồng đã kết luận.")


class Nominated(Shape):
    """A nomination."""

    number: int = Field(description="Số đề cử.")
    code: str = Field(description="Mã nhiệm vụ; trống nếu là cá nhân.")
    title: str = Field(description="Tên kết quả, hoặc chức vụ của cá nhân.")
    organisation: str = Field(description="Tổ chức.")
    reason: str = Field(description="Lý do đề cử.")
    nominated_on: date = Field(description="Ngày đề cử.")
    withdrawn_on: date | None = Field(description="Ngày rút.")
    honoured: bool | None = Field(description="Được chọn; null khi chưa kết luận.")


class YearList(Shape):
    """The list of a year as the person may see it."""

    code: str = Field(description="Mã danh sách.")
    title: str = Field(description="Tên danh sách.")
    year: int = Field(description="Năm.")
    results: list[Nominated] = Field(description="Kết quả.")
    people: list[Nominated] = Field(description="Cá nhân, theo chức vụ.")
    papers: list[PaperLine] = Field(description="Văn bản.")
    concluded_on: date | None = Field(description="Ngày hội đồng kết luận.")


@room.get("/honours", tags=[_HONOURS], summary="Danh sách tiêu biểu từng năm, mới nhất trước")
def lists(visit: ToSee, page: PageNumber = 1) -> list[ListRow]:
    """The lists of each year."""
    with wiring.unit_of_work() as session:
        found, _ = recognition.year_lists(session, visit.actor, page)
    return [ListRow.model_validate(each) for each in found]


@room.get("/honours/{code}", tags=[_HONOURS], summary="Danh sách tiêu biểu của một năm")
def one(visit: ToSee, code: FileCode) -> YearList:
    """The list of one year."""
    with wiring.unit_of_work() as session:
        return YearList.model_validate(recognition.year_list(session, code, visit.actor))


class Nominating(Ask):
    """A result to be nominated."""

    task: str = Field(description="Mã nhiệm vụ có kết quả.", max_length=40)
    year: int = Field(description="Năm.", ge=2000, le=2100)
    reason: Line = Field(description="Thành tích; in trên giấy chứng nhận.")


class File(Shape):
    """A file of work."""

    code: str = Field(description="Mã hồ sơ.")


@room.post("/honours", status_code=HTTPStatus.CREATED, tags=[_HONOURS], summary="Đề cử một kết quả tiêu biểu")
def nominate(visit: ToNominate, said: Nominating) -> File:
    """Nominate a result as outstanding in a year."""
    with wiring.unit_of_work() as session:
        code = recognition.nominate(
            session, said.task, said.year, said.reason, visit.actor, on=wiring.today()
        )
    return File(code=code)


class NominatingPerson(Ask):
    """A person to be nominated, by account."""

    account: str = Field(description="Tài khoản.", max_length=100)
    reason: Line = Field(description="Thành tích; in trên giấy chứng nhận.")


@room.post("/honours/{code}/people", tags=[_HONOURS], summary="Đề cử một cá nhân tiêu biểu")
def nominate_person(visit: ToNominate, code: FileCode, said: NominatingPerson) -> Done:
    """Nominate a person for a list on which a result of theirs stands."""
    with wiring.unit_of_work() as session:
        recognition.nominate_person(session, code, said.account, said.reason, visit.actor, on=wiring.today())
    return Done(sentence="Đã đề cử cá nhân.")


@room.post("/honours/{code}/nominations/{number}/withdrawal", tags=[_HONOURS], summary="Rút một đề cử")
def withdraw(visit: ToNominate, code: FileCode, number: Number) -> Done:
    """Withdraw a nomination."""
    with wiring.unit_of_work() as session:
        recognition.withdraw(session, code, number, visit.actor, on=wiring.today())
    return Done(sentence="Đã rút đề cử.")


class Honoured(Shape):
    """What the conclusion of a list brought about."""

    minutes: str = Field(description="Số biên bản.")
    listed: str = Field(description="Số danh sách.")
    certificates: list[str] = Field(description="Số các giấy chứng nhận.")
    results: int = Field(description="Số kết quả được chọn.")
    people: int = Field(description="Số cá nhân được chọn.")


@room.post(
    "/honours/{code}/conclusion", tags=[_HONOURS], summary="Ghi nhận kết luận, lập danh sách và chứng nhận"
)
def conclude(visit: ToForm, code: FileCode) -> Honoured:
    """Put the conclusion on a year's list on record."""
    with wiring.unit_of_work() as session:
        return Honoured.model_validate(recognition.conclude(session, code, visit.actor, on=wiring.today()))


class PanelRow(Shape):
    """A panel in a list."""

    code: str = Field(description="Mã hồ sơ xét chọn.")
    title: str = Field(description="Tên hồ sơ.")
    kind: str = Field(description="honours hoặc support.")
    formed_on: date = Field(description="Ngày thành lập.")
    meets_on: date | None = Field(description="Ngày họp.")
    concluded_on: date | None = Field(description="Ngày kết luận.")
    cast: int = Field(description="Số phiếu đã có.")
    wanted: int = Field(description="Số phiếu của thành viên có mặt.")
    waits: bool = Field(description="Còn chờ phiếu của người giữ khóa.")


class Candidate(Shape):
    """What a panel judges."""

    number: int = Field(description="Số.")
    title: str = Field(description="Tên.")
    told: list[str] = Field(description="Những gì hội đồng được biết.")


class CandidateLine(Shape):
    """How a candidate stands; of a secret panel nothing is told before every ballot is in."""

    candidate: Candidate = Field(description="Trường hợp được xét.")
    cast: int = Field(description="Số phiếu đã có.")
    voters: int = Field(description="Số thành viên bỏ phiếu.")
    recused: int = Field(description="Số thành viên không tham gia do xung đột lợi ích.")
    sentence: str = Field(description="Kết quả phiếu, khi đã đủ.")
    obstacles: list[str] = Field(description="Vì sao chưa kết luận được.")
    own_conflict: str = Field(description="Xung đột lợi ích của người giữ khóa.")
    open: bool = Field(description="Người giữ khóa còn bỏ phiếu được.")


class Question(Shape):
    """A criterion of the ballot."""

    code: str = Field(description="Mã tiêu chí.")
    vi: str = Field(description="Tiêu chí.")
    most: int = Field(description="Điểm tối đa.")


class PanelRoom(Shape):
    """A panel as the person may see it."""

    formed_on: date | None = Field(description="Ngày thành lập; null khi chưa thành lập.")
    meets_on: date | None = Field(description="Ngày họp.")
    concluded_on: date | None = Field(description="Ngày kết luận.")
    secret: bool = Field(description="Bỏ phiếu kín.")
    lines: list[CandidateLine] = Field(description="Các trường hợp được xét.")
    questions: list[Question] = Field(description="Tiêu chí chấm điểm; trống khi chỉ đồng ý hoặc không.")
    obstacles: list[str] = Field(description="Vì sao chưa kết luận được.")


@room.get("/panels", tags=[_PANELS], summary="Các hội đồng xét chọn mà tôi được xem")
def panels_listed(visit: ToSeePanels, page: PageNumber = 1) -> list[PanelRow]:
    """The panels that the person may see."""
    with wiring.unit_of_work() as session:
        found, _ = panels.listed(session, visit.actor, page)
    return [PanelRow.model_validate(each) for each in found]


@room.get("/panels/{code}", tags=[_PANELS], summary="Một hội đồng xét chọn")
def panel(visit: ToSeePanels, code: FileCode) -> PanelRoom:
    """One panel."""
    with wiring.unit_of_work() as session:
        return PanelRoom.model_validate(panels.room(session, code, visit.actor, wiring.today()))


class Member(Ask):
    """A seat."""

    account: str = Field(description="Tài khoản.", max_length=100)
    position: Position = Field(description="Chức danh trong hội đồng.")


class Forming(Ask):
    """A panel to be formed."""

    members: list[Member] = Field(description="Thành viên.", min_length=1, max_length=30)
    meets_on: date | None = Field(None, description="Ngày họp.")
    secret: bool = Field(default=True, description="Bỏ phiếu kín; chọn một lần.")


@room.put("/panels/{code}", tags=[_PANELS], summary="Thành lập hội đồng xét chọn")
def form(visit: ToForm, code: FileCode, said: Forming) -> Done:
    """Form the panel of a file."""
    members = [(each.account, each.position) for each in said.members]
    with wiring.unit_of_work() as session:
        panels.form(
            session,
            code,
            members,
            visit.actor,
            on=wiring.today(),
            meets_on=said.meets_on,
            secret=said.secret,
        )
    return Done(sentence="Đã thành lập hội đồng xét chọn.")


class Attending(Ask):
    """Who attends: accounts with `present` or `absent`."""

    members: dict[str, Literal["present", "absent"]] = Field(
        description="Tài khoản và tham dự.", max_length=30
    )


@room.post("/panels/{code}/attendance", tags=[_PANELS], summary="Ghi thành phần tham dự")
def attend(visit: ToForm, code: FileCode, said: Attending) -> Done:
    """Note who attends."""
    with wiring.unit_of_work() as session:
        panels.attend(session, code, said.members, visit.actor, on=wiring.today())
    return Done(sentence="Đã ghi thành phần tham dự.")


class Conflict(Ask):
    """A conflict of interest."""

    candidate: int = Field(description="Số của trường hợp được xét.", ge=1, le=2**53)
    conflict: Line = Field(description="Xung đột lợi ích là gì.")


@room.post("/panels/{code}/conflicts", tags=[_PANELS], summary="Nêu xung đột lợi ích với một trường hợp")
def state_conflict(visit: ToVote, code: FileCode, said: Conflict) -> Done:
    """State a conflict of interest with a candidate."""
    with wiring.unit_of_work() as session:
        panels.state_conflict(session, code, said.candidate, said.conflict, visit.actor, on=wiring.today())
    return Done(sentence="Đã ghi xung đột lợi ích.")


class Ballot(Ask):
    """A ballot on one candidate."""

    candidate: int = Field(description="Số của trường hợp được xét.", ge=1, le=2**53)
    agree: bool | None = Field(None, description="Đồng ý; chỉ khi hội đồng biểu quyết.")
    score: Decimal | None = Field(None, description="Điểm 0 đến 100; chỉ khi không chấm theo tiêu chí.")
    marks: dict[str, str] = Field(default_factory=dict, description="Điểm theo mã tiêu chí.", max_length=20)
    comment: Line = Field("", description="Nhận xét.")


class Ballots(Ask):
    """Ballots of the person of the key."""

    ballots: list[Ballot] = Field(description="Các phiếu.", min_length=1, max_length=200)
    written: bool = Field(default=False, description="Gửi bằng văn bản: thành viên được ghi là vắng mặt.")


@room.post("/panels/{code}/ballots", tags=[_PANELS], summary="Bỏ phiếu cho các trường hợp được xét")
def vote(visit: ToVote, code: FileCode, said: Ballots) -> Done:
    """Cast ballots; once cast they stand."""
    votes = {
        each.candidate: panels.Vote(each.agree, each.score, each.comment, each.marks) for each in said.ballots
    }
    with wiring.unit_of_work() as session:
        panels.vote(session, code, votes, visit.actor, on=wiring.today(), written=said.written)
    return Done(sentence=f"Đã bỏ {len(votes)} phiếu.")
