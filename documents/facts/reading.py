"""How facts are read from a dossier: the task, the paper's head, its recipients, its signature blocks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from documents.catalogue import CatalogueEntry, Issuer, Layout, Signatory, To, entry_for
from documents.facts import bases
from documents.facts.base import Clear, Letterhead, Occasion, PartyFacts, Signature, TaskFacts
from models.dossier import Decision, Dossier, Entry, Issued, Party, Position
from models.language import Method, ProductType, Role, Verdict
from models.law import regime_text

METHODS = {Method.SELECTION: "tuyển chọn", Method.DIRECT: "giao trực tiếp"}
PRODUCTS = {
    ProductType.I: "Dạng I: bài báo, ấn phẩm khoa học",
    ProductType.II: "Dạng II: tài liệu, phần mềm, quy trình, tiêu chuẩn, cơ sở dữ liệu",
    ProductType.III: "Dạng III: mẫu, sản phẩm, thiết bị, vật liệu, giống cây trồng, giống vật nuôi",
    ProductType.IV: "Dạng IV: đăng ký bảo hộ sở hữu trí tuệ",
}
FIELDS = {
    "natural": "Khoa học tự nhiên",
    "engineering": "Khoa học kỹ thuật và công nghệ",
    "medical": "Khoa học y, dược",
    "agricultural": "Khoa học nông nghiệp",
    "social": "Khoa học xã hội",
    "humanities": "Khoa học nhân văn",
}
"""The six fields of science by the codes under which tasks are kept."""
_LETTERED = (Layout.CONTRACT, Layout.ANNEX)


def common(
    code: str,
    occasion: Occasion,
    *,
    subject: str,
    grounds: tuple[str, ...] = (),
    articles: int = 3,
    body: str = "",
) -> dict[str, Any]:
    """The facts that every paper has.

    Args:
        code: the paper's catalogue code.
        occasion: of which task, when, under which number.
        subject: the trích yếu.
        grounds: the legal bases, as whole lines.
        articles: how many articles a decision has; the last names those who carry it out.
        body: the issuing council's name, where a council issues the paper.
    """
    entry, head = entry_for(code, occasion.dossier), occasion.letterhead
    contract = entry.layout in _LETTERED
    return {
        "code": code,
        "type_name": entry.title,
        "superior": _superior(entry.issuer, head),
        "issuer": _issuer(entry.issuer, occasion, body),
        "place": head.place,
        "number": occasion.number,
        "symbol": f"{occasion.on.year}/{entry.register.symbol}" if contract else entry.register.symbol,
        "issued_on": occasion.on,
        "subject": subject,
        "authority": _authority(entry, occasion),
        "bases": grounds,
        "recipients": _recipients(entry, occasion, articles),
        "filing_unit": head.science_unit if entry.issuer in {Issuer.PPC, Issuer.DOST} else None,
        "signers": tuple(_signature(entry, signatory) for signatory in entry.signers),
        "ppc": head.ppc,
        "dost": head.dost,
        "unit": head.unit,
        "task": task_facts(occasion.dossier),
    }


def task_facts(task: Dossier) -> TaskFacts:
    """The task as papers cite it."""
    state = other = percent = None
    if task.state_share is not None:
        percent = task.state_share * 100
        if task.budget_vnd is not None:
            state = (task.budget_vnd * task.state_share).quantize(Decimal(1))
            other = task.budget_vnd - state
    clears = task.clears
    return TaskFacts(
        code=task.code,
        title=task.title,
        province=task.province,
        discipline=FIELDS.get(task.discipline, task.discipline) or None,
        orderer=_name(task.orderer),
        host=_name(task.host),
        recipient=_name(task.recipient) or task.recipient_note or None,
        item13=task.item13,
        state_reserves=task.state_reserves,
        method=METHODS[task.method] if task.method else None,
        products=tuple(PRODUCTS[kind] for kind in sorted(task.products)),
        clears=(
            Clear(label="Rõ người", value=clears.who or None),
            Clear(label="Rõ việc", value=clears.what or None),
            Clear(label="Rõ thời gian", value=f"{clears.when:%d/%m/%Y}" if clears.when else None),
            Clear(label="Rõ kết quả", value=clears.result or None),
            Clear(label="Rõ trách nhiệm", value=clears.responsibility or None),
            Clear(label="Rõ thẩm quyền", value=clears.authority or None),
        ),
        result_wanted=clears.result or None,
        budget=task.budget_vnd,
        state_budget=state,
        other_budget=other,
        state_percent=percent,
        months=task.months,
        ordered_on=task.ordered_on,
        approved_on=task.approved_on,
        contract_no=task.contract_no or _contract_number(task),
        contract_signed_on=task.contract_signed_on,
        contract_ends_on=task.contract_ends_on,
        regime=regime_text(task.regime),
    )


def _contract_number(task: Dossier) -> str | None:
    found = issued(task, "research-contract")
    return found.number if found else None


def _name(party: Party | None) -> str | None:
    """The party's name; that of its heir when it was dissolved."""
    if party is None:
        return None
    return party.successor or party.name


