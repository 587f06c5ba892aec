"""Facts of the papers from the selected host to the signed contract: rows 4 to 6 of the stage table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from documents.facts import bases
from documents.facts.base import FUNDING, HOST, Builder, Facts, Occasion, PaperFacts, PartyFacts, Text
from documents.facts.ordering import FiledPaper, filed
from documents.facts.reading import (
    comment,
    common,
    days,
    dost_party,
    party_of,
    proposal_of,
    reference,
    referring,
)
from models import law
from models.councils import Outcome, outcome
from models.dossier import Dossier
from models.language import PartyKind, Regime, Role, Unit
from models.lifecycle import APPROVE
from models.workdays import after


class SelectionResultFacts(PaperFacts):
    """Thông báo kết quả tuyển chọn, giao trực tiếp."""

    minutes: Text | None
    mean: Decimal | None
    sentence: Text | None
    approved_on: date
    papers: tuple[FiledPaper, ...]
    """What the host must hand in next."""
    remark: Text | None


class Opinion(Facts):
    """What one member of the appraisal team held: the position, the verdict, the remark."""

    position: Text
    verdict: Text
    on: date
    remark: Text | None


class AppraisalFacts(PaperFacts):
    """Biên bản thẩm định kinh phí."""

    opinions: tuple[Opinion, ...]
    papers: tuple[FiledPaper, ...]


class ApprovalFacts(PaperFacts):
    """Quyết định phê duyệt tổ chức chủ trì, kinh phí, thời gian thực hiện."""

    contract_term: Text | None
    remark: Text | None


class ContractFacts(PaperFacts):
    """Hợp đồng nghiên cứu khoa học và phát triển công nghệ."""

    party_a: PartyFacts
    party_b: PartyFacts
    starts_on: date
    ends_on: date | None
    report_months: int | None
    acceptance_days: int | None
    registration_days: int | None
    equipment_days: int | None
    contribution_document: bool
    approval: Text | None
    law_93: bool


class OwnershipAnnexFacts(PaperFacts):
    """Phụ lục hợp đồng về quyền sở hữu và chuyển giao."""

    party_a: PartyFacts
    party_b: PartyFacts
    party_c: PartyFacts
    contract: Text | None
    regime_code: Text
    co_funded: bool
    host_is_state: bool
    host_is_soe: bool
    author_percent: Decimal | None
    author_source: Text | None
    equipment_free_percent: Decimal | None


def selection_outcome(task: Dossier) -> Outcome | None:
    """What the selection council last decided, at whatever stay."""
    sittings = [sitting for entry in task.entries if (sitting := entry.sitting("selection-council"))]
    if not sittings:
        return None
    return outcome(law.scheme("selection", sittings[-1].formed_on, task.province), sittings[-1])


def author_floor(occasion: Occasion) -> tuple[Decimal | None, str | None]:
    """The author's least share of the profit in percent, and the text that sets it; None where none does."""
    rule = bases.term("author_floor", occasion)
    if rule is None:
        return None, None
    return Decimal(int(rule.value * 100)), str(rule.source)


def _selection_result(occasion: Occasion) -> SelectionResultFacts:
    result = selection_outcome(occasion.dossier)
    return SelectionResultFacts(
        **common(
            "selection-result",
            occasion,
            subject="Kết quả xét chọn tổ chức chủ trì thực hiện nhiệm vụ khoa học và công nghệ",
            grounds=bases.cited(
                *bases.science_law(occasion.dossier, occasion.on),
                *bases.procedure("select", occasion.dossier, occasion.on),
            )
            + referring(occasion, "selection-minutes"),
        ),
        minutes=reference(occasion, "selection-minutes"),
        mean=result.mean_score if result else None,
        sentence=result.sentence_vi if result else None,
        approved_on=occasion.on,
        papers=filed(APPROVE, occasion),
        remark=comment(occasion),
    )


def _appraisal(occasion: Occasion) -> AppraisalFacts:
    made = [each for each in occasion.entry.decisions if each.gate == "appraisal"]
    last = max((each.round for each in made), default=0)
    return AppraisalFacts(
        **common(
            "appraisal-minutes",
            occasion,
            subject="Thẩm định kinh phí thực hiện nhiệm vụ khoa học và công nghệ",
            body="Tổ thẩm định kinh phí",
        ),
        opinions=tuple(
            Opinion(
                position=each.role.vi,
                verdict="Thống nhất" if each.verdict.value == "approve" else each.verdict.label,
                on=each.on,
                remark=each.comment.strip() or None,
            )
            for each in made
            if each.round == last
        ),
        papers=filed(APPROVE, occasion),
    )


