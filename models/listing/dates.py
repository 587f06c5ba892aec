"""Dates known to the day, the month or the year, and the periods between them.

Lists write dates in every form but one; what cannot be a date, or could be two, is refused with a sentence.
A date is never made more exact than the list has it.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from models.errors import BadInput
from models.listing.cells import is_blank
from models.listing.text import clean, plain

FIRST_YEAR: Final = 1960
"""No provincial task is older; a year before it is a slip of the pen."""
LAST_YEAR: Final = 2059
"""No plan reaches further; `19/8/8021` and `11/8/20203` are slips seen in published lists."""

_LONGEST: Final = 180
"""Months; the longest provincial programmes run ten years, and may be extended."""
_EXPECTED: Final = "Hãy ghi ngày/tháng/năm (24/05/2011), tháng/năm (05/2011) hoặc năm (2011)."
_PERIOD_EXPECTED: Final = "Hãy ghi như 07/2006-10/2007, 2018-2020 hoặc 24 tháng."


@dataclass(frozen=True)
class PartialDate:
    """A date as exactly as it is known; a day is known only with its month."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is on no calendar, in a sentence."""
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise BadInput(f"Năm {self.year} không hợp lý. Cần một năm từ {FIRST_YEAR} đến {LAST_YEAR}.")
        if self.month is not None and not 1 <= self.month <= 12:  # noqa: PLR2004 - the months of a year
            raise BadInput(f"Không có tháng {self.month}. Cần một tháng từ 1 đến 12.")
        if self.day is not None:
            last = calendar.monthrange(self.year, self.month or 1)[1]
            if self.month is None or not 1 <= self.day <= last:
                raise BadInput(f"Không có ngày {self.day} trong tháng {self.month}/{self.year}. {_EXPECTED}")

    def earliest(self) -> date:
        """Return the first day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """Return the last day it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def exact(self) -> date | None:
        """Return the day, where the day is known."""
        return self.earliest() if self.day else None

    def iso(self) -> str:
        """Return YYYY, YYYY-MM or YYYY-MM-DD."""
        return "-".join(
            [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part is not None]
        )

    def __str__(self) -> str:
        """Return dd/MM/yyyy, MM/yyyy or yyyy."""
        parts = [f"{part:02}" for part in (self.day, self.month) if part is not None]
        return "/".join([*parts, f"{self.year:04}"])


@dataclass(frozen=True)
class Period:
    """From when to when, as far as it is known; `months` is the length stated, or counted from two months.

    A length that follows from two years alone is not counted: 2018-2020 may be 13 months or 36.
    """

    start: PartialDate | None = None
    end: PartialDate | None = None
    months: int | None = None
    approximate: bool = False

    def __post_init__(self) -> None:
        """Refuse an end before the start and a length that the two dates contradict."""
        if self.months is not None and not 1 <= self.months <= _LONGEST:
            raise BadInput(f"{self.months} tháng là thời gian không hợp lý cho một nhiệm vụ.")
        if self.start and self.end:
            if self.end.latest() < self.start.earliest():
                raise BadInput(
                    f"Thời gian kết thúc ({self.end}) đứng trước thời gian bắt đầu ({self.start}). "
                    f"Hãy kiểm tra lại hai mốc."
                )
            counted = _months_between(self.start, self.end)
            if counted is not None and self.months is not None and abs(counted - self.months) > 1:
                raise BadInput(
                    f"Thời gian từ {self.start} đến {self.end} là {counted} tháng, nhưng danh sách ghi "
                    f"{self.months} tháng. Hãy kiểm tra lại."
                )

    def ends_by(self) -> date | None:
        """Return the last day it can still run: the end, or the start and the length."""
        if self.end:
            return self.end.latest()
        if self.start and self.start.month and self.months:
            ahead = self.start.month - 1 + self.months
            year, month = self.start.year + ahead // 12, ahead % 12 + 1
            day = min(self.start.day or 1, calendar.monthrange(year, month)[1])
            return date(year, month, day) - timedelta(days=1)
        return None

    def is_over(self, on: date) -> bool | None:
        """Whether it had surely ended by a day; None where the end is unknown."""
        last = self.ends_by()
        return None if last is None else last < on

    def __str__(self) -> str:
        """Return the period in Vietnamese."""
        about = "khoảng " if self.approximate else ""
        if self.start and self.end:
            return f"{self.start}-{self.end}"
        if self.start:
            return f"từ {self.start}" + (f", {about}{self.months} tháng" if self.months else "")
        if self.end:
            return f"đến {self.end}"
        return f"{about}{self.months} tháng" if self.months else "chưa rõ"


