"""An agreement as a page's form has it: flat names and texts, to and from what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, get_args

from pydantic import BaseModel

from actions import filled_form, wiring
from actions.agreements.reading import AgreementSheet
from actions.agreements.sheet import AgreementForm
from models.agreements import House, percent
from models.errors import BadInput

SPLITS: Final = ("fund", "own", "gain")
"""What is shared between the three: who pays, who owns, who has the benefits."""
HOUSES: Final = tuple(house.value for house in House)
ITEM: Final = ("title", "product", "budget_vnd", "months")
"""The fields of a task of the annex; in the form they are named `task.1.title`, counted from 1."""
_KNOWN: Final = {"yes": True, "no": False}


def form_of(fields: Mapping[str, str]) -> AgreementForm:
    """The agreement that the form's fields say; a task's row that is left empty is none.

    Raises:
        BadInput: with every fault in a sentence that names the field as the page does.
    """
    filled: dict[str, Any] = {name: fields.get(name, "") for name in ("title", "province")}
    filled |= {house: _party(fields, house) for house in HOUSES}
    filled |= {split: _shares(fields, split) for split in SPLITS}
    filled["state_reserves"] = _KNOWN.get(fields.get("state_reserves", ""))
    filled["tasks"] = [
        {name: said for name in ITEM if (said := fields.get(f"task.{number}.{name}", ""))}
        for number in rows_of(fields)
    ]
    days, reasons = _days(fields)
    try:
        form = filled_form.checked(filled | days, AgreementForm)
    except BadInput as faults:
        reasons += [_named(reason, rows_of(fields)) for reason in faults.reasons]
    if reasons:
        raise BadInput(*reasons)
    return form


def rows_of(fields: Mapping[str, str]) -> tuple[int, ...]:
    """The numbers of the tasks' rows in which something stands."""
    return tuple(
        sorted({int(name.split(".")[1]) for name, said in fields.items() if said and _is_of_task(name)})
    )


def fields_of(sheet: AgreementSheet) -> dict[str, str]:
    """What the form says of an agreement on record, to be written anew."""
    fields = {"title": sheet.title, "province": sheet.province}
    for side, name in zip(House, sheet.parties, strict=True):
        fields[f"{side.value}.name"] = name.removeprefix(f"{side.vi}: ")
    for split in SPLITS:
        for house, part in zip(HOUSES, getattr(sheet, split), strict=True):
            fields[f"{split}.{house}"] = _percent(part)
    fields["state_reserves"] = {True: "yes", False: "no", None: ""}[sheet.state_reserves]
    fields |= {name: _day(getattr(sheet, name)) for name in ("starts_on", "ends_on")}
    for item in sheet.items:
        fields |= {f"task.{item.number}.title": item.title, f"task.{item.number}.product": item.product}
        if item.budget_vnd is not None:
            fields[f"task.{item.number}.budget_vnd"] = f"{round(item.budget_vnd):,}".replace(",", ".")
        if item.months is not None:
            fields[f"task.{item.number}.months"] = str(item.months)
    return fields


def _is_of_task(name: str) -> bool:
    match name.split("."):
        case ["task", number, what]:
            return number.isascii() and number.isdigit() and len(number) < len("1000") and what in ITEM
    return False


def _days(fields: Mapping[str, str]) -> tuple[dict[str, date], list[str]]:
    """The days that the form says, and a reason for each that is none."""
    days: dict[str, date] = {}
    reasons: list[str] = []
    for name in ("starts_on", "ends_on"):
        try:
            if fields.get(name):
                days[name] = wiring.parse_day(fields[name])
        except BadInput as fault:
            reasons += [f"{AgreementForm.model_fields[name].title}: {reason}" for reason in fault.reasons]
    return days, reasons


def _party(fields: Mapping[str, str], house: str) -> dict[str, str]:
    named = {name: fields.get(f"{house}.{name}", "") for name in ("name", "address", "e_id")}
    kind = fields.get(f"{house}.kind", "")
    return named | ({"kind": kind} if kind else {})


def _shares(fields: Mapping[str, str], split: str) -> dict[str, str]:
    """The parts as per cent, whether the sign was written or not."""
    said = {house: fields.get(f"{split}.{house}", "").removesuffix("%").strip() for house in HOUSES}
    return {house: f"{part}%" for house, part in said.items() if part}


def _percent(part: Decimal | None) -> str:
    return "" if part is None else percent(part).removesuffix("%")


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _named(reason: str, rows: Sequence[int]) -> str:
    """The fault with its field called as the page calls it, and its task by its row."""
    path, colon, said = reason.partition(": ")
    titles: list[str] = []
    form: type[BaseModel] = AgreementForm
    for step in path.split("."):
        if step.isdigit():
            titles[-1] = f"nhiệm vụ số {rows[int(step)]}"
            continue
        field = form.model_fields.get(step)
        if field is None:
            return reason
        titles.append(field.title or step)
        inner = [each for each in (field.annotation, *get_args(field.annotation)) if _is_form(each)]
        form = inner[0] if inner else form
    named = ", ".join(titles)
    return f"{named[:1].upper()}{named[1:]}{colon}{said}"


def _is_form(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
