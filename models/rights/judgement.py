"""Who may receive an asset: one small ruling for each regime, chosen by the day the host was approved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from models import law
from models.dossier import Dossier
from models.errors import BadInput
from models.language import Confidence, PartyKind, Regime, Source
from models.rights import decree70
from models.rights.co_ownership import with_co_owner
from models.rights.words import (
    MARKET_FORMS,
    OWNER_FORMS,
    RUNGS,
    Answer,
    Asset,
    Permission,
    Question,
    TransferForm,
)
from models.sharing.words import OVERLAY_FIRST_DAY, OVERLAY_NOTE

UNKNOWN_REGIME = (
    "Chưa biết ngày phê duyệt giao chủ trì nên chưa xác định được chế độ pháp lý của kết quả; không suy đoán."
)
LEGAL_BASIS_NOTE = (
    "Nghị định số 70/2018/NĐ-CP đã hết hiệu lực từ ngày 14/10/2025, trong khi Điều 73 khoản 3 Luật số "
    "93/2025/QH15 giữ văn bản cũ cho nhiệm vụ đã phê duyệt: cần bộ phận pháp chế xác nhận căn cứ (tham "
    "khảo)."
)
_OTHER_EXCLUSIONS = (
    "Điều 25 khoản 2 Luật số 93/2025/QH15 có ba trường hợp loại trừ; ngoài phiếu đặt hàng giữ quyền cho Nhà "
    "nước, hai trường hợp kia chưa đọc được (tham khảo)."
)
_OPINION = "Ý kiến của bộ phận pháp chế về căn cứ áp dụng."
_STATE_DECISION = "Quyết định của cơ quan nhà nước có thẩm quyền về quyền sử dụng, chuyển giao kết quả."

_R1 = Source("Chương IV Nghị định số 08/2014/NĐ-CP, Thông tư số 15/2014/TT-BKHCN", Confidence.READ)
_R3 = Source("Nghị quyết số 193/2025/QH15, Nghị định số 88/2025/NĐ-CP", Confidence.UNCERTAIN)
_AUTOMATIC = Source("Điều 25 khoản 2 Luật số 93/2025/QH15", Confidence.SECONDARY)
_OWNER_DECIDES = Source("Điều 27 Luật số 93/2025/QH15", Confidence.SECONDARY)
_PRIVATE_HOST = Source("Điều 25 khoản 2, Điều 37 khoản 2 Luật số 93/2025/QH15", Confidence.SECONDARY)
_RESERVED = Source("Điều 25 khoản 2 Luật số 93/2025/QH15", Confidence.UNCERTAIN)
_NO_STATE_MONEY = Source("Nguyên tắc chủ sở hữu theo phần vốn góp", Confidence.GENERAL)
_OLD_LAW = frozenset({Regime.R1_LAW2013, Regime.R2_ND70, Regime.R3_NQ193})


def judge(
    approved: Regime | date | None,
    *,
    state_share: Decimal | None,
    asset: Asset | str,
    host: PartyKind,
    recipient: PartyKind,
    recipient_is_host: bool = False,
    reserved: bool | None = False,
    free: bool = False,
    on: date,
    state_decided: bool = False,
    legal_basis_confirmed: bool = False,
    co_owner: str = "",
    share_clause: bool | None = None,
) -> Answer:
    """Whether the recipient may get the asset, why, by which article, and what would make it possible.

    Args:
        approved: the day on which the host was approved, or the regime itself; None is unknown.
        state_share: the State's part of the funding, 0..1 (1 is fully State-funded); None is unknown.
        asset: the result, or the equipment bought for the task.
        host: what the host is.
        recipient: what the recipient is; the host's kind stands for it when `recipient_is_host`.
        recipient_is_host: whether the recipient is the host itself.
        reserved: whether the order keeps the rights for the State (item 13); None is unknown.
        free: whether nothing is to be paid.
        on: the day of judgement.
        state_decided: whether the State has decided on a reserved result.
        legal_basis_confirmed: whether the legal office has recorded on what basis an older task is handled.
        co_owner: the second organisation that owns the result beside the host; empty when there is none.
        share_clause: whether the contract says how the owners deal with the asset; None is unknown.

    Raises:
        BadInput: when the State's share is not between 0 and 1.
    """
    if state_share is not None and not (state_share.is_finite() and 0 <= state_share <= 1):
        raise BadInput("Phần ngân sách nhà nước phải nằm trong khoảng từ 0 đến 1 (ví dụ 0,28).")
    regime = approved if isinstance(approved, Regime) else law.regime_of(approved)
    question = Question(
        regime,
        state_share,
        Asset(asset),
        host,
        host if recipient_is_host and host is not PartyKind.UNKNOWN else recipient,
        recipient_is_host,
        reserved,
        state_decided,
        free,
        on,
    )
    notes = _notes(regime, approved, on, confirmed=legal_basis_confirmed)
    answer = _without_state_money(question) if state_share == 0 else _RULINGS[regime](question)
    answer = replace(answer, notes=(*answer.notes, *notes))
    if not co_owner:
        return answer
    return with_co_owner(answer, co_owner, clause=share_clause, state_share=state_share)


def judge_task(task: Dossier, *, free: bool, on: date) -> Answer:
    """The same judgement of a task's result, for the host, co-owner and recipient that its dossier names."""
    host = task.host.id if task.host else None
    is_host = task.recipient is not None and task.recipient.id == host
    beside = task.co_owner if task.co_owner is not None and task.co_owner.id != host else None
    return judge(
        task.approved_on if task.approved_on is not None else task.regime,
        state_share=task.state_share,
        asset=Asset.RESULT,
        host=task.host.kind if task.host else PartyKind.UNKNOWN,
        recipient=task.recipient.kind if task.recipient else PartyKind.UNKNOWN,
        recipient_is_host=is_host,
        reserved=task.state_reserves,
        free=free,
        on=on,
        state_decided=task.result.state_decision_on is not None,
        legal_basis_confirmed=task.legal_basis_on is not None,
        co_owner=beside.name if beside is not None else "",
        share_clause=task.share_clause,
    )


