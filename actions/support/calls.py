"""Calls for proposals: drafted, written anew, published with their notice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import audit, work_files
from actions.support.forms import CallForm, terms_in, terms_of
from documents.facts.panels import CALL_NOTICE, CallNoticeFacts, head
from models import ballots, law, panels, provinces, queries, support
from models.deeds import Deed, require
from models.errors import NotFound, Refused
from models.permissions import Actor
from models.queries import support as asked
from models.support import Terms
from models.tables import Document, Register, SupportCall, WorkFile


def draft(session: Session, form: CallForm, actor: Actor, *, on: date, code: str = "") -> str:
    """Put a call on record, or write a draft anew (`code`); returns its code.

    Raises:
        NotFound: no such province, or no such call.
        NotPermitted: the actor keeps no calls.
        Refused: it was published already, or its terms contradict themselves: every reason.
    """
    require(actor, Deed.SUPPORT_CALL_KEEP)
    found = provinces.find(form.province)
    if found is None:
        raise NotFound(f"Không có tỉnh, thành phố nào tên là «{form.province}».")
    province = provinces.successor(found.name, on)
    terms = terms_in(form, province)
    if reasons := support.contradictions(terms):
        raise Refused.because(reasons)
    if code:
        file, row = call_of(session, code, lock=True)
        if row.published_on is not None:
            raise Refused(f"{code} đã công bố nên không sửa được; hãy lập đợt mới.")
        file.title, file.province = form.title, province
    else:
        file = work_files.opened(
            session,
            _next_code(session, province, on.year),
            work_files.Kind.SUPPORT,
            form.title,
            province,
            on.year,
        )
        row = SupportCall(file_id=file.id)
    row.opens_on, row.closes_on = terms.opens_on, terms.closes_on
    row.budget_vnd, row.ceiling_vnd, row.share_max = terms.budget_vnd, terms.ceiling_vnd, terms.share_max
    row.rules = {
        "kinds": sorted(each.value for each in terms.kinds),
        "small_only": terms.small_only,
        "at_home": terms.at_home,
    }
    row.source = form.source
    session.add(row)
    session.flush()
    act, said = ("redrafted", "sửa dự thảo") if code else ("drafted", "lập dự thảo")
    note(
        session,
        file,
        "call",
        act,
        f"{actor.title} {said} đợt mời đề xuất {file.code} «{file.title}».",
        actor,
        on,
    )
    return file.code


def publish(session: Session, code: str, actor: Actor, *, on: date) -> Document:
    """Publish a call: its notice is numbered, and proposals may be handed in from its first day.

    Raises:
        NotFound: no such call.
        NotPermitted: the actor keeps no calls.
        Refused: it was published already, or it makes no sense on that day: every reason.
    """
    require(actor, Deed.SUPPORT_CALL_KEEP)
    file, row = call_of(session, code, lock=True)
    terms = terms_of(row, file.province)
    reasons = list(support.contradictions(terms))
    if row.published_on is not None:
        reasons.append(f"{code} đã công bố ngày {row.published_on:%d/%m/%Y}.")
    if terms.closes_on < on:
        reasons.append(f"Hạn nhận đề xuất {terms.closes_on:%d/%m/%Y} đã qua; hãy sửa dự thảo.")
    if reasons:
        raise Refused.because(reasons)
    row.published_on = on
    note(session, file, "call", "published", f"{actor.title} công bố đợt mời đề xuất {code}.", actor, on)
    return work_files.write(
        session,
        file,
        CALL_NOTICE,
        "published",
        lambda number: _notice(file, terms, row.source, number, on),
        actor,
        on=on,
    )


def short_notice(terms: Terms, on: date) -> tuple[str, ...]:
    """What to know before a call is published: how long it stays open beside what is usual."""
    rule = law.rule("call_open", on, None, terms.province)
    days = (terms.closes_on - max(terms.opens_on, on)).days + 1
    if rule is None or days >= rule.value:
        return ()
    return (f"Đợt chỉ nhận đề xuất trong {max(days, 0)} ngày; thông lệ là {rule.value} ngày (tham khảo).",)


def _notice(file: WorkFile, terms: Terms, source: str, number: int, on: date) -> CallNoticeFacts:
    scheme = panels.SCHEMES[panels.SUPPORT]
    return CallNoticeFacts(
        **head(CALL_NOTICE, terms.province, number, on, f"Mời đề xuất đổi mới sáng tạo năm {file.year}"),
        call=file.code,
        title=file.title,
        opens_on=terms.opens_on,
        closes_on=terms.closes_on,
        budget=_whole(terms.budget_vnd),
        ceiling=_whole(terms.ceiling_vnd),
        share_percent=None if terms.share_max is None else (terms.share_max * 100).normalize() + 0,
        conditions=support.conditions(terms),
        criteria=tuple(f"{each.vi.lower()} ({each.most} điểm)" for each in ballots.questions(scheme)),
        pass_mark=f"từ {scheme.threshold} điểm",
        source=source or None,
    )


def _whole(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(Decimal(1))


def _next_code(session: Session, province: str, year: int) -> str:
    """The next code of a province and year: HT-DN-2026-001."""
    letters = provinces.letters(province)
    statement = insert(Register).values(series=f"support:{letters}", year=year, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=[Register.series, Register.year], set_={"last": Register.last + 1}
    )
    number = session.execute(statement.returning(Register.last)).scalar_one()
    return f"HT-{letters}-{year:04d}-{number:03d}"


def call_of(session: Session, code: str, *, lock: bool = False) -> tuple[WorkFile, SupportCall]:
    """A call with its file; `lock` holds the file until the transaction ends.

    Raises:
        NotFound: there is none of that code.
    """
    file = session.scalar(queries.work_file(code.strip(), lock=lock))
    row = session.scalar(asked.call(file.id)) if file is not None else None
    if file is None or row is None:
        raise NotFound(f"Không có đợt mời đề xuất nào mang mã {code}.")
    return file, row


def note(
    session: Session, file: WorkFile, thing: str, act: str, sentence: str, actor: Actor, on: date
) -> None:
    """Put a sentence about a call on the journal."""
    audit.record(
        session,
        f"file:{thing}:{act}",
        sentence,
        on=on,
        person_id=actor.id,
        facts={"file": file.id, "code": file.code},
    )
