"""The descriptions in a package: METS, the fields of Annex VI as XML, the file list for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from documents.packages.contents import Origin, Package, Paper

METS = "METS.xml"
MANIFEST = "manifest-sha256.txt"
FILE_XML = "metadata/descriptive/ho-so.xml"
INDEX_CSV = "documentation/muc-luc.csv"

METS_NS = "http://www.loc.gov/METS/"
XLINK_NS = "http://www.w3.org/1999/xlink"
CSIP_NS = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
_PROFILE = "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml"

_NOTE = (
    " Tên trường theo Phụ lục VI Nghị định 30/2020/NĐ-CP; "
    "cấu trúc gói theo Thông tư 05/2025/TT-BNV: tham khảo. "
)
_ORIGINS = {
    Origin.ISSUED: "Văn bản ban hành",
    Origin.SIGNED: "Bản ký số",
    Origin.SUBMITTED: "Giấy tờ các bên nộp",
}
_COLUMNS = (
    "STT", "Số, ký hiệu", "Ngày, tháng, năm", "Loại", "Trích yếu", "Cơ quan ban hành, nộp", "Số trang",
    "Thời hạn lưu trữ", "Tệp", "SHA-256",
)  # fmt: skip

ET.register_namespace("", METS_NS)
ET.register_namespace("xlink", XLINK_NS)
ET.register_namespace("csip", CSIP_NS)


@dataclass(frozen=True)
class Listed:
    """A file of the package: its path, hash, size in bytes and type."""

    path: str
    sha256: str
    size: int
    media_type: str


def file_xml(package: Package) -> bytes:
    """The dossier and its papers with the fields of Annex VI."""
    root = ET.Element("Archive")
    root.append(ET.Comment(_NOTE))
    head = ET.SubElement(root, "File")
    _fields(
        ET.SubElement(head, "FileCode"),
        {"OrganId": package.organ, "FileCatalog": package.catalog, "FileNotation": package.task},
    )
    _fields(
        head,
        {
            "Title": package.title,
            "Maintenance": package.maintenance,
            "Rights": package.rights,
            "Creator": package.creator,
            "Language": "Tiếng Việt",
            "StartDate": package.starts_on.isoformat(),
            "EndDate": package.ends_on.isoformat(),
            "DocTotal": len(package.papers),
            "PageTotal": sum(paper.pages or 0 for paper in package.papers),
            "Description": package.description,
        },
    )
    papers = ET.SubElement(root, "Documents")
    for paper in package.papers:
        _paper(ET.SubElement(papers, "Document"), package, paper)
    return _bytes(root)


def _paper(node: ET.Element, package: Package, paper: Paper) -> None:
    _fields(
        ET.SubElement(node, "FileCode"),
        {"OrganId": package.organ, "FileCatalog": package.catalog, "FileNotation": package.task},
    )
    _fields(
        node,
        {
            "DocOrdinal": f"{paper.ordinal:03d}",
            "TypeName": paper.type_name,
            "CodeNumber": paper.number,
            "CodeNotation": paper.notation,
            "IssuedDate": paper.issued_on.isoformat(),
            "OrganName": paper.organ,
            "Subject": paper.subject,
            "Language": paper.language,
            "PageAmount": "" if paper.pages is None else paper.pages,
            "Description": paper.description,
        },
    )
    _fields(ET.SubElement(node, "SignerInfo"), {"Position": paper.positions})
    _fields(
        node, {"Priority": paper.priority, "IssuedAmount": paper.copies, "Maintenance": paper.maintenance}
    )
    for signature in paper.signatures:
        _fields(
            ET.SubElement(node, "DigitalSignature", {"place": str(signature.place)}),
            {
                "Position": signature.position,
                "Holder": signature.holder,
                "Issuer": signature.issuer,
                "Serial": signature.serial,
                "SignedAt": signature.signed_at.isoformat(),
                "Test": "true" if signature.is_test else "false",
                "Sha256": signature.sha256,
            },
        )
    for file in paper.files:
        ET.SubElement(node, "Content", {"href": file.path, "sha256": file.sha256, "type": file.media_type})


def index_csv(package: Package) -> bytes:
    """The file list (mục lục), for people and spreadsheets; UTF-8 with the mark that spreadsheets need."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for paper in package.papers:
        for file in paper.files:
            number = "/".join(part for part in (paper.number, paper.notation) if part)
            writer.writerow(
                _inert(cell)
                for cell in (
                    paper.ordinal, number, f"{paper.issued_on:%d/%m/%Y}", paper.type_name, paper.subject,
                    paper.organ, "" if paper.pages is None else paper.pages, paper.maintenance, file.path,
                    file.sha256,
                )
            )  # fmt: skip
    return "\ufeff".encode() + sheet.getvalue().encode()


