"""Forms that people fill in as YAML: read into a model, or refused with every fault in Vietnamese."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationError

from actions import wiring
from models.errors import BadInput

Form = TypeVar("Form", bound=BaseModel)

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


def _day(value: object) -> object:
    return wiring.parse_day(value) if isinstance(value, str) else value


def _part(value: object) -> object:
    """A part of one from "28,5%" or 0,285; a bare number above one is refused by the field's bounds."""
    if not isinstance(value, str):
        return Decimal(str(value)) if isinstance(value, int | float) else value
    text = value.strip().replace(",", ".")
    try:
        return Decimal(text.removesuffix("%").strip()) / 100 if text.endswith("%") else Decimal(text)
    except InvalidOperation:
        raise ValueError(f"«{value}» không phải tỷ lệ; hãy ghi như 28,5%.") from None


def _dong(value: object) -> object:
    """A sum in whole đồng from 1.250.000.000 or 1250000000."""
    if not isinstance(value, str):
        return Decimal(str(value)) if isinstance(value, int | float) else value
    text = value.strip().removesuffix("đ").removesuffix("đồng").strip()
    if not re.fullmatch(r"-?(\d+|\d{1,3}(\.\d{3})+)", text):
        raise ValueError(f"«{value}» không phải số tiền; hãy ghi như 1.250.000.000.")
    return Decimal(text.replace(".", ""))


Day = Annotated[date, BeforeValidator(_day)]
Part = Annotated[Decimal, BeforeValidator(_part)]
Dong = Annotated[Decimal, BeforeValidator(_dong)]


class _Strict(yaml.SafeLoader):
    """Reads no date and no number by itself where the field says how it is written."""


_Strict.yaml_implicit_resolvers = {
    letter: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:float", "tag:yaml.org,2002:int"}
    ]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

_SAID = {
    "missing": "còn thiếu",
    "extra_forbidden": "không có mục này trong mẫu",
    "string_too_short": "để trống",
    "greater_than_equal": "nhỏ hơn mức cho phép",
    "less_than_equal": "lớn hơn mức cho phép",
    "greater_than": "phải lớn hơn 0",
    "int_parsing": "phải là số nguyên",
    "decimal_parsing": "phải là số",
    "bool_parsing": "phải là có hoặc không (true hoặc false)",
    "enum": "không thuộc các lựa chọn của mẫu",
    "literal_error": "không thuộc các lựa chọn của mẫu",
    "string_type": "phải là chữ",
    "list_type": "phải là danh sách",
    "tuple_type": "phải là danh sách",
    "model_type": "phải là một nhóm mục",
    "date_type": "phải là ngày, như 05/02/2026",
}


def read(path: Path, form: type[Form]) -> Form:
    """The form of that file.

    Raises:
        BadInput: the file cannot be read, or the form has faults: every one in a sentence.
    """
    try:
        # A subclass of SafeLoader: nothing of the file is executed.
        filled = yaml.load(path.read_text("utf-8-sig"), Loader=_Strict)  # noqa: S506
    except OSError as problem:
        raise BadInput(f"Không đọc được tệp «{path}»: {problem.strerror}.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f", dòng {mark.line + 1}" if mark else ""
        raise BadInput(f"{path}{where}: tệp không đúng dạng YAML, UTF-8.") from None
    if not isinstance(filled, dict):
        raise BadInput(f"{path}: tệp phải gồm các mục theo mẫu, như models/samples/dong-thap.yaml.")
    return checked(filled, form)


def checked(filled: object, form: type[Form]) -> Form:
    """The form that was filled in so.

    Raises:
        BadInput: with every fault in a sentence.
    """
    try:
        return form.model_validate(filled)
    except ValidationError as problem:
        raise BadInput(
            *dict.fromkeys(
                f"{'.'.join(str(part) for part in each['loc']) or 'biểu mẫu'}: {_said(each)}."
                for each in problem.errors()
            )
        ) from None


def _said(fault: object) -> str:
    kind, words = fault["type"], fault["msg"]  # type: ignore[index] # pydantic's own mapping
    if kind == "value_error":
        return str(words).removeprefix("Value error, ").rstrip(".")
    return _SAID.get(kind, "giá trị không hợp lệ")
