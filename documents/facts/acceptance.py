"""Facts of the papers from the acceptance to the recognised result: rows 9 to 12 (councils stand apart)."""

from __future__ import annotations

from datetime import date

from documents.facts import bases
from documents.facts.base import ACCEPTED, HOST, Builder, Need, Occasion, PaperFacts, PartyFacts, Text
from documents.facts.ordering import FiledPaper, filed
from documents.facts.reading import (
    comment,
    common,
    contract_line,
    days,
    dost_party,
    party_of,
    proposal_of,
    reference,
    referring,
    submitted_anywhere,
)
from models import law
from models.councils import Outcome, outcome
from models.dossier import Grade
from models.language import Regime, Role
from models.lifecycle import COMPLETE, RECOGNISE, REGISTER
from models.workdays import after


class AcceptanceNoticeFacts(PaperFacts):
    """Thông báo kết quả đánh giá, nghiệm thu."""

    minutes: Text | None
    sentence: Text | None
    grade: Text | None
    passed: bool
    accepted_on: date
    complete_days: int | None
    registration_days: int | None
    registration_due_on: date | None
    report_asset: bool


class CompletionFacts(PaperFacts):
    """Xác nhận hoàn thiện hồ sơ."""

    minutes: Text | None
    grade: Text | None
    accepted_on: date | None
    papers: tuple[FiledPaper, ...]
    remark: Text | None


class RegistrationFacts(PaperFacts):
    """Giấy chứng nhận đăng ký kết quả."""

    grade: Text | None
    accepted_on: date | None
    papers: tuple[FiledPaper, ...]


class RecognitionFacts(PaperFacts):
    """Quyết định công nhận kết quả."""

    grade: Text | None
    accepted_on: date | None
    registered_on: date | None
    certificate: Text | None
    minutes: Text | None
    regime_code: Text
    remark: Text | None


class LiquidationFacts(PaperFacts):
    """Biên bản thanh lý hợp đồng."""

    party_a: PartyFacts
    party_b: PartyFacts
    grade: Text | None
    accepted_on: date | None
    registered_on: date | None
    settlement_on: date | None
    asset_list_on: date | None
    papers: tuple[FiledPaper, ...]
    equipment_bought: bool | None
    equipment_settled_on: date | None
    recognition: Text | None


def acceptance_outcome(occasion: Occasion) -> Outcome | None:
    """What the acceptance council decided, at whatever stay."""
    sittings = [
        sitting for entry in occasion.dossier.entries if (sitting := entry.sitting("acceptance-council"))
    ]
    if not sittings:
        return None
    scheme = law.scheme("acceptance", sittings[-1].formed_on, occasion.dossier.province)
    return outcome(scheme, sittings[-1])


def grade_of(occasion: Occasion) -> Grade | None:
    """The grade on record, else the one that the council's ballots give."""
    result = acceptance_outcome(occasion)
    return occasion.dossier.result.grade or (result.grade if result else None)


def grade_label(occasion: Occasion) -> str | None:
    """The grade's Vietnamese word."""
    grade = grade_of(occasion)
    return grade.label if grade else None


def _accepted_on(occasion: Occasion) -> date | None:
    return occasion.dossier.result.accepted_on


def _acceptance_notice(occasion: Occasion) -> AcceptanceNoticeFacts:
    task, result = occasion.dossier, acceptance_outcome(occasion)
    accepted = task.result.accepted_on or occasion.on
    registration = bases.term("registration", occasion)
    return AcceptanceNoticeFacts(
        **common(
            "acceptance-notice",
            occasion,
            subject="Kết quả đánh giá, nghiệm thu nhiệm vụ khoa học và công nghệ",
            grounds=bases.cited(
                *bases.science_law(task, occasion.on), *bases.procedure("accept", task, occasion.on)
            )
            + referring(occasion, "acceptance-minutes"),
        ),
        minutes=reference(occasion, "acceptance-minutes"),
        sentence=result.sentence_vi if result else None,
        grade=grade_label(occasion),
        passed=grade_of(occasion) is not Grade.FAIL,
        accepted_on=accepted,
        complete_days=days("complete", occasion),
        registration_days=days("registration", occasion),
        registration_due_on=after(accepted, int(registration.value), registration.unit)
        if registration
        else None,
        report_asset=task.regime in {Regime.R2_ND70, Regime.R3_NQ193},
    )


