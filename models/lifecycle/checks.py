"""The named conditions of the lifecycle. Each sentence is what a person reads when it does not hold."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from models.dossier import Grade
from models.language import Check, Method, ProductType, Regime
from models.law import DECREE_70_LAPSED_ON
from models.rights import judge_task

if TYPE_CHECKING:
    from models.dossier import Dossier

_OLD_LAW = frozenset({Regime.R1_LAW2013, Regime.R2_ND70, Regime.R3_NQ193})


def _pays(task: Dossier) -> bool:
    return task.result.paid_path_on is not None


CLEARS = Check(
    "six_clears",
    "Phiếu đặt hàng chưa đủ sáu rõ: rõ người, rõ việc, rõ thời gian, rõ kết quả, rõ trách nhiệm, "
    "rõ thẩm quyền.",
    "The order lacks one of the six clears.",
    lambda task: not task.clears.missing(),
)
ITEM_13 = Check(
    "item13",
    "Mục 13 của phiếu đặt hàng còn trống: ai tiếp nhận kết quả và Nhà nước có nắm giữ quyền hay không.",
    "Item 13 is empty: who receives the result, and does the State reserve the rights.",
    lambda task: task.item13 and task.state_reserves is not None,
)
ORDERER_KNOWN = Check(
    "orderer",
    "Chưa rõ cơ quan đặt hàng.",
    "The ordering agency is not known.",
    lambda task: task.orderer is not None,
)
METHOD_SET = Check(
    "method",
    "Chưa xác định phương thức thực hiện: tuyển chọn hay giao trực tiếp.",
    "The method (selection or direct assignment) is not set.",
    lambda task: task.method is not None,
)
BY_SELECTION = Check(
    "selection",
    "Nhiệm vụ không thuộc diện tuyển chọn.",
    "The task is not by selection.",
    lambda task: task.method is Method.SELECTION,
)
BY_DIRECT = Check(
    "direct",
    "Nhiệm vụ không thuộc diện giao trực tiếp.",
    "The task is not by direct assignment.",
    lambda task: task.method is Method.DIRECT,
)
HOST_KNOWN = Check(
    "host",
    "Chưa có tổ chức chủ trì: chưa có hồ sơ đăng ký nào được nộp.",
    "There is no host organisation: no application has come in.",
    lambda task: task.host is not None,
)
FUNDING_KNOWN = Check(
    "funding",
    "Chưa xác định kinh phí và phần ngân sách nhà nước.",
    "The budget and the State's share are not set.",
    lambda task: task.budget_vnd is not None and task.state_share is not None,
)
CO_FUNDED = Check(
    "co_funded",
    "Nhiệm vụ do ngân sách nhà nước cấp toàn bộ.",
    "The task is fully State-funded.",
    lambda task: task.state_share is not None and task.state_share < Decimal(1),
)
SHARE_CLAUSE = Check(
    "share_clause",
    "Nhiệm vụ có vốn đối ứng nhưng hợp đồng chưa nêu phần của Nhà nước và cách xử lý tài sản.",
    "The task is co-funded, but the contract does not state the State's part and how assets are handled.",
    lambda task: task.state_share is None or task.state_share >= Decimal(1) or bool(task.share_clause),
)
CONTRACT_SIGNED = Check(
    "contract",
    "Hợp đồng chưa được ký.",
    "The contract is not signed.",
    lambda task: task.contract_signed_on is not None,
)
REGIME_KNOWN = Check(
    "regime",
    "Chưa biết ngày phê duyệt giao chủ trì nên chưa xác định được chế độ pháp lý của kết quả.",
    "The date of approval is not known, so the legal regime of the result cannot be told.",
    lambda task: task.regime is not Regime.UNKNOWN,
)
REGIME_R1 = Check(
    "r1",
    "Nhiệm vụ không thuộc chế độ Luật số 29/2013/QH13.",
    "Not under R1.",
    lambda task: task.regime is Regime.R1_LAW2013,
)
REGIME_R2 = Check(
    "r2",
    "Nhiệm vụ không thuộc chế độ Nghị định số 70/2018/NĐ-CP.",
    "Not under R2.",
    lambda task: task.regime in {Regime.R2_ND70, Regime.R3_NQ193},
)
REGIME_R4 = Check(
    "r4",
    "Nhiệm vụ không thuộc chế độ Luật số 93/2025/QH15.",
    "Not under R4.",
    lambda task: task.regime is Regime.R4_LAW93,
)
LEGAL_BASIS = Check(
    "legal_basis",
    "Nghị định số 70/2018/NĐ-CP đã hết hiệu lực từ ngày 14/10/2025: cần ý kiến của bộ phận pháp chế "
    "về căn cứ áp dụng cho nhiệm vụ đã phê duyệt trước ngày 01/10/2025.",
    "Decree 70/2018 has lapsed: the legal office must record on what basis an older task is handled.",
    lambda task: task.regime not in _OLD_LAW or task.legal_basis_on is not None,
    since=DECREE_70_LAPSED_ON,
)
NOT_RESERVED = Check(
    "not_reserved",
    "Phiếu đặt hàng quy định Nhà nước nắm giữ quyền và chưa có quyết định của Nhà nước cho phép.",
    "The order reserves the rights for the State, and there is no State decision.",
    lambda task: not task.state_reserves or task.result.state_decision_on is not None,
)
STATE_RIGHT = Check(
    "state_right",
    "Nhà nước không còn quyền cần quyết định.",
    "There is no right of the State to decide on.",
    lambda task: task.regime in _OLD_LAW or bool(task.state_reserves),
)
OWNER_DECIDES = Check(
    "owner_decides",
    "Giá do cơ quan nhà nước quyết định.",
    "The State decides the price.",
    lambda task: not STATE_RIGHT.holds(task),
)
PASSED = Check(
    "passed",
    "Kết quả không đạt khi nghiệm thu.",
    "The result did not pass acceptance.",
    lambda task: task.result.accepted_on is not None and task.result.grade is not Grade.FAIL,
)
TRANSFERABLE = Check(
    "transferable",
    "Nhiệm vụ chỉ có sản phẩm dạng I (công bố khoa học) nên không thuộc diện chuyển giao.",
    "The task has only type-I products (publications) and does not enter transfer.",
    lambda task: task.products != frozenset({ProductType.I}),
)
ONLY_TYPE_I = Check(
    "type_i_only",
    "Nhiệm vụ có sản phẩm thuộc diện chuyển giao.",
    "The task has transferable products.",
    lambda task: task.products == frozenset({ProductType.I}),
)
HAS_PROCESS = Check(
    "process",
    "Sản phẩm không gồm quy trình công nghệ.",
    "The products include no process.",
    lambda task: bool(task.products & {ProductType.II, ProductType.III}),
)
NEEDS_VALUE = Check(
    "needs_value",
    "Không cần định giá: không chọn phương án hoàn trả giá trị hoặc góp vốn.",
    "No valuation is needed.",
    _pays,
)
REIMBURSED = Check(
    "reimbursed",
    "Không phải hoàn trả giá trị tài sản.",
    "No value is reimbursed.",
    lambda task: task.result.rights_rung in {3, 4},
)
VALUED = Check(
    "valued",
    "Chưa có chứng thư định giá và quyết định phê duyệt giá.",
    "There is no valuation certificate or approved price.",
    lambda task: not _pays(task) or task.result.price_agreed_on is not None,
)
NOT_BARRED = Check(
    "not_barred",
    "Không được chuyển giao không bồi hoàn cho bên tiếp nhận này; hãy chọn bậc hoàn trả giá trị (bậc 3 "
    "hoặc 4 theo Nghị định số 70/2018/NĐ-CP) và định giá, hoặc con đường nhân rộng.",
    "A free transfer to this recipient is barred: choose a paid rung and a valuation, or replication.",
    # The bar follows from the regime and the parties alone; the day of judgement only adds notes to it.
    lambda task: not judge_task(task, free=not _pays(task), on=DECREE_70_LAPSED_ON).is_barred,
)
RECIPIENT_KNOWN = Check(
    "recipient",
    "Chưa có đơn vị tiếp nhận kết quả.",
    "There is no recipient.",
    lambda task: task.recipient is not None,
)
REPLICATION = Check(
    "replication",
    "Không chọn con đường nhân rộng bằng ngân sách.",
    "Replication is not the chosen way.",
    lambda task: "replicate" in task.remedies,
)
MARKET = Check(
    "market",
    "Kết quả đi theo con đường nhân rộng bằng ngân sách.",
    "The result takes the way of replication.",
    lambda task: "replicate" not in task.remedies,
)
RECIPIENT_OR_REPLICATION = Check(
    "recipient_or_replication",
    "Chưa có đơn vị tiếp nhận kết quả; nếu không có người mua, hãy chọn con đường nhân rộng bằng ngân sách.",
    "There is no recipient; where there is no buyer, choose replication.",
    lambda task: task.recipient is not None or "replicate" in task.remedies,
)
NOT_IN_USE = Check(
    "not_in_use",
    "Kết quả đang được sử dụng, hoặc chưa rõ có được sử dụng hay không.",
    "The result is in use, or it is not known whether it is.",
    lambda task: task.result.in_use is False,
)
EQUIPMENT_BOUGHT = Check(
    "equipment",
    "Nhiệm vụ không trang bị tài sản.",
    "The task bought no equipment.",
    lambda task: bool(task.equipment_bought),
)
R4_CONTRIBUTION = Check(
    "contribution",
    "Chưa có văn bản xác định đóng góp của từng thành viên.",
    "The document that fixes each member's contribution is missing.",
    lambda task: task.regime is Regime.R4_LAW93,
)