def _notes(regime: Regime, approved: Regime | date | None, on: date, *, confirmed: bool) -> tuple[str, ...]:
    notes = []
    if regime in _OLD_LAW and on >= law.DECREE_70_LAPSED_ON and not confirmed:
        notes.append(LEGAL_BASIS_NOTE)
    if isinstance(approved, date) and regime in _OLD_LAW and approved >= OVERLAY_FIRST_DAY:
        notes.append(OVERLAY_NOTE)
    return tuple(notes)


def _without_state_money(question: Question) -> Answer:
    return Answer(
        question.regime,
        Permission.ALLOWED,
        "Nhiệm vụ không dùng ngân sách nhà nước: kết quả không phải tài sản công, chủ sở hữu tự quyết định.",
        "No State money was used: the owner decides.",
        str(_NO_STATE_MONEY),
        _NO_STATE_MONEY.confidence,
        forms=OWNER_FORMS if question.recipient_is_host else MARKET_FORMS,
    )


def _unknown(question: Question) -> Answer:
    return _opinion(
        question,
        UNKNOWN_REGIME,
        "The day on which the host was approved is not known, so the legal regime cannot be told; no "
        "guess is made.",
        law.REGIME_SOURCE,
        ("Bổ sung quyết định phê duyệt giao chủ trì (số, ngày).", _OPINION),
    )


def _r0(question: Question) -> Answer:
    return _opinion(
        question,
        "Nhiệm vụ được phê duyệt trước ngày 01/01/2014, theo Luật Khoa học và Công nghệ năm 2000: xử lý "
        "thủ công.",
        "Approved before 2014, under the Law of 2000: handled by hand.",
        Source("Luật Khoa học và Công nghệ năm 2000", Confidence.GENERAL),
        (_OPINION,),
    )


def _r1(question: Question) -> Answer:
    if question.asset is Asset.EQUIPMENT:
        return _opinion(
            question,
            "Chưa đọc được quy định về tài sản trang bị của nhiệm vụ phê duyệt trước ngày 15/5/2018.",
            "The rule on the equipment of tasks approved before 15/5/2018 was not read.",
            Source("Luật số 29/2013/QH13", Confidence.UNCERTAIN),
            (_OPINION,),
        )
    if question.recipient_is_host or not question.to_private_party:
        return _r1_by_agreement(question)
    if not question.free:
        return _r1_through_host(question)
    if question.state_share is None:
        return _opinion(
            question,
            "Chưa biết phần ngân sách nhà nước nên chưa xác định được có phải tài sản công hay không.",
            "The State's part of the funding is not known, so a free transfer cannot be judged.",
            _R1,
            ("Bổ sung tỷ lệ ngân sách nhà nước từ quyết định phê duyệt hoặc hợp đồng.",),
        )
    return _r1_not_free(question) if question.fully_funded else _r1_through_host(question)


