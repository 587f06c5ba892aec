"""The ways out that the causes allow. A code never changes: decisions on record carry it."""

from models.closet.words import Remedy

NAME_RECIPIENT = Remedy("name_recipient", "Xác định đơn vị tiếp nhận", "Name a recipient")
PUBLISH_OFFER = Remedy(
    "publish_offer", "Giới thiệu trên sàn giao dịch công nghệ, mời doanh nghiệp", "Publish the offer"
)
CALL_COUNCIL = Remedy("call_council", "Đưa ra hội đồng tư vấn họp hằng tháng", "Call the advisory council")
DEMAND = Remedy("demand_letter", "Gửi văn bản đôn đốc", "Send a letter of demand")
REPORT_PPC = Remedy("report_ppc", "Báo cáo Ủy ban nhân dân tỉnh", "Report to the People's Committee")
HOLD_SETTLEMENT = Remedy("hold_settlement", "Chưa quyết toán khi chưa đăng ký kết quả", "Hold the settlement")
SCHEDULE_HANDOVER = Remedy(
    "schedule_handover", "Ấn định ngày bàn giao và lập biên bản", "Schedule the handover"
)
PAID_RUNG = Remedy(
    "paid_rung", "Chọn bậc có hoàn trả giá trị (bậc 3 hoặc 4) và mở định giá", "Choose the paid rung"
)
USE_RIGHT = Remedy(
    "use_right",
    "Giao quyền sử dụng cho tổ chức chủ trì và chia lợi nhuận (bậc 5)",
    "Use right to the host, with profit sharing",
)
REPLICATE = Remedy(
    "replicate", "Mở nhiệm vụ ứng dụng, nhân rộng (Mẫu 02-TTMH, 02-TMMH)", "Open a replication task"
)
LEGAL_OPINION = Remedy("legal_opinion", "Xin ý kiến bộ phận pháp chế", "Ask for a legal opinion")
STATE_DECISION = Remedy(
    "state_decision", "Trình Nhà nước quyết định việc sử dụng, chuyển giao", "Ask for a State decision"
)
ADDENDUM = Remedy(
    "contract_addendum", "Ký phụ lục nêu phần của Nhà nước và cách xử lý tài sản", "Sign a contract addendum"
)
VALUATION = Remedy("valuation", "Thuê tổ chức thẩm định giá", "Hire a valuer")
INTERMEDIARY = Remedy("intermediary", "Nhờ tổ chức trung gian thương lượng giá", "Call in an intermediary")
AUCTION = Remedy("auction", "Bán đấu giá", "Auction")
FILE_IP = Remedy("file_ip", "Nộp đơn đăng ký sở hữu công nghiệp ngay", "File now")
WAIVE_IP = Remedy("waive_ip", "Ghi nhận quyết định không bảo hộ", "Record the decision not to protect")
LICENCE_APPLICATION = Remedy(
    "licence_application",
    "Ký hợp đồng đối với đơn đăng ký hoặc bí quyết",
    "License the application or know-how",
)
PILOT_TASK = Remedy(
    "pilot_task", "Mở nhiệm vụ sản xuất thử nghiệm, đổi mới sáng tạo", "Open a pilot-production task"
)
BENEFIT_AGREEMENT = Remedy(
    "benefit_agreement", "Lập văn bản đóng góp và thỏa thuận chia lợi ích", "Agree on the benefits"
)
RECORD_SUCCESSOR = Remedy(
    "record_successor", "Ghi nhận tổ chức kế thừa và quyết định lại", "Record the successor"
)
LINE_APPROVAL = Remedy(
    "line_approval", "Nộp hồ sơ tới cơ quan quản lý chuyên ngành", "Apply to the line authority"
)
SIGN_CONTRACT = Remedy(
    "sign_contract", "Chuyển từng việc đã ghi nhớ thành hợp đồng", "Turn the memorandum into contracts"
)
RECALL = Remedy("recall", "Thu hồi và giao lại cho đơn vị khác", "Recall and re-assign")
APPLICATION_REPORT = Remedy(
    "application_report", "Yêu cầu nộp báo cáo ứng dụng", "Demand the application report"
)
AWAIT_CENTRAL = Remedy(
    "await_central",
    "Chờ hướng dẫn của Trung ương (phải có văn bản)",
    "Await central guidance (with its document)",
)
RECORD_GUIDANCE = Remedy(
    "record_guidance", "Ghi nhận hướng dẫn của Trung ương đã có", "Record the guidance received"
)
NOT_TRANSFERABLE = Remedy(
    "not_transferable", "Ghi nhận kết quả không thuộc diện chuyển giao", "Record that it is not transferable"
)
