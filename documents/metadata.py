"""What a PDF says of itself: the metadata of outgoing documents (Decree 30/2020/NĐ-CP, Annex VI) as XMP.

PDF/A allows properties of one's own when the packet describes them itself: hence the extension schema beside
the values. Annex VI's SignerInfo and To are groups; here each of their fields is a property. SignerInfo's
FullName is left out, for no person's name is known when a paper is printed: it is in the signature.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import escape

NAMESPACE = "urn:triplehelix:decree-30-2020:annex-6#"
PREFIX = "vb"
LANGUAGE = "Tiếng Việt"

_DISPATCH = "Công văn"


@dataclass(frozen=True)
class Filed:
    """A paper's place in its file (Annex VI: FileCode, DocOrdinal), and with what it is sent out."""

    organ_id: str
    file_catalog: int
    file_notation: str
    doc_ordinal: int
    priority: int = 0
    issued_amount: int = 1


@dataclass(frozen=True)
class _Property:
    name: str
    type: str
    description: str


_SCHEMA = (
    _Property("OrganId", "Text", "Identifier of the organisation that issues the document"),
    _Property("FileCatalog", "Integer", "Year in which the file was opened"),
    _Property("FileNotation", "Text", "Number and notation of the file"),
    _Property("DocOrdinal", "Integer", "Ordinal number of the document in its file"),
    _Property("TypeName", "Text", "Name of the type of document"),
    _Property("CodeNumber", "Text", "Number of the document"),
    _Property("CodeNotation", "Text", "Notation of the document"),
    _Property("IssuedDate", "Date", "Date of issue"),
    _Property("OrganName", "Text", "Name of the organisation that issues the document"),
    _Property("Subject", "Text", "What the document is about"),
    _Property("Language", "Text", "Language of the document"),
    _Property("PageAmount", "Integer", "Number of pages"),
    _Property("SignerPosition", "seq Text", "Positions of those who sign"),
    _Property("ToOrganName", "seq Text", "Recipients of the document"),
    _Property("Priority", "Integer", "Degree of urgency, 0 for none"),
    _Property("IssuedAmount", "Integer", "Number of copies issued"),
)


def annex_six(facts: Mapping[str, Any], filed: Filed | None, pages: int) -> bytes:
    """The metadata of an issued paper, and the schema that describes them, as XMP descriptions.

    Args:
        facts: what its template saw, `issued_on` among it; what is not there is left out.
        filed: its place in its file, if it has one yet.
        pages: how many pages it has.
    """
    known = (
        _of_facts(facts) | {"PageAmount": pages, "Language": LANGUAGE} | (_of_file(filed) if filed else {})
    )
    values = "".join(
        f"<{PREFIX}:{each.name}>{_written(known[each.name])}</{PREFIX}:{each.name}>"
        for each in _SCHEMA
        if known.get(each.name) not in {None, "", ()}
    )
    own = f'<rdf:Description rdf:about="" xmlns:{PREFIX}="{NAMESPACE}">{values}</rdf:Description>'
    return unicodedata.normalize("NFC", _LANGUAGE_OF_TEXT + own + _EXTENSION).encode()


def add_to(packet: Any, descriptions: bytes) -> None:  # noqa: ANN401 - WeasyPrint has no types
    """Have WeasyPrint's packet carry the descriptions within its one rdf:RDF.

    Its own option `xmp_metadata` writes them behind it, where no reader of XMP looks.
    """
    written = packet.generate_rdf_metadata

    def with_ours(*args: object) -> bytes:
        rdf: bytes = written(*args)
        head, end, tail = rdf.rpartition(b"</rdf:RDF>")
        return head + descriptions + end + tail

    packet.generate_rdf_metadata = with_ours


def _of_facts(facts: Mapping[str, Any]) -> dict[str, object]:
    number, issued_on = facts.get("number"), facts.get("issued_on")
    return {
        "TypeName": str(facts.get("type_name") or _DISPATCH).capitalize(),
        "CodeNumber": f"{number:02d}" if number is not None else "",
        "CodeNotation": facts.get("symbol"),
        "IssuedDate": issued_on,
        "OrganName": facts.get("issuer"),
        "Subject": facts.get("subject"),
        "SignerPosition": tuple(_position(signer) for signer in facts.get("signers", ())),
        "ToOrganName": tuple(facts.get("recipients", ())),
    }


def _position(signer: Any) -> str:  # noqa: ANN401 - a model in papers, a mapping in the specimen
    return str(signer["position"] if isinstance(signer, Mapping) else signer.position)


def _of_file(filed: Filed) -> dict[str, object]:
    return {
        "OrganId": filed.organ_id,
        "FileCatalog": filed.file_catalog,
        "FileNotation": filed.file_notation,
        "DocOrdinal": filed.doc_ordinal,
        "Priority": filed.priority,
        "IssuedAmount": filed.issued_amount,
    }


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return f"<rdf:Seq>{_items(value)}</rdf:Seq>"
    return str(escape(value.isoformat() if isinstance(value, date) else value))


def _items(values: Iterable[object]) -> str:
    return "".join(f"<rdf:li>{escape(value)}</rdf:li>" for value in values)


def _described(each: _Property) -> str:
    return (
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{each.name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{each.type}</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{each.description}</pdfaProperty:description>"
        "</rdf:li>"
    )


_LANGUAGE_OF_TEXT = (
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:language><rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag></dc:language></rdf:Description>"
)
_EXTENSION = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>Outgoing documents, Decree 30/2020/ND-CP, Annex VI</pdfaSchema:schema>"
    f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>"
    f"<pdfaSchema:prefix>{PREFIX}</pdfaSchema:prefix>"
    f"<pdfaSchema:property><rdf:Seq>{''.join(map(_described, _SCHEMA))}</rdf:Seq></pdfaSchema:property>"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
