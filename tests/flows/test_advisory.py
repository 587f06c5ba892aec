"""The advisory council as staff meet it in Prefect: the agenda by the clock, the minutes by a form."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

from flows import advisory, deploy
from flows.executor import Executor
from flows.inprocess import raise_if_failed, run_here
from flows.parameters import form_of
from flows.relay import Relay

HELD = date(2026, 11, 30)


@pytest.fixture
def stuck(house, tmp_path):
    """The code of a listed result in the closet; of a province that no other test of the flows imports."""
    from actions import closet, imports  # noqa: PLC0415 - after the settings of the house

    listed = tmp_path / "danh-sach.csv"
    row = {
        "title_vi": "Sấy lạnh quả vải",
        "province": "Bắc Giang",
        "start": "1998-03",
        "end": "2000-02",
        "accepted_on": "2000-05",
        "applied": "no",
    }
    with listed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    with house.as_of(date(2026, 11, 2)):
        [code] = imports.import_file(listed, None, on=house.today()).codes
        closet.judge(code, house.today())
    return code


@pytest.fixture
def staff(api):
    """Launch a deployment as Prefect's page does, and let the engine's executor run it."""
    flows = deploy.install(api)

    def launch(name: str, parameters: dict[str, object]) -> object:
        number = next(each for each, flow in flows.items() if flow.name == name)
        run = api.create_flow_run_from_deployment(number, parameters=parameters)
        claimed = [each for each in Executor(api, {number: flows[number]}).claim() if each.id == run.id]
        ended = run_here(flows[number], claimed[0], claimed[0].parameters)
        raise_if_failed(ended)
        return ended.result(_sync=True)

    return launch


def page(api, key):
    found = api.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])), limit=50)
    return max(found, key=lambda each: each.created).data


def form(code):
    """What the secretary fills in."""
    return {
        "province": "Bắc Ninh",
        "month": "11/2026",
        "held_on": HELD.isoformat(),
        "present": [{"function": "Ủy viên hội đồng", "number": 7}],
        "conclusions": [{"task": code, "conclusion": "Mở nhiệm vụ nhân rộng"}],
        "actions": [
            {
                "task": code,
                "who": "Phòng Quản lý khoa học",
                "what": "Lập tờ trình",
                "due_on": "2026-12-15",
                "result": "Tờ trình Mẫu 02-TTMH",
                "responsible": "Trưởng phòng",
                "authority": "Giám đốc Sở",
            }
        ],
    }


def test_the_council_is_prepared_by_the_clock_and_written_down_by_a_form(
    house, api, staff, stuck, monkeypatch
):
    from actions import people  # noqa: PLC0415 - after the settings of the house

    schedules = {each.name: each.schedules for each in deploy.declared()}
    assert [each.cron for each in schedules["advisory-agenda"]] == ["0 7 20 * *"]
    assert schedules["advisory-minutes"] == []

    assert staff("advisory-agenda", {"as_of": "2026-11-20"}) == {"Bắc Ninh": "01/CTr-SKHCN"}
    shown = page(api, advisory.AGENDA_KEY)
    assert "Bắc Ninh, phiên họp tháng 11/2026" in shown
    assert stuck in shown
    assert "/papers/" in shown
    assert staff("advisory-agenda", {"as_of": "2026-11-20", "province": "Bắc Giang"}) == {
        "Bắc Ninh": "01/CTr-SKHCN"
    }

    monkeypatch.setenv("TRIPLEHELIX_TODAY", HELD.isoformat())
    house.settings.cache_clear()
    with house.unit_of_work() as session:
        code = people.current_code(session, "so.truong-phong")
    assert staff("advisory-minutes", {"minutes": form(stuck), "person": "so.truong-phong", "code": code}) == (
        "01/BB-HĐTV"
    )


def test_the_engine_keeps_a_sessions_papers_and_shows_its_minutes_whoever_recorded_them(house, api, stuck):
    """A run that died right after it had recorded them could show them no more: they are on record."""
    from actions import advisory as council  # noqa: PLC0415 - after the settings of the house
    from actions import issuing, outbox, people  # noqa: PLC0415 - idem
    from flows.drawing import Studio  # noqa: PLC0415 - idem

    with house.unit_of_work() as session:
        prepared = council.prepare(session, "Bắc Ninh", None, date(2026, 11, 20))
    with house.unit_of_work() as session:
        secretary = people.find(session, "so.truong-phong")
        recorded = council.record_minutes(
            session, council.Sheet.model_validate(form(stuck)), secretary, on=HELD
        )
    assert issuing.unstored() == (prepared.document, recorded.document)
    relay = Relay(Studio(api))
    kept = []
    while (one := relay.turn()) is not None:
        kept.append(one)
    assert [each.error for each in kept if each.subject == "session:HDTV-BN-2026-11"] == ["", ""]
    assert issuing.unstored() == ()
    assert outbox.waiting() == (0, 0)
    shown = page(api, advisory.MINUTES_KEY)
    assert "Hội đồng tư vấn Bắc Ninh, phiên họp tháng 11/2026" in shown
    assert "Biên bản số 01/BB-HĐTV (PDF)" in shown
    assert "/papers/" in shown
    assert "Số việc được giao: **1**" in shown


def test_the_minutes_form_explains_itself_in_vietnamese():
    schema = form_of(advisory.advisory_minutes)
    shown = schema["properties"]
    assert [each["title"] for each in shown.values()] == [
        "Biên bản họp",
        "Tài khoản của thư ký hội đồng",
        "Mã một lần",
    ]
    assert shown["code"]["description"] == "6 chữ số"
    for model in schema["definitions"].values():
        texts = [model["title"], model["description"]]
        texts += [told for field in model["properties"].values() for told in (field["title"],)]
        assert all(any(ord(letter) > 127 for letter in text) for text in texts), texts
    clears = {"who", "what", "due_on", "result", "responsible", "authority"}
    fields = schema["definitions"]["Action"]["properties"]
    assert {fields[name]["title"].split()[0] for name in clears} == {"Rõ"}
