"""Why personal data is held, for how long, and who sees it: the words of `models.personal`. Pure."""

from __future__ import annotations

from enum import Enum


class Purpose(Enum):
    """Why personal data is held, how long, who sees it; laws are named for reference, not as advice."""

    ACCOUNT = (
        ("Tài khoản", "Accounts"),
        ("biết ai được làm việc gì, gửi thông báo công vụ", "to know who may do what, and to send notices"),
        (
            "đến khi tài khoản được xóa; chức danh ở lại cùng hồ sơ",
            "until the account is erased; the function held stays with the records",
        ),
        (
            "quản trị hệ thống; chức danh: mọi người cùng nhiệm vụ",
            "administrators; the function: whoever shares a task",
        ),
    )
    DOORS = (
        ("Ra vào", "Doors"),
        ("cho đúng người vào, chặn dò mật khẩu", "to let the right people in, and to stop guessing"),
        (
            "phiên 12 giờ, lời mời 72 giờ, câu trả lời 24 giờ, khóa truy cập một năm; đếm lượt thử: một giờ",
            "stays 12 hours, invitations 72 hours, answers 24 hours, tokens a year; counted tries: an hour",
        ),
        ("chính chủ tài khoản", "the account's owner"),
    )
    REACHING = (
        ("Thư và kết nối", "Letters and webhooks"),
        (
            "không gửi một thư hai lần; gửi sự kiện cho hệ thống của tổ chức",
            "to send no letter twice; to tell systems",
        ),
        ("đến khi tài khoản được xóa", "until the account is erased"),
        ("chính chủ tài khoản; kết nối: tổ chức của người đó", "the owner; webhooks: their organisation"),
    )
    DESK = (
        ("Bàn làm việc", "Desk"),
        ("giữ việc đang làm dở", "to keep what is not finished"),
        ("đến khi gửi đi, hoặc khi tài khoản được xóa", "until it is sent, or the account is erased"),
        ("chính chủ tài khoản", "the account's owner"),
    )
    RECORD = (
        ("Hồ sơ nhiệm vụ", "Task dossiers"),
        (
            "ghi ai quyết định, ký, nộp, bỏ phiếu, với chức danh nào",
            "to show who decided, signed, handed in and voted, in which function",
        ),
        (
            "theo thời hạn bảo quản hồ sơ của pháp luật lưu trữ; không xóa theo yêu cầu cá nhân",
            "as long as the law on archives keeps the dossier; not erased on request",
        ),
        (
            "người được xem nhiệm vụ, cơ quan quản lý, thanh tra",
            "who may see the task, the authority, auditors",
        ),
    )
    JOURNAL = (
        ("Nhật ký", "Journal"),
        ("chứng minh việc đã làm, không sửa được", "to prove what was done, beyond altering"),
        ("vĩnh viễn: chuỗi băm không bỏ được mục nào", "for ever: no entry can be left out of the chain"),
        ("thanh tra, quản trị, giám đốc Sở; nhiệm vụ: như hồ sơ", "auditors, administrators, the director"),
    )
    FIGURES = (
        ("Số liệu", "Figures"),
        ("biết ai ghi số liệu, để hỏi lại", "to know who wrote a figure down, to ask again"),
        ("cùng hồ sơ mà số liệu thuộc về", "with the dossier to which the figure belongs"),
        ("cơ quan quản lý, tổ chức của nhiệm vụ", "the authority, the task's organisations"),
    )
    OUTSIDE = (
        ("Người ngoài hệ thống", "People outside"),
        ("gửi phiếu khảo sát; ghi nơi nhận tiền chia", "to send surveys; to note who was paid a share"),
        (
            "phiếu: cùng khảo sát; khoản chi: cùng chứng từ",
            "surveys: with the survey; shares: with their vouchers",
        ),
        ("phòng phụ trách của Sở", "the department in charge"),
    )

    def __init__(
        self, titles: tuple[str, str], why: tuple[str, str], keeps: tuple[str, str], seen_by: tuple[str, str]
    ) -> None:
        self.titles, self.why, self.keeps, self.seen_by = titles, why, keeps, seen_by
