"""Files that hand a task's result over to the register of S&T results: JSON and XML, checked by schema.

No official specification of such a file was found [U]. The schemas beside this module are the system's own
proposal: they state what the registration papers ask for, as far as the dossier holds it, and no person. When
the register publishes its own, this is the one place that changes.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree
from pydantic import BaseModel, ConfigDict

VERSION: Final = "1"
NAMESPACE: Final = "urn:triplehelix:registration:1"
MEDIA: Final = {"json": "application/json", "xml": "application/xml"}
"""The kinds of files, and what they are called in answers."""
_HERE: Final = Path(__file__).parent


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Body(_Part):
    """An organisation."""

    name: str
    e_id: str | None = None
    address: str | None = None


class Registration(_Part):
    """What the register is told of a task; money in đồng, the State's part in percent, no person."""

    code: str
    title: str
    title_en: str | None = None
    province: str
    discipline: str | None = None
    orderer: Body | None = None
    host: Body
    method: str | None = None
    products: tuple[str, ...] = ()
    budget_vnd: int | None = None
    state_percent: Decimal | None = None
    months: int | None = None
    contract_number: str | None = None
    contract_signed_on: date | None = None
    accepted_on: date
    grade: str | None = None
    registered_on: date | None = None
    recognised_on: date | None = None
    state_reserves: bool | None = None
    transferred_on: date | None = None
    trl: int | None = None


def written(kind: str, tasks: Sequence[Registration], made_at: datetime) -> bytes:
    """The tasks as a file of that kind, `json` or `xml`."""
    return _json(tasks, made_at) if kind == "json" else _xml(tasks, made_at)


def faults(kind: str, data: bytes) -> tuple[str, ...]:
    """What the schema of that kind finds wrong with a file; empty: nothing."""
    return _faults_of_json(data) if kind == "json" else _faults_of_xml(data)


def _json(tasks: Sequence[Registration], made_at: datetime) -> bytes:
    told = {
        "version": VERSION,
        "made_at": made_at.isoformat(timespec="seconds"),
        "tasks": [_plain(each) for each in tasks],
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"


def _plain(task: Registration) -> dict[str, Any]:
    told = task.model_dump(mode="json", exclude_none=True)
    if task.state_percent is not None:
        told["state_percent"] = float(task.state_percent)
    return told


def _xml(tasks: Sequence[Registration], made_at: datetime) -> bytes:
    root = ET.Element("registrations", {"xmlns": NAMESPACE, "version": VERSION})
    root.set("made_at", made_at.isoformat(timespec="seconds"))
    for task in tasks:
        own = ET.SubElement(root, "task")
        for name, value in task.model_dump(mode="json", exclude_none=True).items():
            _tell(own, name, value)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _tell(own: ET.Element, name: str, value: object) -> None:
    if isinstance(value, dict):
        part = ET.SubElement(own, name)
        for inner, said in value.items():
            _tell(part, inner, said)
    elif isinstance(value, list):
        for said in value:
            ET.SubElement(own, name).text = str(said)
    else:
        ET.SubElement(own, name).text = str(value).lower() if isinstance(value, bool) else str(value)


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads((_HERE / "registration.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring((_HERE / "registration.xsd").read_bytes(), _parser()))


def _parser() -> etree.XMLParser:
    """A parser that resolves no entity and asks no network."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _faults_of_json(data: bytes) -> tuple[str, ...]:
    try:
        told = json.loads(data)
    except ValueError as problem:
        return (str(problem),)
    return tuple(f"{each.json_path}: {each.message}" for each in _validator().iter_errors(told))


def _faults_of_xml(data: bytes) -> tuple[str, ...]:
    try:
        told = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as problem:
        return (str(problem),)
    schema = _schema()
    schema.validate(told)
    return tuple(f"{each.line}: {each.message}" for each in schema.error_log)
