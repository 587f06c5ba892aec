"""Concluding the list of a year: minutes, list, certificates; people fall with the results they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from actions import benefits, dossiers, panels, work_files
from actions.panels.concluding import cited
from actions.recognition.nominating import grounds, nominee_of, occasion_of
from documents.facts import Award
from documents.facts.panels import (
    HONOUR_CERTIFICATE,
    HONOURS_LIST,
    Concluded,
    HonourCertificateFacts,
    HonouredPerson,
    HonouredResult,
    HonoursListFacts,
    head,
)
from models import provinces, recognition
from models.dossier import Dossier
from models.errors import Refused
from models.language import Verdict
from models.panels import Judgement
from models.permissions import Actor
from models.queries import panels as asked
from models.recognition import Ground
from models.tables import Document, Nomination, Person, WorkFile

_CHOSEN, _NOT_CHOSEN = "Được chọn", "Không được chọn"


@dataclass(frozen=True)
class Honoured:
    """What a conclusion brought about: the numbers of the papers, and who was honoured of how many."""

    minutes: str
    listed: str
    certificates: tuple[str, ...]
    results: int
    people: int
    judged: int


@dataclass(frozen=True)
class _Case:
    """A nomination with what the panel said of it and what becomes of it."""

    row: Nomination
    judgement: Judgement
    organisation: str
    task: Dossier | None
    person: Person | None
    honoured: bool
    because: str = ""


def conclude(session: Session, code: str, actor: Actor, *, on: date) -> Honoured:
    """Put the panel's conclusion on a year's list on record; write its papers and certificates.

    Raises:
        NotFound: no such list.
        NotPermitted: the actor does not conclude panels.
        Refused: votes are missing, or a result meets the conditions no more: every reason.
    """
    here, judgements = panels.settled(session, code, actor, on)
    cases = _cases(session, here.file, judgements, on)
    for case in cases:
        case.row.decided_on, case.row.honoured = on, case.honoured
    session.flush()
    chosen = [case for case in cases if case.honoured]
    results, people = [c for c in chosen if c.task], [c for c in chosen if c.person]
    said = (
        f"Chọn {len(results)} kết quả, {len(people)} cá nhân tiêu biểu năm {here.file.year} "
        f"trong {len(cases)} đề cử"
    )
    minutes = panels.close(
        session, here, judgements, [_concluded(case) for case in cases], said, actor, on=on
    )
    listed = _list(session, here.file, results, people, minutes, actor, on)
    certificates = [
        benefits.honour(
            session, case.task.code, Award(here.file.year, cited(listed), case.row.reason), actor, on=on
        ).number
        for case in results
        if case.task is not None
    ]
    certificates += [_certificate(session, here.file, case, listed, actor, on).number_text for case in people]
    return Honoured(
        minutes=minutes.number_text,
        listed=listed.number_text,
        certificates=tuple(certificates),
        results=len(results),
        people=len(people),
        judged=len(cases),
    )


def _cases(session: Session, file: WorkFile, judgements: Sequence[Judgement], on: date) -> tuple[_Case, ...]:
    """What becomes of each nomination: results first, for people rest on them.

    Raises:
        Refused: a result meets the conditions no more.
    """
    rows = {
        row.id: (row, task, person, own)
        for row, task, person, own, _ in session.execute(asked.nominations(file.id))
    }
    codes = sorted(
        rows[each.candidate.number][1].code
        for each in judgements
        if rows[each.candidate.number][1] is not None
    )
    tasks = {task.code: task for task, _ in dossiers.held(session, *codes)} if codes else {}
    reasons = [
        f"«{task.title}»: {reason} Hãy rút đề cử này."
        for task in tasks.values()
        for reason in recognition.result_misses(occasion_of(session, task, file.year, on))
    ]
    if reasons:
        raise Refused.because(reasons)
    agreed = {each.candidate.number: each.outcome.verdict is Verdict.APPROVE for each in judgements}
    known = _grounds(session, file, agreed)
    found = []
    for each in judgements:
        row, task, person, own = rows[each.candidate.number]
        passed, because = agreed[row.id], ""
        if person is not None:
            passed, because = recognition.person_is_honoured(nominee_of(person), known, agreed=passed)
        found.append(
            _Case(row, each, own, tasks[task.code] if task is not None else None, person, passed, because)
        )
    return tuple(found)


def _grounds(session: Session, file: WorkFile, agreed: Mapping[int, bool]) -> tuple[Ground, ...]:
    """The results of the list as the votes leave them."""
    numbers = {
        task.code: row.id
        for row, task, _, _, _ in session.execute(asked.nominations(file.id))
        if task is not None
    }
    return tuple(
        replace(each, honoured=agreed.get(numbers[each.code], False)) for each in grounds(session, file)
    )


def _concluded(case: _Case) -> Concluded:
    if case.honoured:
        return Concluded(case.row.id, _CHOSEN)
    return Concluded(case.row.id, f"{_NOT_CHOSEN}: {case.because}" if case.because else _NOT_CHOSEN)


def _list(
    session: Session,
    file: WorkFile,
    results: Sequence[_Case],
    people: Sequence[_Case],
    minutes: Document,
    actor: Actor,
    on: date,
) -> Document:
    """The list of the year."""
    province = provinces.successor(file.province, on)
    return work_files.write(
        session,
        file,
        HONOURS_LIST,
        "final",
        lambda number: HonoursListFacts(
            **head(HONOURS_LIST, province, number, on, file.title),
            year=file.year,
            minutes=cited(minutes),
            results=tuple(
                HonouredResult(
                    code=case.task.code,
                    title=case.task.title,
                    host=case.organisation,
                    agree=case.judgement.outcome.agree,
                    cast=case.judgement.outcome.cast,
                    merit=case.row.reason,
                )
                for case in results
                if case.task is not None
            ),
            people=tuple(
                HonouredPerson(
                    position=case.person.title,
                    organisation=case.organisation,
                    agree=case.judgement.outcome.agree,
                    cast=case.judgement.outcome.cast,
                    merit=case.row.reason,
                )
                for case in people
                if case.person is not None
            ),
        ),
        actor,
        on=on,
    )


def _certificate(
    session: Session, file: WorkFile, case: _Case, listed: Document, actor: Actor, on: date
) -> Document:
    """The certificate of a person: by function, for the chair of the People's Committee to sign."""
    province = provinces.successor(file.province, on)
    title = case.person.title if case.person else ""
    subject = f"Cá nhân khoa học và công nghệ tiêu biểu năm {file.year}"
    return work_files.write(
        session,
        file,
        HONOUR_CERTIFICATE,
        f"nomination-{case.row.id}",
        lambda number: HonourCertificateFacts(
            **head(HONOUR_CERTIFICATE, province, number, on, subject),
            year=file.year,
            position=title,
            organisation=case.organisation,
            merit=case.row.reason,
            document=cited(listed),
        ),
        actor,
        on=on,
    )
