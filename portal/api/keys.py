"""Who asks the interface: the bearer of a token, let in by what the table of permissions says of the deed.

No cookie opens anything here, so that no page of another site can have a browser ask. Reading takes a key of
scope `read`, everything else one of scope `write`.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from actions import doors, tokens, walls, wiring
from actions.tokens import TokenScope
from models import deeds
from models.deeds import Deed
from models.errors import BadInput
from models.wall import sight_of
from portal.api.problems import Stopped
from portal.visits import Visit

REQUESTS: Final = 600
"""Requests of one token in a minute."""
_REALM: Final = 'Bearer realm="triplehelix"'
_MINUTE: Final = timedelta(minutes=1)
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SCHEME: Final = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="Khóa truy cập tạo ở trang Tài khoản của cổng: `Authorization: Bearer th_...`.",
)


def caller(request: Request) -> Visit:
    """Who asks, found out once a request.

    Raises:
        Stopped: there is no good key, it does not open this, or it asks too often.
    """
    known: Visit | None = getattr(request.state, "visit", None)
    if known is not None:
        return known
    scope = TokenScope.READ if request.method in _READING else TokenScope.WRITE
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    key = key.strip() if scheme.lower() == "bearer" else ""
    if not key:
        raise _unknown()
    with wiring.unit_of_work() as session:
        visit = tokens.bearer(session, key, scope)
        if visit is None:
            other = TokenScope.WRITE if scope is TokenScope.READ else TokenScope.READ
            raise _narrow(scope) if tokens.bearer(session, key, other) else _unknown()
        asked = doors.knocks(session, f"api:{visit.session}", _MINUTE)
    if asked > REQUESTS:
        raise Stopped(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too-many-requests",
            "Quá nhiều yêu cầu",
            f"Mỗi khóa được gửi nhiều nhất {REQUESTS} yêu cầu trong một phút; hãy đợi rồi gửi lại.",
            {"Retry-After": str(int(_MINUTE.total_seconds()))},
        )
    request.state.visit = visit
    walls.let_in(sight_of(visit.actor))
    return visit


def _unknown() -> Stopped:
    return Stopped(
        HTTPStatus.UNAUTHORIZED,
        "unknown-key",
        "Không rõ ai yêu cầu",
        "Thiếu khóa truy cập, hoặc khóa đã hết hạn hay đã thu hồi. Hãy gửi Authorization: Bearer th_...",
        {"WWW-Authenticate": f'{_REALM}, error="invalid_token"'},
    )


def _narrow(scope: TokenScope) -> Stopped:
    return Stopped(
        HTTPStatus.FORBIDDEN,
        "narrow-key",
        "Khóa không mở phạm vi này",
        f"Khóa này không có phạm vi «{scope.value}»; hãy tạo khóa có phạm vi đó ở trang Tài khoản.",
        {"WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{scope.value}"'},
    )


def bearing(deed: Deed) -> Any:  # noqa: ANN401 - a dependency is whatever FastAPI makes of it
    """The dependency of a route: the bearer, once it is sure who that is and that the deed is theirs.

    Raises:
        Stopped: there is no good key.
        NotPermitted: the person's roles do not include the deed.
    """

    def bear(
        request: Request, _shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_SCHEME)]
    ) -> Visit:
        visit = caller(request)
        deeds.require(visit.actor, deed)
        return visit

    bear.deed = deed  # type: ignore[attr-defined]  # what the test of all routes reads
    return Depends(bear)


def _expected(
    if_match: Annotated[
        str | None,
        Header(description='ETag đã đọc của nhiệm vụ, ví dụ "12-ab34cd56"; đã thay đổi thì trả lời 412.'),
    ] = None,
) -> int | None:
    """The version of the task that the caller has read; None when they do not say.

    Raises:
        BadInput: it is none of our ETags.
    """
    if if_match is None:
        return None
    said = if_match.strip().removeprefix("W/").strip('"').partition("-")[0]
    if not said.isascii() or not said.isdigit() or len(said) > 18:  # noqa: PLR2004 - a bigint has 18 digits
        raise BadInput("If-Match phải là ETag mà GET /tasks/{code} đã trả lời.")
    return int(said)


Expected = Annotated[int | None, Depends(_expected)]