def _r1_by_agreement(question: Question) -> Answer:
    who = "tổ chức chủ trì" if question.recipient_is_host else "cơ quan, tổ chức khác"
    return Answer(
        question.regime,
        Permission.CONDITIONAL,
        f"Giao quyền cho {who} theo thỏa thuận với đại diện chủ sở hữu nhà nước (giao toàn bộ hoặc một "
        "phần).",
        "Assigned by agreement with the State owner's representative, in whole or in part.",
        str(_R1),
        _R1.confidence,
        (
            "Hồ sơ đề nghị giao quyền (Mẫu 1, 2, 3); thời hạn giải quyết 30 ngày làm việc.",
            "Thỏa thuận giao quyền với đại diện chủ sở hữu nhà nước.",
        ),
        (TransferForm.ASSIGN_OWNERSHIP, TransferForm.ASSIGN_USE_RIGHT),
    )


def _r1_through_host(question: Question) -> Answer:
    return Answer(
        question.regime,
        Permission.CONDITIONAL,
        "Bên nhận được chuyển giao thông qua tổ chức chủ trì, sau khi tổ chức chủ trì được giao quyền "
        "theo thỏa thuận.",
        "Through the host, once it holds the rights by agreement.",
        str(_R1),
        _R1.confidence,
        (
            "Thỏa thuận giao quyền cho tổ chức chủ trì.",
            "Hợp đồng chuyển giao giữa tổ chức chủ trì và bên nhận, chia lợi nhuận theo quy định.",
        ),
        MARKET_FORMS,
    )


def _r1_not_free(question: Question) -> Answer:
    return Answer(
        question.regime,
        Permission.BARRED,
        "Kết quả do ngân sách nhà nước cấp toàn bộ thuộc sở hữu nhà nước: không được chuyển giao không "
        "bồi hoàn cho hợp tác xã, doanh nghiệp tư nhân, cá nhân.",
        "A fully State-funded result belongs to the State: a free transfer to a private recipient is barred.",
        str(_R1),
        _R1.confidence,
        (
            "Giao quyền cho tổ chức chủ trì theo thỏa thuận, rồi chuyển giao có thu tiền cho bên nhận.",
            "Giao quyền sử dụng cho tổ chức chủ trì và chia lợi nhuận với Nhà nước.",
            "Nhiệm vụ ứng dụng, nhân rộng bằng ngân sách nhà nước.",
        ),
        (TransferForm.ASSIGN_USE_RIGHT, TransferForm.SALE_DIRECT, TransferForm.REPLICATION_TASK),
    )


def _r2(question: Question) -> Answer:
    if question.asset is Asset.RESULT:
        return decree70.judge_result(question)
    return decree70.judge_equipment(question)


def _r3(question: Question) -> Answer:
    known = (
        "Theo tóm tắt của Nghị quyết số 193/2025/QH15, tổ chức chủ trì sở hữu kết quả; điều kiện và ngoại "
        "lệ chưa đọc được nên cần ý kiến pháp chế."
        if question.asset is Asset.RESULT
        else "Chưa đọc được quy định của Nghị định số 88/2025/NĐ-CP về tài sản trang bị."
    )
    answer = _opinion(
        question,
        known,
        "By a summary of Resolution 193/2025 the host owns the result; conditions and exceptions were not "
        "read.",
        _R3,
        (_OPINION, "Trong khi chờ: tham khảo thứ tự ưu tiên của Nghị định số 70/2018/NĐ-CP."),
    )
    return replace(answer, rungs=RUNGS) if question.asset is Asset.RESULT else answer


def _r4(question: Question) -> Answer:
    if question.asset is Asset.EQUIPMENT:
        return _opinion(
            question,
            "Chưa đọc được Điều 26 Luật số 93/2025/QH15 về tài sản trang bị.",
            "Article 26 of Law 93/2025 on equipment was not read.",
            Source("Điều 26 Luật số 93/2025/QH15", Confidence.UNCERTAIN),
            (_OPINION,),
        )
    if question.reserved is None:
        return _opinion(
            question,
            "Chưa biết phiếu đặt hàng (mục 13) có quy định Nhà nước nắm giữ quyền hay không.",
            "It is not known whether the order (item 13) keeps the rights for the State.",
            _AUTOMATIC,
            ("Bổ sung mục 13 của phiếu đặt hàng.",),
        )
    if question.reserved:
        return _r4_reserved(question)
    return _r4_host(question) if question.recipient_is_host else _r4_by_contract(question)


