"""Ways out in the procedure and in the law: registration, rights, the State's part, guidance awaited."""

from models.closet.remedies_reception import CHIEFS, HEADS
from models.closet.words import Remedy
from models.dossier import SixClears

HOLD_SETTLEMENT = Remedy(
    "hold_settlement",
    "Chưa quyết toán khi chưa đăng ký kết quả",
    "Hold the settlement",
    papers=("settlement-hold",),
    clears=SixClears(
        who="{host}",
        what="Đăng ký kết quả thực hiện nhiệm vụ; {dost} chưa quyết toán khi chưa có giấy chứng nhận",
        result="Giấy chứng nhận đăng ký kết quả",
        responsibility="Thủ trưởng {host}",
        authority="{dost}",
    ),
    done_by=("registered_on",),
)
PAID_RUNG = Remedy(
    "paid_rung",
    "Chọn bậc có hoàn trả giá trị (bậc 3 hoặc 4) và mở định giá",
    "Choose the paid rung",
    papers=("paid-path-notice",),
    clears=SixClears(
        who="{host}",
        what="Thuê tổ chức thẩm định giá, trình phê duyệt giá trị phải hoàn trả",
        result="Chứng thư định giá và giá được phê duyệt",
        responsibility="Thủ trưởng {host}",
        authority="{ppc}, Sở Tài chính",
    ),
    sets=("paid_path_on",),
    done_by=("valued_on", "price_agreed_on"),
    rule="value",
    deciders=CHIEFS,
)
USE_RIGHT = Remedy(
    "use_right",
    "Giao quyền sử dụng cho tổ chức chủ trì và chia lợi nhuận (bậc 5)",
    "Use right to the host, with profit sharing",
    papers=("use-right-submission",),
    clears=SixClears(
        who="{dost}",
        what="Trình giao quyền sử dụng kết quả cho {host} để hoàn thiện, thương mại hóa và chia lợi nhuận",
        result="Quyết định giao quyền sử dụng kết quả",
        responsibility="Giám đốc {dost}",
        authority="{ppc}",
    ),
    done_by=("rights_decided_on",),
    deciders=CHIEFS,
)
LEGAL_OPINION = Remedy(
    "legal_opinion",
    "Xin ý kiến bộ phận pháp chế",
    "Ask for a legal opinion",
    papers=("legal-opinion-request",),
    clears=SixClears(
        who="Bộ phận pháp chế của {ppc}",
        what="Có ý kiến bằng văn bản về căn cứ pháp lý áp dụng cho kết quả",
        result="Văn bản xác nhận căn cứ áp dụng",
        responsibility="Phụ trách bộ phận pháp chế",
        authority="{ppc}",
    ),
    done_by=("legal_basis_on",),
)
STATE_DECISION = Remedy(
    "state_decision",
    "Trình Nhà nước quyết định việc sử dụng, chuyển giao",
    "Ask for a State decision",
    papers=("state-decision-submission",),
    clears=SixClears(
        who="{dost}",
        what="Trình {ppc} quyết định việc sử dụng, chuyển giao kết quả do Nhà nước nắm giữ quyền",
        result="Quyết định của cơ quan nhà nước về việc sử dụng, chuyển giao kết quả",
        responsibility="Giám đốc {dost}",
        authority="{ppc}",
    ),
    done_by=("state_decision_on",),
    deciders=CHIEFS,
)
ADDENDUM = Remedy(
    "contract_addendum",
    "Ký phụ lục nêu phần của Nhà nước và cách xử lý tài sản",
    "Sign a contract addendum",
    papers=("state-share-addendum",),
    clears=SixClears(
        who="{dost} và {host}",
        what="Ký phụ lục hợp đồng nêu phần vốn của Nhà nước và cách xử lý tài sản hình thành từ nhiệm vụ",
        result="Phụ lục hợp đồng đã ký",
        responsibility="Giám đốc {dost}, thủ trưởng {host}",
        authority="{dost}",
    ),
    done_by=("share_clause",),
    deciders=HEADS,
)
RECORD_SUCCESSOR = Remedy(
    "record_successor",
    "Ghi nhận tổ chức kế thừa và quyết định lại",
    "Record the successor",
    papers=("successor-notice",),
    clears=SixClears(
        who="{party}",
        what="Tiếp nhận hồ sơ, kế thừa quyền và nghĩa vụ đối với nhiệm vụ và kết quả",
        result="Tổ chức kế thừa được ghi nhận; các quyết định còn thiếu được ban hành lại",
        responsibility="Người đứng đầu {party}",
        authority="{ppc}",
    ),
    must_name="tổ chức kế thừa",
    at_once=True,
    deciders=CHIEFS,
)
AWAIT_CENTRAL = Remedy(
    "await_central",
    "Chờ hướng dẫn của Trung ương (phải có văn bản)",
    "Await central guidance (with its document)",
    papers=("central-wait-report",),
    clears=SixClears(
        who="{dost}",
        what="Theo dõi, đôn đốc hướng dẫn của cơ quan Trung ương và ghi nhận ngay khi có",
        result="Văn bản hướng dẫn của cơ quan Trung ương",
        responsibility="Giám đốc {dost}",
        authority="Cơ quan Trung ương ban hành hướng dẫn",
    ),
    by_document=True,
    done_by=("central_guidance_on",),
    deciders=HEADS,
)
RECORD_GUIDANCE = Remedy(
    "record_guidance",
    "Ghi nhận hướng dẫn của Trung ương đã có",
    "Record the guidance received",
    papers=("guidance-notice",),
    clears=SixClears(
        who="{dost} và {host}",
        what="Thực hiện hướng dẫn của cơ quan Trung ương; thời hạn xử lý được tính tiếp",
        result="Kết quả được xử lý theo hướng dẫn",
        responsibility="Trưởng phòng Quản lý khoa học, {dost}",
        authority="{dost}",
    ),
    by_document=True,
    sets=("central_guidance_on",),
    at_once=True,
    deciders=HEADS,
)
