"""Who is asking: the visitor of a request, let in by what the table of permissions says of the deed.

Every room names the deed of each of its doors: `ToSee = Annotated[Visit, entering(Deed.TASK_SEE)]`. A door
without a deed is refused by a test. Whoever is not signed in is led to the entrance; a form that does not
carry the visitor's own key is refused.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from actions import doors, walls, wiring
from actions.doors import Visitor
from models import deeds
from models.deeds import Deed
from models.errors import BadInput, NotPermitted
from models.wall import sight_of
from portal.tongue import FIRST, LANGUAGES

COOKIE: Final = "triplehelix"
LANGUAGE: Final = "language"
FORM_KEY: Final = "form_key"
HEADER: Final = "x-form-key"

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_LONGEST: Final = 20_000
"""Characters of one field of a form."""

Visit = Visitor


class NotSignedIn(Exception):
    """Raised when a room is asked for by somebody whom the portal does not know (any more)."""


def visitor_of(request: Request) -> Visit | None:
    """Who holds the session that the browser shows, as the tables know it; None when nobody does."""
    key = request.cookies.get(COOKIE, "")
    if not key:
        return None
    with wiring.unit_of_work() as session:
        return doors.visitor(session, key)


def visitor_now(request: Request) -> Visit | None:
    """Who is asking, by the way that this portal was built to find it out."""
    found: Visit | None = request.app.state.visitor(request)
    if found is not None:
        walls.let_in(sight_of(found.actor))
    return found


def language_of(request: Request) -> str:
    """The language that the browser chose; Vietnamese when it chose none."""
    chosen = request.cookies.get(LANGUAGE, FIRST)
    return chosen if chosen in LANGUAGES else FIRST


async def _key_sent(request: Request) -> AsyncIterator[str]:
    """The form's key, as the browser sent it: in a header, or in the form, whose files are then let go."""
    if request.method in _SAFE:
        yield ""
    elif HEADER in request.headers:
        yield request.headers[HEADER]
    elif request.headers.get("content-type", "").startswith(_FORMS):
        async with request.form() as form:
            yield str(form.get(FORM_KEY, ""))
    else:
        yield ""


def entering(deed: Deed) -> Any:  # noqa: ANN401 - a dependency is whatever FastAPI makes of it
    """The dependency of a door: the visitor, once it is sure who that is and that the deed is theirs.

    Raises:
        NotSignedIn: the visitor is not known.
        NotPermitted: the visitor's roles do not include the deed, or the form was not ours.
    """

    def enter(request: Request, sent: Annotated[str, Depends(_key_sent)]) -> Visit:
        visit = visitor_now(request)
        if visit is None:
            raise NotSignedIn
        if request.method not in _SAFE and not hmac.compare_digest(sent.encode(), visit.form_key.encode()):
            raise NotPermitted(
                "Biểu mẫu này đã cũ hoặc không phải do trang này đưa ra. Hãy mở lại trang và gửi lần nữa."
            )
        deeds.require(visit.actor, deed)
        return visit

    enter.deed = deed  # type: ignore[attr-defined]  # what the test of all doors reads
    return Depends(enter)


@dataclass(frozen=True)
class Fields:
    """What a form says, read with care: NFC text, bounded length, Vietnamese days and numbers."""

    form: FormData

    def text(self, name: str, longest: int = _LONGEST) -> str:
        """The text of a field, without spaces around it.

        Raises:
            BadInput: it is longer than that.
        """
        given = self.form.get(name, "")
        if not isinstance(given, str):
            return ""
        said = unicodedata.normalize("NFC", given).replace("\r\n", "\n").replace("\0", "").strip()
        if len(said) > longest:
            raise BadInput(f"Nội dung dài {len(said)} ký tự; nhiều nhất là {longest} ký tự.")
        return said

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a field that may be given several times; blank ones go."""
        said = (value for value in self.form.getlist(name) if isinstance(value, str))
        return tuple(
            each for value in said if (each := unicodedata.normalize("NFC", value).strip()[:_LONGEST])
        )

    def day(self, name: str) -> date | None:
        """The day of a field; None when it is blank.

        Raises:
            BadInput: it is no day.
        """
        said = self.text(name, 20)
        return wiring.parse_day(said) if said else None

    def whole(self, name: str) -> int | None:
        """The whole number of a field; None when it is blank.

        Raises:
            BadInput: it is none.
        """
        said = self.text(name, 30).replace(".", "").replace(" ", "")
        if not said:
            return None
        if not said.isascii() or not said.lstrip("-").isdigit():
            raise BadInput(f"«{said}» không phải là số nguyên.")
        return int(said)

    def decimal(self, name: str) -> Decimal | None:
        """The number of a field, with points between thousands and a comma before the fraction; None: blank.

        Raises:
            BadInput: it is none.
        """
        said = self.text(name, 40).removesuffix("đ").strip()
        if not said:
            return None
        try:
            value = Decimal(said.replace(".", "").replace(" ", "").replace(",", "."))
        except InvalidOperation:
            raise BadInput(f"«{said}» không phải là số; hãy ghi theo dạng 1.250.000.000.") from None
        if not value.is_finite():
            raise BadInput(f"«{said}» không phải là số; hãy ghi theo dạng 1.250.000.000.")
        return value

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.text(name, 20))

    def file(self, name: str) -> UploadFile | None:
        """The file of a field; None when none was chosen."""
        given = self.form.get(name)
        return given if isinstance(given, UploadFile) and given.filename else None

    def values(self) -> Mapping[str, str]:
        """All texts, so that a form that is refused comes back as it was sent."""
        return {name: value for name, value in self.form.items() if isinstance(value, str)}


async def _fields(request: Request) -> AsyncIterator[Fields]:
    async with request.form(max_files=20, max_fields=500) as form:
        yield Fields(form)


Sent = Annotated[Fields, Depends(_fields)]
"""The form of a request."""
