"""Amounts as Vietnamese lists write them: the dot parts thousands, the comma parts decimals.

An amount that could be read in two ways is refused: 2,156 billion dong and 2.156 billion are not the same.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from models.errors import BadInput
from models.listing.cells import is_blank
from models.listing.text import clean, plain

_EXPECTED: Final = "Hãy ghi như 560.743.000 đồng, 293,255 triệu đồng hoặc 2,156 tỷ đồng."
LARGEST: Final = Decimal(1_000_000_000_000)
"""Dong. A whole province spent 141 billion on science in 2019; one task of a thousand billion is a slip."""
SMALLEST: Final = Decimal(1_000_000)
"""Dong. No provincial task is smaller; a smaller figure has lost its unit."""
_SMALLEST_OF_THREE_DECIMALS: Final = Decimal(5_000_000)
"""Dong. `1,200 triệu` is one million two or one billion two; below this the first reading is not credible."""

_UNITS: Final[tuple[tuple[str, Decimal], ...]] = (
    (r"ty|ti", Decimal(1_000_000_000)),
    (r"trieu|tr\.?|trd", Decimal(1_000_000)),
    (r"nghin|ngan", Decimal(1_000)),
    (r"", Decimal(1)),
)
_DONG: Final = r"(?:dong|vnd|vnđ|d)"
_AMOUNT: Final = re.compile(
    rf"(?P<number>\d[\d.,]*)\s*(?:(?P<unit>ty|ti|trieu|tr\.?|nghin|ngan)\b\.?)?\s*(?P<dong>{_DONG}\b\.?)?"
)
_ABOUT: Final = re.compile(r"\b(?:gan|hon|khoang|tren|duoi|xap xi|uoc(?: tinh)?|toi da|~)\s*\Z")
_LABEL: Final = re.compile(
    r"\A(?:tong(?: so| cong)?|(?:tong )?kinh phi(?: thuc hien)?|so tien)?\s*(?:la)?\s*:?\s*\Z"
)
_SHARES: Final = re.compile(r"\btrong do\b|\bgom\b|\bbao gom\b|[;(]")


@dataclass(frozen=True)
class Money:
    """An amount in dong; `approximate` where the list says about, nearly or more than."""

    vnd: Decimal
    approximate: bool = False

    def __str__(self) -> str:
        """Return the amount as a Vietnamese letter writes it."""
        whole = f"{self.vnd:,.0f}".replace(",", ".")
        return f"khoảng {whole} đồng" if self.approximate else f"{whole} đồng"


def parse_money(text: str, unit: Decimal | None = None) -> Money | None:
    """Read an amount; `unit` is the one that the column's heading gives, in dong. None for a blank.

    Of an amount with its shares ("2,4 tỷ đồng, trong đó ngân sách 1,4 tỷ") the total is read.

    Raises:
        BadInput: no amount, no unit, two amounts, or a figure that can be read in two ways.
    """
    shown, pattern = clean(text), plain(text).replace("vnđ", "vnd").strip(" .;")
    if is_blank(pattern):
        return None
    try:
        return _read(_SHARES.split(pattern)[0].strip(" ,:.") or pattern, unit)
    except BadInput as fault:
        raise BadInput(f"Không đọc được kinh phí “{shown}”: {fault.reasons[0]}") from None


def parse_decimal_money(text: str, unit: Decimal) -> Money | None:
    """Read an amount that a programme wrote (`5170.681`, in millions): the dot parts decimals.

    Raises:
        BadInput: it is no plain number, or no credible amount.
    """
    bare = clean(text)
    if is_blank(bare):
        return None
    if not re.fullmatch(r"\d+(?:\.\d+)?", bare):
        return parse_money(text, unit)
    return _credible(Decimal(bare) * unit, approximate=False)


def _read(pattern: str, unit: Decimal | None) -> Money:
    found = list(_AMOUNT.finditer(pattern))
    if not found:
        raise BadInput(_EXPECTED)
    lead = pattern[: found[0].start()]
    about = _ABOUT.search(lead)
    if not _LABEL.match(lead[: about.start()] if about else lead) or pattern[found[-1].end() :].strip(" .,)"):
        raise BadInput(f"có chữ ngoài số tiền. {_EXPECTED}")
    total, last = Decimal(0), None
    for index, amount in enumerate(found):
        scale = _scale(amount, unit)
        between = pattern[found[index - 1].end() : amount.start()].strip() if index else ""
        if last is not None and (scale >= last or between):
            raise BadInput(f"có nhiều số tiền; hãy ghi tổng trước, các nguồn sau “trong đó”. {_EXPECTED}")
        total += _number(amount["number"].rstrip(".,"), scale) * scale
        last = scale
    return _credible(total, approximate=about is not None)


def _scale(amount: re.Match[str], unit: Decimal | None) -> Decimal:
    word = amount["unit"]
    if word:
        return next(scale for names, scale in _UNITS if re.fullmatch(names, word))
    if amount["dong"]:
        return Decimal(1)
    if unit is not None:
        return unit
    if len(re.sub(r"\D", "", amount["number"])) > 6:  # noqa: PLR2004 - a figure in the millions needs no unit
        return Decimal(1)
    raise BadInput(f"thiếu đơn vị tiền (đồng, triệu đồng, tỷ đồng). {_EXPECTED}")


def _number(figure: str, scale: Decimal) -> Decimal:
    """Read a figure by the Vietnamese rule, and by the English one where only that is possible."""
    if re.fullmatch(r"\d+", figure):
        return Decimal(figure)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", figure):
        value = Decimal(figure.replace(".", "").replace(",", "."))
        if value * scale >= LARGEST:
            raise BadInput(f"dấu chấm là hàng nghìn nên số này quá lớn; phần lẻ dùng dấu phẩy. {_EXPECTED}")
        return value
    if re.fullmatch(r"\d+,\d+", figure):
        value = Decimal(figure.replace(",", "."))
        if re.fullmatch(r"\d{1,3},\d{3}", figure) and value * scale < _SMALLEST_OF_THREE_DECIMALS:
            raise BadInput(f"không rõ dấu phẩy là phần lẻ hay hàng nghìn. {_EXPECTED}")
        return value
    if re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?", figure):
        return Decimal(figure.replace(",", ""))
    if re.fullmatch(r"\d+\.\d{1,2}", figure) and scale > 1:
        return Decimal(figure)
    raise BadInput(f"các dấu phân cách trong số không rõ nghĩa. {_EXPECTED}")


def _credible(amount: Decimal, *, approximate: bool) -> Money:
    if not SMALLEST <= amount < LARGEST:
        raise BadInput(f"{Money(amount)} không hợp lý cho một nhiệm vụ; hãy kiểm tra đơn vị. {_EXPECTED}")
    return Money(amount.quantize(Decimal(1)), approximate)
