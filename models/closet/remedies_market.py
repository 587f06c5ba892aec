"""Ways out on the way to the market: price, protection, readiness, benefits, approvals."""

from models.closet.remedies_reception import CHIEFS, HEADS
from models.closet.words import Remedy
from models.dossier import SixClears

VALUATION = Remedy(
    "valuation",
    "Thuê tổ chức thẩm định giá",
    "Hire a valuer",
    papers=("valuation-request",),
    clears=SixClears(
        who="{host}",
        what="Ký hợp đồng thẩm định giá và nộp chứng thư định giá kết quả",
        result="Chứng thư định giá kết quả",
        responsibility="Thủ trưởng {host}",
        authority="Chủ sở hữu kết quả",
    ),
    sets=("paid_path_on",),
    done_by=("valued_on",),
    rule="value",
)
INTERMEDIARY = Remedy(
    "intermediary",
    "Nhờ tổ chức trung gian thương lượng giá",
    "Call in an intermediary",
    papers=("intermediary-request",),
    clears=SixClears(
        who="{host} và {recipient}",
        what="Thương lượng giá chuyển giao với sự hỗ trợ của tổ chức trung gian",
        result="Biên bản thống nhất giá hoặc hợp đồng chuyển giao",
        responsibility="Thủ trưởng {host}",
        authority="Chủ sở hữu kết quả",
    ),
    done_by=("price_agreed_on", "transferred_on"),
)
AUCTION = Remedy(
    "auction",
    "Bán đấu giá",
    "Auction",
    papers=("auction-submission",),
    clears=SixClears(
        who="{dost} và {host}",
        what="Lập phương án bán đấu giá quyền đối với kết quả, trình phê duyệt và tổ chức đấu giá",
        result="Kết quả đấu giá được phê duyệt hoặc hợp đồng chuyển giao",
        responsibility="Giám đốc {dost}",
        authority="{ppc}",
    ),
    done_by=("price_agreed_on", "transferred_on"),
    deciders=CHIEFS,
)
FILE_IP = Remedy(
    "file_ip",
    "Nộp đơn đăng ký sở hữu công nghiệp ngay",
    "File now",
    papers=("ip-filing-request",),
    clears=SixClears(
        who="{host} và nhóm tác giả",
        what="Nộp đơn đăng ký sở hữu công nghiệp trước khi mất tính mới",
        result="Tờ khai có dấu nhận đơn của cơ quan sở hữu công nghiệp",
        responsibility="Thủ trưởng {host}",
        authority="Thủ trưởng {host}",
    ),
    done_by=("ip_filed_on",),
)
WAIVE_IP = Remedy(
    "waive_ip",
    "Ghi nhận quyết định không bảo hộ",
    "Record the decision not to protect",
    papers=("ip-waiver-record",),
    clears=SixClears(
        who="{host}",
        what="Ghi nhận quyết định không đăng ký bảo hộ và công bố kết quả theo quy định",
        result="Quyết định không bảo hộ được ghi nhận trong hồ sơ",
        responsibility="Thủ trưởng {host}",
        authority="Thủ trưởng {host}",
    ),
    by_document=True,
    sets=("ip_waived_on",),
    at_once=True,
    deciders=HEADS,
)
LICENCE_APPLICATION = Remedy(
    "licence_application",
    "Ký hợp đồng đối với đơn đăng ký hoặc bí quyết",
    "License the application or know-how",
    papers=("licence-proposal",),
    clears=SixClears(
        who="{host} và {recipient}",
        what="Ký hợp đồng chuyển giao đối với đơn đăng ký hoặc bí quyết trong khi chờ văn bằng",
        result="Hợp đồng chuyển giao đã ký",
        responsibility="Thủ trưởng {host}",
        authority="Chủ sở hữu kết quả",
    ),
    done_by=("transferred_on",),
)
PILOT_TASK = Remedy(
    "pilot_task",
    "Mở nhiệm vụ sản xuất thử nghiệm, đổi mới sáng tạo",
    "Open a pilot-production task",
    papers=("pilot-task-submission",),
    clears=SixClears(
        who="{dost} và {host}",
        what="Lập nhiệm vụ sản xuất thử nghiệm để hoàn thiện công nghệ, trình {ppc} phê duyệt",
        result="Nhiệm vụ được phê duyệt; mức sẵn sàng công nghệ được nâng lên",
        responsibility="Giám đốc {dost}",
        authority="{ppc}",
    ),
    done_by=("trl",),
    deciders=HEADS,
)
BENEFIT_AGREEMENT = Remedy(
    "benefit_agreement",
    "Lập văn bản đóng góp và thỏa thuận chia lợi ích",
    "Agree on the benefits",
    papers=("contribution-request",),
    clears=SixClears(
        who="{host} và các đồng tác giả",
        what="Lập văn bản xác định đóng góp của từng thành viên và thỏa thuận phân chia lợi ích",
        result="Thỏa thuận phân chia lợi ích đã ký",
        responsibility="Thủ trưởng {host}",
        authority="Thủ trưởng {host}",
    ),
    done_by=("benefit_agreement_on", "shared_on"),
)
LINE_APPROVAL = Remedy(
    "line_approval",
    "Nộp hồ sơ tới cơ quan quản lý chuyên ngành",
    "Apply to the line authority",
    papers=("line-approval-request",),
    clears=SixClears(
        who="{host}",
        what="Nộp hồ sơ đề nghị cấp phép, công nhận sản phẩm tới cơ quan quản lý chuyên ngành",
        result="Giấy phép, quyết định công nhận sản phẩm",
        responsibility="Thủ trưởng {host}",
        authority="Cơ quan quản lý chuyên ngành",
    ),
    done_by=("approval_granted_on",),
)