def party_of(party: Party | None, position: str | None, name: str | None = None) -> PartyFacts:
    """An organisation as a contract presents it, represented by who holds `position`, if known."""
    return PartyFacts(
        name=_name(party) or name,
        address=(party.address or None) if party else None,
        e_id=(party.e_id or None) if party else None,
        represented_by=position,
    )


def dost_party(occasion: Occasion) -> PartyFacts:
    """The Department of Science and Technology as a party."""
    return PartyFacts(name=occasion.letterhead.dost, represented_by="Giám đốc")


# Earlier papers and decisions.


def issued(task: Dossier, paper: str) -> Issued | None:
    """The last document of that code that the system issued for the task."""
    found = [each for entry in task.entries for each in entry.issued if each.paper == paper]
    return max(found, key=lambda each: (each.issued_on, each.id)) if found else None


_KINDS = {
    "QĐ": "Quyết định",
    "TB": "Thông báo",
    "BB": "Biên bản",
    "HĐ": "Hợp đồng",
    "GCN": "Giấy chứng nhận",
    "XN": "Giấy xác nhận",
    "CK": "Bản cam kết",
    "BTT": "Bản thỏa thuận",
    "BGN": "Bản ghi nhận",
    "CV": "Công văn",
    "TTr": "Tờ trình",
    "memorandum": "Bản ghi nhớ",
}
"""How a paper is called when cited: by its abbreviation, or by its code where two papers share one."""


def reference(occasion: Occasion, paper: str) -> str | None:
    """An earlier paper as later ones cite it; None when the system did not issue it.

    E.g. "Quyết định số 05/QĐ-SKHCN ngày 05/02/2026 của Sở Khoa học và Công nghệ tỉnh Đồng Nai về việc ...".
    """
    found = issued(occasion.dossier, paper)
    if found is None:
        return None
    entry = entry_for(paper, occasion.dossier)
    kind = _KINDS.get(paper, _KINDS.get(entry.kind, entry.name_vi))
    by = _by(entry, occasion)
    about = f" {found.subject[0].lower()}{found.subject[1:]}" if found.subject.startswith("Về việc") else ""
    return f"{kind} số {found.number} ngày {found.issued_on:%d/%m/%Y}{by}{about}"


_COUNCILS = {
    "HĐXĐ": "Hội đồng tư vấn xác định nhiệm vụ",
    "HĐTC": "Hội đồng tư vấn tuyển chọn, giao trực tiếp",
    "HĐNT": "Hội đồng tư vấn đánh giá, nghiệm thu",
    "TTĐ": "Tổ thẩm định kinh phí",
}
"""The councils by the end of their registers' symbols."""


def _by(entry: CatalogueEntry, occasion: Occasion) -> str:
    head = occasion.letterhead
    council = _COUNCILS.get(entry.register.symbol.rsplit("-", maxsplit=1)[-1], "hội đồng")
    return {
        Issuer.PPC: f" của Chủ tịch {head.ppc}",
        Issuer.DOST: f" của {head.dost}",
        Issuer.COUNCIL: f" của {council}",
        Issuer.INFO_BODY: f" của {head.info_body}",
        Issuer.HOST: f" của {_name(occasion.dossier.host) or 'tổ chức chủ trì'}",
        Issuer.ORDERER: f" của {_name(occasion.dossier.orderer) or 'cơ quan đặt hàng'}",
    }.get(entry.issuer, "")


def referring(occasion: Occasion, *papers: str) -> tuple[str, ...]:
    """The earlier papers that exist, as lines of "Căn cứ"."""
    found = (reference(occasion, paper) for paper in papers)
    return tuple(f"Căn cứ {text}" for text in found if text)


def proposal_of(body: str) -> tuple[str, ...]:
    """The last line of the legal bases: on whose proposal."""
    return (f"Theo đề nghị của {body}",)


def approval(occasion: Occasion) -> Decision | None:
    """The last approval at the gate of the occasion (of any gate of the stay when it names none)."""
    return last_decision(occasion.entry, occasion.gate, Verdict.APPROVE)


