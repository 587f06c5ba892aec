"""What the papers of the closet's remedies have in common: case, remedy as chosen, law, result."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from documents.facts import bases
from documents.facts.acceptance import grade_label
from documents.facts.base import Facts, Need, Occasion, PaperFacts, PartyFacts, Text
from documents.facts.hosting import author_floor
from documents.facts.ownership import form_label, percent, whole
from documents.facts.reading import party_of, reference
from models.closet import Case, Chosen, FoundCause
from models.dossier import IP_KINDS, Dossier
from models.errors import Refused
from models.language import Regime, Role
from models.rights import Answer, judge_task
from models.workdays import after


class CauseFacts(Facts):
    """A cause of the case; `answered` says whether the remedy is one of its ways out."""

    name: Text
    since: date | None
    evidence: tuple[Text, ...]
    responsible: Text
    source: Text
    answered: bool


class CaseFacts(Facts):
    """Since when and why the result lies unused, as found on the day `on`."""

    on: date
    closet: bool
    """Whether a result lies unused; else the task is stalled elsewhere in its life."""
    unused: bool
    """Whether the result was handed over, and is not used."""
    days: int | None
    since: date | None
    counted_from: Text | None
    """What happened on the day from which the days count, with its date."""
    causes: tuple[CauseFacts, ...]
    notes: tuple[Text, ...]
    """Dates that are known to the month or the year only."""
    doubts: tuple[Text, ...]
    """Facts that cannot all be true: told to those who decide, and to nobody else."""


class ActFacts(Facts):
    """The remedy as chosen, under the six clears."""

    name: Text
    who: Text
    what: Text
    due_on: date
    result: Text
    responsible: Text
    authority: Text
    party: PartyFacts | None
    document: Text | None
    comment: Text | None
    decided_by: Text
    decided_on: date


class LawFacts(Facts):
    """What the law says of the recipient that is named, and what would make the transfer possible."""

    verdict: Text
    because: Text
    article: Text
    makes_possible: tuple[Text, ...]
    forms: tuple[Text, ...]
    rungs: tuple[Text, ...]
    notes: tuple[Text, ...]


class OutcomeFacts(Facts):
    """What is known of the result since its acceptance."""

    accepted_on: date | None
    grade: Text | None
    registered_on: date | None
    recognised_on: date | None
    rights_decision: Text | None
    rights_decided_on: date | None
    rights_rung: int | None
    partner_found_on: date | None
    memorandum: Text | None
    memorandum_on: date | None
    free_transfer_asked_on: date | None
    valued_on: date | None
    value: Decimal | None
    form: Text | None
    transferred_on: date | None
    handed_over_on: date | None
    reported_on: date | None
    in_use: bool | None
    disclosed_on: date | None
    ip_kind: Text | None
    ip_filed_on: date | None
    invention_by: date | None
    """The last day on which an invention may be filed without losing its novelty."""
    design_by: date | None
    trl: int | None
    approval_needed_since: date | None
    awaits_central_since: date | None
    awaits_central_document: Text | None
    co_funded: bool
    owner_decides: bool
    """Whether the owner, and not the State, decides on form and price."""


class ShareFacts(Facts):
    """How after-tax profit is shared under the regime of the task."""

    regime_code: Text
    author_percent: Decimal | None
    author_source: Text | None
    broker_percent: Decimal | None
    broker_source: Text | None
    state_cap_percent: Decimal | None
    reinvest_percent: Decimal | None


class GoneFacts(Facts):
    """An organisation of the task that was dissolved or merged."""

    place: Text
    """What it was to the task."""
    name: Text
    on: date


class RemedyFacts(PaperFacts):
    """A paper that a remedy of the closet brings forth."""

    addressees: tuple[Text, ...]
    case: CaseFacts
    act: ActFacts
    law: LawFacts
    outcome: OutcomeFacts
    share: ShareFacts
    gone: tuple[GoneFacts, ...]


class AddendumFacts(RemedyFacts):
    """Phụ lục hợp đồng về phần của Nhà nước."""

    party_a: PartyFacts
    party_b: PartyFacts
    contract: Text | None
    host_is_state: bool
    host_is_soe: bool


CASE = Need(
    "Văn bản này chỉ ban hành khi đã chọn một biện pháp cho kết quả đang vướng mắc.",
    lambda o: o.case is not None and o.chosen is not None,
)


def taken(occasion: Occasion) -> tuple[Case, Chosen]:
    """The case, and the remedy chosen for it.

    Raises:
        Refused: when the paper is asked for without them.
    """
    if occasion.case is None or occasion.chosen is None:
        raise Refused.because((CASE.sentence,))
    return occasion.case, occasion.chosen


_TO_ONE_BODY = frozenset({"demand_letter"})
"""Remedies that speak to one body, and so only of what that body answers for."""


def answered(occasion: Occasion) -> FoundCause:
    """The cause that the paper answers: of those that offer its remedy, the gravest.

    Before it goes one for which the organisation answers that the remedy names. Where none offers the remedy,
    it is the headline.
    """
    case, chosen = taken(occasion)
    offering = [cause for cause in case.causes if _offers(cause, chosen)] or [case.headline]
    return next((cause for cause in offering if _answers_for(cause, occasion)), offering[0])


def _offers(cause: FoundCause, chosen: Chosen) -> bool:
    return any(remedy.code == chosen.code for remedy in cause.remedies)


def _answers_for(cause: FoundCause, occasion: Occasion) -> bool:
    task, chosen = occasion.dossier, occasion.chosen
    bodies = {
        Role.HOST: task.host,
        Role.HOST_HEAD: task.host,
        Role.ORDERER: task.orderer,
        Role.RECIPIENT: task.recipient,
    }
    body = bodies.get(cause.role)
    return body is not None and chosen is not None and body == chosen.party


def case_facts(occasion: Occasion) -> CaseFacts:
    """The case as a paper tells it."""
    case, chosen = taken(occasion)
    ways = rights_of(occasion).makes_possible
    return CaseFacts(
        on=occasion.on,
        closet=case.closet,
        unused=any(cause.code == "HANDED_NOT_USED" for cause in case.causes),
        days=case.days,
        since=case.since,
        counted_from=_counted_from(case),
        causes=tuple(
            CauseFacts(
                name=cause.vi,
                since=cause.since,
                evidence=tuple(each for each in cause.evidence if not any(way in each for way in ways)),
                responsible=cause.responsible,
                source=cause.source,
                answered=_is_answered(cause, chosen, answered(occasion)),
            )
            for cause in case.causes
        ),
        notes=tuple(note for note in case.notes if note in occasion.dossier.provisional),
        doubts=tuple(note for note in case.notes if note not in occasion.dossier.provisional),
    )


def _is_answered(cause: FoundCause, chosen: Chosen, by_the_paper: FoundCause) -> bool:
    told = chosen.code not in _TO_ONE_BODY or cause.role is by_the_paper.role
    return told and _offers(cause, chosen)


def _counted_from(case: Case) -> str | None:
    """E.g. "ngày nghiệm thu 12/03/2026 (chưa biết ngày công nhận)"."""
    if case.since is None:
        return None
    fact, bracket, rest = case.since_fact.partition(" (")
    return f"{fact} {case.since:%d/%m/%Y}{bracket}{rest}"


def act_facts(occasion: Occasion) -> ActFacts:
    """The remedy as a paper tells it."""
    _, chosen = taken(occasion)
    return ActFacts(
        name=chosen.vi,
        who=chosen.who,
        what=chosen.what,
        due_on=chosen.due_on,
        result=chosen.result,
        responsible=chosen.responsible,
        authority=chosen.authority,
        party=party_of(chosen.party, None) if chosen.party else None,
        document=chosen.document.strip().rstrip(".") or None,
        comment=chosen.comment.strip() or None,
        decided_by=chosen.decided_by,
        decided_on=chosen.decided_on,
    )


def rights_of(occasion: Occasion) -> Answer:
    """What the law says of the recipient; of the one that the remedy names, where it names one."""
    _, chosen = taken(occasion)
    task, result = occasion.dossier, occasion.dossier.result
    if chosen.party is not None and chosen.code == "name_recipient":
        task = replace(task, recipient=chosen.party)
    free = result.free_transfer_asked_on is not None and result.paid_path_on is None
    return judge_task(task, free=free, on=occasion.on)


def law_facts(occasion: Occasion) -> LawFacts:
    """The answer of the law as a paper tells it; a note that a cause already tells is not told twice."""
    answer, (case, chosen) = rights_of(occasion), taken(occasion)
    told = [each for cause in case.causes if _offers(cause, chosen) for each in cause.evidence]
    return LawFacts(
        verdict=answer.verdict.label,
        because=answer.because,
        article=answer.article,
        makes_possible=answer.makes_possible,
        forms=tuple(form.label for form in answer.forms),
        rungs=tuple(f"{rung.sentence.rstrip('.')} ({rung.article})" for rung in answer.rungs),
        notes=tuple(note for note in answer.notes if not any(note in each for each in told)),
    )


def outcome_facts(occasion: Occasion) -> OutcomeFacts:
    """The result as a paper tells it."""
    task, result = occasion.dossier, occasion.dossier.result
    return OutcomeFacts(
        accepted_on=result.accepted_on,
        grade=grade_label(occasion) or (result.grade.label if result.grade else None),
        registered_on=result.registered_on,
        recognised_on=result.recognised_on,
        rights_decision=_first_reference(occasion, "rights-decision", "rights-decision-r1", "rights-notice"),
        rights_decided_on=result.rights_decided_on,
        rights_rung=result.rights_rung,
        partner_found_on=result.partner_found_on,
        memorandum=reference(occasion, "memorandum"),
        memorandum_on=result.memorandum_on,
        free_transfer_asked_on=result.free_transfer_asked_on,
        valued_on=result.valued_on,
        value=whole(result.value_vnd),
        form=form_label(occasion),
        transferred_on=result.transferred_on,
        handed_over_on=result.handed_over_on,
        reported_on=result.application_report_on,
        in_use=result.in_use,
        disclosed_on=result.disclosed_on,
        ip_kind=IP_KINDS.get(result.ip_kind),
        ip_filed_on=result.ip_filed_on,
        invention_by=_last_day("ip_invention", occasion),
        design_by=_last_day("ip_design", occasion),
        trl=result.trl,
        approval_needed_since=result.approval_needed_since,
        awaits_central_since=result.awaits_central_since,
        awaits_central_document=result.awaits_central_document.strip() or None,
        co_funded=task.state_share is not None and 0 < task.state_share < 1,
        owner_decides=task.regime is Regime.R4_LAW93 and task.state_reserves is False,
    )


def _first_reference(occasion: Occasion, *papers: str) -> str | None:
    return next((text for paper in papers if (text := reference(occasion, paper))), None)


def _last_day(code: str, occasion: Occasion) -> date | None:
    disclosed, rule = occasion.dossier.result.disclosed_on, bases.term(code, occasion)
    return after(disclosed, int(rule.value), rule.unit) if disclosed and rule else None


def share_facts(occasion: Occasion) -> ShareFacts:
    """How profit is shared, as far as a text says."""
    floor, source = author_floor(occasion)
    broker = bases.term("broker_default", occasion) or bases.term("broker_cap", occasion)
    return ShareFacts(
        regime_code=occasion.dossier.regime.value,
        author_percent=floor,
        author_source=source,
        broker_percent=Decimal(int(broker.value * 100)) if broker else None,
        broker_source=str(broker.source) if broker else None,
        state_cap_percent=percent("state_owner_cap", occasion),
        reinvest_percent=percent("reinvestment", occasion),
    )


def gone(task: Dossier) -> tuple[GoneFacts, ...]:
    """The organisations of the task that are no more, the first to go first."""
    places = (
        ("Tổ chức chủ trì", task.host),
        ("Cơ quan đặt hàng", task.orderer),
        ("Đơn vị tiếp nhận", task.recipient),
    )
    found = (
        GoneFacts(place=place, name=party.name, on=party.dissolved_on)
        for place, party in places
        if party is not None and party.dissolved_on is not None
    )
    return tuple(sorted(found, key=lambda each: (each.on, each.place)))