def _inert(cell: object) -> str:
    """Keep a spreadsheet from taking words of a party for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def mets_xml(package: Package, files: Iterable[Listed]) -> bytes:
    """The METS of the whole package: each file with its hash, in the group of its folder."""
    stamp = f"{package.ends_on.isoformat()}T00:00:00+07:00"
    root = ET.Element(
        f"{{{METS_NS}}}mets",
        {
            "OBJID": package.name,
            "LABEL": package.title,
            "TYPE": "Other",
            f"{{{CSIP_NS}}}OTHERTYPE": "Hồ sơ nhiệm vụ khoa học và công nghệ",
            "PROFILE": _PROFILE,
        },
    )
    head = ET.SubElement(
        root,
        f"{{{METS_NS}}}metsHdr",
        {"CREATEDATE": stamp, f"{{{CSIP_NS}}}OAISPACKAGETYPE": package.kind.value},
    )
    agent = ET.SubElement(head, f"{{{METS_NS}}}agent", {"ROLE": "CREATOR", "TYPE": "ORGANIZATION"})
    ET.SubElement(agent, f"{{{METS_NS}}}name").text = package.creator
    listed = sorted(files, key=lambda file: file.path)
    section = ET.SubElement(root, f"{{{METS_NS}}}fileSec", {"ID": "fileSec"})
    structure = ET.SubElement(
        root, f"{{{METS_NS}}}structMap", {"ID": "structMap", "TYPE": "PHYSICAL", "LABEL": "CSIP"}
    )
    whole = ET.SubElement(structure, f"{{{METS_NS}}}div", {"ID": "div-root", "LABEL": package.name})
    for number, use in enumerate(sorted({_use(file.path) for file in listed})):
        group = ET.SubElement(section, f"{{{METS_NS}}}fileGrp", {"ID": f"grp-{number}", "USE": use})
        part = ET.SubElement(whole, f"{{{METS_NS}}}div", {"ID": f"div-{number}", "LABEL": use})
        if origin := _origin(use):
            part.set("ORDERLABEL", _ORIGINS[origin])
        ET.SubElement(part, f"{{{METS_NS}}}fptr", {"FILEID": f"grp-{number}"})
        for file in listed:
            if _use(file.path) == use:
                _listed(group, file, f"file-{listed.index(file)}", stamp)
    return _bytes(root)


def _listed(group: ET.Element, file: Listed, key: str, stamp: str) -> None:
    node = ET.SubElement(
        group,
        f"{{{METS_NS}}}file",
        {
            "ID": key,
            "MIMETYPE": file.media_type,
            "SIZE": str(file.size),
            "CREATED": stamp,
            "CHECKSUM": file.sha256,
            "CHECKSUMTYPE": "SHA-256",
        },
    )
    ET.SubElement(
        node,
        f"{{{METS_NS}}}FLocat",
        {"LOCTYPE": "URL", f"{{{XLINK_NS}}}type": "simple", f"{{{XLINK_NS}}}href": file.path},
    )


def manifest(files: Iterable[Listed]) -> bytes:
    """One line a file, as `sha256sum -c` reads it."""
    return "".join(f"{file.sha256}  {file.path}\n" for file in sorted(files, key=lambda f: f.path)).encode()


def _use(path: str) -> str:
    """The folder that a file belongs to, as CSIP names groups."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] in {"representations", "metadata"} else parts[0]


def _origin(use: str) -> Origin | None:
    name = use.rpartition("/")[2]
    return Origin(name) if name in set(Origin) else None


def _fields(node: ET.Element, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        ET.SubElement(node, name).text = _clean(str(value))


def _clean(text: str) -> str:
    """Leave out what XML cannot hold (control characters)."""
    return "".join(each for each in text if each in "\t\n\r" or ord(each) >= ord(" "))


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    return (
        b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"
    )
