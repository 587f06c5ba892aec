"""What is wrong with a field that was sent, in a Vietnamese sentence that names the field by its title.

The title is the field's own, or its description up to the first stop; so what a program gets wrong is told in
the words of the interface's description.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import Request

_SAID: Final[dict[str, str]] = {
    "string_too_short": "phải có ít nhất {min_length} ký tự",
    "string_too_long": "dài quá: nhiều nhất {max_length} ký tự",
    "string_pattern_mismatch": "chưa đúng dạng",
    "string_type": "phải là một chuỗi ký tự",
    "string_unicode": "phải là chữ theo bảng mã UTF-8",
    "int_parsing": "phải là số nguyên",
    "int_parsing_size": "là số nguyên quá lớn",
    "int_type": "phải là số nguyên",
    "int_from_float": "phải là số nguyên, không có phần lẻ",
    "float_parsing": "phải là số",
    "float_type": "phải là số",
    "finite_number": "phải là số hữu hạn",
    "decimal_parsing": "phải là số",
    "decimal_type": "phải là số",
    "decimal_max_digits": "có quá nhiều chữ số: nhiều nhất {max_digits}",
    "decimal_max_places": "có quá nhiều chữ số lẻ: nhiều nhất {decimal_places}",
    "decimal_whole_digits": "lớn quá: nhiều nhất {whole_digits} chữ số trước dấu phẩy",
    "greater_than": "phải lớn hơn {gt}",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than": "phải nhỏ hơn {lt}",
    "less_than_equal": "nhiều nhất là {le}",
    "bool_parsing": "phải là true hoặc false",
    "bool_type": "phải là true hoặc false",
    "enum": "phải là một trong các giá trị: {expected}",
    "literal_error": "phải là một trong các giá trị: {expected}",
    "list_type": "phải là một danh sách",
    "tuple_type": "phải là một danh sách",
    "set_type": "phải là một danh sách",
    "too_short": "phải có ít nhất {min_length} mục",
    "too_long": "có quá nhiều mục: nhiều nhất {max_length}",
    "dict_type": "phải là một đối tượng JSON",
    "model_attributes_type": "phải là một đối tượng JSON",
    "model_type": "phải là một đối tượng JSON",
    "bytes_too_long": "dài quá: nhiều nhất {max_length} byte",
    "url_parsing": "phải là một địa chỉ đầy đủ, ví dụ https://so.example/nhan",
    "url_scheme": "phải là địa chỉ bắt đầu bằng {expected_schemes}",
    "url_too_long": "dài quá: nhiều nhất {max_length} ký tự",
    "uuid_parsing": "phải là một mã UUID",
}
"""What each flaw is called, by the code that pydantic gives it."""
_KINDS: Final = (
    ("datetime_", "phải là thời điểm dạng 2026-11-20T08:30:00+07:00"),
    ("timezone_", "phải có múi giờ, ví dụ +07:00"),
    ("date_", "phải là ngày dạng 2026-11-20"),
    ("time_", "phải là giờ dạng 08:30"),
)
_STOPS: Final = re.compile(r"[.;:(]")


def sentence(request: Request, flaw: Mapping[str, Any]) -> str:
    """The sentence that tells one flaw."""
    if flaw["type"] == "json_invalid":
        return "Nội dung gửi lên không phải là JSON hợp lệ."
    name = ".".join(str(part) for part in flaw["loc"][1:]) or "nội dung"
    if flaw["type"] == "extra_forbidden":
        return f"Không có trường nào tên là «{name}»."
    title = _title(request, flaw["loc"])
    field = f"{title} («{name}»)" if title else f"«{name}»"
    return f"Thiếu {field}." if flaw["type"] == "missing" else f"{field} {_said(flaw)}."


def _said(flaw: Mapping[str, Any]) -> str:
    kind, told = str(flaw["type"]), flaw.get("ctx") or {}
    if kind in {"value_error", "assertion_error"}:
        return f"chưa đúng: {str(told.get('error', '')).rstrip('.') or 'hãy xem mô tả của trường'}"
    words = _SAID.get(kind) or next((said for start, said in _KINDS if kind.startswith(start)), "chưa đúng")
    return words.format_map({name: _listed(value) for name, value in told.items()})


def _listed(value: object) -> str:
    """A bound, or the values that pydantic lists in English."""
    return str(value).replace(" or ", " hoặc ")


def _title(request: Request, place: Sequence[str | int]) -> str:
    """What the interface's description calls the field; empty where it does not name it."""
    description = request.app.openapi()
    route = request.scope.get("route")
    told = description["paths"].get(getattr(route, "path", ""), {}).get(request.method.lower(), {})
    where, *path = place
    if where != "body":
        said = [each for each in told.get("parameters", ()) if [each["name"]] == path]
        return _called(said[0], path[0]) if said else ""
    bodies = told.get("requestBody", {}).get("content", {}).values()
    schema: Mapping[str, Any] = next((body["schema"] for body in bodies), {})
    title = ""
    for part in path:
        schema = _within(description, schema, part)
        title = _called(schema, part) or title
    return title


def _within(description: Mapping[str, Any], schema: Mapping[str, Any], part: str | int) -> Mapping[str, Any]:
    """The schema of a part of what a schema describes; an empty one where it has no such part."""
    for each in (schema, *schema.get("anyOf", ()), *schema.get("allOf", ())):
        name = str(each.get("$ref", "")).rpartition("/")[2]
        whole = description["components"]["schemas"].get(name, {}) if name else each
        found = whole.get("items") if isinstance(part, int) else whole.get("properties", {}).get(part)
        if found is not None:
            return found  # type: ignore[no-any-return]  # a part of a JSON document
    return {}


def _called(schema: Mapping[str, Any], name: str | int) -> str:
    """The title that was given to a field, or its description up to the first stop."""
    title = str(schema.get("title", ""))
    if title and title.lower() != str(name).replace("_", " "):
        return title
    return _STOPS.split(str(schema.get("description", "")), maxsplit=1)[0].strip()
