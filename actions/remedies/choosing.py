"""Answering a case of the closet with a remedy: each does what it says, in one transaction.

A remedy leaves a decision under the six clears, its papers, a due date, an entry in the journal, and the
promise that the case is judged anew. It is done by a fact, never by time. Who holds what, in order: the task,
a body that gets an heir, the registers, the audit chain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from actions import audit, dossiers, escalations, issuing, outbox, stages
from actions.remedies import effects, parties
from actions.remedies.effects import Act
from actions.remedies.taken import fact_text
from documents.facts import Letterhead
from documents.typeset import BLANK
from models import closet, law, provinces, queries, workdays
from models.closet import Case, Chosen, Remedy, ladder
from models.closet.remedies import RECALL, RECORD_SUCCESSOR, name_of
from models.deeds import Deed, require
from models.dossier import Dossier, Party, SixClears
from models.errors import NotPermitted, Refused
from models.language import PartyKind, Role
from models.permissions import Actor, role_for
from models.tables import ClosetCase, RemedyTaken


def remedies_for(case: Case) -> tuple[Remedy, ...]:
    """The remedies that fit the case's causes, gravest cause first, each once."""
    return tuple({remedy.code: remedy for cause in case.causes for remedy in cause.remedies}.values())


def remedy_name(code: str) -> str:
    """The Vietnamese name of a remedy."""
    return name_of(code)


def due_day(remedy: Remedy, task: Dossier, on: date) -> date:
    """The day by which a remedy is done when nobody names another: the rule that the province may set."""
    rule = law.rule(remedy.rule, on, task.regime, task.province) or law.rule("remedy", on)
    return on if rule is None else workdays.after(on, int(rule.value), rule.unit)


def answer(
    session: Session,
    code: str,
    remedy: str,
    actor: Actor,
    *,
    on: date,
    comment: str = "",
    document: str = "",
    due_on: date | None = None,
    party: str = "",
    who: str = "",
    what: str = "",
    result: str = "",
    responsible: str = "",
    authority: str = "",
    channel: str,
) -> str:
    """Choose a remedy for a case; returns the sentence written into the journal.

    A clear that is not given stands as the remedy has it. `party` is the name of whom the remedy names.

    Raises:
        NotPermitted: the actor's role does not choose this remedy, or the case has climbed above it.
        Refused: with every reason: the task is not in the closet, the remedy does not fit its causes, what it
            asks for is missing, the law bars the party, a paper could not be written.
    """
    task = dossiers.load(session, code, lock=True)
    case = closet.find(task, on)
    row = session.scalar(queries.open_case(task.id))
    if case is None or row is None:
        raise Refused(f"Kết quả của {code} không nằm trong ngăn tủ.")
    require(actor, Deed.REMEDY_CHOOSE, task)
    wanted = next((each for each in remedies_for(case) if each.code == remedy), None)
    if wanted is None:
        names = "; ".join(f"{each.vi} ({each.code})" for each in remedies_for(case))
        raise Refused(f"Biện pháp «{remedy}» không phù hợp với nguyên nhân; hãy chọn: {names}.")
    taken = session.scalars(queries.remedies_in([row.id])).all()
    role = _role(actor, task, wanted, escalations.step_of(case, row.opened_on, taken, on))
    named = parties.named(session, task, party, on, alive=wanted is not RECORD_SUCCESSOR)
    act = Act(task, case, wanted, on, named, document.strip(), comment.strip())
    given = SixClears(who, what, due_on, result, responsible, authority)
    chosen = _chosen(act, given, actor.signing_as(role))
    reasons = [*_lacking(act, due_on), *effects.refusals(act)]
    whole = _as_if_whole(act, chosen)
    for paper in wanted.papers:
        reasons.extend(issuing.remedy_missing(task, case, whole, paper, wanted.code))
    if reasons:
        raise Refused.because(dict.fromkeys(reasons))
    return _take(session, act, chosen, row, actor, channel)


def _role(actor: Actor, task: Dossier, remedy: Remedy, step: ladder.Step) -> Role:
    """The role in which the actor chooses: on the rung that the case has climbed to, or above.

    Raises:
        NotPermitted: there is none; the sentence tells who may.
    """
    if role_for(actor, task, remedy.deciders) is None:
        who = ", ".join(each.vi for each in remedy.deciders)
        raise NotPermitted(f"«{remedy.vi}» do {who} chọn; {actor.title} không có thẩm quyền này.")
    bottom = 0 if remedy.at_any_rung else ladder.rung_number(step.role)
    above = [each for each in remedy.deciders if ladder.rung_number(each) >= bottom]
    role = role_for(actor, task, above)
    if role is None:
        who = ", ".join(each.vi for each in above)
        raise NotPermitted(
            f"Hồ sơ đã chờ xử lý {step.days_overdue} ngày nên biện pháp do {who} chọn; {actor.title} vẫn "
            "có thể đôn đốc, báo cáo, đưa ra hội đồng tư vấn."
        )
    return role


def _lacking(act: Act, due_on: date | None) -> Iterable[str]:
    remedy = act.remedy
    if remedy.by_document and not act.document:
        yield f"«{remedy.vi}» phải có văn bản: hãy ghi số, ký hiệu của văn bản."
    if remedy.must_name and act.party is None:
        yield f"«{remedy.vi}» phải nêu {remedy.must_name}: hãy ghi tên đơn vị."
    if due_on is not None and due_on < act.on:
        yield f"Hạn {due_on:%d/%m/%Y} đã qua; hãy chọn ngày sau."


