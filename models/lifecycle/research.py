"""From the signed contract to the recognised result: rows 7 to 12 of the stage table."""

from models.language import (
    Confidence,
    Council,
    Deadline,
    Gate,
    Generated,
    Moment,
    Paper,
    Role,
    Single,
    Source,
    Stage,
    Step,
)
from models.lifecycle import checks

_DOST = (Role.DOST_OFFICER, Role.DOST_HEAD)
_HOST = (Role.HOST, Role.HOST_HEAD)
_FAILED = (Step("ARCHIVE", outcome="failed"),)

EXECUTE = Stage(
    code="EXECUTE",
    row="7",
    vi="Thực hiện",
    en="Execution",
    state="Đang thực hiện",
    source=Source("Thông tư số 04/2015/TT-BKHCN", Confidence.READ),
    enter=(checks.CONTRACT_SIGNED,),
    papers=(
        Paper("periodic_report", "Báo cáo định kỳ", "Periodic report", _HOST),
        Paper("vouchers", "Chứng từ chi", "Vouchers", _HOST, required=False),
        Paper("adjustment_request", "Đề nghị điều chỉnh", "Request for adjustment", _HOST, required=False),
    ),
    gates=(
        Gate(
            "adjust",
            "Điều chỉnh nhiệm vụ",
            "Adjustment",
            Single((Role.DOST_DIRECTOR,)),
            opened_by="adjustment_request",
        ),
        Gate(
            "milestones",
            "Kiểm tra: hoàn thành nội dung hợp đồng",
            "Inspection: the contract's work is done",
            Single((Role.DOST_OFFICER, Role.DOST_HEAD, Role.DOST_DIRECTOR)),
        ),
    ),
    deadline=Deadline("periodic_report"),
    documents=(
        Generated("adjustment-decision", "adjust"),
        Generated("inspection-minutes", "milestones"),
        Generated("termination-decision", Moment.TERMINATE),
    ),
    next=(Step("SUBMIT"),),
    on_reject=(Step("ARCHIVE", outcome="terminated"),),
    opens=(Step("EQUIPMENT", checks.EQUIPMENT_BOUGHT),),
    exit="WORK_DONE",
)

SUBMIT = Stage(
    code="SUBMIT",
    row="8",
    vi="Nộp hồ sơ nghiệm thu",
    en="Submission for acceptance",
    state="Chờ hồ sơ nghiệm thu",
    source=Source("Thông tư số 33/2014/TT-BKHCN; Điều 17 Nghị định số 267/2025/NĐ-CP", Confidence.READ),
    papers=(
        Paper("acceptance_letter", "Công văn đề nghị nghiệm thu", "Letter", _HOST, "PL5-CVDNNT"),
        Paper("final_report", "Báo cáo tổng hợp, tóm tắt", "General and summary report", _HOST, "PL5-BCTH"),
        Paper("product_report", "Báo cáo sản phẩm", "Report on products", _HOST),
        Paper(
            "evidence_of_use",
            "Minh chứng công bố, tiếp nhận, sử dụng",
            "Evidence of use",
            (*_HOST, Role.RECIPIENT),
        ),
        Paper("research_data", "Số liệu, nhật ký", "Data and logbook", _HOST),
        Paper("financial_report", "Báo cáo tài chính", "Financial report", _HOST),
        Paper("self_assessment", "Báo cáo tự đánh giá", "Self-assessment", _HOST, "PL5-TDG"),
        Paper(
            "contribution_document",
            "Văn bản xác định đóng góp của từng thành viên",
            "Contribution of each member",
            _HOST,
            when=checks.R4_CONTRIBUTION,
        ),
    ),
    gates=(
        Gate(
            "completeness",
            "Kiểm tra hồ sơ nghiệm thu",
            "Completeness of the dossier",
            Single(_DOST),
            may_reject=False,
        ),
    ),
    deadline=Deadline("acceptance_dossier", since="contract_ends_on"),
    documents=(Generated("acceptance-receipt", "completeness"),),
    next=(Step("ACCEPT"),),
    exit="DOSSIER_VALID",
)

