"""Versions for tests, each written as what a province might change; the words are ours, no province's."""

from datetime import date

from models.language import Confidence, Deadline, Gate, Paper, Role, Single, Source
from models.lifecycle import PRESENT, Version
from models.lifecycle.versions import Amended, Recoded, Removed, amended

SHORTER = amended(
    PRESENT,
    Version(
        "2027-03",
        "Vòng đời rút gọn",
        "The shorter lifecycle",
        Source("Quyết định mẫu của tỉnh", Confidence.GENERAL),
        (),
        valid_from=date(2026, 2, 1),
        province="Đồng Nai",
    ),
    (
        Amended(
            "SUBMIT",
            drop=("research_data",),
            papers=(Paper("digital_copy", "Bản số của hồ sơ", "Digital copy", (Role.HOST, Role.HOST_HEAD)),),
            gates=((Gate("data-check", "Kiểm tra bản số", "Data check", Single((Role.INFO_BODY,))), ""),),
            deadline=Deadline("accept"),
        ),
        Amended("EXECUTE", drop=("adjust", "adjustment_request"), required=("vouchers",)),
        Removed("COMPLETE", "REGISTER"),
        Recoded("VALUE", "APPRAISE"),
    ),
)
"""Another paper and gate at submission, no completion of the report, a stage under another code."""