def _r4_reserved(question: Question) -> Answer:
    if question.state_decided:
        return Answer(
            question.regime,
            Permission.CONDITIONAL,
            "Nhà nước nắm giữ quyền; việc sử dụng, chuyển giao thực hiện đúng quyết định của cơ quan nhà "
            "nước.",
            "The State holds the rights; its decision sets who may use or receive the result.",
            str(_RESERVED),
            _RESERVED.confidence,
            ("Nội dung quyết định của cơ quan nhà nước cho phép bên nhận này.",),
            (TransferForm.ASSIGN_USE_RIGHT, TransferForm.LICENCE_NONEXCLUSIVE, TransferForm.FREE_HANDOVER),
        )
    another_state_body = not question.recipient_is_host and question.recipient in {
        PartyKind.STATE_BODY,
        PartyKind.PUBLIC_UNIT,
    }
    return Answer(
        question.regime,
        Permission.CONDITIONAL if another_state_body else Permission.BARRED,
        "Phiếu đặt hàng quy định Nhà nước nắm giữ quyền: tổ chức chủ trì không là chủ sở hữu; chưa được "
        "chuyển giao khi chưa có quyết định của cơ quan nhà nước.",
        "The order keeps the rights for the State: the host is not the owner; no transfer before a State "
        "decision.",
        str(_RESERVED),
        _RESERVED.confidence,
        (_STATE_DECISION,),
        (TransferForm.ASSIGN_USE_RIGHT,),
    )


def _r4_host(question: Question) -> Answer:
    if question.recipient in {PartyKind.INDIVIDUAL, PartyKind.UNKNOWN}:
        return _opinion(
            question,
            "Chưa đọc được quy định tự động giao quyền có áp dụng cho bên chủ trì là cá nhân hoặc chưa rõ "
            "loại hình.",
            "Whether the automatic assignment reaches a host that is a person (or of unknown kind) was "
            "not read.",
            Source("Điều 25 khoản 2 Luật số 93/2025/QH15", Confidence.UNCERTAIN),
            (_OPINION,),
        )
    source = _PRIVATE_HOST if question.to_private_party else _AUTOMATIC
    return Answer(
        question.regime,
        Permission.ALLOWED,
        "Tổ chức chủ trì được tự động giao quyền quản lý, sử dụng và sở hữu phần kết quả tương ứng vốn "
        "nhà nước, không phải làm thủ tục giao quyền, không phải hoàn trả; phần vốn khác theo thỏa thuận "
        "góp vốn.",
        "The host owns the State-funded part automatically, without procedure or reimbursement.",
        str(source),
        source.confidence,
        forms=OWNER_FORMS,
        notes=(_OTHER_EXCLUSIONS,),
    )


def _r4_by_contract(question: Question) -> Answer:
    return Answer(
        question.regime,
        Permission.ALLOWED,
        "Chủ sở hữu (tổ chức chủ trì) tự quyết định hình thức, phương án, giá và ký hợp đồng với bên nhận"
        + ("; không thu tiền cũng do chủ sở hữu quyết định và chịu trách nhiệm." if question.free else "."),
        "The owner decides the form, the plan and the price, and contracts with the recipient.",
        str(_OWNER_DECIDES),
        _OWNER_DECIDES.confidence,
        forms=MARKET_FORMS,
    )


def _opinion(
    question: Question, because: str, because_en: str, source: Source, makes_possible: tuple[str, ...]
) -> Answer:
    return Answer(
        question.regime,
        Permission.LEGAL_OPINION,
        because,
        because_en,
        str(source),
        source.confidence,
        makes_possible,
    )


_RULINGS: dict[Regime, Callable[[Question], Answer]] = {
    Regime.UNKNOWN: _unknown,
    Regime.R0_PRE2014: _r0,
    Regime.R1_LAW2013: _r1,
    Regime.R2_ND70: _r2,
    Regime.R3_NQ193: _r3,
    Regime.R4_LAW93: _r4,
}
