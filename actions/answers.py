"""Doing once what is asked twice: a request with a key of its own gets the same answer again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from actions import sealing, wiring
from models.errors import BadInput, Refused
from models.queries import answers as queries

LASTS: Final = timedelta(hours=24)
"""How long an answer is kept for whoever asks again."""
LONGEST_KEY: Final = 100


@dataclass(frozen=True)
class Given:
    """An answer: its status, what its head says, its text."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


def begin(session: Session, person_id: int, key: str, request: str) -> Given | None:
    """Begin to answer a request (`request` is its SHA-256); what was answered before, where that is known.

    Raises:
        BadInput: the key cannot be one, or was used for another request.
        Refused: the first request is not answered yet, or its end is not known.
    """
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadInput(f"Idempotency-Key phải có từ 1 đến {LONGEST_KEY} ký tự ASCII, ví dụ một mã UUID.")
    session.execute(queries.answers_ended(wiring.now()))
    begun = session.execute(queries.answer_begun(person_id, key, request, wiring.now() + LASTS)).first()
    if begun is not None:
        return None
    row = session.scalars(queries.answer(person_id, key)).one()
    if row.request != request:
        raise BadInput("Idempotency-Key này đã dùng cho một yêu cầu khác; hãy dùng khóa mới.")
    if row.status is None:
        raise Refused(
            "Yêu cầu đầu tiên mang Idempotency-Key này chưa xong hoặc chưa rõ kết quả; "
            "hãy đợi, rồi kiểm tra dữ liệu trước khi gửi lại bằng khóa mới."
        )
    body = sealing.unseal(row.body, sealing.of_answer(person_id, key), _secret_key())
    return Given(row.status, row.headers, body)


def end(session: Session, person_id: int, key: str, given: Given) -> None:
    """Keep what was answered; sealed, for an answer may show a new key, which is shown this once."""
    row = session.scalars(queries.answer(person_id, key)).one()
    body = sealing.seal(given.body, sealing.of_answer(person_id, key), _secret_key())
    row.status, row.headers, row.body = given.status, given.headers, body


def drop(session: Session, person_id: int, key: str) -> None:
    """Forget that an answer was begun, because nothing was done: it may be asked again."""
    session.execute(queries.answer_dropped(person_id, key))


def _secret_key() -> str:
    return wiring.settings().secret_key.get_secret_value()
