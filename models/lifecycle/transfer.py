"""From the recognised result to its use and to the archive: rows 15 to 21 of the stage table."""

from models.language import (
    Confidence,
    Deadline,
    Gate,
    Generated,
    Moment,
    Paper,
    Role,
    Several,
    Single,
    Source,
    Stage,
    Step,
)
from models.lifecycle import checks

_DOST = (Role.DOST_OFFICER, Role.DOST_HEAD)
_HOST = (Role.HOST, Role.HOST_HEAD)

MATCH = Stage(
    code="MATCH",
    row="15",
    vi="Kết nối, tìm đơn vị tiếp nhận",
    en="Matching",
    state="Đang tìm đơn vị tiếp nhận",
    source=Source("Hội đồng tư vấn họp hằng tháng (thông lệ Đồng Tháp)", Confidence.GENERAL),
    enter=(checks.TRANSFERABLE,),
    papers=(
        Paper("transfer_profile", "Hồ sơ giới thiệu kết quả", "Profile of the result", (*_DOST, *_HOST)),
        Paper(
            "partner_letter",
            "Văn bản đề nghị tiếp nhận",
            "Partner's letter",
            (Role.RECIPIENT,),
            when=checks.MARKET,
        ),
    ),
    gates=(
        Gate(
            "partner",
            "Xác nhận đơn vị tiếp nhận",
            "Confirmation of the partner",
            Single((Role.HOST_HEAD, Role.DOST_HEAD, Role.DOST_DIRECTOR)),
            records=("partner_found_on",),
            checks=(checks.RECIPIENT_OR_REPLICATION,),
            may_reject=False,
        ),
    ),
    deadline=Deadline("match"),
    documents=(
        Generated("technology-profile", Moment.ENTER),
        Generated("matching-minutes", "partner", checks.MARKET),
        Generated("memorandum", "partner", checks.MARKET),
    ),
    next=(Step("REPLICATE", checks.REPLICATION), Step("VALUE", checks.NEEDS_VALUE), Step("TRANSFER")),
    exit="PARTNER_FOUND",
)

VALUE = Stage(
    code="VALUE",
    row="16",
    vi="Định giá",
    en="Valuation",
    state="Chờ định giá",
    source=Source("Nghị định số 70/2018/NĐ-CP; TTLT số 39/2014/TTLT-BKHCN-BTC", Confidence.READ),
    papers=(
        Paper(
            "valuation_certificate",
            "Chứng thư định giá",
            "Valuation certificate",
            (Role.VALUER, *_HOST, *_DOST),
        ),
    ),
    gates=(
        Gate(
            "price",
            "Phê duyệt giá (Nhà nước)",
            "Approval of the price (State)",
            Single((Role.PPC_CHAIR, Role.FINANCE)),
            records=("valued_on", "price_agreed_on"),
            when=checks.STATE_RIGHT,
        ),
        Gate(
            "owner-price",
            "Phê duyệt giá (chủ sở hữu)",
            "Approval of the price (owner)",
            Single((Role.HOST_HEAD,)),
            records=("valued_on", "price_agreed_on"),
            when=checks.OWNER_DECIDES,
        ),
    ),
    deadline=Deadline("value"),
    documents=tuple(
        Generated(paper, gate)
        for gate in ("price", "owner-price")
        for paper in ("valuation-record", "price-decision")
    ),
    next=(Step("TRANSFER"),),
    on_reject=(Step("MATCH"),),
    exit="PRICED",
)

TRANSFER = Stage(
    code="TRANSFER",
    row="17",
    vi="Chuyển giao",
    en="Transfer",
    state="Chờ ký chuyển giao",
    source=Source("Điều 27, 28 Luật số 93/2025/QH15; Luật Chuyển giao công nghệ 2017", Confidence.SECONDARY),
    enter=(checks.RECIPIENT_KNOWN, checks.VALUED),
    papers=(
        Paper("transfer_draft", "Dự thảo hợp đồng chuyển giao", "Draft transfer contract", (Role.HOST,)),
        Paper("benefit_terms", "Thỏa thuận đồng tác giả về lợi ích", "Co-authors' terms", _HOST),
    ),
    gates=(
        Gate(
            "state-consent",
            "Cơ quan nhà nước chấp thuận chuyển giao",
            "Consent of the State",
            Single((Role.PPC_CHAIR,)),
            when=checks.STATE_RIGHT,
        ),
        Gate(
            "parties",
            "Các bên ký hợp đồng chuyển giao",
            "The parties sign",
            Several((Role.HOST_HEAD, Role.RECIPIENT)),
            records=("transferred_on", "benefit_agreement_on"),
            checks=(checks.VALUED, checks.NOT_RESERVED, checks.NOT_BARRED),
        ),
        Gate(
            "handover",
            "Bàn giao công nghệ",
            "Handover of the technology",
            Single(_DOST),
            records=("handed_over_on",),
            may_reject=False,
        ),
    ),
    deadline=Deadline("transfer"),
    documents=(
        Generated("transfer-contract", "parties"),
        Generated("benefit-agreement", "parties"),
        Generated("transfer-handover", "handover"),
    ),
    next=(Step("SHARE", checks.NEEDS_VALUE), Step("FOLLOW_UP")),
    on_reject=(Step("MATCH"),),
    exit="TRANSFER_SIGNED",
)