def last_decision(entry: Entry, gate: str | None, *verdicts: Verdict) -> Decision | None:
    """The last decision of the stay with one of these verdicts."""
    made = [
        each for each in entry.decisions if each.verdict in verdicts and (gate is None or each.gate == gate)
    ]
    return made[-1] if made else None


def comment(occasion: Occasion) -> str | None:
    """What was written beside the approval."""
    decision = approval(occasion)
    return (decision.comment.strip() or None) if decision else None


def submitted_on(entry: Entry, paper: str) -> date | None:
    """When the paper last came in."""
    days = [each.on for each in entry.submissions if each.paper == paper and not each.withdrawn]
    return max(days) if days else None


def submitted_anywhere(task: Dossier, paper: str) -> date | None:
    """When the paper last came in, at whatever stage."""
    days = [day for entry in task.entries if (day := submitted_on(entry, paper))]
    return max(days) if days else None


def contract_line(occasion: Occasion) -> tuple[str, ...]:
    """The contract as a task's facts name it, for tasks whose contract was not written here."""
    task = occasion.dossier
    if not task.contract_no:
        return ()
    signed = f" ngày {task.contract_signed_on:%d/%m/%Y}" if task.contract_signed_on else ""
    return (f"Căn cứ Hợp đồng số {task.contract_no}{signed}",)


def days(code: str, occasion: Occasion) -> int | None:
    """The value of a rule in force for the task; None when no text sets one."""
    rule = bases.term(code, occasion)
    return int(rule.value) if rule else None


# The head, the foot.


def _superior(issuer: Issuer, head: Letterhead) -> str | None:
    return {
        Issuer.DOST: head.ppc,
        Issuer.COUNCIL: head.dost,
        Issuer.INFO_BODY: head.dost,
    }.get(issuer)


def _issuer(issuer: Issuer, occasion: Occasion, body: str) -> str:
    head, task = occasion.letterhead, occasion.dossier
    return {
        Issuer.PPC: head.ppc,
        Issuer.DOST: "Sở Khoa học và Công nghệ",
        Issuer.COUNCIL: body,
        Issuer.HOST: _name(task.host) or "Tổ chức chủ trì",
        Issuer.ORDERER: _name(task.orderer) or "Cơ quan đặt hàng",
        Issuer.RECIPIENT: _name(task.recipient) or task.recipient_note or "Tổ chức tiếp nhận",
        Issuer.INFO_BODY: head.info_body,
        Issuer.PARTIES: head.dost,
    }[issuer]


def _authority(entry: CatalogueEntry, occasion: Occasion) -> str:
    if entry.layout is not Layout.DECISION:
        return ""
    head = occasion.letterhead
    return {
        Issuer.PPC: f"Chủ tịch {head.ppc}",
        Issuer.DOST: f"Giám đốc {head.dost}",
    }.get(entry.issuer, f"Thủ trưởng {_issuer(entry.issuer, occasion, '')}")


def _recipients(entry: CatalogueEntry, occasion: Occasion, articles: int) -> tuple[str, ...]:
    task, head = occasion.dossier, occasion.letterhead
    named = {
        To.HOST: _name(task.host),
        To.ORDERER: _name(task.orderer),
        To.RECIPIENT: _name(task.recipient) or task.recipient_note or None,
        To.PPC: f"UBND {head.unit} (để báo cáo)",
        To.PPC_LEADERS: f"Chủ tịch, các Phó Chủ tịch UBND {head.unit}",
        To.DOST: "Sở Khoa học và Công nghệ",
        To.FINANCE: "Sở Tài chính",
        To.TREASURY: "Kho bạc Nhà nước",
        To.COUNCIL: "Các thành viên hội đồng",
        To.APPLICANTS: "Các tổ chức đăng ký chủ trì",
        To.PORTAL: "Cổng thông tin điện tử của Sở",
        To.INFO_BODY: head.info_body,
        To.PARTIES: "Các bên ký kết",
        To.PARTY: _name(occasion.chosen.party) if occasion.chosen else None,
        To.ADDRESSEE: f"Như Điều {articles}" if entry.layout is Layout.DECISION else "Như trên",
    }
    return tuple(dict.fromkeys(name for to in entry.recipients if (name := named[to])))


