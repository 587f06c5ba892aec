"""Open data: files, catalogue, harvesting, exchange; what is reserved and who acts is never told."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from lxml import etree
from sqlalchemy import select

from actions import needs, open_data, people, registrations, wiring
from actions.open_data import harvesting
from documents import exchange
from models.errors import NotPermitted, Refused
from models.tables import Need, Person, Task
from portal.rooms import open_data as room
from tests.actions.houses import ON

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
CANARY = "chim-hoang-yen-4f2a"
"""What stands in everything that must not be told."""
TITLE = "Collagen & <da cá tra>"
BACK = {"from": "2026-01-02", "until": "2026-01-01"}
UNLIKE = {"from": "2026-01-02", "until": "2026-01-02T00:00:00Z"}
IDENTIFIED = {"verb": "GetRecord", "metadataPrefix": "oai_dc"}
FREE = {"accepted_on": ON, "rights_decided_on": ON, "call_published_on": ON, "grade": "good"}


@pytest.fixture
def town(house):
    """A free result, a reserved one, one that nobody decided on, one of an unpublished call, a failed one."""
    told = house.at("MATCH", sheet={"title": TITLE}, state_reserves=False, **FREE)
    for changes in (
        {"state_reserves": True},
        {"state_reserves": None},
        {"state_reserves": False, "call_published_on": None},
        {"state_reserves": False, "grade": "fail"},
        {"state_reserves": False, "accepted_on": None},
    ):
        house.at("MATCH", sheet={"title": f"{CANARY} {len(changes)}"}, **{**FREE, **changes})
    with wiring.unit_of_work() as session:
        host = people.find(session, "chu-tri")
        for kind, title in (("need", "Máy sấy lạnh"), ("offer", "Quy trình ủ men")):
            needs.register(
                session, kind, title, CANARY, needs.own_organisation(session, host), "", "", host, ON
            )
        closed = needs.register(
            session, "need", CANARY, "", needs.own_organisation(session, host), "", "", host, ON
        )
        needs.close(session, closed.id, host, ON, because="đã rút")
        session.scalars(select(Need).where(Need.title == "Máy sấy lạnh")).one().source_key = "survey:KS:1:1"
        for person in session.scalars(select(Person)):
            person.title = f"{CANARY} {person.title}"
    return told


def rows(guest, name):
    answer = guest.get(f"/open/{name}.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def ask(guest, **arguments):
    answer = guest.get("/open/oai", params=arguments)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    return etree.fromstring(answer.content)


def error(guest, **arguments):
    return ask(guest, **arguments).find(f"{OAI}error").get("code")


def test_anybody_takes_the_data_sets_and_nothing_withheld_is_in_any_answer(portal, town):
    guest = portal()
    assert [row["code"] for row in rows(guest, "tasks")] == [town]
    assert [row["title"] for row in rows(guest, "results")] == [TITLE]
    found = {row["title"]: row["organisation"] for row in rows(guest, "needs")}
    assert found.pop("Máy sấy lạnh") == ""
    assert found.pop("Quy trình ủ men").startswith("Viện nghiên cứu")
    (figures,) = [row for row in rows(guest, "figures") if row["year"] == str(ON.year)]
    assert (figures["ordered"], figures["accepted"]) == ("6", "5")
    for name in ("tasks", "results", "needs", "figures"):
        told = guest.get(f"/open/{name}.json").json()
        assert set(told["rows"][0]) == {field["code"] for field in told["fields"]}
    paths = ["/open", "/open/catalogue.jsonld"]
    paths += [
        f"/open/{name}.{kind}"
        for name in ("tasks", "results", "needs", "figures")
        for kind in ("csv", "json")
    ]
    paths += [f"/open/oai?{query}" for query in (
        "verb=Identify", "verb=ListSets", "verb=ListRecords&metadataPrefix=oai_dc",
        "verb=ListIdentifiers&metadataPrefix=oai_dc",
    )]  # fmt: skip
    for path in paths:
        assert CANARY not in guest.page(path), path


def test_a_client_that_has_the_edition_is_told_so_until_something_changes(portal, town, house):
    guest = portal()
    first = guest.get("/open/tasks.csv")
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    assert guest.get("/open/tasks.csv", headers={"if-none-match": tag}).status_code == 304
    assert guest.get("/open/tasks.csv", headers={"if-modified-since": modified}).status_code == 304
    assert guest.get("/open/tasks.csv", headers={"if-modified-since": "hôm qua".encode()}).status_code == 200
    assert guest.get("/open/tasks.json", headers={"if-none-match": tag}).status_code == 200
    house.order(title="Việc mới")
    assert guest.get("/open/tasks.csv", headers={"if-none-match": tag}).status_code == 200
    assert guest.get("/open/khong-co.csv").status_code == 404
    assert guest.get("/open/tasks.xls").status_code == 404


def test_the_catalogue_names_every_file_and_no_licence_that_nobody_gave(portal, town, monkeypatch):
    guest = portal()
    assert "chưa nêu giấy phép" in guest.page("/open")
    told = guest.get("/open/catalogue.jsonld")
    assert told.headers["content-type"] == "application/ld+json"
    catalogue = told.json()
    assert catalogue["@type"] == "dcat:Catalog"
    prefixes = {*catalogue["@context"]}
    for dataset in catalogue["dcat:dataset"]:
        assert {key.partition(":")[0] for key in dataset if key[0] != "@"} <= prefixes
        for needed in (
            "dct:title",
            "dct:description",
            "dct:publisher",
            "dct:modified",
            "dct:temporal",
            "dct:spatial",
        ):
            assert dataset[needed], needed
        for each in dataset["dcat:distribution"]:
            path = each["dcat:downloadURL"]["@id"].removeprefix(wiring.settings().portal_url)
            assert guest.get(path).status_code == 200
            assert "dct:license" not in each
    monkeypatch.setenv("TRIPLEHELIX_OPEN_LICENCE", "https://creativecommons.org/licenses/by/4.0/")
    wiring.settings.cache_clear()
    with wiring.unit_of_work() as session:
        licensed = open_data.catalogue(session, wiring.today())
    assert licensed["dct:license"]["@id"].endswith("/by/4.0/")
    wiring.settings.cache_clear()


def test_a_harvester_learns_what_the_repository_is(portal, town):
    guest = portal()
    told = {
        part.tag.removeprefix(OAI): part.text for part in ask(guest, verb="Identify").find(f"{OAI}Identify")
    }
    assert told["protocolVersion"] == "2.0"
    assert told["deletedRecord"] == "no"
    assert told["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert (
        datetime.strptime(told["earliestDatestamp"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) < wiring.now()
    )
    sets = [part.text for part in ask(guest, verb="ListSets").iter(f"{OAI}setSpec")]
    assert sets == ["dong-nai"]
    formats = ask(guest, verb="ListMetadataFormats")
    assert formats.find(f".//{OAI}metadataPrefix").text == "oai_dc"


def test_a_record_is_told_whole_and_escaped(portal, town):
    guest = portal()
    header = ask(guest, verb="ListIdentifiers", metadataPrefix="oai_dc").find(f".//{OAI}header")
    identifier = header.find(f"{OAI}identifier").text
    assert identifier.endswith(f":{town}")
    record = ask(guest, verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier)
    assert record.find(f".//{DC}title").text == TITLE
    assert record.find(f".//{DC}date").text == ON.isoformat()
    assert record.find(f".//{DC}rights") is None
    same = guest.browser.post(
        "/open/oai", data={"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": identifier}
    )
    assert etree.fromstring(same.content).find(f".//{DC}title").text == TITLE


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Drop"}, "badVerb"),
        ({"verb": ["Identify", "Identify"]}, "badVerb"),
        ({"verb": "Identify", "x": "1"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-13-01"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", **BACK}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", **UNLIKE}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "1999-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "atlantis"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "resumptionToken": "x.y"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "x", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
        (IDENTIFIED | {"identifier": "oai:127.0.0.1:DN-1"}, "idDoesNotExist"),
        (IDENTIFIED | {"identifier": "DN-\x00"}, "idDoesNotExist"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_an_error_of_the_protocol(house, arguments, code):
    asked = {name: [value] if isinstance(value, str) else value for name, value in arguments.items()}
    with wiring.unit_of_work() as session:
        told = etree.fromstring(open_data.harvested(session, asked, wiring.today()))
    assert [part.tag.removeprefix(OAI) for part in told] == ["responseDate", "request", "error"]
    assert told.find(f"{OAI}error").get("code") == code


def test_a_list_goes_on_by_a_token_that_is_signed_and_ends(portal, house, monkeypatch):
    codes = [house.at("MATCH", sheet={"title": f"Việc {n}"}, state_reserves=False, **FREE) for n in range(5)]
    monkeypatch.setattr(harvesting, "PAGE", 2)
    guest, seen, arguments = portal(), [], {"metadataPrefix": "oai_dc", "set": "dong-nai"}
    tokens = []
    while True:
        told = ask(guest, verb="ListRecords", **arguments)
        seen += [part.text.rpartition(":")[2] for part in told.iter(f"{OAI}identifier")]
        token = told.find(f".//{OAI}resumptionToken")
        if token is None or not token.text:
            break
        tokens.append(token.text)
        arguments = {"resumptionToken": token.text}
    assert seen == codes
    assert token is not None
    assert error(guest, verb="ListIdentifiers", resumptionToken=tokens[0]) == "badResumptionToken"
    assert error(guest, verb="ListRecords", resumptionToken=tokens[0][:-1] + "x") == "badResumptionToken"
    later = wiring.now() + harvesting.LASTS + timedelta(seconds=1)
    monkeypatch.setattr(wiring, "now", lambda: later)
    assert error(guest, verb="ListRecords", resumptionToken=tokens[0]) == "badResumptionToken"


def test_a_harvester_gets_what_changed_since_it_asked_and_what_was_withdrawn_is_not_there(
    portal, town, house
):
    guest = portal()
    stamp = ask(guest, verb="ListIdentifiers", metadataPrefix="oai_dc").find(f".//{OAI}datestamp").text
    assert error(guest, verb="ListRecords", metadataPrefix="oai_dc", until="2001-01-01") == "noRecordsMatch"
    since = ask(
        guest, **{"verb": "ListIdentifiers", "metadataPrefix": "oai_dc", "from": stamp, "until": stamp}
    )
    assert since.find(f".//{OAI}identifier").text.endswith(town)
    moment = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    after = f"{moment + timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}"
    later = {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": after}
    assert error(guest, **later) == "noRecordsMatch"
    with wiring.unit_of_work() as session:
        session.scalars(select(Task).where(Task.code == town)).one().state_reserves = True
    assert error(guest, verb="ListRecords", metadataPrefix="oai_dc") == "noRecordsMatch"
    identifier = f"oai:127.0.0.1:{quote(town)}"
    assert error(guest, verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier) == "idDoesNotExist"


def exported(codes, kind="json", by="so.luu-tru"):
    with wiring.unit_of_work() as session:
        return registrations.registration_file(session, codes, kind, people.find(session, by), on=ON)


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_an_exchange_file_is_held_to_its_schema_and_names_no_person(town, house, kind):
    with wiring.unit_of_work() as session:
        other = session.scalars(select(Task.code).where(Task.state_reserves.is_(True))).one()
    data = exported([town, other], kind)
    assert exchange.faults(kind, data) == ()
    assert not [person for person in ("Thủ trưởng", "Đại diện") if person in data.decode()]
    told = (
        [each["title"] for each in json.loads(data)["tasks"]]
        if kind == "json"
        else etree.fromstring(data).xpath("//*[local-name()='title']/text()")
    )
    assert told[0] == TITLE
    broken = data.replace(b"accepted_on", b"accepted_by")
    assert exchange.faults(kind, broken)


def test_what_the_register_must_be_told_is_asked_for_all_at_once(house):
    early, bare = house.at("EXECUTE"), house.at("EXECUTE", host=None)
    with pytest.raises(Refused) as refusal:
        exported([early, bare])
    assert len(refusal.value.reasons) == 3
    with pytest.raises(NotPermitted):
        exported([early], by="chu-tri")


def test_everything_is_written_to_a_folder(town, tmp_path):
    with wiring.unit_of_work() as session:
        written = open_data.export(session, tmp_path / "mo", wiring.today())
    assert {path.name for path in written} >= {"catalogue.jsonld", "tasks.csv", "figures.json"}
    assert json.loads((tmp_path / "mo" / "tasks.json").read_text(encoding="utf-8"))["rows"][0]["code"] == town


def test_who_asks_too_often_is_told_when_to_come_back(portal, house, monkeypatch):
    monkeypatch.setattr(room, "TRIES", 0)
    for path in ("/open/tasks.csv", "/open/oai?verb=Identify", "/open/catalogue.jsonld"):
        answer = portal().get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "300")