def _months_between(start: PartialDate, end: PartialDate) -> int | None:
    """Count from the first month to the last, both included."""
    if start.month is None or end.month is None:
        return None
    return (end.year - start.year) * 12 + end.month - start.month + 1


_CLOCK: Final = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]m\b)?")
_WEEKDAY: Final = re.compile(r"\b(?:t[2-7]|cn|thu (?:hai|ba|tu|nam|sau|bay)|chu nhat)\s*,")
_PROGRAM: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\s+\d{1,2}:\d{2}(?::\d{2})?\s*[ap]m\Z")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\Z")
_FULL: Final = re.compile(r"(?:ngay\s*)?(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\Z")
_SPELLED: Final = re.compile(r"(?:ngay\s*)?(\d{1,2})\s*(?:/|thang)\s*(\d{1,2})\s*nam\s*(\d{4})\Z")
_MONTH: Final = re.compile(r"(?:thang\s*|t)?(\d{1,2})\s*(?:[/.-]|nam)\s*(\d{4})\Z")
_YEAR: Final = re.compile(r"(?:nam\s*)?(\d{4})\Z")
_NO_YEAR: Final = re.compile(r"(?:ngay\s*|thang\s*)?\d{1,2}(?:\s*(?:[/.-]|thang)\s*\d{1,2})?\Z")
_SHORT_YEAR: Final = re.compile(r"(?:ngay\s*)?(?:\d{1,2}\s*[/.-]\s*){2}\d{2}\Z")
_LONG_YEAR: Final = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{5,}\Z")


def parse_date(text: str) -> PartialDate | None:
    """Read a single date, as exactly as it is written; None for a blank.

    Raises:
        BadInput: it is no date, lacks its year, or could be two dates.
    """
    shown, pattern = clean(text), plain(text).strip(" .;,")
    if is_blank(pattern):
        return None
    try:
        return _read_date(pattern)
    except BadInput as fault:
        raise BadInput(f"Không đọc được ngày “{shown}”: {fault.reasons[0]}") from None


def _read_date(pattern: str) -> PartialDate:
    if program := _PROGRAM.match(pattern):
        return _month_first(program)
    if iso := _ISO.match(pattern):
        return PartialDate(*(int(part) for part in iso.groups() if part))
    bare = _WEEKDAY.sub(" ", _CLOCK.sub(" ", pattern)).strip(" ,;-–.")
    if whole := _FULL.match(bare) or _SPELLED.match(bare):
        day, month, year = map(int, whole.groups())
        if month > 12 >= day:  # noqa: PLR2004 - the months of a year
            raise BadInput(f"không có tháng {month}; có thể ngày và tháng bị đảo chỗ. {_EXPECTED}")
        return PartialDate(year, month, day)
    if monthly := _MONTH.match(bare):
        return PartialDate(int(monthly[2]), int(monthly[1]))
    if yearly := _YEAR.match(bare):
        return PartialDate(int(yearly[1]))
    if _NO_YEAR.match(bare):
        raise BadInput(f"thiếu năm. {_EXPECTED}")
    if _SHORT_YEAR.match(bare):
        raise BadInput(f"năm phải đủ bốn chữ số. {_EXPECTED}")
    if _LONG_YEAR.match(bare):
        raise BadInput(f"năm có quá nhiều chữ số. {_EXPECTED}")
    raise BadInput(_EXPECTED)


def _month_first(program: re.Match[str]) -> PartialDate:
    """Read what an American programme printed (`3/15/2019 12:00:00 AM`), if one reading alone is possible."""
    first, second, year = map(int, program.groups())
    if first == second:
        return PartialDate(year, first, second)
    if first <= 12 < second:  # noqa: PLR2004 - the months of a year
        return PartialDate(year, first, second)
    if second <= 12 < first:  # noqa: PLR2004 - idem
        return PartialDate(year, second, first)
    raise BadInput(
        f"không rõ {first} hay {second} là tháng, vì phần mềm in theo thứ tự tháng/ngày. {_EXPECTED}"
    )


