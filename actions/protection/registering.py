"""The yearly register of intellectual property: as a list, and as a paper in a file of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import wiring, work_files
from actions.exports import Column, Listed
from actions.money.provinces import answering
from actions.protection.shelter import filing_of, publication_of
from documents.catalogue.protection import IP_REGISTER
from documents.facts.protection import KindLine, RegisterFacts, RegisterLine, register_facts
from models import deeds, provinces
from models.deeds import Deed
from models.dossier import IP_KINDS
from models.errors import BadInput, Refused
from models.money import faults_of_year
from models.permissions import Actor
from models.protection import Filing, Shelter, State, before_publishing, in_register
from models.queries import protection as queries
from models.queries.work_files import documents_of_file, work_file
from models.tables import Document


@dataclass(frozen=True)
class Line:
    """An application of the register, as it stood at the year's end, or stands today."""

    code: str
    task_title: str
    host: str
    kind: str
    kind_vi: str
    title: str
    office: str
    number: str
    applicant: str
    filed_on: date
    granted_on: date | None
    grant_number: str
    valid_until: date | None
    state: State


@dataclass(frozen=True)
class Counted:
    """Applications of one kind: in the register, filed in its year, granted in its year."""

    kind_vi: str
    lines: int
    filed: int
    granted: int


@dataclass(frozen=True)
class Register:
    """The register of a province's year. `filed_first` of `filed_or_published` results were filed first."""

    province: str
    year: int
    on: date
    lines: tuple[Line, ...]
    kinds: tuple[Counted, ...]
    filed_first: int
    filed_or_published: int


LINES: Final = Listed[Line](
    "so-huu-tri-tue",
    "Sở hữu trí tuệ",
    "Intellectual property",
    (
        Column("Mã nhiệm vụ", "Task", lambda line: line.code, 18),
        Column("Tên nhiệm vụ", "Title of the task", lambda line: line.task_title, 60),
        Column("Tổ chức chủ trì", "Host", lambda line: line.host, 40),
        Column("Đối tượng bảo hộ", "Object", lambda line: line.kind_vi, 22),
        Column("Tên đối tượng", "Title", lambda line: line.title, 50),
        Column("Nơi nhận đơn", "Office", lambda line: line.office, 30),
        Column("Số đơn", "Number", lambda line: line.number, 20),
        Column("Tổ chức nộp đơn", "Applicant", lambda line: line.applicant, 40),
        Column("Ngày nộp", "Filed on", lambda line: line.filed_on, 12),
        Column("Ngày cấp", "Granted on", lambda line: line.granted_on, 12),
        Column("Số văn bằng", "Title number", lambda line: line.grant_number, 20),
        Column("Hiệu lực đến", "Valid until", lambda line: line.valid_until, 12),
        Column("Tình trạng", "State", lambda line: line.state, 26),
    ),
)
"""The register as a file."""


def register(session: Session, province: str, year: int, *, host: int | None = None) -> Register:
    """The register of a province's year; with `host`, of that organisation's tasks alone.

    Raises:
        BadInput: there is no such province, or the year cannot be meant.
    """
    today = wiring.today()
    if reasons := tuple(faults_of_year(year, today.year)):
        raise BadInput(*reasons)
    names, on = answering(province, today), min(today, date(year, 12, 31))
    lines = tuple(
        _line(filing, row.kind, applicant, code, title, owner or "", on)
        for row, applicant, code, title, owner in session.execute(queries.registered(names, year, host))
        if in_register(filing := filing_of(row), year)
    )
    first, known = before_publishing(_shelters(session, names, year, host))
    return Register(province, year, on, lines, _counted(lines, year), first, known)


def issue_register(session: Session, province: str, year: int, actor: Actor, *, on: date) -> Document:
    """Issue the register of a province's year into its file of work, once for what it says.

    Raises:
        NotPermitted: the actor issues no register.
        BadInput: there is no such province, or the year cannot be meant.
        Refused: the province has been joined to another.
    """
    deeds.require(actor, Deed.PROTECTION_REGISTER)
    name = provinces.province_named(province).name
    heir = provinces.successor(name, on)
    if heir != name:
        raise Refused(f"{name} đã hợp nhất vào {heir}: hãy lập sổ của {heir}.")
    found = register(session, name, year)
    file = work_files.opened(
        session,
        _file_code(name, year),
        work_files.Kind.REGISTER,
        f"Sổ theo dõi quyền sở hữu trí tuệ năm {year}",
        name,
        year,
    )
    before = [row for row in session.scalars(documents_of_file(file.id)) if row.paper == IP_REGISTER]
    replaces = _cited(before[-1]) if before else None
    if before and _says_the_same(before[-1], written(found, 0, on)):
        return before[-1]
    return work_files.write(
        session,
        file,
        IP_REGISTER,
        f"register#{len(before) + 1}",
        lambda number: written(found, number, on, replaces),
        actor,
        on=on,
    )


