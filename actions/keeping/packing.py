"""A task's whole dossier as one package for the archive: every paper issued, signed and handed in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path, PurePath

from sqlalchemy.orm import Session

from actions import audit, dossiers, wiring
from actions.papers import title_of
from documents import packages, terms
from documents.catalogue import PERMANENT, Retention
from documents.facts import Letterhead
from documents.packages import File, Kind, Origin, Package, Paper, SignedBy, Written
from models import provinces, queries
from models.deeds import Deed, require
from models.dossier import Dossier
from models.errors import Refused
from models.permissions import Actor
from models.tables import Document, Signature, Submission

_PDF = "application/pdf"
_SUFFIX = re.compile(r"\.[0-9a-z]{1,8}")


def export_dossier(
    session: Session, code: str, out: Path, actor: Actor, *, on: date, kind: Kind = Kind.SIP
) -> Written:
    """Write the dossier of a task as a package, and note in the journal who took it out.

    Raises:
        NotFound: no such task.
        NotPermitted: the actor holds no role of the State.
        Refused: the dossier is empty, or papers of it are not in storage yet.
        Altered: the bytes of a paper are no longer those that were kept; nothing is written.
        BadInput: something stands at that place already.
    """
    task = dossiers.load(session, code)
    require(actor, Deed.TASK_EXPORT)
    package = gather(session, task, kind)
    written = packages.write(package, wiring.archive().get, out)
    audit.record(
        session,
        "task:file:exported",
        f"{actor.title} xuất gói lưu trữ {package.name} gồm {written.files} tệp.",
        on=on,
        task_id=task.id,
        person_id=actor.id,
        facts={
            "package": package.name,
            "sha256": written.sha256,
            "files": written.files,
            "size": written.size,
        },
    )
    return written


def gather(session: Session, task: Dossier, kind: Kind) -> Package:
    """What the package of a task holds, as the tables have it.

    Raises:
        Refused: the dossier is empty, or papers of it are not in storage yet, each named.
    """
    issued = session.scalars(queries.documents_of(task.id)).all()
    if waiting := [row.number_text for row in issued if row.sha256 is None]:
        raise Refused(
            f"{len(waiting)} văn bản chưa được lưu nên chưa đóng gói được: {', '.join(waiting)}.",
            "Hãy đợi bộ máy lưu xong (./triplehelix status), rồi làm lại.",
        )
    handed_in = session.execute(queries.handed_in_for(task.id)).all()
    if not issued and not handed_in:
        raise Refused(f"Hồ sơ {task.code} chưa có văn bản nào để đóng gói.")
    signatures: dict[int, list[Signature]] = defaultdict(list)
    for signature in session.scalars(queries.signatures_of_task(task.id)):
        signatures[signature.document_id].append(signature)
    papers = [_issued(row, signatures[row.id]) for row in issued]
    catalog = min([row.file_catalog for row in issued] or [each.Submission.on.year for each in handed_in])
    first = max((row.doc_ordinal for row in issued), default=0) + 1
    papers.extend(
        _handed_in(row, by, stage, f"{catalog}.{task.code}", ordinal)
        for ordinal, (row, stage, by) in enumerate(handed_in, start=first)
    )
    retentions = [terms.of_paper(row.paper) for row in issued]
    retentions.extend(terms.of_submission(stage) for _, stage, _ in handed_in)
    latest = max(paper.issued_on for paper in papers)
    return Package(
        kind=kind,
        task=task.code,
        organ=next((row.organ_id for row in issued if row.organ_id), ""),
        catalog=catalog,
        title=task.title,
        creator=Letterhead.of(provinces.successor(task.province, latest)).dost,
        maintenance=_longest(retentions).label,
        rights="",
        description=f"Hồ sơ nhiệm vụ khoa học và công nghệ {task.code}, {task.province}.",
        papers=tuple(papers),
    )


def _issued(row: Document, signatures: Iterable[Signature]) -> Paper:
    name = _file_name(f"{row.file_catalog}.{row.file_notation}")
    files = [File(f"{name}.pdf", Origin.ISSUED, row.sha256 or "", row.size, _PDF)]
    signed = {each.sha256: f"{name}.ky-{each.place}.pdf" for each in signatures}
    if row.signed_sha256:
        signed.setdefault(row.signed_sha256, f"{name}.ky-so.pdf")
    files.extend(File(path, Origin.SIGNED, sha256, None, _PDF) for sha256, path in signed.items())
    return Paper(
        code=row.paper,
        ordinal=row.doc_ordinal,
        type_name=row.type_name,
        number=str(row.number),
        notation=row.code_notation,
        issued_on=row.issued_on,
        organ=row.organ_name,
        subject=row.subject,
        maintenance=row.maintenance,
        files=tuple(files),
        language=row.language,
        pages=row.page_amount,
        positions=row.signer_position,
        priority=row.priority,
        copies=row.issued_amount,
        signatures=tuple(_signature(each) for each in signatures),
    )


def _signature(row: Signature) -> SignedBy:
    return SignedBy(
        place=row.place,
        position=row.position,
        holder=row.holder,
        issuer=row.issuer,
        serial=row.serial,
        signed_at=row.signed_at.astimezone(wiring.ZONE),
        is_test=row.is_test,
        sha256=row.sha256,
    )


def _handed_in(row: Submission, by: str, stage: str, notation: str, ordinal: int) -> Paper:
    title = title_of(row)
    suffix = PurePath(row.file_name).suffix.lower()
    name = f"{_file_name(notation)}.{ordinal:03d}{suffix if _SUFFIX.fullmatch(suffix) else '.bin'}"
    return Paper(
        code=row.paper,
        ordinal=ordinal,
        type_name=title,
        number="",
        notation="",
        issued_on=row.on,
        organ=by,
        subject=title,
        maintenance=terms.of_submission(stage).label,
        files=(File(name, Origin.SUBMITTED, row.sha256, row.size, row.media_type),),
        pages=row.pages,
        description=f"Tên tệp khi nộp: {row.file_name}",
    )


def _longest(retentions: Iterable[Retention]) -> Retention:
    """A dossier is kept as long as the paper in it that is kept longest."""
    return max(retentions, key=lambda each: (each.permanent, each.years or 0), default=PERMANENT)


def _file_name(text: str) -> str:
    return re.sub(r"[^\w.-]+", "-", text)
