"""Harvesting by OAI-PMH 2.0: what may be published of accepted tasks, in simple Dublin Core.

Withdrawn records are not told (`deletedRecord` is `no`): that a task was published once and is not any more
would itself tell something about it. Whoever keeps a copy harvests the whole from time to time. A resumption
token says where the list goes on; it is signed, stands for a day, and nothing is kept for it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from actions import wiring
from actions.open_data.catalogue import OAI
from actions.open_data.reading import task_told
from models import provinces, publishing
from models.publishing import TaskTold
from models.queries import open_data as queries

PAGE: Final = 100
"""Records of one answer."""
LASTS: Final = timedelta(hours=24)
"""How long a resumption token is good for."""

_OAI: Final = "http://www.openarchives.org/OAI/2.0/"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_OAI_DC: Final = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_ID: Final = "http://www.openarchives.org/OAI/2.0/oai-identifier"
for _prefix, _uri in (("", _OAI), ("dc", _DC), ("oai_dc", _OAI_DC), ("xsi", _XSI), ("oai-id", _ID)):
    ET.register_namespace(_prefix, _uri)

_FORMAT: Final = "oai_dc"
_LIST: Final = ("from", "until", "set")
_ARGUMENTS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "Identify": ((), ()),
    "ListMetadataFormats": ((), ("identifier",)),
    "ListSets": ((), ()),
    "GetRecord": (("identifier", "metadataPrefix"), ()),
    "ListIdentifiers": (("metadataPrefix",), _LIST),
    "ListRecords": (("metadataPrefix",), _LIST),
}
"""What each verb must be told, and what it may be told."""
_RESUMED: Final = frozenset({"ListIdentifiers", "ListRecords", "ListSets"})
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_SECOND: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold, even escaped."""


