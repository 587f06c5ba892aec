"""Facts of the papers that settle who owns what was made: rows 13a to 14 of the stage table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from documents.catalogue import goes_to_others
from documents.facts import bases
from documents.facts.acceptance import grade_label
from documents.facts.base import (
    HOST,
    RECIPIENT,
    REGIME,
    Builder,
    Need,
    Occasion,
    PaperFacts,
    PartyFacts,
    Text,
)
from documents.facts.hosting import author_floor
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
    submitted_on,
    task_facts,
)
from models.language import PartyKind, Role
from models.lifecycle import EQUIPMENT, IP
from models.rights import RUNGS, Asset, TransferForm, judge
from models.workdays import after


class EquipmentFacts(PaperFacts):
    """Quyết định xử lý tài sản trang bị."""

    papers: tuple[FiledPaper, ...]
    reason: Text
    """Why this form: what the law says of this host and this State share."""
    article: Text
    forms: tuple[Text, ...]
    remark: Text | None
    handover_days: int | None


class EquipmentHandoverFacts(PaperFacts):
    """Biên bản bàn giao tài sản trang bị."""

    party_a: PartyFacts
    party_b: PartyFacts
    decision: Text | None
    inventory_on: date | None
    remark: Text | None


class RightsFacts(PaperFacts):
    """Quyết định, thỏa thuận giao quyền; cam kết hoàn trả; thông báo và sổ đăng ký xác lập quyền."""

    regime_code: Text
    rung: int | None
    rung_text: Text | None
    rung_source: Text | None
    pays: bool
    form: Text | None
    """In which form the rights go over."""
    beneficiary: Text | None
    party_a: PartyFacts
    party_b: PartyFacts
    co_funded: bool
    value: Decimal | None
    accepted_on: date | None
    grade: Text | None
    recognition: Text | None
    requested_on: date | None
    reported_on: date | None
    legal_basis_on: date | None
    state_decision_on: date | None
    author_percent: Decimal | None
    author_source: Text | None
    broker_percent: Decimal | None
    state_cap_percent: Decimal | None
    handover_days: int | None
    remark: Text | None


class ResultHandoverFacts(PaperFacts):
    """Biên bản bàn giao kết quả."""

    party_a: PartyFacts
    party_b: PartyFacts
    party_c: PartyFacts | None
    """The recipient, where another than the host takes the result."""
    decision: Text | None
    due_on: date | None
    remark: Text | None


class IpFacts(PaperFacts):
    """Quyết định về bảo hộ của tổ chức chủ trì."""

    papers: tuple[FiledPaper, ...]
    disclosed_on: date | None
    invention_by: date | None
    design_by: date | None
    filed_on: date | None
    decision: Text | None


def percent(code: str, occasion: Occasion) -> Decimal | None:
    """A share that a text sets, in percent; None when none does."""
    rule = bases.term(code, occasion)
    return Decimal(int(rule.value * 100)) if rule else None


def form_label(occasion: Occasion) -> str | None:
    """The form of transfer on record, in Vietnamese."""
    form = occasion.dossier.result.transfer_form
    if not form:
        return None
    return TransferForm(form).label if form in TransferForm.__members__ else form


def whole(value: Decimal | None) -> Decimal | None:
    """A sum in whole dong, as papers write it."""
    return None if value is None else value.quantize(Decimal(1))


def _equipment(occasion: Occasion) -> EquipmentFacts:
    task = occasion.dossier
    answer = judge(
        task.approved_on if task.approved_on is not None else task.regime,
        state_share=task.state_share,
        asset=Asset.EQUIPMENT,
        host=task.host.kind if task.host else PartyKind.UNKNOWN,
        recipient=task.host.kind if task.host else PartyKind.UNKNOWN,
        recipient_is_host=True,
        reserved=task.state_reserves,
        on=occasion.on,
        state_decided=task.result.state_decision_on is not None,
        legal_basis_confirmed=task.legal_basis_on is not None,
    )
    return EquipmentFacts(
        **common(
            "equipment-decision",
            occasion,
            subject="Về việc xử lý tài sản trang bị để triển khai nhiệm vụ khoa học và công nghệ",
            grounds=(
                *bases.competence(occasion, Role.PPC_CHAIR),
                *bases.cited(*bases.asset_law(task, occasion.on)),
                *referring(occasion, "approval-decision", "research-contract"),
                *proposal_of(f"{task_facts(task).host or 'tổ chức chủ trì'} và Giám đốc Sở Tài chính"),
            ),
        ),
        papers=filed(EQUIPMENT, occasion),
        reason=answer.because,
        article=answer.article,
        forms=tuple(form.label.lower() for form in answer.forms),
        remark=comment(occasion),
        handover_days=days("handover", occasion),
    )


def _equipment_handover(occasion: Occasion) -> EquipmentHandoverFacts:
    return EquipmentHandoverFacts(
        **common(
            "equipment-handover",
            occasion,
            subject="Tài sản trang bị để triển khai nhiệm vụ khoa học và công nghệ",
            grounds=referring(occasion, "equipment-decision"),
        ),
        party_a=dost_party(occasion),
        party_b=party_of(occasion.dossier.host, "Thủ trưởng đơn vị"),
        decision=reference(occasion, "equipment-decision"),
        inventory_on=submitted_on(occasion.entry, "inventory"),
        remark=comment(occasion),
    )


def _state_party(occasion: Occasion) -> PartyFacts:
    return PartyFacts(name=occasion.letterhead.ppc, represented_by="Chủ tịch")


def _rights(code: str, subject: str, *needs: Need, articles: int = 3) -> Builder:
    def write(occasion: Occasion) -> RightsFacts:
        task, result = occasion.dossier, occasion.dossier.result
        facts = task_facts(task)
        rung = next((each for each in RUNGS if each.number == result.rights_rung), None)
        to_others = goes_to_others(task)
        floor, floor_source = author_floor(occasion)
        opinion = (
            (f"Căn cứ ý kiến của bộ phận pháp chế ngày {task.legal_basis_on:%d/%m/%Y}",)
            if task.legal_basis_on and bases.under_old_law(task)
            else ()
        )
        return RightsFacts(
            **common(
                code,
                occasion,
                subject=subject,
                grounds=(
                    *(bases.competence(occasion, Role.PPC_CHAIR) if articles and "decision" in code else ()),
                    *bases.cited(*bases.asset_law(task, occasion.on)),
                    *opinion,
                    *referring(occasion, "recognition-decision"),
                    *(referring(occasion, "rights-agreement") if code == "rights-decision-r1" else ()),
                    *(proposal_of(f"Giám đốc {occasion.letterhead.dost}") if "decision" in code else ()),
                ),
                articles=articles,
            ),
            regime_code=task.regime.value,
            rung=result.rights_rung,
            rung_text=rung.vi if rung else None,
            rung_source=str(rung.source) if rung else None,
            pays=bool(rung and rung.pays),
            form=form_label(occasion) or (rung.form.label if rung else None),
            beneficiary=facts.recipient if to_others else facts.host,
            party_a=_state_party(occasion),
            party_b=party_of(task.recipient, None, facts.recipient)
            if to_others
            else party_of(task.host, "Thủ trưởng đơn vị"),
            co_funded=task.state_share is not None and task.state_share < 1,
            value=whole(result.value_vnd),
            accepted_on=result.accepted_on,
            grade=grade_label(occasion),
            recognition=reference(occasion, "recognition-decision"),
            requested_on=submitted_on(occasion.entry, "rights_request"),
            reported_on=result.asset_report_on or submitted_on(occasion.entry, "asset_report"),
            legal_basis_on=task.legal_basis_on,
            state_decision_on=result.state_decision_on,
            author_percent=floor,
            author_source=floor_source,
            broker_percent=percent("broker_cap", occasion),
            state_cap_percent=percent("state_owner_cap", occasion),
            handover_days=days("handover", occasion),
            remark=comment(occasion),
        )

    return Builder(write, needs)


def _result_handover(occasion: Occasion) -> ResultHandoverFacts:
    task = occasion.dossier
    to_others = goes_to_others(task)
    decided = task.result.rights_decided_on
    rule = bases.term("handover", occasion)
    decision = reference(occasion, "rights-decision") or reference(occasion, "rights-decision-r1")
    return ResultHandoverFacts(
        **common(
            "result-handover",
            occasion,
            subject="Kết quả thực hiện nhiệm vụ khoa học và công nghệ",
            grounds=referring(occasion, "rights-decision", "rights-decision-r1", "rights-agreement"),
        ),
        party_a=dost_party(occasion),
        party_b=party_of(task.host, "Thủ trưởng đơn vị"),
        party_c=party_of(task.recipient, None, task_facts(task).recipient) if to_others else None,
        decision=decision,
        due_on=after(decided, int(rule.value), rule.unit) if decided and rule else None,
        remark=comment(occasion),
    )


def _ip_decision(occasion: Occasion) -> IpFacts:
    task = occasion.dossier
    disclosed = task.result.disclosed_on
    terms = {code: bases.term(code, occasion) for code in ("ip_invention", "ip_design")}
    last = {
        code: after(disclosed, int(rule.value), rule.unit) if disclosed and rule else None
        for code, rule in terms.items()
    }
    return IpFacts(
        **common(
            "ip-decision",
            occasion,
            subject="Về việc bảo hộ quyền sở hữu trí tuệ đối với kết quả nhiệm vụ khoa học và công nghệ",
            grounds=(
                *bases.competence(occasion, Role.HOST_HEAD),
                *bases.cited(*bases.ip_law(task, occasion.on)),
                *referring(occasion, "acceptance-minutes"),
                *proposal_of("bộ phận quản lý khoa học"),
            ),
        ),
        papers=filed(IP, occasion),
        disclosed_on=disclosed,
        invention_by=last["ip_invention"],
        design_by=last["ip_design"],
        filed_on=task.result.ip_filed_on,
        decision=comment(occasion),
    )


def _rung_known(occasion: Occasion) -> bool:
    task = occasion.dossier
    co_funded = task.state_share is not None and task.state_share < 1
    return task.result.rights_rung is not None or co_funded


_RUNG = Need(
    "Chưa xác định bậc giao quyền (1 đến 5) theo Nghị định số 70/2018/NĐ-CP.",
    _rung_known,
)
_TAKER = Need(
    "Giao quyền cho tổ chức, cá nhân khác (bậc 4) nhưng chưa biết tổ chức, cá nhân tiếp nhận.",
    lambda o: not goes_to_others(o.dossier) or RECIPIENT.known(o),
)
_PAYS = Need(
    "Chỉ cam kết hoàn trả giá trị khi giao quyền theo bậc 3 hoặc bậc 4 của Nghị định số 70/2018/NĐ-CP.",
    lambda o: any(rung.pays for rung in RUNGS if rung.number == o.dossier.result.rights_rung),
)
_OF_TASK = "đối với kết quả thực hiện nhiệm vụ khoa học và công nghệ"

OWNERSHIP: dict[str, Builder] = {
    "equipment-decision": Builder(_equipment, (HOST, REGIME)),
    "equipment-handover": Builder(_equipment_handover, (HOST,)),
    "rights-agreement": _rights("rights-agreement", _OF_TASK[:1].upper() + _OF_TASK[1:], HOST, REGIME),
    "rights-decision-r1": _rights("rights-decision-r1", f"Về việc giao quyền {_OF_TASK}", HOST, REGIME),
    "rights-decision": _rights(
        "rights-decision", f"Về việc giao quyền {_OF_TASK}", HOST, REGIME, _RUNG, _TAKER, articles=4
    ),
    "reimbursement-commitment": _rights(
        "reimbursement-commitment", "Tài sản là kết quả nhiệm vụ khoa học và công nghệ", HOST, _PAYS, _TAKER
    ),
    "rights-notice": _rights("rights-notice", f"Xác lập quyền {_OF_TASK}", HOST, REGIME),
    "rights-register-entry": _rights("rights-register-entry", f"Quyền {_OF_TASK}", HOST, REGIME),
    "result-handover": Builder(_result_handover, (HOST, _TAKER)),
    "ip-decision": Builder(_ip_decision, (HOST,)),
}
