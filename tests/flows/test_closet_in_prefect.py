"""A result in the closet, as managers meet it in Prefect: its run, its board, the remedy that they choose."""

from __future__ import annotations

import csv

import pytest
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

from actions.boards.closet_page import BOARD_KEY, TABLE_KEY
from flows.closet import sweep
from flows.engine import Engine
from tests.flows.test_engine import nobody_else_answers, window_of  # noqa: F401 - the fixture works by itself


@pytest.fixture
def stuck(house, tmp_path):
    """The code of a listed result that nobody has put to use; of a year that no other test imports."""
    from actions import imports  # noqa: PLC0415 - after the settings of the house

    listed = tmp_path / "danh-sach.csv"
    row = {
        "title_vi": "Bảo quản trái dừa tươi",
        "province": "Bến Tre",
        "start": "1999-03",
        "end": "2001-02",
        "accepted_on": "2001-05",
        "applied": "no",
    }
    with listed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    found = imports.import_file(listed, None, on=house.today())
    assert found.rejects == []
    return found.codes[0]


@pytest.fixture
def engine(api, stuck):
    engine = Engine(api)
    assert not [kept.error for kept in engine.keep_all() if kept.error]
    return engine


def board(api, key):
    found = api.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])), limit=50)
    return max(found, key=lambda each: each.created).data


def test_a_stuck_result_gets_a_run_of_its_own_that_names_the_cause(engine, house, api, stuck):
    case = api.read_flow_run(window_of(house, f"case:{stuck}"))
    assert case.state_type == "PAUSED"
    assert case.name.startswith(f"Trong ngăn tủ · {stuck}")
    assert {"closet", f"case:{stuck}"} < set(case.tags)
    assert any(tag.startswith("closet:") for tag in case.tags)
    life = api.read_flow_run(window_of(house, f"task:{stuck}"))
    assert "closet" in life.tags
    assert stuck in board(api, BOARD_KEY)
    assert stuck in board(api, TABLE_KEY)
    assert sweep(engine.studio, house.today())["standing"] == 1
