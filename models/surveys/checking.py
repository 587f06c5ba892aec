"""Whether an answer can be taken: everything that it lacks, at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from models.listing.words import FIELDS
from models.surveys.forms import (
    LEAST,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST,
    MOST_NEEDS,
    NOT_APPLICABLE,
    Form,
    NeedAsked,
    Reply,
    dong,
)

_LARGEST: Final = Decimal(10) ** 15
"""Đồng: more is a slip of the pen."""


def faults(form: Form, reply: Reply, on: date) -> tuple[str, ...]:
    """Everything that keeps an answer from being taken, each a sentence with the way out."""
    return (*_of_marks(form, reply), *_of_needs(reply.needs, on))


def _of_marks(form: Form, reply: Reply) -> Iterator[str]:
    if reply.discipline not in FIELDS:
        yield "Chưa chọn lĩnh vực hoạt động chính: hãy chọn một lĩnh vực gần nhất."
    for group in form.groups:
        codes = [f"{group.code}.{each.code}" for each in group.questions]
        silent = [
            each.vi for each, code in zip(group.questions, codes, strict=True) if code not in reply.marks
        ]
        if silent:
            named = "», «".join(silent)
            yield f"{group.vi}: chưa trả lời «{named}»; không liên quan thì chọn «không áp dụng»."
    wrong = [
        code for code, mark in reply.marks.items() if mark != NOT_APPLICABLE and not LEAST <= mark <= MOST
    ]
    if wrong:
        yield f"Mỗi câu chỉ nhận từ {LEAST} đến {MOST} hoặc «không áp dụng»: hãy chọn lại {len(wrong)} câu."
    if strange := [code for code in reply.marks if code not in form.questions]:
        yield f"Có {len(strange)} câu không thuộc phiếu này: hãy mở lại phiếu và trả lời theo phiếu."
    if reply.marks and all(mark == NOT_APPLICABLE for mark in reply.marks.values()):
        yield "Mọi câu đều «không áp dụng» nên không xếp được trình độ: hãy trả lời ít nhất một câu."


def _of_needs(needs: Sequence[NeedAsked], on: date) -> Iterator[str]:
    if len(needs) > MOST_NEEDS:
        yield f"Phiếu nhận nhiều nhất {MOST_NEEDS} nhu cầu; hãy giữ lại những nhu cầu quan trọng nhất."
    seen: set[str] = set()
    for number, need in enumerate(needs, start=1):
        which = f"Nhu cầu số {number}"
        title = " ".join(need.title.casefold().split())
        if not title:
            yield f"{which}: chưa nêu công nghệ cần tìm; nếu không có nhu cầu này, hãy xóa các ô còn lại."
        elif title in seen:
            yield f"{which} trùng với một nhu cầu ở trên: hãy bỏ một."
        seen.add(title)
        if len(need.title) > LONGEST_TITLE:
            yield f"{which}: tên công nghệ dài quá {LONGEST_TITLE} ký tự; phần chi tiết hãy ghi ở ô mô tả."
        if len(need.text) > LONGEST_TEXT:
            yield f"{which}: mô tả dài quá {LONGEST_TEXT} ký tự."
        if need.by is not None and need.by < on:
            yield f"{which}: thời điểm cần có {need.by:%d/%m/%Y} đã qua."
        if need.willing is None:
            yield f"{which}: chưa chọn mức sẵn sàng (mua, cùng đầu tư, cho thử nghiệm hay mới tìm hiểu)."
        yield from _of_budget(which, need.from_vnd, need.to_vnd)


def _of_budget(which: str, least: Decimal | None, most: Decimal | None) -> Iterator[str]:
    known = [each for each in (least, most) if each is not None]
    if any(each < 0 for each in known):
        yield f"{which}: kinh phí không thể là số âm."
    elif any(each > _LARGEST for each in known):
        yield f"{which}: kinh phí lớn hơn mức có thể ghi; hãy kiểm tra lại số chữ số."
    elif least is not None and most is not None and least > most:
        yield f"{which}: kinh phí «từ» ({dong(least)}) lớn hơn «đến» ({dong(most)}): hãy sửa lại."
