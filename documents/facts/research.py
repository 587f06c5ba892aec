"""Facts of the papers of the work under contract: rows 7 and 8, and the notice of supplement."""

from __future__ import annotations

from datetime import date

from documents.facts import bases
from documents.facts.base import HOST, Builder, Need, Occasion, PaperFacts, Text
from documents.facts.ordering import FiledPaper, filed
from documents.facts.reading import (
    comment,
    common,
    contract_line,
    days,
    last_decision,
    proposal_of,
    reference,
    referring,
    submitted_on,
    task_facts,
)
from models.dossier import Decision
from models.language import Role, Verdict
from models.lifecycle import SUBMIT
from models.progress import due_on, stage_of


class InspectionFacts(PaperFacts):
    """Biên bản kiểm tra tình hình thực hiện."""

    reports: tuple[date, ...]
    """When periodic reports came in."""
    vouchers: tuple[date, ...]
    adjustments: tuple[Text, ...]
    finding: Text | None


class AdjustmentFacts(PaperFacts):
    """Quyết định điều chỉnh."""

    requested_on: date | None
    content: Text | None


class TerminationFacts(PaperFacts):
    """Quyết định chấm dứt hợp đồng."""

    grounds_stated: Text | None
    by_request: bool
    equipment_days: int | None
    equipment_bought: bool


class DossierReceiptFacts(PaperFacts):
    """Phiếu tiếp nhận hồ sơ nghiệm thu."""

    papers: tuple[FiledPaper, ...]
    due_on: date | None
    complete_on: date
    late: bool | None
    council_term: Text | None


class SupplementFacts(PaperFacts):
    """Thông báo yêu cầu bổ sung hồ sơ."""

    addressees: tuple[Text, ...]
    stage: Text
    asked_on: date
    missing: tuple[Text, ...]
    remark: Text | None


def _came_in(occasion: Occasion, paper: str) -> tuple[date, ...]:
    return tuple(each.on for each in occasion.entry.submissions if each.paper == paper and not each.withdrawn)


def _inspection(occasion: Occasion) -> InspectionFacts:
    changes = [
        each
        for each in occasion.entry.decisions
        if each.gate == "adjust" and each.verdict is Verdict.APPROVE and each.comment.strip()
    ]
    return InspectionFacts(
        **common(
            "inspection-minutes",
            occasion,
            subject="Kiểm tra tình hình thực hiện nhiệm vụ khoa học và công nghệ",
            grounds=bases.cited(*bases.procedure("inspect", occasion.dossier, occasion.on)),
        ),
        reports=_came_in(occasion, "periodic_report"),
        vouchers=_came_in(occasion, "vouchers"),
        adjustments=tuple(f"ngày {each.on:%d/%m/%Y}: {each.comment.strip()}" for each in changes),
        finding=comment(occasion),
    )


def _research_grounds(occasion: Occasion, *papers: str) -> tuple[str, ...]:
    task = occasion.dossier
    contract = () if reference(occasion, "research-contract") else contract_line(occasion)
    return (
        *bases.competence(occasion, Role.DOST_DIRECTOR),
        *bases.cited(*bases.science_law(task, occasion.on), *bases.procedure("inspect", task, occasion.on)),
        *contract,
        *referring(occasion, "approval-decision", "research-contract", *papers),
    )


def _adjustment(occasion: Occasion) -> AdjustmentFacts:
    return AdjustmentFacts(
        **common(
            "adjustment-decision",
            occasion,
            subject="Về việc điều chỉnh nội dung thực hiện nhiệm vụ khoa học và công nghệ",
            grounds=(*_research_grounds(occasion), *proposal_of("Trưởng phòng Quản lý khoa học")),
        ),
        requested_on=submitted_on(occasion.entry, "adjustment_request"),
        content=comment(occasion),
    )


def _terminating(occasion: Occasion) -> Decision | None:
    return last_decision(occasion.entry, None, Verdict.REJECT, Verdict.WITHDRAW)


def _termination(occasion: Occasion) -> TerminationFacts:
    decision = _terminating(occasion)
    return TerminationFacts(
        **common(
            "termination-decision",
            occasion,
            subject="Về việc chấm dứt hợp đồng thực hiện nhiệm vụ khoa học và công nghệ",
            grounds=(
                *_research_grounds(occasion, "inspection-minutes"),
                *proposal_of("Trưởng phòng Quản lý khoa học"),
            ),
            articles=4,
        ),
        grounds_stated=(decision.comment.strip() or None) if decision else None,
        by_request=decision is not None and decision.verdict is Verdict.WITHDRAW,
        equipment_days=days("equipment_plan", occasion),
        equipment_bought=bool(occasion.dossier.equipment_bought),
    )


def _acceptance_receipt(occasion: Occasion) -> DossierReceiptFacts:
    papers = filed(SUBMIT, occasion)
    due = due_on(occasion.entry, occasion.on)
    last = max((each.received_on for each in papers if each.received_on), default=None)
    return DossierReceiptFacts(
        **common(
            "acceptance-receipt",
            occasion,
            subject="Hồ sơ đánh giá, nghiệm thu kết quả thực hiện nhiệm vụ khoa học và công nghệ",
        ),
        papers=papers,
        due_on=due,
        complete_on=occasion.on,
        late=None if due is None or last is None else last > due,
        council_term=bases.term_text("council_form", occasion),
    )


def _supplement(occasion: Occasion) -> SupplementFacts:
    stage = stage_of(occasion.dossier, occasion.entry)
    decision = last_decision(occasion.entry, occasion.gate, Verdict.SUPPLEMENT)
    names = {paper.code: paper.vi for paper in stage.papers}
    task = task_facts(occasion.dossier)
    from_orderer = stage.code in {"ORDER", "IDENTIFY", "REPLICATE"} or task.host is None
    return SupplementFacts(
        **common(
            "supplement-notice",
            occasion,
            subject=f"Về việc bổ sung hồ sơ ở bước “{stage.vi}”",
        ),
        addressees=((task.orderer if from_orderer else task.host) or "………………………………………",),
        stage=stage.vi,
        asked_on=decision.on if decision else occasion.on,
        missing=tuple(names.get(code, code) for code in decision.missing) if decision else (),
        remark=(decision.comment.strip() or None) if decision else None,
    )


_TERMINATED = Need(
    "Chưa có quyết định từ chối hoặc rút nhiệm vụ nêu lý do chấm dứt hợp đồng.",
    lambda o: _terminating(o) is not None,
)
_ASKED = Need(
    "Chưa có yêu cầu bổ sung nào được ghi nhận.",
    lambda o: last_decision(o.entry, o.gate, Verdict.SUPPLEMENT) is not None,
)

RESEARCH: dict[str, Builder] = {
    "inspection-minutes": Builder(_inspection, (HOST,)),
    "adjustment-decision": Builder(_adjustment, (HOST,)),
    "termination-decision": Builder(_termination, (HOST, _TERMINATED)),
    "acceptance-receipt": Builder(_acceptance_receipt, (HOST,)),
    "supplement-notice": Builder(_supplement, (_ASKED,)),
}