class _Wrong(Exception):
    """Raised when a request is answered with an error of the protocol: its code, and a sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class _Place:
    """Where a list goes on: after which number, with which bounds."""

    after: int = 0
    province: str = ""
    since: str = ""
    before: str = ""


def harvested(session: Session, asked: Mapping[str, Sequence[str]], on: date) -> bytes:
    """The answer to a request of the protocol, as XML; errors are answers, too.

    Args:
        session: the transaction.
        asked: every argument with all values that were given for it.
        on: the day on which it is judged what may be told.
    """
    root = ET.Element(f"{{{_OAI}}}OAI-PMH", {f"{{{_XSI}}}schemaLocation": f"{_OAI} {_OAI}OAI-PMH.xsd"})
    _add(root, "responseDate", _utc(wiring.now()))
    request = _add(root, "request", _address())
    try:
        verb, told = _understood(asked)
        for name, value in (("verb", verb), *told.items()):
            request.set(name, _writable(value))
        _ANSWERS[verb](session, _add(root, verb), told, on)
    except _Wrong as wrong:
        for part in root.findall("*")[2:]:
            root.remove(part)
        if wrong.code in {"badVerb", "badArgument"}:
            request.attrib.clear()
        _add(root, "error", str(wrong)).set("code", wrong.code)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _understood(asked: Mapping[str, Sequence[str]]) -> tuple[str, dict[str, str]]:
    """The verb, and its arguments once each.

    Raises:
        _Wrong: the request is none of the protocol's.
    """
    verbs = asked.get("verb", ())
    if len(verbs) != 1 or verbs[0] not in _ARGUMENTS:
        raise _Wrong("badVerb", "The verb is missing, repeated or unknown.")
    must, may = _ARGUMENTS[verbs[0]]
    told = {name: values[0] for name, values in asked.items() if name != "verb"}
    if repeated := [name for name, values in asked.items() if len(values) != 1]:
        raise _Wrong("badArgument", f"Given more than once: {', '.join(sorted(repeated))}.")
    if "resumptionToken" in told and verbs[0] in _RESUMED:
        if len(told) > 1:
            raise _Wrong("badArgument", "A resumption token stands alone.")
        if verbs[0] == "ListSets":
            raise _Wrong("badResumptionToken", "The list of sets is given whole.")
        return verbs[0], told
    if missing := [name for name in must if not told.get(name)]:
        raise _Wrong("badArgument", f"Missing: {', '.join(missing)}.")
    if strange := [name for name in told if name not in (*must, *may)]:
        raise _Wrong("badArgument", f"Not an argument of this verb: {', '.join(sorted(strange))}.")
    if told.get("metadataPrefix", _FORMAT) != _FORMAT:
        raise _Wrong("cannotDisseminateFormat", "The only format is oai_dc.")
    return verbs[0], told


def _identify(session: Session, part: ET.Element, _told: Mapping[str, str], on: date) -> None:
    province = wiring.settings().province
    first = session.scalar(queries.first_told(on))
    _add(part, "repositoryName", f"Sở Khoa học và Công nghệ {province}")
    _add(part, "baseURL", _address())
    _add(part, "protocolVersion", "2.0")
    _add(part, "adminEmail", wiring.settings().mail_from or f"open-data@{_host()}")
    _add(part, "earliestDatestamp", _utc(first or wiring.now()))
    _add(part, "deletedRecord", "no")
    _add(part, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    description = ET.SubElement(_add(part, "description"), f"{{{_ID}}}oai-identifier")
    for name, value in (
        ("scheme", "oai"),
        ("repositoryIdentifier", _host()),
        ("delimiter", ":"),
        ("sampleIdentifier", _identifier("DN-2026-007")),
    ):
        ET.SubElement(description, f"{{{_ID}}}{name}").text = value


def _formats(session: Session, part: ET.Element, told: Mapping[str, str], on: date) -> None:
    if "identifier" in told:
        _one(session, told["identifier"], on)
    known = _add(part, "metadataFormat")
    _add(known, "metadataPrefix", _FORMAT)
    _add(known, "schema", f"{_OAI}oai_dc.xsd")
    _add(known, "metadataNamespace", _OAI_DC)


def _sets(session: Session, part: ET.Element, _told: Mapping[str, str], on: date) -> None:
    names = list(session.scalars(queries.provinces_told(on))) or [wiring.settings().province]
    for name in names:
        known = _add(part, "set")
        _add(known, "setSpec", provinces.slug(name))
        _add(known, "setName", name)


def _record(session: Session, part: ET.Element, told: Mapping[str, str], on: date) -> None:
    _tell(part, *_one(session, told["identifier"], on), whole=True)


def _one(session: Session, identifier: str, on: date) -> tuple[TaskTold, datetime]:
    code = identifier.removeprefix(_identifier(""))
    if code != identifier:
        for task, result, host, changed in session.execute(queries.tasks_told(on, limit=1, code=code)):
            known = task_told(task, result, host)
            if not publishing.withheld(known, on):
                return known, changed
    raise _Wrong("idDoesNotExist", "There is no such record.")


def _identifiers(session: Session, part: ET.Element, told: Mapping[str, str], on: date) -> None:
    _list(session, part, told, on, whole=False)


def _records(session: Session, part: ET.Element, told: Mapping[str, str], on: date) -> None:
    _list(session, part, told, on, whole=True)


def _list(session: Session, part: ET.Element, told: Mapping[str, str], on: date, *, whole: bool) -> None:
    resumed = "resumptionToken" in told
    verb = part.tag.partition("}")[2]
    place = _opened(told["resumptionToken"], verb) if resumed else _begun(told)
    found = session.execute(
        queries.tasks_told(
            on,
            after=place.after,
            limit=PAGE + 1,
            province=place.province,
            since=_moment(place.since),
            before=_moment(place.before),
        )
    ).all()
    rows = [(task_told(task, result, host), changed) for task, result, host, changed in found[:PAGE]]
    free = [(known, changed) for known, changed in rows if not publishing.withheld(known, on)]
    if not free and not resumed:
        raise _Wrong("noRecordsMatch", "Nothing fits.")
    for known, changed in free:
        _tell(part, known, changed, whole=whole)
    if len(found) > PAGE:
        token, ends = _sealed(_Place(rows[-1][0].number, place.province, place.since, place.before), verb)
        _add(part, "resumptionToken", token).set("expirationDate", _utc(ends))
    elif resumed:
        _add(part, "resumptionToken")


def _begun(told: Mapping[str, str]) -> _Place:
    since, until = told.get("from", ""), told.get("until", "")
    if since and until and len(since) != len(until):
        raise _Wrong("badArgument", "from and until are of unlike granularity.")
    first = _bound("from", since)
    last = _bound("until", until)
    if first and last and first > last:
        raise _Wrong("badArgument", "from is later than until.")
    step = timedelta(days=1) if _DAY.fullmatch(until) else timedelta(seconds=1)
    before = _utc(last + step) if last else ""
    return _Place(0, _province(told.get("set", "")), _utc(first) if first else "", before)


def _province(spec: str) -> str:
    if not spec:
        return ""
    found = next((each.name for each in provinces.PROVINCES if each.slug == spec), None)
    if found is None:
        raise _Wrong("noRecordsMatch", "There is no such set.")
    return found


def _bound(name: str, said: str) -> datetime | None:
    if not said:
        return None
    try:
        if _DAY.fullmatch(said):
            return datetime.strptime(said, "%Y-%m-%d").replace(tzinfo=UTC)
        if _SECOND.fullmatch(said):
            return datetime.strptime(said, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        pass
    raise _Wrong("badArgument", f"{name} is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ.")


def _moment(said: str) -> datetime | None:
    return datetime.strptime(said, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if said else None


def _tell(part: ET.Element, task: TaskTold, changed: datetime, *, whole: bool) -> None:
    """A record, or its header alone; all of it comes from the fields that are declared as published."""
    own = _add(part, "record") if whole else part
    header = _add(own, "header")
    _add(header, "identifier", _identifier(task.code))
    _add(header, "datestamp", _utc(changed))
    _add(header, "setSpec", provinces.slug(task.province))
    if not whole:
        return
    told = publishing.told(publishing.TASKS, task)
    core = ET.SubElement(
        _add(own, "metadata"),
        f"{{{_OAI_DC}}}dc",
        {f"{{{_XSI}}}schemaLocation": f"{_OAI_DC} {_OAI}oai_dc.xsd"},
    )
    licence = wiring.settings().open_licence.strip()
    for name, value in (
        ("title", told["title"]),
        ("title", told["title_en"]),
        ("creator", told["host"]),
        ("subject", told["discipline"]),
        ("publisher", f"Sở Khoa học và Công nghệ {task.province}"),
        ("date", told["accepted_on"]),
        ("type", "Nhiệm vụ khoa học và công nghệ đã nghiệm thu"),
        ("identifier", told["code"]),
        ("language", "vi"),
        ("coverage", told["province"]),
        ("rights", licence),
    ):
        if value:
            ET.SubElement(core, f"{{{_DC}}}{name}").text = _writable(str(value))


def _sealed(place: _Place, verb: str) -> tuple[str, datetime]:
    """The token of a place, and until when it is good."""
    ends = wiring.now() + LASTS
    said = json.dumps({**asdict(place), "verb": verb, "ends": int(ends.timestamp())}, separators=(",", ":"))
    body = base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")
    return f"{body}.{_seal(body)}", ends


def _opened(token: str, verb: str) -> _Place:
    body, _, seal = token.partition(".")
    if not hmac.compare_digest(_seal(body).encode(), seal.encode()):
        raise _Wrong("badResumptionToken", "This token was not given here.")
    try:
        said = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        of, ends = said.pop("verb"), said.pop("ends")
        place = _Place(**said)
    except (binascii.Error, ValueError, KeyError, TypeError):
        raise _Wrong("badResumptionToken", "This token was not given here.") from None
    if of != verb or ends < wiring.now().timestamp():
        raise _Wrong("badResumptionToken", "This token is over, or is another verb's.")
    return place


def _seal(body: str) -> str:
    secret = wiring.settings().secret_key.get_secret_value().encode()
    return hmac.new(secret, f"oai:{body}".encode(), hashlib.sha256).hexdigest()


def _add(part: ET.Element, name: str, text: str = "") -> ET.Element:
    made = ET.SubElement(part, f"{{{_OAI}}}{name}")
    if text:
        made.text = _writable(text)
    return made


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _address() -> str:
    return f"{wiring.settings().portal_url.rstrip('/')}{OAI}"


def _host() -> str:
    return urlsplit(wiring.settings().portal_url).hostname or "localhost"


def _identifier(code: str) -> str:
    return f"oai:{_host()}:{code}"


_ANSWERS: Final[Mapping[str, Callable[[Session, ET.Element, Mapping[str, str], date], None]]] = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _record,
    "ListIdentifiers": _identifiers,
    "ListRecords": _records,
}
