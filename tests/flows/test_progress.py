"""The progress of a long run: in its log's words, on its page, and to whoever listens."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

from flows import progress
from flows.progress import Progress, Teller


def test_progress_is_told_in_one_artifact_and_heard_by_who_listens(api):
    @flow
    def mending():
        teller = Teller("test-progress")
        for seen in range(1, 5):
            teller.tell(Progress("Nhiệm vụ đang làm", seen, 4, 1, 0, 8))
        teller.tell(Progress("Hồ sơ ngăn tủ", 4, 4, 0, 4, 8))

    heard = []
    with progress.heard(heard.append):
        mending()
    assert heard == [
        "Nhiệm vụ đang làm: đã xem 1/4, dựng lại 1 (chung: 12%).",
        "Nhiệm vụ đang làm: đã xem 4/4, dựng lại 1 (chung: 50%).",
        "Hồ sơ ngăn tủ: đã xem 4/4, dựng lại 0 (chung: 100%).",
    ]
    shown = api.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=["test-progress"])))
    assert [(each.data, each.description) for each in shown] == [(100.0, heard[-1])]
