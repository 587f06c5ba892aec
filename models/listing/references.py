"""Numbers that a cell holds: decisions, contracts, task codes, registry numbers, and their dates."""

import re
from dataclasses import dataclass, replace
from typing import Final

from models.listing.cells import Undecided, is_blank
from models.listing.dates import PartialDate, parse_date
from models.listing.text import clean, fold


@dataclass(frozen=True)
class References:
    """What a cell of numbers says; a part that is not there is None.

    Attributes:
        decision_no: as printed, spelt with Đ: `1351/QĐ-UBND`.
        decision_by: who issued it, where the list names the body instead of the number (`UBND tỉnh`).
        decision_date: as exactly as it is known.
        task_code: `TTH.2020-KC-09`.
        contract_no: `18/2020/HĐ-KHCN`.
        contract_date: as exactly as it is known.
        registry_no: `20/KQNC-SKHCN`.
    """

    decision_no: str | None = None
    decision_by: str | None = None
    decision_date: PartialDate | None = None
    task_code: str | None = None
    contract_no: str | None = None
    contract_date: PartialDate | None = None
    registry_no: str | None = None


_DATED: Final = re.compile(
    r"(?<![\d/-])[,(]?\s*(?:ban hành|ký)?\s*(?:ngày\s*)?"
    r"(?<!\d)(\d{1,2}\s*(?:[/.-]|tháng)\s*\d{1,2}\s*(?:[/.-]|năm)\s*\d{2,5})\s*\)?",
    re.IGNORECASE,
)
_SYMBOL: Final = r"[A-ZĐƯƠÂĂÊÔ][A-ZĐƯƠÂĂÊÔa-z&.,]*"
_DECISION: Final = re.compile(rf"\d+[a-z]?(?:/\d{{4}})?\s*/\s*(?:QĐ|NQ)\b(?:\s*-\s*{_SYMBOL})*")
_CONTRACT: Final = re.compile(rf"\d+(?:/\d{{4}})?\s*/\s*(?:{_SYMBOL}-)?HĐ\w*(?:\s*-\s*{_SYMBOL})*")
_REGISTRY: Final = re.compile(r"\d+(?:-\d+)*(?:/\d{4})?\s*/\s*(?:KQNC|GCN|ĐKKQ)(?:-\w+)*")
_CODE: Final = re.compile(r"\b[A-ZĐ]{2,}(?:[./-][A-Z0-9Đ]+)*[./-]?\d{2,4}(?:[./-][A-Z0-9Đ]+)*\b")
_BY: Final = re.compile(
    r"\b(?:QĐ|Quyết định)\s+(?:của\s+)?((?:UBND|Ủy ban nhân dân|Sở|Bộ)\b[^(;,\d]*)", re.IGNORECASE
)


def _with_code(found: References, value: str) -> References:
    return replace(found, task_code=value)


def _with_contract(found: References, value: str) -> References:
    return replace(found, contract_no=value)


def _with_registry(found: References, value: str) -> References:
    return replace(found, registry_no=value)


_LABELS: Final = {
    "ma so": _with_code,
    "ma nhiem vu": _with_code,
    "ma de tai": _with_code,
    "so ho so luu": _with_registry,
    "ho so luu": _with_registry,
    "so dang ky": _with_registry,
    "hd khcn": _with_contract,
    "hop dong": _with_contract,
}
_LABELLED: Final = re.compile(r"\A(?P<value>[^()]+?)\s*\((?P<label>[^()\d]+)\)\Z")


def parse_references(text: str) -> References:
    """Read every number of a cell; parts stand apart by semicolons or lines.

    Raises:
        Undecided: a part that is no number known to lists.
        BadInput: a date that is none.
    """
    found = References()
    for part in re.split(r"\s*;\s*|\n", text):
        bare = clean(part)
        if not is_blank(bare):
            found = _read_part(bare, found)
    return found


def _read_part(part: str, found: References) -> References:
    labelled = _LABELLED.match(part)
    if labelled and (label := fold(labelled["label"])) in _LABELS:
        return _LABELS[label](found, labelled["value"].strip())
    dated = _DATED.search(part)
    day = parse_date(dated[1]) if dated else None
    bare = _DATED.sub(" ", part)
    if contract := _CONTRACT.search(bare):
        return replace(found, contract_no=_tight(contract[0]), contract_date=day)
    if registry := _REGISTRY.search(bare):
        return replace(found, registry_no=_tight(registry[0]))
    if decision := _DECISION.search(bare):
        return replace(found, decision_no=_tight(decision[0]), decision_date=day)
    if issuer := _BY.search(bare):
        return replace(found, decision_by=issuer[1].strip(), decision_date=day)
    if code := _CODE.search(bare):
        return replace(found, task_code=code[0])
    raise Undecided(
        f"Không đọc được số, ký hiệu “{part}”. Hãy ghi như 1351/QĐ-UBND (24/05/2011), 18/2020/HĐ-KHCN "
        f"hoặc TTH.2020-KC-09 (mã số)."
    )


def _tight(number: str) -> str:
    return re.sub(r"\s*([/-])\s*", r"\1", number).rstrip("-.,")
