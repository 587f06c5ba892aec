"""How the interface refuses: problem details (RFC 9457) that carry every reason, in Vietnamese sentences."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from actions import outages
from actions.interface import Outdated
from actions.operation import trail
from models.errors import (
    BadInput,
    DatabaseAway,
    NotFound,
    NotPermitted,
    OutcomeUnknown,
    TripleHelixError,
    Unavailable,
    WrongCode,
)
from portal.api.flaws import sentence

MEDIA_TYPE: Final = "application/problem+json"

_log = logging.getLogger(__name__)
_RETRY_SECONDS: Final = "10"
_KINDS: Final[tuple[tuple[type[TripleHelixError], HTTPStatus, str, str], ...]] = (
    (Outdated, HTTPStatus.PRECONDITION_FAILED, "outdated", "Dữ liệu đã thay đổi"),
    (NotPermitted, HTTPStatus.FORBIDDEN, "not-permitted", "Không có quyền"),
    (NotFound, HTTPStatus.NOT_FOUND, "not-found", "Không tìm thấy"),
    (WrongCode, HTTPStatus.FORBIDDEN, "wrong-code", "Mã không đúng"),
    (BadInput, HTTPStatus.UNPROCESSABLE_ENTITY, "bad-input", "Dữ liệu gửi lên chưa đúng"),
    (OutcomeUnknown, HTTPStatus.SERVICE_UNAVAILABLE, "outcome-unknown", "Chưa rõ đã ghi hay chưa"),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "Tạm thời chưa làm được"),
    (TripleHelixError, HTTPStatus.CONFLICT, "refused", "Chưa làm được"),
)
"""How each kind of refusal is answered, the particular before the general."""
_WORDS: Final = {
    HTTPStatus.NOT_FOUND: "Không có địa chỉ này trong giao diện.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Địa chỉ này không nhận phương thức đó.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Nội dung gửi lên quá lớn; hãy nộp tệp theo từng phần (uploads).",
}


class Problem(BaseModel):
    """A refusal."""

    type: str = Field(
        description="Loại lỗi, là một URN ổn định.", examples=["urn:triplehelix:problem:refused"]
    )
    title: str = Field(description="Tên loại lỗi.")
    status: int = Field(description="Mã trạng thái HTTP.")
    detail: str = Field(description="Mọi lý do, trong một đoạn.")
    instance: str = Field(
        default="", description="Mã sự cố của yêu cầu này, để quản trị hệ thống tìm trong nhật ký."
    )
    reasons: list[str] = Field(description="Từng lý do, mỗi lý do một câu có nêu cách khắc phục.")


class Stopped(Exception):
    """Raised where a request ends at the door: no key, too narrow a key, too many requests."""

    def __init__(
        self, status: HTTPStatus, kind: str, title: str, sentence: str, headers: Mapping[str, str]
    ) -> None:
        super().__init__(sentence)
        self.status, self.kind, self.title = status, kind, title
        self.sentence, self.headers = sentence, dict(headers)


def problem(
    status: int, kind: str, title: str, reasons: Sequence[str], headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The answer that refuses."""
    said = Problem(
        type=f"urn:triplehelix:problem:{kind}",
        title=title,
        status=int(status),
        detail=" ".join(reasons),
        instance=f"urn:triplehelix:trail:{trail.current()}",
        reasons=list(reasons),
    )
    return JSONResponse(
        said.model_dump(), status_code=int(status), headers=dict(headers or {}), media_type=MEDIA_TYPE
    )


def _explain(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TripleHelixError)  # noqa: S101 - what this handler was registered for
    if isinstance(error, OutcomeUnknown) and request.method in {"GET", "HEAD"}:
        error = DatabaseAway(outages.AWAY)  # who only looked has nothing to look for
    status, kind, title = next(row[1:] for row in _KINDS if isinstance(error, row[0]))
    # Who is to look first is not told to send it again.
    is_to_be_sent_again = status is HTTPStatus.SERVICE_UNAVAILABLE and not isinstance(error, OutcomeUnknown)
    later = {"Retry-After": _RETRY_SECONDS} if is_to_be_sent_again else {}
    return problem(status, kind, title, error.reasons, later)


def _stop(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Stopped)  # noqa: S101 - idem
    return problem(error.status, error.kind, error.title, (error.sentence,), error.headers)


def _refuse(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - idem
    status = HTTPStatus(error.status_code)
    sentence = _WORDS.get(status, "Không đọc được yêu cầu.")
    return problem(status, "http", status.phrase, (sentence,), error.headers)


def _correct(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - idem
    reasons = tuple(dict.fromkeys(sentence(request, each) for each in error.errors()))
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "bad-input", "Dữ liệu gửi lên chưa đúng", reasons)


def _apologise(_request: Request, error: Exception) -> JSONResponse:
    _log.error("The interface failed", exc_info=error)
    sentence = "Hệ thống gặp lỗi, không rõ việc đã xong hay chưa. Hãy đọc lại dữ liệu trước khi gửi lại."
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "failure", "Hệ thống gặp lỗi", (sentence,))


def explain_everything(api: FastAPI) -> None:
    """Let the interface answer each failure by a problem."""
    api.add_exception_handler(TripleHelixError, _explain)
    api.add_exception_handler(Stopped, _stop)
    api.add_exception_handler(RequestValidationError, _correct)
    api.add_exception_handler(HTTPException, _refuse)
    api.add_exception_handler(Exception, _apologise)


_SAID: Final = {
    400: "Không đọc được yêu cầu",
    401: "Thiếu khóa truy cập, hoặc khóa không còn dùng được",
    403: "Không có quyền, hoặc khóa không mở phạm vi này",
    404: "Không có, hoặc không thuộc quyền xem của khóa",
    409: "Chưa làm được trong tình trạng hiện tại; mọi lý do được nêu",
    412: "Dữ liệu đã thay đổi so với If-Match",
    413: "Nội dung gửi lên quá lớn",
    422: "Dữ liệu gửi lên chưa đúng; mọi chỗ sai được nêu",
    429: "Quá nhiều yêu cầu; hãy đợi số giây ghi ở Retry-After",
    500: "Hệ thống gặp lỗi",
    503: "Một dịch vụ tạm thời không trả lời",
}
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    status: {
        "description": said,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, said in _SAID.items()
}
"""The refusals that each route may give."""
