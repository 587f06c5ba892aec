"""From the State's order to the signed contract: rows 1 to 6 of the stage table."""

from models.language import (
    Confidence,
    Council,
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

ORDER = Stage(
    code="ORDER",
    row="1",
    vi="Đặt hàng",
    en="Order",
    state="Chờ duyệt đặt hàng",
    source=Source("Điều 25 khoản 2 Luật số 29/2013/QH13; Mẫu I.01-ĐHNV", Confidence.SECONDARY),
    enter=(checks.ORDERER_KNOWN,),
    papers=(
        Paper("order_sheet", "Phiếu đặt hàng", "Ordering sheet", (Role.ORDERER,), "I.01-ĐHNV"),
        Paper(
            "reception_commitment",
            "Cam kết tiếp nhận kết quả",
            "Commitment to receive the result",
            (Role.RECIPIENT, Role.ORDERER),
        ),
    ),
    gates=(
        Gate(
            "validity",
            "Kiểm tra tính hợp lệ của phiếu đặt hàng",
            "Check of the ordering sheet",
            Single(_DOST),
            checks=(checks.CLEARS, checks.ITEM_13),
            may_reject=True,
        ),
        Gate(
            "order-list",
            "Phê duyệt danh mục đặt hàng",
            "Approval of the list of orders",
            Single((Role.PPC_CHAIR,)),
            records=("ordered_on",),
        ),
    ),
    deadline=Deadline("order_check"),
    documents=(Generated("order-receipt", "validity"), Generated("order-list", "order-list")),
    next=(Step("IDENTIFY"),),
    exit="ORDER_APPROVED",
    withdrawn_by=(Role.ORDERER,),
)

IDENTIFY = Stage(
    code="IDENTIFY",
    row="2",
    vi="Xác định nhiệm vụ",
    en="Identification",
    state="Chờ hội đồng xác định nhiệm vụ",
    source=Source("Thông tư số 33/2014/TT-BKHCN", Confidence.READ),
    papers=(
        Paper("duplication_report", "Kết quả tra cứu trùng lặp", "Duplication report", _DOST),
        Paper("proposal_note", "Đề xuất nhiệm vụ", "Proposal", (Role.ORDERER, *_HOST), required=False),
    ),
    gates=(
        Gate(
            "identification-council",
            "Hội đồng tư vấn xác định nhiệm vụ",
            "Identification council",
            Council("identification"),
        ),
        Gate(
            "task-list",
            "Phê duyệt danh mục nhiệm vụ và phương thức",
            "Approval of the task list and the method",
            Single((Role.PPC_CHAIR,)),
            records=("listed_on",),
            checks=(checks.METHOD_SET,),
        ),
    ),
    deadline=Deadline("identify"),
    documents=(
        Generated("identification-council", Moment.COUNCIL_FORMED),
        Generated("identification-ballot", "identification-council"),
        Generated("identification-count", "identification-council"),
        Generated("identification-minutes", "identification-council"),
        Generated("task-list-decision", "task-list"),
    ),
    next=(Step("CALL"),),
    exit="LISTED",
    withdrawn_by=(Role.ORDERER,),
)

CALL = Stage(
    code="CALL",
    row="3",
    vi="Thông báo tuyển chọn",
    en="Call",
    state="Đang nhận hồ sơ",
    source=Source("Nghị định số 268/2025/NĐ-CP", Confidence.SECONDARY),
    enter=(checks.METHOD_SET,),
    papers=(
        Paper("host_application", "Đơn đăng ký chủ trì", "Application to host the task", _HOST, "BM-03"),
    ),
    gates=(
        Gate(
            "publish",
            "Ký thông báo tuyển chọn hoặc thư mời",
            "Signing the call or the invitation",
            Single((Role.DOST_DIRECTOR,)),
            records=("call_published_on",),
            may_reject=False,
        ),
        Gate(
            "open-files",
            "Mở hồ sơ đăng ký",
            "Opening of the files",
            Single(_DOST),
            records=("files_opened_on",),
            checks=(checks.HOST_KNOWN,),
            not_before=Deadline("call_open", since="call_published_on"),
        ),
    ),
    deadline=Deadline("call"),
    documents=(
        Generated("call-notice", "publish", checks.BY_SELECTION),
        Generated("direct-invitation", "publish", checks.BY_DIRECT),
    ),
    next=(Step("SELECT"),),
    exit="FILES_OPENED",
    withdrawn_by=(Role.ORDERER,),
)

SELECT = Stage(
    code="SELECT",
    row="4",
    vi="Tuyển chọn, giao trực tiếp",
    en="Selection",
    state="Chờ hội đồng tuyển chọn",
    source=Source("Thông tư số 08/2017/TT-BKHCN", Confidence.READ),
    enter=(checks.HOST_KNOWN,),
    papers=(
        Paper("proposal", "Thuyết minh nhiệm vụ", "Proposal (detailed)", _HOST, "BM-04"),
        Paper("science_cv", "Lý lịch khoa học", "Scientific CV", _HOST, "III.03-LLCN"),
        Paper("capacity", "Năng lực và cơ sở vật chất", "Capacity and facilities", _HOST, "BM-07"),
        Paper(
            "application_commitment",
            "Cam kết phối hợp, tiếp nhận, ứng dụng kết quả",
            "Commitment to receive and apply the result",
            (*_HOST, Role.RECIPIENT),
        ),
        Paper(
            "counterpart_proof",
            "Minh chứng vốn đối ứng",
            "Proof of counterpart funds",
            _HOST,
            when=checks.CO_FUNDED,
        ),
    ),
    gates=(
        Gate(
            "selection-council",
            "Hội đồng tư vấn tuyển chọn, giao trực tiếp",
            "Selection council",
            Council("selection"),
        ),
        Gate(
            "select",
            "Phê duyệt kết quả tuyển chọn",
            "Approval of the selection",
            Single((Role.PPC_CHAIR,)),
        ),
    ),
    deadline=Deadline("select"),
    documents=(
        Generated("selection-council", Moment.COUNCIL_FORMED),
        Generated("selection-scores", "selection-council"),
        Generated("selection-minutes", "selection-council"),
        Generated("selection-result", "select"),
    ),
    next=(Step("APPROVE"),),
    exit="HOST_SELECTED",
    withdrawn_by=(Role.ORDERER,),
)

APPROVE = Stage(
    code="APPROVE",
    row="5",
    vi="Thẩm định kinh phí, phê duyệt",
    en="Budget appraisal and approval",
    state="Chờ thẩm định, phê duyệt",
    source=Source("Nghị định số 268/2025/NĐ-CP; Mẫu BM-09", Confidence.SECONDARY),
    papers=(
        Paper("budget_estimate", "Dự toán kinh phí", "Budget estimate", _HOST, "BM-09"),
        Paper("explanation", "Giải trình, tiếp thu ý kiến hội đồng", "Explanation", _HOST),
    ),
    gates=(
        Gate(
            "appraisal",
            "Tổ thẩm định kinh phí",
            "Budget appraisal",
            Several((Role.DOST_OFFICER, Role.FINANCE)),
            checks=(checks.FUNDING_KNOWN,),
        ),
        Gate(
            "approve",
            "Phê duyệt tổ chức chủ trì, kinh phí, thời gian",
            "Approval of host, budget and duration",
            Single((Role.PPC_CHAIR, Role.DOST_DIRECTOR)),
            records=("approved_on",),
            checks=(checks.FUNDING_KNOWN, checks.HOST_KNOWN),
        ),
    ),
    deadline=Deadline("approve"),
    documents=(Generated("appraisal-minutes", "appraisal"), Generated("approval-decision", "approve")),
    next=(Step("CONTRACT"),),
    exit="APPROVED",
)

CONTRACT = Stage(
    code="CONTRACT",
    row="6",
    vi="Hợp đồng",
    en="Contract",
    state="Chờ ký hợp đồng",
    source=Source("Thông tư số 05/2014/TT-BKHCN", Confidence.READ),
    papers=(
        Paper("contract_draft", "Dự thảo hợp đồng", "Draft contract", (Role.HOST, Role.DOST_OFFICER)),
        Paper(
            "ownership_terms",
            "Điều khoản vốn góp, sở hữu và xử lý tài sản",
            "Terms of co-funding and ownership",
            (Role.HOST, Role.DOST_OFFICER),
            when=checks.CO_FUNDED,
        ),
    ),
    gates=(
        Gate(
            "sign",
            "Ký hợp đồng",
            "Signing of the contract",
            Several((Role.DOST_DIRECTOR, Role.HOST_HEAD)),
            records=("contract_signed_on",),
            checks=(checks.SHARE_CLAUSE, checks.HOST_KNOWN),
        ),
    ),
    deadline=Deadline("contract"),
    documents=(Generated("research-contract", "sign"), Generated("ownership-annex", "sign")),
    next=(Step("EXECUTE"),),
    exit="CONTRACT_SIGNED",
)
