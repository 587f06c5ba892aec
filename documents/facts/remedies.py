"""Facts of the closet's papers: each remedy's paper by its subject, whom it speaks to, on what it rests.

The thirty papers are DATA; one writer reads the case, the remedy as chosen, the law and the result for all
of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from documents.facts import bases, cases
from documents.facts.base import HOST, Builder, Need, Occasion
from documents.facts.cases import CASE, AddendumFacts, RemedyFacts, answered, taken
from documents.facts.reading import (
    common,
    contract_line,
    dost_party,
    party_of,
    proposal_of,
    reference,
    referring,
    task_facts,
)
from models.language import PartyKind, Regime, Role

UNNAMED = "………………………………………"

Addressee = Callable[[Occasion], str | None]
Grounds = Callable[[Occasion], tuple[str, ...]]


@dataclass(frozen=True)
class RemedyPaper:
    """One paper: its subject, to whom it is addressed, its legal bases, what it cannot do without.

    `articles` is the number of a decision's articles. An addressee that is not known is left blank where no
    other is known.
    """

    code: str
    subject: str
    to: tuple[Addressee, ...] = ()
    grounds: tuple[Grounds, ...] = ()
    needs: tuple[Need, ...] = ()
    articles: int = 3


# To whom.


def _host(occasion: Occasion) -> str | None:
    return task_facts(occasion.dossier).host


def _orderer(occasion: Occasion) -> str | None:
    return task_facts(occasion.dossier).orderer


def _recipient(occasion: Occasion) -> str | None:
    return task_facts(occasion.dossier).recipient


def _ppc(occasion: Occasion) -> str | None:
    return occasion.letterhead.ppc


def _dost(occasion: Occasion) -> str | None:
    return occasion.letterhead.dost


def _finance(_: Occasion) -> str | None:
    return "Sở Tài chính"


def _treasury(_: Occasion) -> str | None:
    return "Kho bạc Nhà nước nơi giao dịch"


def _legal(occasion: Occasion) -> str | None:
    return _party(occasion) or f"Bộ phận pháp chế của {occasion.letterhead.ppc}"


def _council(occasion: Occasion) -> str | None:
    head = occasion.letterhead
    return f"Hội đồng tư vấn khoa học và công nghệ {head.unit} {head.province}"


def _party(occasion: Occasion) -> str | None:
    _, chosen = taken(occasion)
    return (chosen.party.successor or chosen.party.name) if chosen.party else None


def _named_or_blank(occasion: Occasion) -> str | None:
    return _party(occasion) or UNNAMED


_BY_ROLE: dict[Role, Addressee] = {
    Role.HOST: _host,
    Role.HOST_HEAD: _host,
    Role.ORDERER: _orderer,
    Role.RECIPIENT: _recipient,
    Role.PPC_CHAIR: _ppc,
    Role.FINANCE: _finance,
}


def _who_must_act(occasion: Occasion) -> str | None:
    """Whom the remedy names; else the organisation that the answered cause makes responsible."""
    by_role = _BY_ROLE.get(answered(occasion).role, _host)
    return _party(occasion) or by_role(occasion)


# On what it rests.


def _chair(occasion: Occasion) -> tuple[str, ...]:
    return bases.competence(occasion, Role.PPC_CHAIR)


def _director(occasion: Occasion) -> tuple[str, ...]:
    return bases.competence(occasion, Role.DOST_DIRECTOR)


def _science(occasion: Occasion) -> tuple[str, ...]:
    return bases.cited(*bases.science_law(occasion.dossier, occasion.on))


def _assets(occasion: Occasion) -> tuple[str, ...]:
    return bases.cited(*bases.asset_law(occasion.dossier, occasion.on))


def _transfer(occasion: Occasion) -> tuple[str, ...]:
    return bases.cited(*bases.transfer_law(occasion.dossier, occasion.on))


def _ip(occasion: Occasion) -> tuple[str, ...]:
    return bases.cited(*bases.ip_law(occasion.dossier, occasion.on))


def _recognition(occasion: Occasion) -> tuple[str, ...]:
    return referring(occasion, "recognition-decision")


def _rights(occasion: Occasion) -> tuple[str, ...]:
    return referring(occasion, "rights-decision", "rights-decision-r1", "rights-notice")


def _contract(occasion: Occasion) -> tuple[str, ...]:
    return referring(occasion, "research-contract") or contract_line(occasion)


def _document(occasion: Occasion) -> tuple[str, ...]:
    """The paper that the remedy itself rests on."""
    _, chosen = taken(occasion)
    cited = chosen.document.strip().rstrip(".").removeprefix("Căn cứ ")
    return (f"Căn cứ {cited}",) if cited else ()


def _proposed_by_dost(occasion: Occasion) -> tuple[str, ...]:
    return proposal_of(f"Giám đốc {occasion.letterhead.dost}")


def _proposed_by_unit(_: Occasion) -> tuple[str, ...]:
    return proposal_of("Trưởng phòng Quản lý khoa học")


_ON_RIGHTS = (_assets, _recognition, _rights, _document)

# What a paper cannot do without.

_NAMED = Need(
    "Chưa nêu tổ chức được ghi nhận: ghi tên đơn vị khi chọn biện pháp.",
    lambda o: o.chosen is not None and o.chosen.party is not None,
)
_RECIPIENT_NAMED = Need(
    "Chưa nêu đơn vị tiếp nhận kết quả: ghi tên đơn vị khi chọn biện pháp.",
    lambda o: o.chosen is None or o.chosen.party is not None or _recipient(o) is not None,
)
_REFERENCE = Need(
    "Chưa nêu số, ngày của văn bản Trung ương làm căn cứ: không có văn bản thì không tạm dừng và không ghi "
    "nhận được.",
    lambda o: (
        (o.chosen is not None and bool(o.chosen.document.strip()))
        or bool(o.dossier.result.awaits_central_document.strip())
    ),
)
_MAY_RECALL = Need(
    "Theo Luật số 93/2025/QH15, tổ chức chủ trì là chủ sở hữu kết quả và chưa tìm được quy định cho phép Nhà "
    "nước thu hồi: chọn đôn đốc, yêu cầu báo cáo ứng dụng hoặc báo cáo Ủy ban nhân dân cấp tỉnh.",
    lambda o: o.dossier.regime is not Regime.R4_LAW93 or o.dossier.state_reserves is True,
)
_STATE_HOLDS = Need(
    "Theo Luật số 93/2025/QH15, tổ chức chủ trì đã có quyền quản lý, sử dụng, sở hữu kết quả: không phải "
    "trình giao quyền sử dụng; chọn định giá hoặc ký hợp đồng.",
    lambda o: not (o.dossier.regime is Regime.R4_LAW93 and o.dossier.state_reserves is False),
)
_HOLDER = Need(
    "Chưa biết tổ chức đang giữ kết quả nên chưa ghi được bị thu hồi từ ai.",
    lambda o: _recipient(o) is not None or _host(o) is not None,
)

_RESULT = "kết quả nhiệm vụ khoa học và công nghệ"

PAPERS: tuple[RemedyPaper, ...] = (
    RemedyPaper("recipient-notice", f"Đơn vị tiếp nhận {_RESULT}",
                grounds=_ON_RIGHTS, needs=(_RECIPIENT_NAMED,)),
    RemedyPaper("technology-offer", "Giới thiệu công nghệ và mời doanh nghiệp, hợp tác xã tiếp nhận"),
    RemedyPaper("council-referral", f"đề nghị cho ý kiến về việc chuyển giao, ứng dụng {_RESULT}",
                to=(_council,)),
    RemedyPaper("demand-letter", f"đôn đốc thực hiện nghĩa vụ đối với {_RESULT}", to=(_who_must_act,)),
    RemedyPaper("stall-report", f"Về {_RESULT} chậm được chuyển giao, ứng dụng", to=(_ppc,)),
    RemedyPaper("settlement-hold", "đề nghị chưa quyết toán kinh phí nhiệm vụ khoa học và công nghệ",
                to=(_finance, _treasury)),
    RemedyPaper("handover-schedule", f"Về việc bàn giao {_RESULT}"),
    RemedyPaper("paid-path-notice", f"Về phương án giao quyền có hoàn trả giá trị đối với {_RESULT}",
                grounds=_ON_RIGHTS),
    RemedyPaper("use-right-submission", f"Về việc giao quyền sử dụng {_RESULT} cho tổ chức chủ trì",
                to=(_ppc,), grounds=_ON_RIGHTS, needs=(HOST, _STATE_HOLDS)),
    RemedyPaper("replication-submission", f"Về việc phê duyệt nhiệm vụ ứng dụng, nhân rộng {_RESULT}",
                to=(_ppc, _dost, _finance), grounds=(_science, _recognition, _document)),
    RemedyPaper("replication-proposal", f"Ứng dụng, nhân rộng {_RESULT}"),
    RemedyPaper("legal-opinion-request", f"xin ý kiến về căn cứ pháp lý xử lý {_RESULT}", to=(_legal,)),
    RemedyPaper("state-decision-submission",
                f"Về việc quyết định sử dụng, chuyển giao {_RESULT} do Nhà nước nắm giữ quyền",
                to=(_ppc,), grounds=_ON_RIGHTS),
    RemedyPaper("valuation-request", f"thẩm định giá quyền đối với {_RESULT}", to=(_host, _party)),
    RemedyPaper("intermediary-request", f"hỗ trợ thương lượng giá chuyển giao {_RESULT}",
                to=(_named_or_blank,)),
    RemedyPaper("auction-submission", f"Về phương án bán đấu giá quyền đối với {_RESULT}",
                to=(_ppc,), grounds=(_transfer, _recognition, _rights, _document)),
    RemedyPaper("ip-filing-request", f"nộp đơn đăng ký bảo hộ đối với {_RESULT}", to=(_host,)),
    RemedyPaper("ip-waiver-record", f"Về việc không đăng ký bảo hộ sở hữu công nghiệp đối với {_RESULT}",
                grounds=(_ip, _document), needs=(HOST,)),
    RemedyPaper("licence-proposal", f"ký hợp đồng chuyển giao {_RESULT} trong khi chờ cấp văn bằng",
                to=(_host, _recipient)),
    RemedyPaper("pilot-task-submission", f"Về việc mở nhiệm vụ hoàn thiện công nghệ từ {_RESULT}",
                to=(_ppc,), grounds=(_science, _recognition, _document)),
    RemedyPaper("contribution-request",
                f"lập văn bản xác định đóng góp và thỏa thuận phân chia lợi ích từ {_RESULT}", to=(_host,)),
    RemedyPaper("successor-notice",
                "Về tổ chức kế thừa quyền, nghĩa vụ đối với nhiệm vụ khoa học và công nghệ",
                grounds=(_science, _document), needs=(_NAMED,)),
    RemedyPaper("line-approval-request", f"cấp phép, công nhận sản phẩm là {_RESULT}",
                to=(_host, _named_or_blank)),
    RemedyPaper("contract-demand", f"ký hợp đồng chuyển giao {_RESULT} theo nội dung đã ghi nhớ",
                to=(_host, _recipient)),
    RemedyPaper("recall-decision", f"Về việc thu hồi {_RESULT} để giao lại",
                grounds=(_chair, *_ON_RIGHTS, _proposed_by_dost), needs=(_HOLDER, _MAY_RECALL)),
    RemedyPaper("application-report-demand", f"báo cáo tình hình ứng dụng {_RESULT}",
                to=(_host, _recipient)),
    RemedyPaper("central-wait-report", f"Về việc chờ hướng dẫn của Trung ương để xử lý {_RESULT}",
                to=(_ppc,), needs=(_REFERENCE,)),
    RemedyPaper("guidance-notice", f"Về hướng dẫn của Trung ương đối với việc xử lý {_RESULT}",
                grounds=(_assets, _document), needs=(_REFERENCE,)),
    RemedyPaper("not-transferable-decision", f"Về việc ghi nhận {_RESULT} không thuộc diện chuyển giao",
                grounds=(_director, _science, _recognition, _document, _proposed_by_unit)),
)  # fmt: skip
_ADDENDUM = RemedyPaper(
    "state-share-addendum",
    "Về phần của Nhà nước và việc xử lý tài sản hình thành từ nhiệm vụ",
    grounds=(_assets, _contract, _document),
    needs=(HOST,),
)


def _told(paper: RemedyPaper, occasion: Occasion) -> dict[str, Any]:
    """What every paper of a remedy has."""
    head = common(
        paper.code,
        occasion,
        subject=paper.subject,
        grounds=tuple(dict.fromkeys(line for part in paper.grounds for line in part(occasion))),
        articles=paper.articles,
    )
    named = tuple(dict.fromkeys(name for each in paper.to if (name := each(occasion))))
    addressees = named or ((UNNAMED,) if paper.to else ())
    no_more = {each.name for each in cases.gone(occasion.dossier)}
    head["recipients"] = tuple(each for each in head["recipients"] if each not in {*addressees, *no_more})
    return {
        **head,
        "addressees": addressees,
        "case": cases.case_facts(occasion),
        "act": cases.act_facts(occasion),
        "law": cases.law_facts(occasion),
        "outcome": cases.outcome_facts(occasion),
        "share": cases.share_facts(occasion),
        "gone": cases.gone(occasion.dossier),
    }


def _builder(paper: RemedyPaper) -> Builder:
    def write(occasion: Occasion) -> RemedyFacts:
        return RemedyFacts(**_told(paper, occasion))

    return Builder(write, (CASE, *paper.needs))


def _addendum(occasion: Occasion) -> AddendumFacts:
    task = occasion.dossier
    kind = task.host.kind if task.host else PartyKind.UNKNOWN
    return AddendumFacts(
        **_told(_ADDENDUM, occasion),
        party_a=dost_party(occasion),
        party_b=party_of(task.host, "Thủ trưởng đơn vị"),
        contract=reference(occasion, "research-contract"),
        host_is_state=kind in {PartyKind.STATE_BODY, PartyKind.PUBLIC_UNIT},
        host_is_soe=kind is PartyKind.SOE,
    )


REMEDIES: dict[str, Builder] = {
    **{paper.code: _builder(paper) for paper in PAPERS},
    _ADDENDUM.code: Builder(_addendum, (CASE, *_ADDENDUM.needs)),
}
