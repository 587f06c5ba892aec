"""The boards as a real Prefect server keeps and shows them, and the case runs as they age."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta

import pytest
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterKey,
    FlowRunFilter,
    FlowRunFilterTags,
)

from actions.boards import closet_page, places_page
from flows import boards
from flows.board import Board
from flows.closet import sweep
from flows.drawing import Studio
from flows.marks import SUPERSEDED
from flows.window import REISSUE_AFTER, Window

DAY = timedelta(days=1)
KINDS = {
    closet_page.BOARD_KEY: "markdown",
    closet_page.TABLE_KEY: "table",
    closet_page.CHART_KEY: "image",
    places_page.BOARD_KEY: "markdown",
    places_page.TABLE_KEY: "table",
}


@pytest.fixture
def stuck(house, tmp_path):
    """The code of a listed result that nobody has put to use; of a year that no other test imports."""
    from actions import imports  # noqa: PLC0415 - after the settings of the house

    listed = tmp_path / "danh-sach.csv"
    row = {
        "title_vi": "Chưng cất tinh dầu tràm",
        "province": "Long An",
        "start": "1997-03",
        "end": "1999-02",
        "accepted_on": "1999-05",
        "applied": "no",
    }
    with listed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    return imports.import_file(listed, None, on=house.today()).codes[0]


def versions(api, key):
    found = api.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])), limit=100)
    return sorted(found, key=lambda each: each.created)


def runs_of(api, code):
    tags = FlowRunFilterTags(all_=[f"case:{code}"])
    return api.read_flow_runs(flow_run_filter=FlowRunFilter(tags=tags), limit=20)


def alive(runs):
    return [run for run in runs if not run.state.is_final()]


def days_in(name):
    return int(name.rsplit(" · ", 1)[1].removesuffix(" ngày").replace(".", ""))


def test_every_board_is_published_under_its_key_and_once(api, house, stuck):
    board = Board(api)
    assert boards.publish(board, house.today()) == 1
    before = {key: len(versions(api, key)) for key in KINDS}
    assert {key: versions(api, key)[-1].type for key in KINDS} == KINDS
    assert stuck in versions(api, closet_page.TABLE_KEY)[-1].data
    assert stuck in versions(api, places_page.TABLE_KEY)[-1].data
    assert "/charts/" in versions(api, closet_page.CHART_KEY)[-1].data
    assert boards.publish(board, house.today()) == 1
    assert {key: len(versions(api, key)) for key in KINDS} == before


def test_the_days_in_a_cases_name_grow_with_the_watch_in_the_same_run(api, house, stuck):
    studio, today = Studio(api), house.today()
    sweep(studio, today)
    (first,) = alive(runs_of(api, stuck))
    with house.as_of(today + DAY):
        sweep(studio, today + DAY)
    (second,) = alive(runs_of(api, stuck))
    assert second.id == first.id
    assert days_in(second.name) == days_in(first.name) + 1


def test_a_case_that_has_aged_goes_on_in_one_fresh_run_alone(api, house, stuck):
    today = house.today()
    sweep(Studio(api), today)
    (old,) = alive(runs_of(api, stuck))
    later = Studio(api, Window(api, now=lambda: datetime.now(UTC) + REISSUE_AFTER + DAY))
    with house.as_of(today + 7 * DAY):
        sweep(later, today + 7 * DAY)
    runs = runs_of(api, stuck)
    (fresh,) = alive(runs)
    assert fresh.id != old.id
    assert days_in(fresh.name) == days_in(old.name) + 7
    assert set(old.tags) <= set(fresh.tags)
    assert [run.state_name for run in runs if run.id == old.id] == [SUPERSEDED]
