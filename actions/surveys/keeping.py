"""Putting a survey on record: its title, the version of its form, the days between which it is answered."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import audit, wiring, work_files
from actions.filled_form import Day, Line
from models import provinces, queries
from models.deeds import Deed, require
from models.errors import NotFound, Refused
from models.permissions import Actor
from models.queries import surveys as asked
from models.surveys import FORM_2026, FORMS
from models.tables import Register, Survey, WorkFile


class SurveyForm(BaseModel):
    """A survey, as an officer drafts it."""

    model_config = ConfigDict(extra="forbid", title="Khảo sát doanh nghiệp")

    title: Line = Field(title="Tên khảo sát", min_length=1)
    province: Line = Field(default_factory=lambda: wiring.settings().province, title="Tỉnh, thành phố")
    form: Line = Field(default=FORM_2026.code, title="Phiên bản phiếu")
    opens_on: Day = Field(title="Nhận trả lời từ ngày")
    closes_on: Day = Field(title="Đến hết ngày")


def draft(session: Session, form: SurveyForm, actor: Actor, *, on: date, code: str = "") -> str:
    """Put a survey on record, or change one (`code`); returns its code.

    Once somebody was asked, the version of the form and the province stay as they are; its last day may be
    put off as long as nobody has drawn it together.

    Raises:
        NotFound: no such province, or no such survey.
        NotPermitted: the actor keeps no surveys.
        Refused: what it says contradicts itself: every reason.
    """
    require(actor, Deed.SURVEY_KEEP)
    found = provinces.find(form.province)
    if found is None:
        raise NotFound(f"Không có tỉnh, thành phố nào tên là «{form.province}».")
    province = provinces.successor(found.name, on)
    file, row = survey_of(session, code, lock=True) if code else (None, None)
    reasons = _contradictions(form, on)
    if file is not None and row is not None:
        reasons += _late_changes(session, form, province, file, row)
    if reasons:
        raise Refused.because(reasons)
    if file is None or row is None:
        file = work_files.opened(
            session,
            _next_code(session, province, on.year),
            work_files.Kind.SURVEY,
            form.title,
            province,
            on.year,
        )
        row = Survey(file_id=file.id)
    file.title, file.province = form.title, province
    row.form, row.opens_on, row.closes_on = form.form, form.opens_on, form.closes_on
    session.add(row)
    session.flush()
    act, said = ("redrafted", "sửa") if code else ("drafted", "lập")
    note(
        session,
        file,
        act,
        f"{actor.title} {said} khảo sát {file.code} «{file.title}», nhận trả lời từ {row.opens_on:%d/%m/%Y} "
        f"đến hết {row.closes_on:%d/%m/%Y}.",
        actor,
        on,
    )
    return file.code


def _contradictions(form: SurveyForm, on: date) -> list[str]:
    reasons = []
    if form.form not in FORMS:
        reasons.append(f"Không có phiên bản phiếu «{form.form}»; hiện có: {', '.join(FORMS)}.")
    if form.closes_on < form.opens_on:
        reasons.append("Ngày cuối nhận trả lời đứng trước ngày đầu: hãy sửa lại thời gian.")
    if form.closes_on < on:
        reasons.append(f"Ngày cuối nhận trả lời {form.closes_on:%d/%m/%Y} đã qua.")
    return reasons


def _late_changes(
    session: Session, form: SurveyForm, province: str, file: WorkFile, row: Survey
) -> list[str]:
    reasons = []
    if session.execute(asked.links(row.id).limit(1)).first() is not None:
        if form.form != row.form:
            reasons.append("Đã gửi phiếu cho doanh nghiệp nên không đổi được phiên bản phiếu.")
        if province != file.province:
            reasons.append("Đã gửi phiếu cho doanh nghiệp nên không đổi được tỉnh, thành phố.")
    if session.scalars(queries.documents_of_file(file.id)).first() is not None:
        reasons.append(f"{file.code} đã có báo cáo tổng hợp nên không sửa được; hãy lập khảo sát mới.")
    return reasons


def _next_code(session: Session, province: str, year: int) -> str:
    """The next code of a province and year: KS-DN-2026-001."""
    letters = provinces.letters(province)
    statement = insert(Register).values(series=f"survey:{letters}", year=year, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=[Register.series, Register.year], set_={"last": Register.last + 1}
    )
    number = session.execute(statement.returning(Register.last)).scalar_one()
    return f"KS-{letters}-{year:04d}-{number:03d}"


def survey_of(session: Session, code: str, *, lock: bool = False) -> tuple[WorkFile, Survey]:
    """A survey with its file; `lock` holds the file until the transaction ends.

    Raises:
        NotFound: there is none of that code.
    """
    file = session.scalar(queries.work_file(code.strip(), lock=lock))
    row = session.scalar(asked.survey(file.id)) if file is not None else None
    if file is None or row is None:
        raise NotFound(f"Không có khảo sát nào mang mã {code}.")
    return file, row


def note(
    session: Session, file: WorkFile, act: str, sentence: str, actor: Actor | None, on: date, **facts: object
) -> None:
    """Put a sentence about a survey on the journal; whoever answers by a link has no account."""
    audit.record(
        session,
        f"file:survey:{act}",
        sentence,
        on=on,
        person_id=None if actor is None else actor.id,
        facts={"file": file.id, "code": file.code, **facts},
    )