_CONTRACT_PARTIES = "research-contract", "ownership-annex", "liquidation-minutes", "state-share-addendum"
_AUTHORITIES: dict[tuple[str, Signatory], str] = {
    **{(code, Role.DOST_DIRECTOR): "Đại diện bên A" for code in _CONTRACT_PARTIES},
    **{(code, Role.HOST_HEAD): "Đại diện bên B" for code in _CONTRACT_PARTIES},
    ("ownership-annex", Role.ORDERER): "Đại diện bên C",
    ("inspection-minutes", Role.HOST_HEAD): "Đại diện tổ chức chủ trì",
    ("inspection-minutes", Role.DOST_HEAD): "Đại diện Sở KH&CN",
    ("appraisal-minutes", Role.DOST_HEAD): "Đại diện Sở KH&CN",
    ("appraisal-minutes", Role.FINANCE): "Đại diện Sở Tài chính",
    ("equipment-handover", Role.DOST_DIRECTOR): "Đại diện bên giao",
    ("equipment-handover", Role.HOST_HEAD): "Đại diện bên nhận",
    ("rights-agreement", Role.PPC_CHAIR): "Đại diện chủ sở hữu nhà nước",
    ("rights-agreement", Role.HOST_HEAD): "Đại diện bên được giao quyền",
    ("result-handover", Role.DOST_DIRECTOR): "Đại diện cơ quan quản lý",
    ("result-handover", Role.HOST_HEAD): "Đại diện tổ chức chủ trì",
    ("result-handover", Role.RECIPIENT): "Đại diện bên tiếp nhận",
    ("matching-minutes", Role.HOST_HEAD): "Đại diện bên cung",
    ("matching-minutes", Role.RECIPIENT): "Đại diện bên cầu",
    ("matching-minutes", Role.DOST_HEAD): "Đại diện Sở KH&CN",
    ("memorandum", Role.HOST_HEAD): "Đại diện bên A",
    ("memorandum", Role.RECIPIENT): "Đại diện bên B",
    ("memorandum", Role.DOST_DIRECTOR): "Đại diện bên C",
    ("valuation-record", Role.DOST_HEAD): "Đại diện Sở KH&CN",
    ("valuation-record", Role.HOST_HEAD): "Đại diện tổ chức chủ trì",
    ("ip-waiver-record", Role.HOST_HEAD): "Đại diện tổ chức chủ trì",
    ("ip-waiver-record", Role.DOST_HEAD): "Đại diện Sở KH&CN",
    ("transfer-contract", Role.HOST_HEAD): "Đại diện bên giao",
    ("transfer-contract", Role.RECIPIENT): "Đại diện bên nhận",
    ("transfer-handover", Role.HOST_HEAD): "Đại diện bên giao",
    ("transfer-handover", Role.RECIPIENT): "Đại diện bên nhận",
    ("benefit-agreement", Role.HOST_HEAD): "Đại diện bên A",
    ("benefit-agreement", Role.RECIPIENT): "Đại diện bên B",
    ("technology-profile", Role.DOST_HEAD): "TL. Giám đốc",
    ("completion-certificate", Position.CHAIR): "TM. Hội đồng",
    ("file-index", Role.DOST_HEAD): "Đơn vị giao nộp",
    ("file-index", Role.RECORDS): "Đơn vị tiếp nhận",
}
"""In whose name a signatory signs that paper; who signs in their own right bears no such line."""

_POSITIONS: dict[Signatory, str] = {
    Role.PPC_CHAIR: "Chủ tịch",
    Role.DOST_DIRECTOR: "Giám đốc",
    Role.DOST_HEAD: "Trưởng phòng",
    Role.DOST_OFFICER: "Người tiếp nhận",
    Role.FINANCE: "Đại diện được cử",
    Role.HOST_HEAD: "Thủ trưởng đơn vị",
    Role.RECIPIENT: "Người đại diện theo pháp luật",
    Role.ORDERER: "Thủ trưởng cơ quan",
    Role.INFO_BODY: "Thủ trưởng đơn vị",
    Role.RECORDS: "Lưu trữ viên",
    Position.CHAIR: "Chủ tịch hội đồng",
    Position.SECRETARY: "Thư ký khoa học",
}
_POSITIONS_ON: dict[tuple[str, Signatory], str] = {
    ("identification-count", Role.DOST_OFFICER): "Thư ký hành chính",
    ("completion-certificate", Position.CHAIR): "Chủ tịch",
}


def _signature(entry: CatalogueEntry, signatory: Signatory) -> Signature:
    position = _POSITIONS_ON.get((entry.code, signatory), _POSITIONS[signatory])
    return Signature(authority=_AUTHORITIES.get((entry.code, signatory)), position=position)