ACCEPT = Stage(
    code="ACCEPT",
    row="9",
    vi="Nghiệm thu",
    en="Acceptance",
    state="Chờ hội đồng nghiệm thu",
    source=Source("Thông tư số 11/2014/TT-BKHCN, Thông tư số 33/2014/TT-BKHCN", Confidence.READ),
    papers=(
        Paper("review", "Phiếu nhận xét của ủy viên phản biện", "Reviewers' opinions", (Role.COUNCIL,)),
        Paper("supplement", "Tài liệu bổ sung theo yêu cầu", "Supplementary files", _HOST, required=False),
        Paper(
            "expert_report",
            "Báo cáo của tổ chuyên gia",
            "Expert group's report",
            (Role.COUNCIL, *_DOST),
            required=False,
        ),
    ),
    gates=(
        Gate(
            "acceptance-council",
            "Hội đồng tư vấn đánh giá, nghiệm thu",
            "Acceptance council",
            Council("acceptance"),
            records=("accepted_on",),
        ),
    ),
    deadline=Deadline("accept"),
    documents=(
        Generated("acceptance-council", Moment.COUNCIL_FORMED),
        Generated("acceptance-ballot", "acceptance-council"),
        Generated("acceptance-minutes", "acceptance-council"),
        Generated("acceptance-notice", "acceptance-council"),
    ),
    next=(Step("COMPLETE"),),
    on_reject=_FAILED,
    opens=(Step("IP", checks.TRANSFERABLE),),
    exit="ACCEPTED",
)

COMPLETE = Stage(
    code="COMPLETE",
    row="10",
    vi="Hoàn thiện báo cáo",
    en="Completion of the report",
    state="Chờ hoàn thiện báo cáo",
    source=Source("Thông tư số 14/2014/TT-BKHCN (hồ sơ đăng ký sau hoàn thiện)", Confidence.READ),
    enter=(checks.PASSED,),
    papers=(
        Paper("revised_report", "Báo cáo đã hoàn thiện", "Revised report", _HOST),
        Paper("revision_note", "Giải trình tiếp thu", "Explanation of the revision", _HOST),
    ),
    gates=(
        Gate(
            "completion",
            "Chủ tịch hội đồng xác nhận hoàn thiện",
            "Council chair confirms the completion",
            Single((Role.COUNCIL,)),
            may_reject=False,
            chair_of="acceptance-council",
        ),
    ),
    deadline=Deadline("complete"),
    documents=(Generated("completion-certificate", "completion"),),
    next=(Step("REGISTER"),),
    exit="COMPLETED",
)

REGISTER = Stage(
    code="REGISTER",
    row="11",
    vi="Đăng ký kết quả",
    en="Registration",
    state="Chờ đăng ký kết quả",
    source=Source("Thông tư số 14/2014/TT-BKHCN", Confidence.READ),
    papers=(
        Paper("registration_sheet", "Phiếu đăng ký kết quả", "Registration sheet", _HOST, "Mẫu 5"),
        Paper("registered_report", "Báo cáo tổng hợp đã xác nhận", "Certified report", _HOST),
        Paper(
            "tech_sheet",
            "Phiếu mô tả công nghệ",
            "Technology description sheet",
            _HOST,
            "Mẫu 8",
            when=checks.HAS_PROCESS,
        ),
    ),
    gates=(
        Gate(
            "certificate",
            "Cấp giấy chứng nhận đăng ký kết quả",
            "Registration certificate",
            Single((Role.INFO_BODY,)),
            records=("registered_on",),
            may_reject=False,
        ),
    ),
    deadline=Deadline("registration", since="accepted_on"),
    documents=(Generated("registration-certificate", "certificate"),),
    next=(Step("RECOGNISE"),),
    exit="REGISTERED",
)

RECOGNISE = Stage(
    code="RECOGNISE",
    row="12",
    vi="Công nhận kết quả, thanh lý",
    en="Recognition and settlement",
    state="Chờ công nhận kết quả",
    source=Source("Thông tư về quy chế NAFOSTED (mẫu quy trình công nhận)", Confidence.READ),
    papers=(
        Paper("settlement", "Quyết toán kinh phí", "Settlement", _HOST),
        Paper("asset_list", "Danh mục tài sản", "Asset list", _HOST),
    ),
    gates=(
        Gate(
            "recognise",
            "Công nhận kết quả và thanh lý hợp đồng",
            "Recognition and liquidation",
            Single((Role.PPC_CHAIR, Role.DOST_DIRECTOR)),
            records=("recognised_on",),
            checks=(checks.REGIME_KNOWN,),
            may_reject=False,
        ),
    ),
    deadline=Deadline("recognise"),
    documents=(
        Generated("recognition-decision", "recognise"),
        Generated("liquidation-minutes", "recognise"),
    ),
    next=(
        Step("ARCHIVE", checks.ONLY_TYPE_I, outcome="not_transferable"),
        Step("RIGHTS_R1", checks.REGIME_R1),
        Step("RIGHTS_R2", checks.REGIME_R2),
        Step("RIGHTS_R4", checks.REGIME_R4),
    ),
    exit="RECOGNISED",
)