SHARE = Stage(
    code="SHARE",
    row="18",
    vi="Phân chia lợi ích",
    en="Sharing",
    state="Chờ phân chia lợi ích",
    source=Source("Điều 28 khoản 3 Luật số 93/2025/QH15; Nghị định số 08/2014/NĐ-CP", Confidence.SECONDARY),
    papers=(Paper("revenue_ledger", "Sổ doanh thu", "Revenue ledger", _HOST),),
    gates=(
        Gate(
            "share",
            "Phê duyệt bảng phân chia lợi ích",
            "Approval of the benefit table",
            Single((Role.HOST_HEAD,)),
            records=("shared_on",),
            may_reject=False,
        ),
    ),
    deadline=Deadline("share"),
    documents=(Generated("benefit-table", "share"),),
    next=(Step("FOLLOW_UP"),),
    exit="PAID",
)

REPLICATE = Stage(
    code="REPLICATE",
    row="19",
    vi="Nhân rộng bằng ngân sách",
    en="Replication",
    state="Chờ phê duyệt nhân rộng",
    source=Source("Mẫu 02-TTMH, 02-TMMH", Confidence.SECONDARY),
    papers=(
        Paper("replication_submission", "Tờ trình nhân rộng", "Submission", (Role.ORDERER,), "02-TTMH"),
        Paper("replication_proposal", "Thuyết minh nhân rộng", "Proposal", (Role.ORDERER,), "02-TMMH"),
        Paper("cost_annex", "Phụ lục dự toán", "Cost annex", (Role.ORDERER,)),
    ),
    gates=(
        Gate(
            "appraise-replication",
            "Thẩm định nhiệm vụ nhân rộng",
            "Appraisal of the replication task",
            Several((Role.DOST_OFFICER, Role.FINANCE)),
        ),
        Gate(
            "approve-replication",
            "Phê duyệt nhiệm vụ nhân rộng",
            "Approval of the replication task",
            Single((Role.PPC_CHAIR,)),
            records=("replication_approved_on", "funding_line_on", "handed_over_on"),
        ),
    ),
    deadline=Deadline("replicate"),
    documents=(Generated("replication-decision", "approve-replication"),),
    next=(Step("FOLLOW_UP"),),
    on_reject=(Step("MATCH"),),
    exit="HANDED_OVER",
)

FOLLOW_UP = Stage(
    code="FOLLOW_UP",
    row="20",
    vi="Theo dõi ứng dụng",
    en="Follow-up",
    state="Đang theo dõi ứng dụng",
    source=Source("Điều 27 khoản 4 Luật số 93/2025/QH15; Thông tư số 14/2014/TT-BKHCN", Confidence.SECONDARY),
    papers=(
        Paper(
            "application_report",
            "Báo cáo ứng dụng kết quả",
            "Application report",
            (*_HOST, Role.RECIPIENT),
        ),
    ),
    gates=(
        Gate(
            "follow-up",
            "Xác nhận tình hình ứng dụng",
            "Confirmation of the application",
            Single(_DOST),
            records=("application_report_on",),
            may_reject=False,
        ),
    ),
    deadline=Deadline("follow_up"),
    documents=(
        Generated("application-sheet", "follow-up"),
        Generated("application-summary", "follow-up"),
    ),
    # Handed over and not used: it is taken back, and another recipient is sought.
    next=(Step("MATCH", checks.NOT_IN_USE), Step("ARCHIVE", outcome="applied")),
    exit="IN_APPLICATION",
)

ARCHIVE = Stage(
    code="ARCHIVE",
    row="21",
    vi="Lưu trữ hồ sơ",
    en="Archive",
    state="Chờ nộp lưu",
    source=Source("Thông tư số 05/2025/TT-BNV, Thông tư số 19/2019/TT-BKHCN", Confidence.SECONDARY),
    papers=(Paper("file_list", "Danh mục tài liệu nộp lưu", "File list", _DOST),),
    gates=(
        Gate(
            "archive",
            "Tiếp nhận hồ sơ lưu trữ",
            "Receipt into the archive",
            Single((Role.RECORDS,)),
            records=("archived_on",),
            may_reject=False,
        ),
    ),
    deadline=Deadline("archive"),
    documents=(Generated("file-index", "archive"),),
    next=(Step(None, outcome="closed"),),
    exit="CLOSED",
)
