"""Causes in the law: the public asset, the reserved order, the missing clause, the unconfirmed basis."""

from __future__ import annotations

from datetime import date

from models import law, rights
from models.closet import remedies
from models.closet.facts import (
    co_owned,
    day_text,
    is_only_published,
    is_stuck,
    is_under_old_law,
    is_unhandled,
)
from models.closet.words import Cause, Found, Prevention
from models.dossier import Dossier
from models.language import Confidence, Regime, Role, Severity, Source

_USE_RIGHT_RUNG = 5
_PAID_RUNGS = frozenset({3, 4})


def _public_asset_bar(task: Dossier, on: date) -> Found | None:
    asked = task.result.free_transfer_asked_on
    if asked is None or not is_stuck(task) or task.regime not in {Regime.R1_LAW2013, Regime.R2_ND70}:
        return None
    if task.result.paid_path_on is not None or _another_rung_decided(task):
        return None
    answer = rights.judge_task(task, free=True, on=on)
    if not answer.is_barred or task.recipient is None:
        return None
    return Found(
        asked,
        (
            f"{task.recipient.name} đề nghị nhận không bồi hoàn ngày {day_text(asked)}.",
            f"{answer.because} ({answer.article})",
            *(f"Con đường có thể đi: {way}" for way in answer.makes_possible),
        ),
    )


def _another_rung_decided(task: Dossier) -> bool:
    rung = task.result.rights_rung
    return task.result.rights_decided_on is not None and (rung == _USE_RIGHT_RUNG or rung in _PAID_RUNGS)


PUBLIC_ASSET_BAR = Cause(
    "PUBLIC_ASSET_BAR",
    "Vướng tài sản công",
    "Barred as a public asset",
    Severity.CRITICAL,
    "Sở Khoa học và Công nghệ, Sở Tài chính",
    Role.DOST_DIRECTOR,
    (
        remedies.PAID_RUNG,
        remedies.USE_RIGHT,
        remedies.REPLICATE,
        remedies.LEGAL_OPINION,
        remedies.AWAIT_CENTRAL,
    ),
    Source("Điều 4 khoản 1 Nghị định số 70/2018/NĐ-CP", Confidence.READ),
    _public_asset_bar,
    Prevention(
        "Chọn bậc có hoàn trả giá trị trước khi đề nghị chuyển giao cho bên tư nhân",
        "Choose a paid rung before a private recipient is proposed",
        Role.DOST_HEAD,
    ),
)


def _state_reserved(task: Dossier, _: date) -> Found | None:
    if task.regime is not Regime.R4_LAW93 or not task.state_reserves or not is_stuck(task):
        return None
    if task.result.state_decision_on is not None:
        return None
    since = task.result.accepted_on or task.result.recognised_on
    known = f" Nghiệm thu ngày {day_text(since)}." if since else " Chưa biết ngày nghiệm thu."
    return Found.by(
        since,
        "Phiếu đặt hàng (mục 13) quy định Nhà nước nắm giữ quyền; chưa có quyết định của cơ quan nhà "
        "nước." + known,
    )


STATE_RESERVED = Cause(
    "STATE_RESERVED",
    "Nhà nước nắm giữ quyền",
    "Reserved for the State",
    Severity.CRITICAL,
    "Cơ quan đặt hàng, Ủy ban nhân dân tỉnh",
    Role.PPC_CHAIR,
    (remedies.STATE_DECISION, remedies.LEGAL_OPINION, remedies.AWAIT_CENTRAL),
    Source("Điều 25 khoản 2 Luật số 93/2025/QH15", Confidence.SECONDARY),
    _state_reserved,
    Prevention(
        "Trình Nhà nước quyết định việc sử dụng, chuyển giao trước khi nghiệm thu",
        "Ask for the State's decision on the use before acceptance",
        Role.ORDERER,
    ),
)


def _no_contract_clause(task: Dossier, _: date) -> Found | None:
    if task.share_clause is not False or not co_owned(task):
        return None
    signed, second = task.contract_signed_on, task.co_owner
    whose = f"Kết quả có đồng chủ sở hữu ({second.name})" if second else "Nhiệm vụ có vốn đối ứng"
    dated = f"ngày {day_text(signed)}" if signed else "(chưa biết ngày ký)"
    return Found.by(
        signed,
        f"{whose}; hợp đồng {task.contract_no or '(chưa rõ số)'} {dated} không nêu phần của Nhà nước và "
        "cách xử lý tài sản.",
    )


COOWNER_NO_CONTRACT_CLAUSE = Cause(
    "COOWNER_NO_CONTRACT_CLAUSE",
    "Hợp đồng không nêu phần Nhà nước",
    "The contract does not state the State's part",
    Severity.HIGH,
    "Sở Khoa học và Công nghệ, tổ chức chủ trì",
    Role.DOST_HEAD,
    (remedies.ADDENDUM, remedies.LEGAL_OPINION),
    Source("Điều 4 khoản 2, Điều 23 khoản 2 Nghị định số 70/2018/NĐ-CP", Confidence.READ),
    _no_contract_clause,
    Prevention(
        "Ghi phần của Nhà nước và cách xử lý tài sản vào hợp đồng khi ký",
        "State the State's part and how assets are handled in the contract",
        Role.DOST_HEAD,
    ),
)


def _legal_basis_unconfirmed(task: Dossier, on: date) -> Found | None:
    result = task.result
    if task.legal_basis_on is not None or result.rights_decided_on is not None or is_only_published(task):
        return None
    if not is_unhandled(task):
        return None
    accepted = result.accepted_on or result.recognised_on
    if task.regime is Regime.UNKNOWN:
        return Found(accepted, (rights.UNKNOWN_REGIME,))
    if task.regime is Regime.R0_PRE2014:
        return Found(accepted, ("Nhiệm vụ phê duyệt trước ngày 01/01/2014: phải xử lý thủ công.",))
    if not is_under_old_law(task) or on < law.DECREE_70_LAPSED_ON:
        return None
    since = max(law.DECREE_70_LAPSED_ON, accepted) if accepted else law.DECREE_70_LAPSED_ON
    approved = f"Phê duyệt ngày {day_text(task.approved_on)}. " if task.approved_on else ""
    return Found(since, (approved + rights.LEGAL_BASIS_NOTE,))


LEGAL_BASIS_UNCONFIRMED = Cause(
    "LEGAL_BASIS_UNCONFIRMED",
    "Chưa xác định căn cứ pháp lý",
    "The legal basis is not confirmed",
    Severity.HIGH,
    "Bộ phận pháp chế của Ủy ban nhân dân tỉnh",
    Role.LEGAL,
    (remedies.LEGAL_OPINION, remedies.AWAIT_CENTRAL),
    Source("Điều 73 khoản 3 Luật số 93/2025/QH15", Confidence.SECONDARY),
    _legal_basis_unconfirmed,
    Prevention(
        "Bộ phận pháp chế xác nhận căn cứ áp dụng bằng văn bản",
        "Let the legal office confirm the basis in writing",
        Role.LEGAL,
    ),
)
