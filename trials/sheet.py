"""The sheet with which trials order a task, as the interface takes it."""

from collections.abc import Mapping
from typing import Any, Final

SHEET: Final[Mapping[str, Any]] = {
    "title": "Quy trình chiết xuất collagen từ da cá tra",
    "province": "Đồng Nai",
    "orderer": "Sở Nông nghiệp và Môi trường (mẫu)",
    "recipient": "Doanh nghiệp tiếp nhận (mẫu)",
    "who": "Phòng Quản lý khoa học",
    "what": "Làm chủ quy trình chiết xuất",
    "when": "2029-12-31",
    "result": "Một quy trình, 50 kg sản phẩm",
    "responsibility": "Tổ chức chủ trì",
    "authority": "Chủ tịch Ủy ban nhân dân tỉnh",
    "products": ["II", "III"],
    "budget_vnd": 2_000_000_000,
    "state_share": 1,
    "months": 24,
}