def _approval(occasion: Occasion) -> ApprovalFacts:
    return ApprovalFacts(
        **common(
            "approval-decision",
            occasion,
            subject="Về việc phê duyệt tổ chức chủ trì, kinh phí và thời gian thực hiện "
            "nhiệm vụ khoa học và công nghệ",
            grounds=(
                *bases.competence(occasion, Role.PPC_CHAIR),
                *bases.cited(
                    *bases.science_law(occasion.dossier, occasion.on),
                    *bases.procedure("select", occasion.dossier, occasion.on),
                ),
                *referring(occasion, "task-list-decision", "selection-minutes", "appraisal-minutes"),
                *proposal_of(f"Giám đốc {occasion.letterhead.dost}"),
            ),
        ),
        contract_term=bases.term_text("contract", occasion),
        remark=comment(occasion),
    )


def _ends_on(occasion: Occasion) -> date | None:
    """When the contract ends: as recorded, else its months counted from the signature."""
    task = occasion.dossier
    if task.contract_ends_on is not None:
        return task.contract_ends_on
    start = task.contract_signed_on or occasion.on
    return after(start, task.months, Unit.MONTHS) if task.months else None


def _research_contract(occasion: Occasion) -> ContractFacts:
    task = occasion.dossier
    return ContractFacts(
        **common(
            "research-contract",
            occasion,
            subject="",
            grounds=(
                *bases.cited(
                    *bases.science_law(task, occasion.on), *bases.procedure("contract", task, occasion.on)
                ),
                *referring(occasion, "approval-decision"),
            ),
        ),
        party_a=dost_party(occasion),
        party_b=party_of(task.host, "Thủ trưởng đơn vị"),
        starts_on=task.contract_signed_on or occasion.on,
        ends_on=_ends_on(occasion),
        report_months=days("periodic_report", occasion),
        acceptance_days=days("acceptance_dossier", occasion),
        registration_days=days("registration", occasion),
        equipment_days=days("equipment_plan", occasion),
        contribution_document=bases.regime_on(task, occasion.on) is Regime.R4_LAW93,
        approval=reference(occasion, "approval-decision"),
        law_93=bases.regime_on(task, occasion.on) is Regime.R4_LAW93,
    )


def _ownership_annex(occasion: Occasion) -> OwnershipAnnexFacts:
    task = occasion.dossier
    percent, source = author_floor(occasion)
    free = bases.term("equipment_free_share", occasion)
    kind = task.host.kind if task.host else PartyKind.UNKNOWN
    return OwnershipAnnexFacts(
        **common(
            "ownership-annex",
            occasion,
            subject="Về quyền sở hữu, xử lý tài sản và chuyển giao kết quả",
            grounds=bases.cited(*bases.asset_law(task, occasion.on))
            + referring(occasion, "research-contract"),
        ),
        party_a=dost_party(occasion),
        party_b=party_of(task.host, "Thủ trưởng đơn vị"),
        party_c=party_of(task.orderer, "Thủ trưởng cơ quan"),
        contract=reference(occasion, "research-contract"),
        regime_code=bases.regime_on(task, occasion.on).value,
        co_funded=task.state_share is not None and task.state_share < 1,
        host_is_state=kind in {PartyKind.STATE_BODY, PartyKind.PUBLIC_UNIT},
        host_is_soe=kind is PartyKind.SOE,
        author_percent=percent,
        author_source=source,
        equipment_free_percent=Decimal(int(free.value * 100)) if free else None,
    )


HOSTING: dict[str, Builder] = {
    "selection-result": Builder(_selection_result, (HOST,)),
    "appraisal-minutes": Builder(_appraisal, (HOST, FUNDING)),
    "approval-decision": Builder(_approval, (HOST, FUNDING)),
    "research-contract": Builder(_research_contract, (HOST, FUNDING)),
    "ownership-annex": Builder(_ownership_annex, (HOST, FUNDING)),
}
