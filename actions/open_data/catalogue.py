"""The catalogue of the open data, by the DCAT application profile (DCAT-AP 3), as JSON-LD."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from actions import wiring
from actions.open_data.reading import edition
from models.publishing import DATASETS, Dataset
from models.queries import open_data as queries

OAI: Final = "/open/oai"
"""Where harvesters ask."""

_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU: Final = "http://publications.europa.eu/resource/authority"
_MEDIA: Final = "https://www.iana.org/assignments/media-types"
_FORMATS: Final = {"csv": ("text/csv", "CSV"), "json": ("application/json", "JSON")}
_FIRST: Final = date(2000, 1, 1)
"""From when on tasks are on record: the oldest that provinces published are younger."""
_NO_LICENCE: Final = "Cơ quan công bố chưa nêu giấy phép; hãy hỏi trước khi dùng lại."


def catalogue(session: Session, on: date) -> dict[str, Any]:
    """The catalogue as JSON-LD, on that day."""
    portal = wiring.settings().portal_url.rstrip("/")
    made = edition(session, on)
    province = wiring.settings().province
    publisher = {
        "@id": f"{portal}/open#publisher",
        "@type": "foaf:Agent",
        "foaf:name": _said(
            f"Sở Khoa học và Công nghệ {province}", f"Department of Science and Technology, {province}"
        ),
        "dct:type": {"@id": "http://purl.org/adms/publishertype/RegionalAuthority"},
    }
    places = list(session.scalars(queries.provinces_told(on))) or [province]
    shared = {
        "dct:publisher": {"@id": publisher["@id"]},
        "dct:modified": {"@type": "xsd:dateTime", "@value": made.modified.isoformat(timespec="seconds")},
        "dct:spatial": [{"@type": "dct:Location", "skos:prefLabel": _in("vi", each)} for each in places],
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": _FIRST.isoformat()},
            "dcat:endDate": {"@type": "xsd:date", "@value": on.isoformat()},
        },
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/CONT"},
        "dct:language": {"@id": f"{_EU}/language/VIE"},
        "dct:accessRights": {"@id": f"{_EU}/access-right/PUBLIC"},
    }
    return {
        "@context": _CONTEXT,
        "@id": f"{portal}/open/catalogue.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _said("Dữ liệu mở về nhiệm vụ khoa học và công nghệ", "Open data on tasks of science"),
        "dct:description": _said(
            "Nhiệm vụ đã nghiệm thu, kết quả sẵn sàng chuyển giao, nhu cầu công nghệ, số liệu theo tỉnh.",
            "Accepted tasks, results open to transfer, technology needs, figures by province.",
        ),
        "foaf:homepage": {"@id": f"{portal}/open"},
        "dct:publisher": publisher,
        "dct:modified": shared["dct:modified"],
        **_licence(),
        "dcat:dataset": [_dataset(each, portal, shared) for each in DATASETS.values()],
        "dcat:service": [
            {
                "@id": f"{portal}{OAI}",
                "@type": "dcat:DataService",
                "dct:title": _said("Thu hoạch siêu dữ liệu OAI-PMH 2.0", "OAI-PMH 2.0 harvesting"),
                "dcat:endpointURL": {"@id": f"{portal}{OAI}"},
                "dct:conformsTo": {"@id": "http://www.openarchives.org/OAI/2.0/"},
                "dcat:servesDataset": {"@id": f"{portal}/open/tasks"},
            }
        ],
    }


def _dataset(dataset: Dataset, portal: str, shared: dict[str, Any]) -> dict[str, Any]:
    here = f"{portal}/open/{dataset.code}"
    return {
        "@id": here,
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.code,
        "dct:title": _said(dataset.vi, dataset.en),
        "dct:description": _said(dataset.says_vi, dataset.says_en),
        "dcat:keyword": [_in("vi", each) for each in dataset.keywords],
        "dcat:theme": [{"@id": f"{_EU}/data-theme/{each}"} for each in dataset.themes],
        **shared,
        "dcat:distribution": [
            {
                "@id": f"{here}.{kind}",
                "@type": "dcat:Distribution",
                "dct:title": _said(f"{dataset.vi} ({name})", f"{dataset.en} ({name})"),
                "dcat:accessURL": {"@id": f"{here}.{kind}"},
                "dcat:downloadURL": {"@id": f"{here}.{kind}"},
                "dcat:mediaType": {"@id": f"{_MEDIA}/{media}"},
                "dct:format": {"@id": f"{_EU}/file-type/{name}"},
                **_licence(),
            }
            for kind, (media, name) in _FORMATS.items()
        ],
    }


def _licence() -> dict[str, Any]:
    """The licence that the installation set; nobody's licence is made up for them."""
    licence = wiring.settings().open_licence.strip()
    if licence:
        return {"dct:license": {"@id": licence}}
    return {"dct:rights": {"@type": "dct:RightsStatement", "skos:prefLabel": _in("vi", _NO_LICENCE)}}


def _said(vi: str, en: str) -> list[dict[str, str]]:
    return [_in("vi", vi), _in("en", en)]


def _in(language: str, text: str) -> dict[str, str]:
    return {"@language": language, "@value": text}
