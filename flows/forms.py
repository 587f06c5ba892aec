"""The form in which a person answers Prefect: one JSON schema for every question, and the way back.

Prefect shows a form for a paused run when input rows lie beside it: a schema, a description and, once it is
answered, a response. All of it is plain JSON, so a form is built from a `models.picture.Form` and read back
without a class that would have to outlive a wait of years.

Prefect's pages show the members of an `enum` as they stand, never a title for them. So the words of the
choices are the members, and the schema itself carries what each of them means (`x-values`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from prefect.client.schemas.objects import FlowRunInput
from pydantic import BaseModel, ConfigDict

from models.picture import Form

VERDICT: Final = "verdict"
PERSON: Final = "person"
CODE: Final = "code"
COMMENT: Final = "comment"
MISSING: Final = "missing"
DOCUMENT: Final = "document"
DUE: Final = "due"
PARTY: Final = "party"
WHO: Final = "who"

REMEDY: Final = "remedy"
"""The gate of a closet case's form; every other gate is one of the lifecycle."""

_COMMENT: Final = {COMMENT: {"title": "Ý kiến", "type": "string"}}
_FOR_A_GATE: Final = {
    **_COMMENT,
    MISSING: {
        "title": "Cần bổ sung những gì",
        "description": "Chỉ ghi khi trả lại để bổ sung: mỗi dòng một thứ còn thiếu.",
        "type": "string",
    },
}
_FOR_A_REMEDY: Final = {
    PARTY: {
        "title": "Đơn vị được nêu",
        "description": "Tên đơn vị tiếp nhận, tổ chức kế thừa hoặc nơi nhận văn bản.",
        "type": "string",
    },
    DOCUMENT: {
        "title": "Số, ký hiệu văn bản",
        "description": "Văn bản làm căn cứ, nếu có, ví dụ 05/QĐ-SKHCN.",
        "type": "string",
    },
    DUE: {
        "title": "Hạn thực hiện",
        "description": "Để trống thì lấy hạn ghi ở trên.",
        "type": "string",
        "format": "date",
    },
    WHO: {
        "title": "Ai thực hiện",
        "description": "Để trống thì giao đúng đơn vị mà biện pháp nêu.",
        "type": "string",
    },
    **_COMMENT,
}

_MEANINGS: Final = "x-values"
PREFIX: Final = "suspended-"


class Answer(BaseModel):
    """What a person answered in a run's form: `fields` holds the values that the form asked for.

    `answer_id` is unique to this press of the button, so that an action which was interrupted can tell a
    repetition from a second answer, and `at` is its moment by Prefect's clock. `fields` is empty when the run
    was resumed without an answer.
    """

    model_config = ConfigDict(frozen=True)

    run_id: UUID
    subject: str
    key: str
    fields: dict[str, str]
    answer_id: UUID | None = None
    at: datetime | None = None


def keyset(key: str) -> dict[str, str]:
    """Name the three rows that belong to the question `key`, as Prefect's own pages look for them."""
    return {part: f"{PREFIX}{key}-{part}" for part in ("schema", "description", "response")}


def question_of(row_key: str) -> tuple[str, str] | None:
    """Split the name of a row into the question's key and the row's part; None if the row is not ours."""
    body, _, part = row_key.rpartition("-")
    if not body.startswith(PREFIX) or part not in {"schema", "description", "response"}:
        return None
    return body.removeprefix(PREFIX), part


def is_response(row_key: str) -> bool:
    """Whether the row holds what a person typed."""
    asked = question_of(row_key)
    return asked is not None and asked[1] == "response"


def schema(form: Form) -> dict[str, Any]:
    """Build the JSON schema that Prefect renders as the form and checks the answer against.

    Optional fields are plain strings that may be left out: for a union with null Prefect would show a switch.
    """
    properties: dict[str, dict[str, Any]] = {
        VERDICT: {
            "title": form.choice_title,
            "type": "string",
            "enum": [choice.label for choice in form.choices],
            _MEANINGS: {choice.label: choice.value for choice in form.choices},
        },
        PERSON: {
            "title": "Tài khoản của người quyết định",
            "description": "Tên đăng nhập của chính Ông/Bà trên cổng.",
            "type": "string",
            "minLength": 1,
        },
        CODE: {
            "title": "Mã một lần",
            "description": "6 chữ số đang hiện trong ứng dụng xác thực của Ông/Bà.",
            "type": "string",
            "pattern": r"^\s*[0-9]{3}\s?[0-9]{3}\s*$",
        },
        **(_FOR_A_REMEDY if form.gate == REMEDY else _FOR_A_GATE),
    }
    return {
        "title": form.title,
        "type": "object",
        "properties": {
            name: {**field, "position": position} for position, (name, field) in enumerate(properties.items())
        },
        "required": [VERDICT, PERSON, CODE],
        "additionalProperties": False,
    }


def description(form: Form) -> str:
    """Write the markdown that stands above the fields."""
    return f"## {form.title}\n\n{form.description}"


def digest(form: Form | None) -> str:
    """Tell one form from another, so that an unchanged form is not written again."""
    if form is None:
        return ""
    words = json.dumps([form.key, schema(form), description(form)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def read(answer: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, str]:
    """Turn what a person typed back into the values that were meant, with surplus blanks removed.

    Args:
        answer: the response as Prefect kept it.
        asked: the schema that it was checked against.
    """
    meanings = asked.get("properties", {}).get(VERDICT, {}).get(_MEANINGS, {})
    fields = {name: str(value).strip() for name, value in answer.items() if value is not None}
    if VERDICT in fields:
        fields[VERDICT] = meanings.get(fields[VERDICT], fields[VERDICT])
    if CODE in fields:
        fields[CODE] = "".join(fields[CODE].split())
    return {name: value for name, value in fields.items() if value}


def answer(run_id: UUID, subject: str, rows: Mapping[str, FlowRunInput]) -> Answer:
    """Read a resumed run's answer out of its input rows; empty if somebody resumed it without one."""
    for row in rows.values():
        asked = question_of(row.key)
        if asked is None or asked[1] != "response":
            continue
        question = rows.get(keyset(asked[0])["schema"])
        fields = read(row.decoded_value, question.decoded_value if question else {})
        return Answer(
            run_id=run_id, subject=subject, key=asked[0], fields=fields, answer_id=row.id, at=row.created
        )
    return Answer(run_id=run_id, subject=subject, key="", fields={})


def as_json(value: object) -> str:
    """Write a row's value as Prefect reads it."""
    return json.dumps(value, ensure_ascii=False)