def issued(session: Session, province: str, year: int) -> tuple[Document, ...]:
    """The registers of a province's year that were issued, the latest first.

    Raises:
        BadInput: there is no such province.
    """
    file = session.scalar(work_file(_file_code(provinces.province_named(province).name, year)))
    if file is None:
        return ()
    found = [row for row in session.scalars(documents_of_file(file.id)) if row.paper == IP_REGISTER]
    return tuple(reversed(found))


def _file_code(name: str, year: int) -> str:
    return f"SHTT-{provinces.letters(name)}-{year}"


def written(found: Register, number: int, on: date, replaces: str | None = None) -> RegisterFacts:
    """The register as facts of its paper."""
    return register_facts(
        found.province,
        found.year,
        [
            RegisterLine(
                task=line.code,
                kind=line.kind_vi,
                title=line.title,
                office=line.office,
                number=line.number,
                applicant=line.applicant,
                filed_on=line.filed_on,
                granted_on=line.granted_on,
                grant_number=line.grant_number or None,
                valid_until=line.valid_until,
                state=line.state.vi,
            )
            for line in found.lines
        ],
        [
            KindLine(kind=each.kind_vi, lines=each.lines, filed=each.filed, granted=each.granted)
            for each in found.kinds
        ],
        (found.filed_first, found.filed_or_published),
        number,
        on,
        replaces,
    )


_OF_THE_DAY: Final = {"number", "issued_on", "symbol", "replaces", "reckoned_on"}
"""What a register may differ in from one that says the same."""


def _says_the_same(before: Document, facts: RegisterFacts) -> bool:
    said = RegisterFacts.model_validate(before.facts)
    return said.model_dump(exclude=_OF_THE_DAY) == facts.model_dump(exclude=_OF_THE_DAY)


def _cited(before: Document) -> str:
    return f"Sổ số {before.number_text} ngày {before.issued_on:%d/%m/%Y}"


def _line(filing: Filing, kind: str, applicant: str, code: str, title: str, host: str, on: date) -> Line:
    return Line(
        code,
        title,
        host,
        kind,
        IP_KINDS.get(kind, kind),
        filing.title,
        filing.office,
        filing.number,
        applicant,
        filing.filed_on,
        filing.granted_on,
        filing.grant_number,
        filing.valid_until,
        filing.state(on),
    )


def _counted(lines: Sequence[Line], year: int) -> tuple[Counted, ...]:
    """How many of each kind, in the order of the kinds."""
    found = []
    for kind, vi in IP_KINDS.items():
        own = [line for line in lines if line.kind == kind]
        if own:
            found.append(
                Counted(
                    vi,
                    len(own),
                    sum(line.filed_on.year == year for line in own),
                    sum(line.granted_on is not None and line.granted_on.year == year for line in own),
                )
            )
    return tuple(found)


def _shelters(session: Session, names: Sequence[str], year: int, host: int | None) -> tuple[Shelter, ...]:
    """What was filed and published by the end of a year, task by task."""
    tasks = session.scalars(queries.sheltered(names, year, host)).all()
    if not tasks:
        return ()
    end = date(year, 12, 31)
    published, filed = defaultdict(list), defaultdict(list)
    for row in session.scalars(queries.publications_of(tasks)):
        if row.published_on is not None and row.published_on <= end:
            published[row.task_id].append(publication_of(row))
    for filing, _ in session.execute(queries.filings_of(tasks)):
        if filing.filed_on <= end:
            filed[filing.task_id].append(filing_of(filing))
    told = {row.task_id: row for row in session.scalars(queries.results_of(tasks))}
    shelters = []
    for number in tasks:
        own = told.get(number)
        filings = tuple(filed[number])
        if not filings and own is not None and own.ip_filed_on is not None:
            filings = (Filing(0, own.ip_kind, "", "", "", own.ip_filed_on),)
        disclosed = own.disclosed_on if own is not None else None
        shelters.append(Shelter(tuple(published[number]), filings, disclosed_on=disclosed))
    return tuple(shelters)
