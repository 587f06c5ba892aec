"""What provinces published of their plans under Resolution 57-NQ/TW: the figures, as they were printed.

They stand here as the shape that every report of this system must be able to say, gaps included.
"""

from datetime import date

from models.steering.figures import Figures, Part

DONG_NAI_HALF_YEAR = Figures(
    subject="targets",
    title="Chỉ tiêu theo kế hoạch thực hiện Nghị quyết 57, 6 tháng đầu năm 2025",
    province="Đồng Nai",
    as_of=date(2025, 6, 30),
    total=43,
    parts={Part.REACHED: 17},
    source="Số liệu tỉnh Đồng Nai công bố cho 6 tháng đầu năm 2025",
)
DONG_NAI_INDICATORS = Figures(
    subject="targets",
    title="Chỉ tiêu năm 2025, đầu tháng 12/2025",
    province="Đồng Nai",
    as_of=date(2025, 12, 5),
    total=45,
    parts={Part.REACHED: 10, Part.IN_PROGRESS: 35},
    source="Số liệu tỉnh Đồng Nai công bố đầu tháng 12/2025",
)
DONG_NAI_TASKS = Figures(
    subject="work",
    title="Nhiệm vụ đến hạn trong năm 2025, đầu tháng 12/2025",
    province="Đồng Nai",
    as_of=date(2025, 12, 5),
    total=84,
    parts={Part.DONE: 39, Part.IN_PROGRESS_ON_TIME: 30},
    source="Số liệu tỉnh Đồng Nai công bố đầu tháng 12/2025",
)
DONG_THAP = Figures(
    subject="work",
    title="Nhiệm vụ đề ra cho 6 tháng đầu năm 2025",
    province="Đồng Tháp",
    as_of=date(2025, 6, 30),
    total=12,
    parts={Part.DONE: 6, Part.IN_PROGRESS: 6, Part.AWAITING_CENTRAL: 1},
    within={Part.AWAITING_CENTRAL: Part.IN_PROGRESS},
    source="Số liệu tỉnh Đồng Tháp (cũ) công bố cho 6 tháng đầu năm 2025",
)
TIEN_GIANG = Figures(
    subject="work",
    title="Nhiệm vụ đề ra cho 6 tháng đầu năm 2025",
    province="Tiền Giang",
    as_of=date(2025, 6, 30),
    total=26,
    parts={Part.DONE: 22, Part.IN_PROGRESS: 2, Part.AWAITING_CENTRAL: 1},
    source="Số liệu tỉnh Tiền Giang (cũ) công bố cho 6 tháng đầu năm 2025",
)

PUBLISHED = (DONG_NAI_HALF_YEAR, DONG_NAI_INDICATORS, DONG_NAI_TASKS, DONG_THAP, TIEN_GIANG)
"""The five, as the provinces gave them."""