_POINT: Final = r"(?:\d{1,2}\s*[/.]\s*){0,2}\d{4}|\d{4}-\d{1,2}(?:-\d{1,2})?"
_LEAD: Final = r"(?:(?:ngay|thang|nam|dau|cuoi|het|giua)\s*)*"
_RANGE: Final = re.compile(
    rf"(?:tu\s*)?{_LEAD}({_POINT})\s*(?:-|den|toi|->|~|/)\s*(?:-\s*)?{_LEAD}({_POINT})\Z"
)
_SAME_YEAR: Final = re.compile(
    rf"(?:tu\s*)?(?:thang\s*)?(\d{{1,2}})\s*(?:-|den|toi)\s*{_LEAD}(\d{{1,2}})\s*[/.]\s*(\d{{4}})\Z"
)
_SPELLED_OUT: Final = re.compile(r"(?:(\d{1,2})\s*)?thang\s*(\d{1,2})\s*nam\s*(\d{4})")
_OPEN: Final = re.compile(rf"(?:tu|bat dau)\s*(?:tu\s*)?{_LEAD}({_POINT})(?:\s*(?:-|den)\s*(?:nay)?)?\Z")
_CLOSED: Final = re.compile(rf"(?:den|ket thuc)\s*{_LEAD}({_POINT})\Z")
_LENGTH: Final = re.compile(
    r"[(\s]*(?P<about>gan|hon|khoang|tren|duoi|toi da|xap xi)?\s*"
    r"(?P<count>\d{1,3})\s*(?P<unit>thang|nam)\s*\)?"
)
_MONTHS_IN_YEAR: Final = 12


def parse_period(text: str) -> Period | None:
    """Read a period, a duration, or both (`24 tháng, từ 5/2021 đến 4/2023`); None for a blank.

    Raises:
        BadInput: it is no period, ends before it starts, or contradicts its own length.
    """
    shown, pattern = clean(text), plain(text).replace("–", "-").replace("—", "-").strip(" .;,")
    if is_blank(pattern):
        return None
    months, approximate, rest = _split_length(pattern)
    try:
        start, end = _read_range(rest) if rest else (None, None)
        return period_between(start, end, Period(months=months, approximate=approximate))
    except BadInput as fault:
        raise BadInput(f"Không đọc được thời gian “{shown}”: {fault.reasons[0]}") from None


def period_between(start: PartialDate | None, end: PartialDate | None, stated: Period) -> Period:
    """Join two dates and a stated length; two months make the length where none is stated.

    Raises:
        BadInput: the end stands before the start, or the dates contradict the length.
    """
    months = stated.months
    if months is None and start and end and start.earliest() <= end.latest():
        months = _months_between(start, end)
    return Period(start, end, months, stated.approximate)


def _split_length(pattern: str) -> tuple[int | None, bool, str]:
    """Split "24 tháng" from the rest; the `thang 5` of a date is not a length."""
    for found in _LENGTH.finditer(pattern):
        around = pattern[: found.start()].strip(" (,;:-"), pattern[found.end() :].strip(" ),;:-")
        if re.match(r"\d", around[1]) or (found["unit"] == "nam" and re.search(r"(thang|ngay)\Z", around[0])):
            continue
        if around[0] and not re.search(r"\d{4}\Z|thoi gian( thuc hien)?\Z|trong( vong)?\Z", around[0]):
            continue
        length = int(found["count"]) * (_MONTHS_IN_YEAR if found["unit"] == "nam" else 1)
        lead = re.sub(r"(thoi gian( thuc hien)?|trong( vong)?)\Z", "", around[0]).strip(" (,;:-")
        return length, found["about"] is not None, f"{lead} {around[1]}".strip()
    return None, False, pattern


def _read_range(pattern: str) -> tuple[PartialDate | None, PartialDate | None]:
    pattern = _SPELLED_OUT.sub(lambda found: "/".join(part for part in found.groups() if part), pattern)
    bare = re.sub(r"^(thoi gian( thuc hien)?|nam thuc hien)\s*:?\s*", "", pattern).strip(" .,;()")
    if _ISO.match(bare):
        return _read_date(bare), None
    if both := _RANGE.match(bare):
        return _read_date(both[1]), _read_date(both[2])
    if same := _SAME_YEAR.match(bare):
        first, last, year = map(int, same.groups())
        return PartialDate(year, first), PartialDate(year, last)
    if opened := _OPEN.match(bare):
        return _read_date(opened[1]), None
    if closed := _CLOSED.match(bare):
        return None, _read_date(closed[1])
    try:
        return _read_date(bare), None
    except BadInput as fault:
        known = fault.reasons[0]
        raise BadInput(known.replace(_EXPECTED, _PERIOD_EXPECTED)) from None
