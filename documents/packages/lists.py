"""Reading the lists of a package: manifest, METS, the dossier's description, the file list."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from documents.packages.metadata import FILE_XML, INDEX_CSV, MANIFEST, METS, METS_NS, XLINK_NS
from documents.packages.reading import Found

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_PATH_COLUMN, _HASH_COLUMN = "Tệp", "SHA-256"


@dataclass
class Lists:
    """What the lists say, and what is wrong with the lists themselves."""

    name: str = ""
    papers: int = 0
    manifest: dict[str, str] = field(default_factory=dict)
    mets: dict[str, Found] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    index: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read_lists(texts: Mapping[str, bytes]) -> Lists:
    """Read all four; what cannot be read becomes a sentence."""
    lists = Lists()
    _manifest(texts[MANIFEST], lists)
    _mets(texts[METS], lists)
    _dossier(texts[FILE_XML], lists)
    _index(texts[INDEX_CSV], lists)
    return lists


def _manifest(data: bytes, lists: Lists) -> None:
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
        found = _LINE.fullmatch(line)
        if found is None or found[2] in lists.manifest:
            lists.faults.append(f"Dòng {number} của {MANIFEST} sai hoặc lặp lại.")
        else:
            lists.manifest[found[2]] = found[1]


def _mets(data: bytes, lists: Lists) -> None:
    root = _xml(METS, data, lists)
    if root is None:
        return
    lists.name = root.get("OBJID", "")
    for node in root.iter(f"{{{METS_NS}}}file"):
        place = node.find(f"{{{METS_NS}}}FLocat")
        path = "" if place is None else place.get(f"{{{XLINK_NS}}}href", "")
        size = node.get("SIZE", "")
        if not path or path in lists.mets or not size.isdecimal() or node.get("CHECKSUMTYPE") != "SHA-256":
            lists.faults.append(f"{METS} có mục sai hoặc lặp lại: {path or node.get('ID', '?')}.")
        else:
            lists.mets[path] = Found(node.get("CHECKSUM", ""), int(size))


def _dossier(data: bytes, lists: Lists) -> None:
    root = _xml(FILE_XML, data, lists)
    if root is None:
        return
    papers = root.findall("Documents/Document")
    lists.papers = len(papers)
    if (root.findtext("File/DocTotal") or "") != str(len(papers)):
        lists.faults.append(
            f"{FILE_XML} ghi {root.findtext('File/DocTotal')} văn bản nhưng mô tả {len(papers)}."
        )
    for paper in papers:
        own = set()
        for content in paper.findall("Content"):
            path, sha256 = content.get("href", ""), content.get("sha256", "")
            own.add(sha256)
            if lists.contents.setdefault(path, sha256) != sha256:
                lists.faults.append(f"{FILE_XML} ghi hai mã băm khác nhau cho {path}.")
        for signature in paper.findall("DigitalSignature"):
            if signature.findtext("Sha256") not in own:
                lists.faults.append(
                    f"{FILE_XML} nhắc đến chữ ký trên một bản không có trong gói "
                    f"(văn bản {paper.findtext('DocOrdinal')})."
                )


def _index(data: bytes, lists: Lists) -> None:
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace"), newline=""))
    try:
        for row in rows:
            lists.index[row.get(_PATH_COLUMN) or ""] = row.get(_HASH_COLUMN) or ""
    except csv.Error:
        lists.faults.append(f"Không đọc được {INDEX_CSV}.")


def _xml(path: str, data: bytes, lists: Lists) -> ET.Element | None:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        lists.faults.append(f"{path} có khai báo DTD hoặc thực thể: không được phép.")
        return None
    try:
        return ET.fromstring(data)  # noqa: S314 - declarations are refused above
    except (ET.ParseError, ValueError, LookupError):
        lists.faults.append(f"{path} không phải XML đọc được.")
        return None
