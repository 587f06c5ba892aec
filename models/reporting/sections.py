"""The parts of a periodic report, and every figure that stands in them: declared once. DATA.

Figures of a period count what happened in it; figures of a standing say how things stood on its last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from models.reporting.figures import Line


@dataclass(frozen=True)
class Part:
    """A part of the report as declared; `named` is the heading above what it names one by one."""

    code: str
    vi: str
    en: str
    lines: tuple[Line, ...]
    named_vi: str = ""
    named_en: str = ""

    def line(self, code: str) -> Line:
        """The figure of that code, without the part's own code before it."""
        return next(each for each in self.lines if each.code == f"{self.code}.{code}")


_BY_DAYS: Final = "Đếm theo ngày ghi trong hồ sơ nhiệm vụ."
_BY_RECORDS: Final = "Đếm theo ngày ghi trong sổ sở hữu trí tuệ."
_BY_SUMS: Final = "Cộng các khoản đã ghi trong kỳ, trừ khoản đã hủy."

TASKS: Final = Part(
    "tasks",
    "Nhiệm vụ khoa học và công nghệ",
    "Research tasks",
    (
        Line("tasks.living", "Nhiệm vụ đang thực hiện, cuối kỳ", "Tasks under way at the end of the period",
             how="Nhiệm vụ có giai đoạn chưa kết thúc vào ngày cuối kỳ."),
        Line("tasks.overdue", "Trong đó quá hạn giai đoạn", "Of these past the due date of their stage",
             how="Giai đoạn đã quá hạn, đồng hồ không dừng."),
        Line("tasks.ordered", "Nhiệm vụ đặt hàng mới", "Tasks ordered", how=_BY_DAYS),
        Line("tasks.approved", "Nhiệm vụ được phê duyệt", "Tasks approved", how=_BY_DAYS),
        Line("tasks.signed", "Hợp đồng nghiên cứu đã ký", "Research contracts signed", how=_BY_DAYS),
        Line("tasks.accepted", "Nhiệm vụ được nghiệm thu", "Tasks accepted", how=_BY_DAYS),
        Line("tasks.recognised", "Kết quả được công nhận", "Results recognised", how=_BY_DAYS),
    ),
)  # fmt: skip
TRANSFERS: Final = Part(
    "transfers",
    "Chuyển giao, ứng dụng kết quả",
    "Transfer and use of results",
    (
        Line("transfers.transferred", "Kết quả được chuyển giao", "Results transferred", how=_BY_DAYS),
        Line("transfers.applied", "Báo cáo ứng dụng kết quả", "Reports of use", how=_BY_DAYS),
    ),
    "Kết quả chuyển giao trong kỳ",
    "Results transferred in the period",
)
CLOSET: Final = Part(
    "closet",
    "Ngăn tủ: kết quả đã nghiệm thu chưa được chuyển giao, ứng dụng",
    "The closet: results accepted and not in use",
    (
        Line("closet.lying", "Kết quả trong ngăn tủ, cuối kỳ", "Results in the closet at the end",
             how="Xét từng kết quả theo các nguyên nhân của ngăn tủ vào ngày cuối kỳ."),
        Line("closet.came", "Vào ngăn tủ trong kỳ", "Came in", how="Dựng lại từ ngày của các sự kiện."),
        Line("closet.left", "Ra khỏi ngăn tủ trong kỳ", "Left", how="Dựng lại từ ngày của các sự kiện."),
        Line("closet.longest", "Nằm lâu nhất", "Longest stay", "ngày", "Số ngày nằm chờ dài nhất."),
        Line("closet.late", "Kết quả có biện pháp quá hạn", "Results whose remedy is late",
             how="Biện pháp đã chọn, quá hạn và chưa xong."),
        Line("closet.valued", "Giá trị các kết quả đã định giá", "Worth of the results that were valued", "đ",
             "Cộng giá trị định giá."),
        Line("closet.budgeted", "Kinh phí của các kết quả chưa định giá", "Budget of those not valued", "đ",
             "Cộng kinh phí nhiệm vụ của kết quả chưa định giá."),
    ),
    "Nghiêm trọng nhất, lâu nhất",
    "Gravest and longest",
)  # fmt: skip
PLANS: Final = Part(
    "plans",
    "Chỉ tiêu và nhiệm vụ theo kế hoạch năm",
    "Targets and work of the year's plans",
    (
        Line("plans.targets", "Chỉ tiêu hoàn thành hoặc vượt", "Targets reached",
             how="Tình trạng tính từ số liệu đạt được và thời hạn, lũy kế từ đầu năm."),
        Line("plans.targets-late", "Chỉ tiêu quá hạn", "Targets late", how="Quá hạn, chưa đạt."),
        Line("plans.work", "Nhiệm vụ kế hoạch hoàn thành hoặc vượt", "Work done",
             how="Tình trạng tính từ ngày giao, ngày xong và thời hạn, lũy kế từ đầu năm."),
        Line("plans.work-late", "Nhiệm vụ kế hoạch quá hạn", "Work late", how="Quá hạn, chưa xong."),
        Line("plans.drafts", "Nhiệm vụ kế hoạch chưa giao", "Work not given out",
             how="Bản thảo: thiếu một trong sáu rõ hoặc chưa giao; không tính vào tổng số."),
    ),
    "Quá hạn, chưa hoàn thành",
    "Late",
)  # fmt: skip
MONEY: Final = Part(
    "money",
    "Kinh phí",
    "Money",
    (
        Line("money.planned", "Kinh phí kế hoạch của năm", "Planned for the year", "đ",
             "Cộng kế hoạch kinh phí của các nhiệm vụ trong năm."),
        Line("money.paid-year", "Đã cấp, lũy kế từ đầu năm", "Paid since the year began", "đ", _BY_SUMS),
        Line("money.disbursed", "Ngân sách nhà nước cấp trong kỳ", "Disbursed by the State", "đ", _BY_SUMS),
        Line("money.counterpart", "Vốn đối ứng cấp trong kỳ", "Counterpart funds paid", "đ", _BY_SUMS),
        Line("money.settled", "Quyết toán trong kỳ", "Settled", "đ", _BY_SUMS),
        Line("money.recovered", "Thu hồi trong kỳ", "Recovered", "đ", _BY_SUMS),
    ),
)  # fmt: skip
PROTECTION: Final = Part(
    "protection",
    "Sở hữu trí tuệ",
    "Intellectual property",
    (
        Line("protection.filed", "Đơn bảo hộ nộp trong kỳ", "Applications filed", how=_BY_RECORDS),
        Line("protection.granted", "Văn bằng cấp trong kỳ", "Titles granted", how=_BY_RECORDS),
        Line("protection.published", "Công bố kết quả trong kỳ", "Publications", how=_BY_RECORDS),
    ),
)
AGREEMENTS: Final = Part(
    "agreements",
    "Thỏa thuận ba bên",
    "Tripartite agreements",
    (
        Line("agreements.standing", "Thỏa thuận có hiệu lực, cuối kỳ", "Agreements in force at the end",
             how="Đã ký, chưa kết thúc vào ngày cuối kỳ."),
        Line("agreements.signed", "Thỏa thuận ký trong kỳ", "Agreements signed", how="Theo ngày ký."),
        Line("agreements.ordered", "Nhiệm vụ trong thỏa thuận đã đặt hàng", "Tasks foreseen and ordered",
             how="Trên số nhiệm vụ mà các thỏa thuận có hiệu lực dự kiến."),
    ),
)  # fmt: skip
COUNCIL: Final = Part(
    "council",
    "Việc của hội đồng tư vấn",
    "What the advisory council asked for",
    (
        Line("council.overdue", "Việc quá hạn chưa xong, cuối kỳ", "Overdue at the end",
             how="Việc được giao, quá hạn vào ngày cuối kỳ và chưa xong."),
        Line("council.done", "Việc đã xong trong kỳ", "Done", how="Theo ngày hoàn thành."),
    ),
    "Quá hạn",
    "Overdue",
)  # fmt: skip

PARTS: Final = (TASKS, TRANSFERS, CLOSET, PLANS, MONEY, PROTECTION, AGREEMENTS, COUNCIL)
"""The parts of a periodic report, in their order."""

INDICATORS: Final = {
    "transfers": ("transferred_12", "transferred_24", "transferred_36", "days_to_transfer"),
    "protection": ("filed_before_published",),
    "money": ("science_of_budget", "science_of_grdp"),
}
"""The indicators of `models.steering.indicators` that stand in a part, beside its own figures."""
