"""Who owns what was made: rows 13a to 14 of the stage table. Equipment and IP run beside the line."""

from models.language import (
    Confidence,
    Deadline,
    Gate,
    Generated,
    Paper,
    Role,
    Single,
    Source,
    Stage,
    Step,
)
from models.lifecycle import checks

_HOST = (Role.HOST, Role.HOST_HEAD)
_HANDOVER = Gate(
    "rights-handover",
    "Bàn giao kết quả",
    "Handover of the result",
    Single((Role.DOST_OFFICER, Role.DOST_HEAD)),
    may_reject=False,
)

EQUIPMENT = Stage(
    code="EQUIPMENT",
    row="13a",
    vi="Xử lý tài sản trang bị",
    en="Equipment",
    state="Chờ xử lý tài sản trang bị",
    source=Source("Điều 10 khoản 1 và Điều 7 Nghị định số 70/2018/NĐ-CP", Confidence.READ),
    beside=True,
    papers=(
        Paper("equipment_request", "Văn bản đề nghị xử lý tài sản", "Request letter", _HOST),
        Paper("inventory", "Biên bản kiểm kê", "Inventory minutes", _HOST),
        Paper("equipment_list", "Danh mục tài sản đề nghị xử lý", "List of assets", _HOST),
    ),
    gates=(
        Gate(
            "equipment",
            "Quyết định xử lý tài sản trang bị",
            "Decision on the equipment",
            Single((Role.PPC_CHAIR, Role.FINANCE)),
            may_reject=False,
        ),
        Gate(
            "equipment-handover",
            "Bàn giao tài sản trang bị",
            "Handover of the equipment",
            Single((Role.DOST_OFFICER, Role.DOST_HEAD)),
            records=("equipment_settled_on",),
            may_reject=False,
        ),
    ),
    deadline=Deadline("equipment_plan", since="contract_ends_on"),
    documents=(
        Generated("equipment-decision", "equipment"),
        Generated("equipment-handover", "equipment-handover"),
    ),
    next=(Step(None, outcome="settled"),),
    exit="EQUIPMENT_SETTLED",
)

RIGHTS_R1 = Stage(
    code="RIGHTS_R1",
    row="13b",
    vi="Giao quyền (Luật 29/2013)",
    en="Rights (Law 29/2013)",
    state="Chờ giao quyền",
    source=Source("Nghị định số 08/2014/NĐ-CP, Thông tư số 15/2014/TT-BKHCN", Confidence.READ),
    papers=(
        Paper("rights_request", "Đơn đề nghị giao quyền", "Request for rights", _HOST, "Mẫu 1"),
        Paper("commercial_report", "Báo cáo khả năng ứng dụng, thương mại hóa", "Report", _HOST, "Mẫu 2"),
        Paper("rights_draft", "Dự thảo thỏa thuận giao quyền", "Draft agreement", _HOST, "Mẫu 3"),
    ),
    gates=(
        Gate(
            "rights",
            "Quyết định giao quyền",
            "Decision on the rights",
            Single((Role.PPC_CHAIR,)),
            records=("rights_decided_on",),
            checks=(checks.LEGAL_BASIS,),
        ),
        _HANDOVER,
    ),
    deadline=Deadline("rights_decision", since="rights_dossier_on"),
    when_complete=("rights_dossier_on",),
    documents=(
        Generated("rights-agreement", "rights"),
        Generated("rights-decision-r1", "rights"),
        Generated("result-handover", "rights-handover"),
    ),
    next=(Step("MATCH"),),
    exit="RIGHTS_DECIDED",
)

RIGHTS_R2 = Stage(
    code="RIGHTS_R2",
    row="13c",
    vi="Giao quyền (Nghị định 70/2018)",
    en="Rights (Decree 70/2018)",
    state="Chờ giao quyền",
    source=Source("Nghị định số 70/2018/NĐ-CP", Confidence.READ),
    papers=(
        Paper(
            "asset_report",
            "Báo cáo tài sản là kết quả và giá trị hình thành",
            "Asset report",
            _HOST,
            records=("asset_report_on",),
        ),
        Paper("rights_request", "Văn bản đề nghị giao quyền", "Request for rights", _HOST),
    ),
    gates=(
        Gate(
            "rights",
            "Quyết định giao quyền",
            "Decision on the rights",
            Single((Role.PPC_CHAIR,)),
            records=("rights_decided_on",),
            checks=(checks.LEGAL_BASIS,),
        ),
        _HANDOVER,
    ),
    deadline=Deadline("rights_decision", since="rights_dossier_on"),
    when_complete=("rights_dossier_on",),
    documents=(
        Generated("rights-decision", "rights"),
        Generated("reimbursement-commitment", "rights", checks.REIMBURSED),
        Generated("result-handover", "rights-handover"),
    ),
    next=(Step("MATCH"),),
    exit="RIGHTS_DECIDED",
)

RIGHTS_R4 = Stage(
    code="RIGHTS_R4",
    row="13d",
    vi="Xác lập quyền (Luật 93/2025)",
    en="Rights (Law 93/2025)",
    state="Chờ xác lập quyền",
    source=Source("Điều 25 khoản 2 Luật số 93/2025/QH15", Confidence.SECONDARY),
    papers=(Paper("ownership_note", "Thông tin về quyền đối với kết quả", "Ownership note", _HOST),),
    gates=(
        Gate(
            "rights",
            "Ghi nhận xác lập quyền",
            "Entry of the rights",
            Single((Role.DOST_OFFICER, Role.DOST_HEAD)),
            records=("rights_decided_on",),
            checks=(checks.NOT_RESERVED,),
        ),
    ),
    documents=(Generated("rights-notice", "rights"), Generated("rights-register-entry", "rights")),
    next=(Step("MATCH"),),
    exit="RIGHTS_DECIDED",
)

IP = Stage(
    code="IP",
    row="14",
    vi="Quyết định về sở hữu trí tuệ",
    en="IP decision",
    state="Chờ quyết định sở hữu trí tuệ",
    source=Source("Điều 60 khoản 3, Điều 65 khoản 4 Luật Sở hữu trí tuệ", Confidence.SECONDARY),
    beside=True,
    papers=(
        Paper("invention_disclosure", "Khai báo sáng chế", "Invention disclosure", _HOST),
        Paper("novelty_search", "Kết quả tra cứu", "Novelty search", _HOST),
    ),
    gates=(
        Gate(
            "ip",
            "Quyết định nộp đơn, giữ bí mật hoặc công bố",
            "File, keep secret or publish",
            Single((Role.HOST_HEAD,)),
            records=("ip_decided_on",),
            may_reject=False,
        ),
    ),
    deadline=Deadline("ip_invention", since="disclosed_on"),
    documents=(Generated("ip-decision", "ip"),),
    next=(Step(None, outcome="decided"),),
    exit="IP_DECIDED",
)