def _completion(occasion: Occasion) -> CompletionFacts:
    return CompletionFacts(
        **common(
            "completion-certificate",
            occasion,
            subject="Hoàn thiện hồ sơ theo kết luận của Hội đồng tư vấn đánh giá, nghiệm thu",
            body="Hội đồng tư vấn đánh giá, nghiệm thu",
        ),
        minutes=reference(occasion, "acceptance-minutes"),
        grade=grade_label(occasion),
        accepted_on=_accepted_on(occasion),
        papers=filed(COMPLETE, occasion),
        remark=comment(occasion),
    )


def _registration(occasion: Occasion) -> RegistrationFacts:
    return RegistrationFacts(
        **common(
            "registration-certificate",
            occasion,
            subject="Đăng ký kết quả thực hiện nhiệm vụ khoa học và công nghệ",
            grounds=bases.cited(*bases.procedure("register", occasion.dossier, occasion.on)),
        ),
        grade=grade_label(occasion),
        accepted_on=_accepted_on(occasion),
        papers=filed(REGISTER, occasion),
    )


def _recognition(occasion: Occasion) -> RecognitionFacts:
    task = occasion.dossier
    return RecognitionFacts(
        **common(
            "recognition-decision",
            occasion,
            subject="Về việc công nhận kết quả thực hiện nhiệm vụ khoa học và công nghệ",
            grounds=(
                *bases.competence(occasion, Role.PPC_CHAIR),
                *bases.cited(
                    *bases.science_law(task, occasion.on), *bases.procedure("accept", task, occasion.on)
                ),
                *referring(
                    occasion,
                    "approval-decision",
                    "acceptance-minutes",
                    "completion-certificate",
                    "registration-certificate",
                ),
                *proposal_of(f"Giám đốc {occasion.letterhead.dost}"),
            ),
        ),
        grade=grade_label(occasion),
        accepted_on=_accepted_on(occasion),
        registered_on=task.result.registered_on,
        certificate=reference(occasion, "registration-certificate"),
        minutes=reference(occasion, "acceptance-minutes"),
        regime_code=task.regime.value,
        remark=comment(occasion),
    )


def _liquidation(occasion: Occasion) -> LiquidationFacts:
    task = occasion.dossier
    return LiquidationFacts(
        **common(
            "liquidation-minutes",
            occasion,
            subject="Hợp đồng nghiên cứu khoa học và phát triển công nghệ",
            grounds=(
                *(() if reference(occasion, "research-contract") else contract_line(occasion)),
                *referring(occasion, "research-contract", "acceptance-minutes", "recognition-decision"),
            ),
        ),
        party_a=dost_party(occasion),
        party_b=party_of(task.host, "Thủ trưởng đơn vị"),
        grade=grade_label(occasion),
        accepted_on=_accepted_on(occasion),
        registered_on=task.result.registered_on,
        settlement_on=submitted_anywhere(task, "settlement"),
        asset_list_on=submitted_anywhere(task, "asset_list"),
        papers=filed(RECOGNISE, occasion),
        equipment_bought=task.equipment_bought,
        equipment_settled_on=task.equipment_settled_on,
        recognition=reference(occasion, "recognition-decision"),
    )


_GRADED = Need(
    "Chưa có xếp loại nghiệm thu của hội đồng.",
    lambda o: grade_of(o) is not None,
)

ACCEPTANCE: dict[str, Builder] = {
    "acceptance-notice": Builder(_acceptance_notice, (HOST, _GRADED)),
    "completion-certificate": Builder(_completion, (HOST,)),
    "registration-certificate": Builder(_registration, (HOST, ACCEPTED)),
    "recognition-decision": Builder(_recognition, (HOST, ACCEPTED, _GRADED)),
    "liquidation-minutes": Builder(_liquidation, (HOST,)),
}
