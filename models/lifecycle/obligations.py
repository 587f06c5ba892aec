"""The duties that run beside the line: each has its own clock, whatever stage the task is in."""

from models.language import Check, Confidence, Deadline, Obligation, Role, Source
from models.lifecycle import checks

_HOST = (Role.HOST, Role.HOST_HEAD)

OBLIGATIONS: tuple[Obligation, ...] = (
    Obligation(
        "registration",
        "Đăng ký kết quả thực hiện nhiệm vụ",
        "Registration of the result",
        _HOST,
        Deadline("registration", since="accepted_on"),
        Check(
            "registered",
            "Chưa đăng ký kết quả.",
            "The result is not registered.",
            lambda task: task.result.registered_on is not None,
        ),
        source=Source("Thông tư số 14/2014/TT-BKHCN", Confidence.READ),
    ),
    Obligation(
        "asset_report",
        "Báo cáo tài sản là kết quả",
        "Report on the result asset",
        _HOST,
        Deadline("asset_report", since="accepted_on"),
        Check(
            "asset_reported",
            "Chưa báo cáo tài sản là kết quả.",
            "The result asset is not reported.",
            lambda task: task.result.asset_report_on is not None,
        ),
        applies=checks.REGIME_R2,
        source=Source("Nghị định số 70/2018/NĐ-CP", Confidence.READ),
    ),
    Obligation(
        "equipment_plan",
        "Kiểm kê và phương án xử lý tài sản trang bị",
        "Inventory and handling plan of the equipment",
        _HOST,
        Deadline("equipment_plan", since="contract_ends_on"),
        Check(
            "equipment_settled",
            "Chưa xử lý xong tài sản trang bị.",
            "The equipment is not settled.",
            lambda task: task.equipment_settled_on is not None,
        ),
        applies=checks.EQUIPMENT_BOUGHT,
        source=Source("Điều 10 khoản 1 Nghị định số 70/2018/NĐ-CP", Confidence.READ),
    ),
    Obligation(
        "ip_window",
        "Nộp đơn sáng chế trước khi mất tính mới",
        "Filing before novelty is lost",
        _HOST,
        Deadline("ip_invention", since="disclosed_on"),
        Check(
            "ip_settled",
            "Chưa nộp đơn và chưa quyết định không bảo hộ.",
            "Neither filed nor decided not to protect.",
            lambda task: any((task.result.ip_filed_on, task.result.ip_decided_on, task.result.ip_waived_on)),
        ),
        source=Source("Điều 60 khoản 3 Luật Sở hữu trí tuệ", Confidence.SECONDARY),
    ),
    Obligation(
        "archive",
        "Nộp hồ sơ vào lưu trữ hiện hành",
        "Dossier to the current archive",
        (Role.DOST_OFFICER, *_HOST),
        Deadline("archive", since="recognised_on"),
        Check(
            "archived",
            "Chưa nộp hồ sơ vào lưu trữ.",
            "The dossier is not archived.",
            lambda task: task.result.archived_on is not None,
        ),
        source=Source("Thông tư số 05/2025/TT-BNV", Confidence.SECONDARY),
    ),
)
