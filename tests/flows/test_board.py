"""Boards keep one key and their history; events carry whom they are about."""

from uuid import uuid4

import pytest
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

from flows.board import CLOSET_OPENED, Board, page, table


@pytest.fixture
def board(api):
    return Board(api)


def versions(api, key):
    return api.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])), limit=10)


def test_a_board_gets_a_version_when_it_changes_and_only_then(board, api):
    assert board.publish("closet-board-test", "# 3 kết quả")
    assert not board.publish("closet-board-test", "# 3 kết quả")
    assert board.publish("closet-board-test", "# 4 kết quả")
    assert [each.data for each in versions(api, "closet-board-test")].count("# 4 kết quả") == 1
    assert len(versions(api, "closet-board-test")) == 2


def test_a_table_keeps_its_columns_in_vietnamese(board, api):
    rows = [{"Nhiệm vụ": "DN-2023-011", "Số ngày": 214}]
    assert board.publish_all([table("closet-table-test", rows)])
    assert not board.publish_all([table("closet-table-test", rows)])
    assert "Nhiệm vụ" in versions(api, "closet-table-test")[0].data


def test_of_boards_that_are_published_together_those_that_differ_get_a_version(board, api):
    board.publish("closet-page-test", "# 3 kết quả")
    rows = [{"Nhiệm vụ": "DN-2023-011"}]
    pages = [page("closet-page-test", "# 3 kết quả"), table("closet-rows-test", rows)]
    assert board.publish_all(pages) == {"closet-rows-test"}
    assert board.publish_all(pages) == set()
    assert [len(versions(api, each.key)) for each in pages] == [1, 1]


def test_an_event_told_twice_is_taken_without_complaint(board):
    event_id = uuid4()
    for _ in range(2):
        board.emit(CLOSET_OPENED, "case:DN-2023-011", {"days": 214}, event_id=event_id)
    assert board.api.api_healthcheck() is None
