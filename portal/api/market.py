"""Needs and offers, matches of results with organisations, shares of benefits, certificates."""

from __future__ import annotations

import tempfile
from datetime import date
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, UploadFile
from pydantic import Field

from actions import benefits, interface, matches, matching, needs, sight, wiring
from actions.benefits import LedgerForm
from documents.facts.base import Award
from models.deeds import Deed
from portal.api.bounds import Code, Cursor, Limit, Number, Page, cursor_of, number_of
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Done, Line, Made, Shape, Text
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/needs`, `/tasks/{code}/suggestions`, `/matches`, `/shares`, `/honours`."""

ToSeeNeeds = Annotated[Visit, bearing(Deed.NEED_SEE)]
ToRegister = Annotated[Visit, bearing(Deed.NEED_REGISTER)]
ToRegisterAny = Annotated[Visit, bearing(Deed.NEED_REGISTER_ANY)]
ToMatch = Annotated[Visit, bearing(Deed.MATCH_RECORD)]
ToShare = Annotated[Visit, bearing(Deed.BENEFIT_SHARE)]
ToHonour = Annotated[Visit, bearing(Deed.RESULT_HONOUR)]
ToSee = Annotated[Visit, bearing(Deed.TASK_SEE)]

_MARKET = "Nhu cầu và kết nối"


class Need(Shape):
    """A technology that is needed or offered."""

    id: int = Field(description="Số.")
    kind: str = Field(description="need hoặc offer.")
    title: str = Field(description="Tên công nghệ.")
    text: str = Field(description="Mô tả.")
    organisation: str = Field(description="Tổ chức.")
    province: str = Field(description="Tỉnh, thành phố.")
    discipline: str = Field(description="Lĩnh vực.")
    registered_on: date = Field(description="Ngày đăng ký.")
    closed_on: date | None = Field(description="Ngày đóng.")


class NeedKind(StrEnum):
    """Whether a technology is needed or offered."""

    NEED = "need"
    OFFER = "offer"


@room.get("/needs", tags=[_MARKET], summary="Nhu cầu và chào công nghệ, mới nhất trước")
def needs_listed(
    _visit: ToSeeNeeds,
    kind: Annotated[NeedKind | None, Query(description="Chỉ nhu cầu hoặc chào.")] = None,
    q: Annotated[str, Query(description="Từ khóa, không cần dấu.", max_length=200)] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[Need]:
    """What is needed and offered, the newest first."""
    with wiring.unit_of_work() as session:
        start = number_of(cursor) or 0
        found = needs.listed(
            session, kind=kind or "", search=q, open_on=wiring.today(), offset=start, limit=limit + 1
        )
    rows = [Need.model_validate(each) for each in found[:limit]]
    return Page(items=rows, next=cursor_of(start + limit) if len(found) > limit else None)


class Registering(Ask):
    """A technology that is needed or offered, to be registered."""

    kind: NeedKind = Field(description="need hoặc offer.")
    title: str = Field(description="Tên công nghệ.", min_length=1, max_length=500)
    text: Text = Field("", description="Mô tả.")
    organisation: Line = Field("", description="Tổ chức; để trống là tổ chức của người giữ khóa.")
    province: str = Field("", description="Tỉnh, thành phố; để trống là tỉnh của hệ thống.", max_length=100)
    discipline: Line = Field("", description="Lĩnh vực.")


@room.post(
    "/needs", status_code=HTTPStatus.CREATED, tags=[_MARKET], summary="Đăng ký nhu cầu hoặc chào công nghệ"
)
def register(visit: ToRegister, said: Registering) -> Made:
    """Register what an organisation needs or offers."""
    with wiring.unit_of_work() as session:
        row = needs.register(
            session,
            said.kind,
            said.title,
            said.text,
            said.organisation or needs.own_organisation(session, visit.actor),
            said.province or wiring.settings().province,
            said.discipline,
            visit.actor,
            wiring.today(),
        )
        return Made(number=row.id)


class Closing(Ask):
    """Why something is closed."""

    because: str = Field(description="Lý do.", min_length=1, max_length=1000)


@room.post("/needs/{number}/closing", tags=[_MARKET], summary="Đóng một nhu cầu hoặc chào công nghệ")
def close(visit: ToRegister, number: Number, said: Closing) -> Done:
    """Close what is met, withdrawn or out of date."""
    with wiring.unit_of_work() as session:
        needs.close(session, number, visit.actor, wiring.today(), because=said.because)
    return Done(sentence=f"Đã đóng mục số {number}.")


class NeedsImported(Shape):
    """What came of a list."""

    rows: int = Field(description="Số dòng.")
    imported: int = Field(description="Số mục mới.")
    updated: int = Field(description="Số mục được cập nhật.")
    unchanged: int = Field(description="Số không đổi.")
    rejected: int = Field(description="Số dòng bị từ chối.")


@room.post("/needs/imports", tags=[_MARKET], summary="Nhập danh sách nhu cầu của nhiều tổ chức (CSV, XLSX)")
def take_in(visit: ToRegisterAny, file: UploadFile) -> NeedsImported:
    """Take in a list of needs and offers."""
    suffix = ".xlsx" if (file.filename or "").lower().endswith(".xlsx") else ".csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"nhu-cau{suffix}"
        path.write_bytes(file.file.read())
        return NeedsImported.model_validate(needs.import_file(path, visit.actor, wiring.today()))


class Suggestion(Shape):
    """What fits, and why."""

    need_id: int | None = Field(description="Số của nhu cầu hay chào.")
    code: str = Field(description="Mã nhiệm vụ của kết quả.")
    organisation: str = Field(description="Tổ chức.")
    title: str = Field(description="Tên.")
    province: str = Field(description="Tỉnh, thành phố.")
    score: float = Field(description="Mức phù hợp.")
    reasons: list[str] = Field(description="Vì sao phù hợp.")


@room.get("/needs/{number}/results", tags=[_MARKET], summary="Kết quả và chào phù hợp với một nhu cầu")
def results_for(visit: ToRegister, number: Number) -> list[Suggestion]:
    """The results and offers that fit a need of one's own best."""
    with wiring.unit_of_work() as session:
        interface.own_need(session, number, visit.actor)
        found = matching.results_for(session, number, wiring.today())
    return [Suggestion.model_validate(each) for each in found]


@room.get("/tasks/{code}/suggestions", tags=[_MARKET], summary="Ai có thể cần kết quả của nhiệm vụ")
def suggestions(visit: ToSee, code: Code) -> list[Suggestion]:
    """The needs and organisations that fit a result best."""
    with wiring.unit_of_work() as session:
        sight.seen(session, code, visit.actor)
        found = matching.suggestions(session, code, wiring.today())
    return [Suggestion.model_validate(each) for each in found]


class Match(Shape):
    """A result and an organisation that were brought together."""

    task: str = Field(description="Mã nhiệm vụ.")
    organisation: str = Field(description="Tổ chức.")
    need_id: int | None = Field(description="Số của nhu cầu.")
    step: str = Field(description="Bước: proposed, met, memorandum, transferred, dropped.")
    proposed_on: date = Field(description="Ngày đề nghị.")
    met_on: date | None = Field(description="Ngày hai bên gặp.")
    memorandum_on: date | None = Field(description="Ngày ký biên bản ghi nhớ.")
    transferred_on: date | None = Field(description="Ngày chuyển giao.")
    dropped_on: date | None = Field(description="Ngày thôi kết nối.")


@room.get("/tasks/{code}/matches", tags=[_MARKET], summary="Các kết nối của một kết quả")
def matches_of(visit: ToSee, code: Code) -> list[Match]:
    """The matches of a result."""
    with wiring.unit_of_work() as session:
        sight.seen(session, code, visit.actor)
        return [Match.model_validate(each) for each in matches.listed(session, code)]


class Step(StrEnum):
    """How a match goes on."""

    PROPOSED = "proposed"
    MET = "met"
    MEMORANDUM = "memorandum"
    TRANSFERRED = "transferred"
    DROPPED = "dropped"


class Matching(Ask):
    """A step of a match."""

    step: Step = Field(description="Bước.")
    party: str = Field("", description="Tên tổ chức.", max_length=500)
    need: int | None = Field(
        None, description="Số của nhu cầu, thay cho tên (chỉ khi proposed).", ge=1, le=2**53
    )
    day: date | None = Field(None, description="Ngày của bước; mặc định hôm nay.")
    document: str = Field("", description="Biên bản ghi nhớ (khi memorandum).", max_length=500)
    because: str = Field("", description="Lý do (khi dropped).", max_length=1000)


@room.post("/tasks/{code}/matches", tags=[_MARKET], summary="Ghi nhận kết nối: đề nghị và các bước tiếp theo")
def match(visit: ToMatch, code: Code, said: Matching) -> Done:
    """Bring a result and an organisation together, and record how it goes on."""
    day = wiring.today()
    with wiring.unit_of_work() as session:
        interface.matchable(session, code, visit.actor)
        who = (session, code, said.party, visit.actor, day)
        match said.step:
            case Step.PROPOSED:
                party = said.need if said.need is not None else said.party
                sentence = matches.propose(session, code, party, visit.actor, day, day=said.day)
            case Step.MET:
                sentence = matches.met(*who, day=said.day)
            case Step.MEMORANDUM:
                sentence = matches.memorandum(*who, document=said.document, day=said.day)
            case Step.TRANSFERRED:
                sentence = matches.transferred(*who, day=said.day)
            case Step.DROPPED:
                sentence = matches.drop(*who, because=said.because, day=said.day)
    return Done(sentence=sentence)


class Asked(Shape):
    """A paper that was asked for and issued."""

    document: int = Field(description="Số của văn bản trong hệ thống.")
    number: str = Field(description="Số, ký hiệu.")


@room.post(
    "/tasks/{code}/shares",
    status_code=HTTPStatus.CREATED,
    tags=[_MARKET],
    summary="Lập bảng phân chia lợi ích",
)
def share_out(visit: ToShare, code: Code, form: LedgerForm) -> Asked:
    """Share out what a result brings in; the table is issued."""
    with wiring.unit_of_work() as session:
        sight.seen(session, code, visit.actor)
        return Asked.model_validate(benefits.share_out(session, code, form, visit.actor, on=wiring.today()))


class Honouring(Ask):
    """A result to be certified as outstanding."""

    year: int = Field(description="Năm.", ge=2000, le=2100)
    document: str = Field(description="Văn bản công nhận.", min_length=1, max_length=500)
    merit: Line = Field("", description="Đóng góp nổi bật.")


@room.post(
    "/tasks/{code}/honours",
    status_code=HTTPStatus.CREATED,
    tags=[_MARKET],
    summary="Cấp giấy chứng nhận kết quả tiêu biểu",
)
def honour(visit: ToHonour, code: Code, said: Honouring) -> Asked:
    """Have a result certified as outstanding."""
    with wiring.unit_of_work() as session:
        sight.seen(session, code, visit.actor)
        award = Award(said.year, said.document, said.merit)
        return Asked.model_validate(benefits.honour(session, code, award, visit.actor, on=wiring.today()))
