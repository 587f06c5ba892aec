"""Facts of the papers from the recognised result to the shared benefit: rows 15 to 18."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from documents.facts import bases
from documents.facts.acceptance import grade_label
from documents.facts.base import (
    HOST,
    RECIPIENT,
    VALUE,
    Builder,
    Occasion,
    PaperFacts,
    PartyFacts,
    Text,
)
from documents.facts.hosting import author_floor
from documents.facts.ownership import form_label, percent, whole
from documents.facts.reading import (
    comment,
    common,
    days,
    dost_party,
    party_of,
    proposal_of,
    reference,
    referring,
    submitted_anywhere,
    task_facts,
)
from models.dossier import Dossier
from models.language import Role
from models.lifecycle import checks
from models.rights import judge_task

_CHECKED = "Sở Khoa học và Công nghệ"


class ProfileFacts(PaperFacts):
    """Hồ sơ công nghệ."""

    grade: Text | None
    accepted_on: date | None
    registered_on: date | None
    recognised_on: date | None
    certificate: Text | None
    rights_decided_on: date | None
    rights_decision: Text | None
    ip_filed_on: date | None
    ip_granted_on: date | None
    disclosed_on: date | None
    value: Decimal | None
    ways: tuple[Text, ...]
    """In which ways the result may reach an enterprise, as the law of its regime has it."""
    ways_source: Text


class MatchFacts(PaperFacts):
    """Biên bản kết nối cung cầu, bản ghi nhớ."""

    party_a: PartyFacts
    party_b: PartyFacts
    party_c: PartyFacts
    needs_value: bool
    value_days: int | None
    transfer_days: int | None
    memorandum_days: int | None
    profile: Text | None
    letter_on: date | None
    ruling: Text
    ruling_article: Text
    author_percent: Decimal | None
    author_source: Text | None
    remark: Text | None


class ValuationFacts(PaperFacts):
    """Bản ghi nhận chứng thư định giá."""

    certificate_on: date | None
    certificate_file: Text | None
    certificate_sha256: Text | None
    certificate_by: Text | None
    value: Decimal | None
    remark: Text | None


class PriceFacts(PaperFacts):
    """Quyết định phê duyệt giá."""

    by_owner: bool
    value: Decimal | None
    form: Text | None
    record: Text | None
    certificate_on: date | None
    remark: Text | None


class TransferFacts(PaperFacts):
    """Hợp đồng chuyển giao công nghệ, biên bản bàn giao, thỏa thuận và bảng phân chia lợi ích."""

    party_a: PartyFacts
    party_b: PartyFacts
    form: Text | None
    value: Decimal | None
    price_decision: Text | None
    paid: bool
    contract: Text | None
    transferred_on: date | None
    rights_decision: Text | None
    state_consent_on: date | None
    registration_days: int | None
    regime_code: Text
    author_percent: Decimal | None
    author_source: Text | None
    broker_percent: Decimal | None
    broker_source: Text | None
    state_cap_percent: Decimal | None
    reinvest_percent: Decimal | None
    ledger_on: date | None
    remark: Text | None


def _profile(occasion: Occasion) -> ProfileFacts:
    task, result = occasion.dossier, occasion.dossier.result
    answer = judge_task(task, free=False, on=occasion.on)
    ladder = tuple(rung.sentence.rstrip(".") for rung in answer.rungs)
    forms = tuple(form.label for form in answer.forms)
    return ProfileFacts(
        **common("technology-profile", occasion, subject=f"“{task.title}”"),
        grade=grade_label(occasion),
        accepted_on=result.accepted_on,
        registered_on=result.registered_on,
        recognised_on=result.recognised_on,
        certificate=reference(occasion, "registration-certificate"),
        rights_decided_on=result.rights_decided_on,
        rights_decision=_rights_paper(occasion),
        ip_filed_on=result.ip_filed_on,
        ip_granted_on=result.ip_granted_on,
        disclosed_on=result.disclosed_on,
        value=whole(result.value_vnd),
        ways=ladder or forms or answer.makes_possible,
        ways_source=answer.article,
    )


def _rights_paper(occasion: Occasion) -> str | None:
    papers = ("rights-decision", "rights-decision-r1", "rights-notice")
    return next((text for paper in papers if (text := reference(occasion, paper))), None)


def _recipient(occasion: Occasion) -> PartyFacts:
    task = occasion.dossier
    return party_of(task.recipient, None, task_facts(task).recipient)


def _match(code: str, subject: str) -> Builder:
    def write(occasion: Occasion) -> MatchFacts:
        task = occasion.dossier
        free = task.result.free_transfer_asked_on is not None and task.result.paid_path_on is None
        answer = judge_task(task, free=free, on=occasion.on)
        floor, source = author_floor(occasion)
        return MatchFacts(
            **common(
                code, occasion, subject=subject, grounds=bases.cited(*bases.transfer_law(task, occasion.on))
            ),
            party_a=party_of(task.host, "Thủ trưởng đơn vị"),
            party_b=_recipient(occasion),
            party_c=dost_party(occasion),
            needs_value=checks.NEEDS_VALUE.holds(task),
            value_days=days("value", occasion),
            transfer_days=days("transfer", occasion),
            memorandum_days=days("memorandum", occasion),
            profile=reference(occasion, "technology-profile"),
            letter_on=submitted_anywhere(task, "partner_letter"),
            ruling=answer.because,
            ruling_article=answer.article,
            author_percent=floor,
            author_source=source,
            remark=comment(occasion),
        )

    return Builder(write, (RECIPIENT,))


def _valuation(occasion: Occasion) -> ValuationFacts:
    given = [
        each
        for each in occasion.entry.submissions
        if each.paper == "valuation_certificate" and not each.withdrawn
    ]
    last = given[-1] if given else None
    return ValuationFacts(
        **common(
            "valuation-record",
            occasion,
            subject="Kết quả thực hiện nhiệm vụ khoa học và công nghệ",
            grounds=bases.cited(*bases.asset_law(occasion.dossier, occasion.on)),
        ),
        certificate_on=last.on if last else None,
        certificate_file=last.file_name if last else None,
        certificate_sha256=last.sha256 if last else None,
        certificate_by=last.role.vi if last else None,
        value=whole(occasion.dossier.result.value_vnd),
        remark=comment(occasion),
    )


def _price(occasion: Occasion) -> PriceFacts:
    task = occasion.dossier
    by_owner = checks.OWNER_DECIDES.holds(task)
    role = Role.HOST_HEAD if by_owner else Role.PPC_CHAIR
    proposer = "bộ phận quản lý khoa học" if by_owner else f"Giám đốc {occasion.letterhead.dost}"
    return PriceFacts(
        **common(
            "price-decision",
            occasion,
            subject="Về việc phê duyệt giá chuyển giao kết quả thực hiện nhiệm vụ khoa học và công nghệ",
            grounds=(
                *bases.competence(occasion, role),
                *bases.cited(*bases.asset_law(task, occasion.on)),
                *referring(
                    occasion, "rights-decision", "rights-decision-r1", "rights-notice", "valuation-record"
                ),
                *proposal_of(proposer),
            ),
        ),
        by_owner=by_owner,
        value=whole(task.result.value_vnd),
        form=form_label(occasion),
        record=reference(occasion, "valuation-record"),
        certificate_on=submitted_anywhere(task, "valuation_certificate"),
        remark=comment(occasion),
    )


def _consented_on(task: Dossier) -> date | None:
    given = [
        each.on
        for entry in task.entries
        for each in entry.decisions
        if each.gate == "state-consent" and each.verdict.value == "approve"
    ]
    return given[-1] if given else None


def _transfer(code: str, subject: str, *needs_more: str) -> Builder:
    def write(occasion: Occasion) -> TransferFacts:
        task, result = occasion.dossier, occasion.dossier.result
        floor, source = author_floor(occasion)
        broker = bases.term("broker_default", occasion) or bases.term("broker_cap", occasion)
        return TransferFacts(
            **common(
                code,
                occasion,
                subject=subject,
                grounds=(
                    *bases.cited(*bases.transfer_law(task, occasion.on)),
                    *referring(
                        occasion,
                        "rights-decision",
                        "rights-decision-r1",
                        "rights-notice",
                        "price-decision",
                        *needs_more,
                    ),
                ),
            ),
            party_a=party_of(task.host, "Thủ trưởng đơn vị"),
            party_b=_recipient(occasion),
            form=form_label(occasion),
            value=whole(result.value_vnd),
            price_decision=reference(occasion, "price-decision"),
            paid=result.paid_path_on is not None or result.value_vnd is not None,
            contract=reference(occasion, "transfer-contract"),
            transferred_on=result.transferred_on,
            rights_decision=_rights_paper(occasion),
            state_consent_on=_consented_on(task),
            registration_days=days("transfer_registration", occasion),
            regime_code=task.regime.value,
            author_percent=floor,
            author_source=source,
            broker_percent=Decimal(int(broker.value * 100)) if broker else None,
            broker_source=str(broker.source) if broker else None,
            state_cap_percent=percent("state_owner_cap", occasion),
            reinvest_percent=percent("reinvestment", occasion),
            ledger_on=submitted_anywhere(task, "revenue_ledger"),
            remark=comment(occasion),
        )

    return Builder(write, (HOST, RECIPIENT) if code != "benefit-table" else (HOST,))


TRANSFER: dict[str, Builder] = {
    "technology-profile": Builder(_profile),
    "matching-minutes": _match("matching-minutes", "Kết nối cung cầu công nghệ"),
    "memorandum": _match(
        "memorandum", "Hợp tác tiếp nhận, chuyển giao kết quả nhiệm vụ khoa học và công nghệ"
    ),
    "valuation-record": Builder(_valuation, (HOST,)),
    "price-decision": Builder(_price, (HOST, VALUE)),
    "transfer-contract": _transfer("transfer-contract", ""),
    "transfer-handover": _transfer(
        "transfer-handover", "Công nghệ theo hợp đồng chuyển giao công nghệ", "transfer-contract"
    ),
    "benefit-agreement": _transfer(
        "benefit-agreement",
        "Từ việc chuyển giao, khai thác kết quả nhiệm vụ khoa học và công nghệ",
        "transfer-contract",
    ),
    "benefit-table": _transfer(
        "benefit-table", "Lợi nhuận từ chuyển giao, khai thác kết quả nhiệm vụ", "benefit-agreement"
    ),
}
