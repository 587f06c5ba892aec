"""Ways out on the side of those who should receive and use the result."""

from models.closet.words import Remedy
from models.dossier import SixClears
from models.language import Role

CHIEFS = (Role.DOST_DIRECTOR, Role.PPC_CHAIR)
"""Those who bind the province: the director of the department, the chair of the People's Committee."""
HEADS = (Role.DOST_HEAD, *CHIEFS)

NAME_RECIPIENT = Remedy(
    "name_recipient",
    "Xác định đơn vị tiếp nhận",
    "Name a recipient",
    papers=("recipient-notice",),
    clears=SixClears(
        who="{party}",
        what="Trả lời bằng văn bản việc tiếp nhận kết quả; cùng {host} thống nhất cách chuyển giao",
        result="Văn bản đồng ý tiếp nhận kết quả của {party}",
        responsibility="Người đứng đầu {party}",
        authority="{dost}",
    ),
    must_name="đơn vị tiếp nhận",
    done_by=("partner_found_on", "memorandum_on", "transferred_on", "handed_over_on"),
)
PUBLISH_OFFER = Remedy(
    "publish_offer",
    "Giới thiệu trên sàn giao dịch công nghệ, mời doanh nghiệp",
    "Publish the offer",
    papers=("technology-offer",),
    clears=SixClears(
        who="{dost} và {host}",
        what="Đăng thông tin kết quả trên sàn giao dịch công nghệ, mời doanh nghiệp, hợp tác xã tiếp nhận",
        result="Ít nhất một đơn vị đề nghị tiếp nhận kết quả",
        responsibility="Trưởng phòng Quản lý khoa học, {dost}",
        authority="{dost}",
    ),
    done_by=("partner_found_on", "memorandum_on", "recipient"),
)
CALL_COUNCIL = Remedy(
    "call_council",
    "Đưa ra hội đồng tư vấn họp hằng tháng",
    "Call the advisory council",
    papers=("council-referral",),
    clears=SixClears(
        who="Hội đồng tư vấn khoa học và công nghệ",
        what="Cho ý kiến về con đường đưa kết quả ra ứng dụng tại phiên họp gần nhất",
        result="Kết luận của hội đồng tư vấn về kết quả",
        responsibility="Chủ tịch hội đồng tư vấn",
        authority="{ppc}",
    ),
    done_by=("council_concluded_on",),
    at_any_rung=True,
)
DEMAND = Remedy(
    "demand_letter",
    "Gửi văn bản đôn đốc",
    "Send a letter of demand",
    papers=("demand-letter",),
    clears=SixClears(
        who="{addressee}",
        what="Thực hiện nghĩa vụ đã quá hạn nêu trong văn bản đôn đốc",
        result="Nghĩa vụ được thực hiện, có văn bản trả lời",
        responsibility="Người đứng đầu {addressee}",
        authority="{dost}",
    ),
    at_any_rung=True,
)
REPORT_PPC = Remedy(
    "report_ppc",
    "Báo cáo Ủy ban nhân dân tỉnh",
    "Report to the People's Committee",
    papers=("stall-report",),
    clears=SixClears(
        who="{dost}",
        what="Báo cáo nguyên nhân, kiến nghị hướng xử lý và theo dõi chỉ đạo của {ppc}",
        result="Ý kiến chỉ đạo của {ppc} được thực hiện, nguyên nhân chấm dứt",
        responsibility="Giám đốc {dost}",
        authority="{ppc}",
    ),
    at_any_rung=True,
)
SCHEDULE_HANDOVER = Remedy(
    "schedule_handover",
    "Ấn định ngày bàn giao và lập biên bản",
    "Schedule the handover",
    papers=("handover-schedule",),
    clears=SixClears(
        who="{host} và {recipient}",
        what="Bàn giao kết quả đúng ngày đã ấn định, có mặt {dost}",
        result="Biên bản bàn giao có chữ ký của các bên",
        responsibility="Trưởng phòng Quản lý khoa học, {dost}",
        authority="{dost}",
    ),
    done_by=("handed_over_on", "rights_handed_on"),
    rule="handover",
)
REPLICATE = Remedy(
    "replicate",
    "Mở nhiệm vụ ứng dụng, nhân rộng (Mẫu 02-TTMH, 02-TMMH)",
    "Open a replication task",
    papers=("replication-submission", "replication-proposal"),
    clears=SixClears(
        who="{orderer}",
        what="Hoàn thiện tờ trình, thuyết minh, dự toán nhân rộng để {dost} và Sở Tài chính thẩm định",
        result="Quyết định phê duyệt nhiệm vụ ứng dụng, nhân rộng và dòng kinh phí",
        responsibility="Người đứng đầu {orderer}",
        authority="{ppc}",
    ),
    opens="REPLICATE",
    done_by=("replication_approved_on",),
    deciders=HEADS,
)
SIGN_CONTRACT = Remedy(
    "sign_contract",
    "Chuyển từng việc đã ghi nhớ thành hợp đồng",
    "Turn the memorandum into contracts",
    papers=("contract-demand",),
    clears=SixClears(
        who="{host} và {recipient}",
        what="Ký hợp đồng chuyển giao cho từng việc đã thống nhất trong biên bản ghi nhớ",
        result="Hợp đồng chuyển giao đã ký",
        responsibility="Thủ trưởng {host}",
        authority="Các bên ký biên bản ghi nhớ",
    ),
    done_by=("transferred_on",),
)
RECALL = Remedy(
    "recall",
    "Thu hồi và giao lại cho đơn vị khác",
    "Recall and re-assign",
    papers=("recall-decision",),
    clears=SixClears(
        who="{dost}",
        what="Thu hồi kết quả từ {recipient}, kiểm kê hồ sơ, vật phẩm và tìm đơn vị tiếp nhận khác",
        result="Kết quả được thu hồi, có đơn vị tiếp nhận mới",
        responsibility="Giám đốc {dost}",
        authority="{ppc}",
    ),
    opens="MATCH",
    done_by=("recipient", "partner_found_on"),
    deciders=CHIEFS,
)
APPLICATION_REPORT = Remedy(
    "application_report",
    "Yêu cầu nộp báo cáo ứng dụng",
    "Demand the application report",
    papers=("application-report-demand",),
    clears=SixClears(
        who="{host} và {recipient}",
        what="Nộp báo cáo tình hình ứng dụng kết quả, nêu rõ quy mô, hiệu quả, vướng mắc",
        result="Báo cáo ứng dụng kết quả",
        responsibility="Thủ trưởng {host}",
        authority="{dost}",
    ),
    done_by=("application_report_on", "in_use"),
    at_any_rung=True,
)
NOT_TRANSFERABLE = Remedy(
    "not_transferable",
    "Ghi nhận kết quả không thuộc diện chuyển giao",
    "Record that it is not transferable",
    papers=("not-transferable-decision",),
    clears=SixClears(
        who="{dost}",
        what="Ghi nhận kết quả không thuộc diện chuyển giao, lưu hồ sơ, công bố thông tin kết quả",
        result="Quyết định ghi nhận kết quả không thuộc diện chuyển giao",
        responsibility="Giám đốc {dost}",
        authority="{dost}",
    ),
    by_document=True,
    sets=("not_transferable_on",),
    at_once=True,
    deciders=CHIEFS,
)
