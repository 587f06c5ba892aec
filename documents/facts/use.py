"""Facts of the papers of a result in use, and of the archive: rows 19 to 21 of the stage table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from documents.catalogue import CATALOGUE
from documents.facts import bases
from documents.facts.acceptance import grade_label
from documents.facts.base import Builder, Facts, Occasion, PaperFacts, Text
from documents.facts.ordering import FiledPaper, filed
from documents.facts.ownership import form_label, whole
from documents.facts.reading import (
    comment,
    common,
    proposal_of,
    reference,
    referring,
    submitted_anywhere,
    task_facts,
)
from models.dossier import Dossier
from models.language import Role
from models.lifecycle import FOLLOW_UP, REPLICATE, stages_of

_CHECKED = "Sở Khoa học và Công nghệ"


class ReplicationFacts(PaperFacts):
    """Quyết định phê duyệt nhiệm vụ nhân rộng."""

    papers: tuple[FiledPaper, ...]
    recognition: Text | None
    remark: Text | None


class ApplicationFacts(PaperFacts):
    """Phiếu thông tin về ứng dụng, báo cáo tổng hợp."""

    papers: tuple[FiledPaper, ...]
    grade: Text | None
    accepted_on: date | None
    registered_on: date | None
    recognised_on: date | None
    rights_decided_on: date | None
    handed_over_on: date | None
    transferred_on: date | None
    form: Text | None
    value: Decimal | None
    in_use: bool | None
    reported_on: date | None
    remark: Text | None


class FiledDocument(Facts):
    """A line of the file index."""

    number: Text | None
    on: date
    name: Text
    by: Text
    pages: int | None
    retention: Text


class FileIndexFacts(PaperFacts):
    """Mục lục hồ sơ."""

    documents: tuple[FiledDocument, ...]
    retention: Text
    opened_on: date | None
    closed_on: date
    page_total: int | None
    outcome: Text | None


def _replication(occasion: Occasion) -> ReplicationFacts:
    task = occasion.dossier
    return ReplicationFacts(
        **common(
            "replication-decision",
            occasion,
            subject="Về việc phê duyệt nhiệm vụ ứng dụng, nhân rộng kết quả khoa học và công nghệ",
            grounds=(
                *bases.competence(occasion, Role.PPC_CHAIR),
                *bases.cited(*bases.science_law(task, occasion.on)),
                *referring(occasion, "recognition-decision"),
                *proposal_of(f"Giám đốc {occasion.letterhead.dost} và Giám đốc Sở Tài chính"),
            ),
        ),
        papers=filed(REPLICATE, occasion),
        recognition=reference(occasion, "recognition-decision"),
        remark=comment(occasion),
    )


def _application(code: str, subject: str) -> Builder:
    def write(occasion: Occasion) -> ApplicationFacts:
        result = occasion.dossier.result
        return ApplicationFacts(
            **common(code, occasion, subject=subject),
            papers=filed(FOLLOW_UP, occasion),
            grade=grade_label(occasion),
            accepted_on=result.accepted_on,
            registered_on=result.registered_on,
            recognised_on=result.recognised_on,
            rights_decided_on=result.rights_decided_on,
            handed_over_on=result.handed_over_on,
            transferred_on=result.transferred_on,
            form=form_label(occasion),
            value=whole(result.value_vnd),
            in_use=result.in_use,
            reported_on=result.application_report_on
            or submitted_anywhere(occasion.dossier, "application_report"),
            remark=comment(occasion),
        )

    return Builder(write)


_OUTCOMES = {
    "rejected": "Không được phê duyệt",
    "terminated": "Chấm dứt hợp đồng",
    "failed": "Không đạt khi nghiệm thu",
    "not_transferable": "Hoàn thành; kết quả không thuộc diện chuyển giao",
    "applied": "Hoàn thành; kết quả đã được ứng dụng",
    "closed": "Đã kết thúc",
}


def _file_index(occasion: Occasion) -> FileIndexFacts:
    task = occasion.dossier
    documents = sorted(
        (*_issued_lines(task, occasion), *_submitted_lines(task)), key=lambda line: (line.on, line.name)
    )
    pages = [line.pages for line in documents]
    first = min((line.on for line in documents), default=None)
    return FileIndexFacts(
        **common(
            "file-index",
            occasion,
            subject=f"Hồ sơ nhiệm vụ khoa học và công nghệ mã số {task.code}",
        ),
        documents=tuple(documents),
        retention=CATALOGUE["file-index"].retention.label,
        opened_on=min(first, task.entries[0].entered_on) if first and task.entries else first,
        closed_on=occasion.on,
        page_total=sum(page for page in pages if page) if any(pages) else None,
        outcome=_OUTCOMES.get(task.outcome, task.outcome) or None,
    )


def _issued_lines(task: Dossier, occasion: Occasion) -> tuple[FiledDocument, ...]:
    return tuple(
        FiledDocument(
            number=each.number,
            on=each.issued_on,
            name=CATALOGUE[each.paper].name_vi,
            by=_author(each.paper, task, occasion),
            pages=each.pages,
            retention=CATALOGUE[each.paper].retention.label,
        )
        for entry in task.entries
        for each in entry.issued
        if each.paper in CATALOGUE and each.paper != "file-index"
    )


def _author(paper: str, task: Dossier, occasion: Occasion) -> str:
    host = task_facts(task).host or "Tổ chức chủ trì"
    return {
        "ppc": f"UBND {occasion.letterhead.unit}",
        "dost": _CHECKED,
        "council": "Hội đồng tư vấn",
        "host": host,
        "orderer": task_facts(task).orderer or "Cơ quan đặt hàng",
        "recipient": "Tổ chức tiếp nhận",
        "parties": "Các bên",
        "info_body": occasion.letterhead.info_body,
    }[CATALOGUE[paper].issuer.value]


def _submitted_lines(task: Dossier) -> tuple[FiledDocument, ...]:
    lines: list[FiledDocument] = []
    for entry in task.entries:
        stage = stages_of(task).get(entry.stage)
        names = {paper.code: paper.vi for paper in stage.papers} if stage is not None else {}
        lines.extend(
            FiledDocument(
                number=None,
                on=each.on,
                name=names.get(each.paper, each.file_name),
                by=each.role.vi,
                pages=None,
                retention=CATALOGUE["file-index"].retention.label,
            )
            for each in entry.submissions
            if not each.withdrawn
        )
    return tuple(lines)


USE: dict[str, Builder] = {
    "replication-decision": Builder(_replication),
    "application-sheet": _application("application-sheet", "Ứng dụng kết quả nhiệm vụ khoa học và công nghệ"),
    "application-summary": _application(
        "application-summary", "Tổng hợp tình hình ứng dụng kết quả nhiệm vụ khoa học và công nghệ"
    ),
    "file-index": Builder(_file_index),
}
