"""How dates, sums and lists are written in a Vietnamese administrative paper (Decree 30/2020, Annex I)."""

import math
import re
import textwrap
import unicodedata
from datetime import date
from decimal import Decimal

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu", "tỷ")
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_BREAKS = re.compile(r" (?=(?:VÀ|TỈNH|THÀNH PHỐ) )")
_BOUND = re.compile(
    "ỦY BAN|NHÂN DÂN|KHOA HỌC|CÔNG NGHỆ|ĐẠI HỌC|HỘI ĐỒNG|TƯ VẤN|TUYỂN CHỌN|NGHIỆM THU|XÁC ĐỊNH|NHIỆM VỤ|"
    "NGHIÊN CỨU|ỨNG DỤNG|TRUNG TÂM|PHÁT TRIỂN|CHUYỂN GIAO|NÔNG NGHIỆP|NÔNG THÔN|MÔI TRƯỜNG|TÀI NGUYÊN|"
    "KỸ THUẬT|TRUYỀN THÔNG|ĐỔI MỚI|SÁNG TẠO|BỆNH VIỆN|CÔNG TY|CỔ PHẦN|HỢP TÁC XÃ|ĐẠI DIỆN|CƠ QUAN|TỔ CHỨC|"
    "ĐƠN VỊ|CHỦ TRÌ|THỦ TRƯỞNG|TIẾP NHẬN|QUẢN LÝ|CHỦ SỞ HỮU|NHÀ NƯỚC|GIAO TRỰC TIẾP|KẾT QUẢ|HỢP ĐỒNG|"
    "PHÊ DUYỆT|ĐẶT HÀNG|PHÁP LUẬT|(?<=TỈNH )\\w+ \\w+"
)
_BOUND_IN_TEXT = re.compile(_BOUND.pattern, re.IGNORECASE)
_LINE_OF_LETTERHEAD = 20  # characters of 13 pt capitals that stand well in the left column
_LINE_OF_HEADING = 60  # bold characters of 14 pt that stand well across the page


def day_vi(day: date) -> str:
    """Write a day as "05/02/2026"."""
    return f"{day:%d/%m/}{day.year:04d}"


def date_vi(day: date | None) -> str:
    """Write "ngày 05 tháng 02 năm 2026"; leave room for the hand when the day is not known.

    Days below 10 and months 1 and 2 take a leading zero, and no other month does (Decree 30/2020).
    """
    if day is None:
        return "ngày …… tháng …… năm ………"
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)  # noqa: PLR2004 - January and February
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def number_vi(value: Decimal | int) -> str:
    """Write 1234567.5 as "1.234.567,5"."""
    plain = f"{value.normalize():,f}" if isinstance(value, Decimal) else f"{value:,}"
    return plain.translate(str.maketrans(",.", ".,"))


def money_vi(amount: Decimal | int) -> str:
    """Write a sum in dong: "1.250.000.000 đồng"."""
    return f"{number_vi(amount)} đồng"


def money_words_vi(amount: Decimal | int) -> str:
    """Write a sum in words, as contracts ask: "Một tỷ hai trăm năm mươi triệu đồng".

    Raises:
        ValueError: the sum is negative or has a fraction of a dong.
    """
    if amount < 0 or amount != int(amount):
        raise ValueError(f"Số tiền {amount} không phải số đồng nguyên, không âm.")
    words = _words(int(amount))
    return f"{words[0].upper()}{words[1:]} đồng"


def number_words_vi(number: int) -> str:
    """Write a whole number in words: 21 is "hai mươi mốt"."""
    return _words(number)


def _words(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    billions, rest = divmod(number, 10**9)
    groups = [(rest // 1000**power) % 1000 for power in range(3)]
    said: list[str] = [_words(billions), _SCALES[3]] if billions else []
    for power in (2, 1, 0):
        if groups[power]:
            said += [*_hundreds(groups[power], leading=not said), _SCALES[power]]
    return " ".join(word for word in said if word)


def _hundreds(group: int, *, leading: bool) -> list[str]:
    hundreds, tens, units = group // 100, group // 10 % 10, group % 10
    said = [] if leading and not hundreds else [_DIGITS[hundreds], "trăm"]
    if tens == 0:
        if units:
            said += ["linh", _DIGITS[units]] if said else [_DIGITS[units]]
        return said
    said += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if units == 1 and tens > 1:
        said.append("mốt")
    elif units == 5:  # noqa: PLR2004 - five after ten is "lăm"
        said.append("lăm")
    elif units:
        said.append(_DIGITS[units])
    return said


def roman(number: int) -> str:
    """Write 4 as "IV"."""
    written = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        written += letters * times
    return written


def letter_vi(number: int) -> str:
    """Give the letter of the n-th point of a clause, in the Vietnamese order (a, b, c, d, đ, e, g ...)."""
    return _LETTERS[number - 1]


def two_digits(number: int) -> str:
    """Write a register's number with a zero before those below ten: "05", "12", "123"."""
    return f"{number:02d}"


def balanced(name: str, width: int = _LINE_OF_LETTERHEAD) -> tuple[str, ...]:
    """Break a body's name, in capitals, into lines for the letterhead's narrow column, as a typist does.

    "ỦY BAN NHÂN DÂN TỈNH ĐỒNG NAI" is broken before "TỈNH"; words that belong together stay together;
    `width` counts characters.
    """
    lines: list[str] = []
    for part in _BREAKS.split(name):
        for line in _halves(_bound_together(_BOUND, part), width):
            if lines and len(lines[-1]) + 1 + len(line) <= width:
                lines[-1] = f"{lines[-1]} {line}"
            else:
                lines.append(line)
    return tuple(line.replace("\N{NO-BREAK SPACE}", " ") for line in lines)


def evened(text: str, width: int = _LINE_OF_HEADING) -> tuple[str, ...]:
    """Break a heading into the fewest lines, of like length, as a typist does: no last line of one word.

    Words that belong together stay together; `width` counts characters.
    """
    bound = _bound_together(_BOUND_IN_TEXT, " ".join(text.split()))
    fewest = math.ceil(len(bound) / width) or 1
    lines = [bound]
    for limit in range(math.ceil(len(bound) / fewest), width + 1):
        lines = textwrap.wrap(bound, limit, break_long_words=False, break_on_hyphens=False)
        if len(lines) <= fewest:
            break
    return tuple(line.replace("\N{NO-BREAK SPACE}", " ") for line in lines)


def _bound_together(words: re.Pattern[str], text: str) -> str:
    whole = unicodedata.normalize("NFC", text)
    return words.sub(lambda pair: pair[0].replace(" ", "\N{NO-BREAK SPACE}"), whole)


def _halves(text: str, width: int) -> list[str]:
    """Break in the middle, and the halves again, until each line is short enough or one unit."""
    units = text.split(" ")
    if len(text) <= width or len(units) == 1:
        return [text]
    middle = min(range(1, len(units)), key=lambda n: abs(2 * len(" ".join(units[:n])) + 1 - len(text)))
    return _halves(" ".join(units[:middle]), width) + _halves(" ".join(units[middle:]), width)