def _as_if_whole(act: Act, chosen: Chosen) -> Chosen:
    """The remedy with all that it asks for, so that its papers do not ask for the same a second time."""
    party = Party(0, act.remedy.must_name, PartyKind.UNKNOWN) if act.remedy.must_name else None
    document = act.remedy.vi if act.remedy.by_document else ""
    return replace(chosen, party=chosen.party or party, document=chosen.document or document)


def _chosen(act: Act, given: SixClears, title: str) -> Chosen:
    """The remedy under its six clears: those that were given, else as the remedy has them."""
    clears, words = act.remedy.clears, _words(act)
    return Chosen(
        code=act.remedy.code,
        vi=act.remedy.vi,
        decided_by=title,
        decided_on=act.on,
        who=given.who.strip() or clears.who.format_map(words),
        what=given.what.strip() or clears.what.format_map(words),
        due_on=given.when or due_day(act.remedy, act.task, act.on),
        result=given.result.strip() or clears.result.format_map(words),
        responsible=given.responsibility.strip() or clears.responsibility.format_map(words),
        authority=given.authority.strip() or clears.authority.format_map(words),
        party=act.party,
        document=act.document,
        comment=act.note,
    )


def supposed(task: Dossier, case: Case, remedy: Remedy, on: date) -> Chosen:
    """The remedy as its papers would tell it if it were chosen on that day; what it asks for is left open."""
    act = Act(task, case, remedy, on, None, "", "")
    chosen = _as_if_whole(act, _chosen(act, SixClears(), remedy.deciders[0].vi))
    return replace(chosen, document=BLANK if remedy.by_document else "")


def _words(act: Act) -> dict[str, str]:
    """Whom the clears may name; an organisation that is not known is named by what it is to the task."""
    task, head = act.task, Letterhead.of(provinces.successor(act.task.province, act.on))

    def name(party: Party | None, role: str) -> str:
        return role if party is None else party.successor or party.name

    answered = (cause for cause in act.case.causes if act.remedy in cause.remedies)
    responsible = next(answered, act.case.headline).responsible
    return {
        "party": name(act.party, "đơn vị được nêu"),
        "addressee": name(act.party, responsible),
        "responsible": responsible,
        "host": name(task.host, "tổ chức chủ trì"),
        "orderer": name(task.orderer, "cơ quan đặt hàng"),
        "recipient": name(task.recipient, task.recipient_note or "đơn vị tiếp nhận"),
        "dost": head.dost,
        "ppc": head.ppc,
    }


def _take(session: Session, act: Act, chosen: Chosen, row: ClosetCase, actor: Actor, channel: str) -> str:
    """Write the decision down, do what it says, issue its papers, and tell the journal and the engine."""
    papers = act.remedy.papers
    effects.hold(session, act)
    issuing.hold_registers(session, act.task, papers, act.on)
    taken = RemedyTaken(
        case_id=row.id,
        remedy=act.remedy.code,
        person_id=actor.id,
        on=act.on,
        due_on=chosen.due_on,
        comment=chosen.comment,
        document=chosen.document,
        who=chosen.who,
        what=chosen.what,
        result=chosen.result,
        responsible=chosen.responsible,
        authority=chosen.authority,
        organisation_id=act.party.id if act.party else None,
        channel=channel,
    )
    session.add(taken)
    session.flush()
    done = effects.bring_about(session, act)
    # Papers speak of the case as it stood: what the remedy has just changed is what they decide.
    issued = [
        issuing.write_remedy(session, act.task, act.case, chosen, paper, f"remedy#{taken.id}")
        for paper in papers
    ]
    taken.document_id = issued[0]
    taken.facts = _foundation(session, act)
    if act.remedy.at_once:
        taken.done_on, taken.done_by = act.on, "Xong ngay khi chọn."
    sentence = _sentence(chosen, done)
    audit.record(
        session,
        "case:remedy:taken",
        sentence,
        on=act.on,
        task_id=act.task.id,
        person_id=actor.id,
        facts={
            "remedy": act.remedy.code,
            "number": taken.id,
            "due": chosen.due_on.isoformat(),
            "channel": channel,
            **({"taken_back": effects.taken_back(act.task)} if act.remedy is RECALL else {}),
        },
    )
    _tell(session, act.task, act.on)
    return sentence


def _foundation(session: Session, act: Act) -> dict[str, Any]:
    """What it stands on when it is chosen: the causes that it answers, the facts that it waits for."""
    task = dossiers.load(session, act.task.code)
    case = closet.find(task, act.on)
    return {
        "causes": [cause.code for cause in case.causes if act.remedy in cause.remedies] if case else [],
        "before": {name: fact_text(session, task, name) for name in act.remedy.done_by},
    }


def _sentence(chosen: Chosen, done: str) -> str:
    parts = [f"{chosen.decided_by} chọn biện pháp «{chosen.vi}», hạn {chosen.due_on:%d/%m/%Y}."]
    parts.append(done or (f"Đơn vị được nêu: {chosen.party.name}." if chosen.party else ""))
    parts.append(f"Văn bản: {chosen.document}." if chosen.document else "")
    parts.append(f"Ý kiến: {chosen.comment}" if chosen.comment else "")
    return " ".join(part for part in parts if part)


def _tell(session: Session, task: Dossier, on: date) -> None:
    stages.touch(session, task.id)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{task.code}", on=on, code=task.code)
    outbox.promise(session, outbox.Kind.CLOSET, f"case:{task.code}", on=on, code=task.code)
