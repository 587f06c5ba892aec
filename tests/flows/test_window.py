"""A window on the real Prefect server: drawn, answered, damaged, and drawn again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags, LogFilter, LogFilterFlowRunId
from prefect.states import Cancelled, Crashed, Failed

from flows import forms
from flows.marks import Fault, bar_id
from flows.window import Window

ANSWER = {"verdict": "Phê duyệt", "person": "so-khcn", "code": "123456", "comment": "Đồng ý"}


def runs_of(api, picture):
    return api.read_flow_runs(flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[picture.subject])))


def journal_of(api, run_id):
    logs = api.read_logs(LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run_id])), limit=200)
    return [log.message for log in logs]


def bars_of(window, run_id):
    return sorted((bar.name, bar.state_type.value) for bar in window._task_runs(run_id))  # noqa: SLF001


@pytest.fixture
def calls(api, monkeypatch):
    """Every request that the client sends."""
    sent = []
    client = api._client  # noqa: SLF001 - there is no other place to count at
    send = client.send
    monkeypatch.setattr(client, "send", lambda request, **more: sent.append(request) or send(request, **more))
    return sent


def test_a_life_run_shows_its_name_tags_stages_journal_and_question(window, api, life):
    run = api.read_flow_run(window.draw(life))
    assert (run.name, run.state_name, run.state_type) == (life.name, "Chờ hội đồng", "PAUSED")
    assert run.state.message == "Hạn 01/12/2026"
    assert run.tags == ["province:dong-nai", "stage:acceptance", life.subject]
    assert run.parameters == {"code": life.code, "tỉnh": "Đồng Nai"}
    assert bars_of(window, run.id) == [("Hội đồng nghiệm thu", "RUNNING"), ("Hợp đồng", "COMPLETED")]
    assert journal_of(api, run.id) == [line.text for line in life.journal]
    asked = api.read_flow_run_input(run.id, forms.keyset(life.form.key)["schema"])
    assert "Trả lại để bổ sung" in asked


def test_drawing_the_same_picture_again_costs_one_call_and_changes_nothing(window, api, life, calls):
    run_id = window.draw(life)
    before = api.read_flow_run(run_id)
    calls.clear()
    assert window.draw(life, run_id) == run_id
    assert len(calls) == 1
    assert api.read_flow_run(run_id).model_dump(exclude=UNSTEADY) == before.model_dump(exclude=UNSTEADY)


UNSTEADY = {"estimated_run_time", "estimated_start_time_delta", "total_run_time"}


def test_whoever_forgot_the_run_finds_it_and_makes_no_second(window, api, life):
    assert window.draw(life) == window.draw(life)
    assert len(runs_of(api, life)) == 1


def test_two_engines_that_draw_at_once_get_the_same_run(window, api, life):
    one, is_new = window._open(life, 1)  # noqa: SLF001
    same, is_new_again = Window(api)._open(life, 1)  # noqa: SLF001
    assert (same.id, is_new, is_new_again) == (one.id, True, False)


def test_the_next_stage_ends_one_bar_and_begins_another(window, life):
    run_id = window.draw(life)
    left = replace(life.bars[1], state="completed")
    entered = replace(life.bars[1], entry_id=7, stage="transfer", name="Chuyển giao", after=(2,))
    window.draw(replace(life, bars=(life.bars[0], left, entered), version=4), run_id)
    assert bars_of(window, run_id) == [
        ("Chuyển giao", "RUNNING"),
        ("Hội đồng nghiệm thu", "COMPLETED"),
        ("Hợp đồng", "COMPLETED"),
    ]


def test_an_older_picture_never_covers_a_newer_one(window, api, life):
    run_id = window.draw(replace(life, state_name="Chuyển giao", version=9))
    window.draw(life, run_id)
    assert api.read_flow_run(run_id).state_name == "Chuyển giao"


def test_a_drawing_cut_short_is_done_again_without_posting_a_line_twice(window, api, life, monkeypatch):
    with monkeypatch.context() as cut:
        cut.setattr(Window, "_set_state", lambda *_: (_ for _ in ()).throw(OSError("power cut")))
        with pytest.raises(OSError, match="power cut"):
            window.draw(life)
    run_id = window.draw(life)
    assert journal_of(api, run_id) == [line.text for line in life.journal]
    assert len(bars_of(window, run_id)) == 2
    assert window.faults({run_id: life.version}) == {}


def test_an_answer_is_found_and_kept_until_it_is_settled(window, api, life):
    run_id = window.draw(life)
    api.resume_flow_run(run_id, run_input=ANSWER)
    answer = next(each for each in window.answers() if each.run_id == run_id)
    assert (answer.subject, answer.key) == (life.subject, life.form.key)
    assert answer.fields == ANSWER | {"verdict": "approve"}
    window.draw(replace(life, message="Có giấy tờ mới", version=4), run_id)
    assert answer in window.answers()
    assert window.faults({run_id: 3}) == {}


def test_a_refused_answer_is_asked_again_and_can_be_given_again(window, api, life):
    run_id = window.draw(life)
    api.resume_flow_run(run_id, run_input=ANSWER)
    refused = replace(life, form=replace(life.form, description="Mã một lần không đúng."))
    window.settle(run_id, refused)
    run = api.read_flow_run(run_id)
    assert (run.state_type, run.state_name) == ("PAUSED", "Chờ hội đồng")
    description = api.read_flow_run_input(run_id, forms.keyset(life.form.key)["description"])
    assert "Mã một lần không đúng." in description
    assert not [each for each in window.answers() if each.run_id == run_id]
    second = api.resume_flow_run(run_id, run_input=ANSWER | {"code": "654321"})
    assert second.status.value == "ACCEPT"
    answer = next(each for each in window.answers() if each.run_id == run_id)
    assert answer.fields["code"] == "654321"


def test_no_answer_and_no_code_stays_behind_when_the_task_moves(window, api, life):
    run_id = window.draw(life)
    api.resume_flow_run(run_id, run_input=ANSWER)
    window.settle(run_id, replace(life, state_name="Chuyển giao", form=None, version=4))
    assert api.filter_flow_run_input(run_id, forms.PREFIX, 200, set()) == []
    assert api.read_flow_run(run_id).state_name == "Chuyển giao"


def test_prefect_itself_refuses_an_answer_that_does_not_fit_the_form(window, api, life):
    run_id = window.draw(life)
    result = api.resume_flow_run(run_id, run_input=ANSWER | {"code": "12"})
    assert result.status.value == "REJECT"
    assert api.read_flow_run(run_id).state_type == "PAUSED"


@pytest.mark.parametrize(
    ("state", "fault"),
    [(Cancelled(), Fault.CANCELLED), (Failed(), Fault.FAILED), (Crashed(), Fault.CRASHED)],
    ids=lambda value: getattr(value, "name", value),
)
def test_a_run_ended_by_another_hand_lives_again_as_the_same_run(window, api, life, state, fault):
    run_id = window.draw(life)
    api.set_flow_run_state(run_id, state, force=True)
    assert window.faults({run_id: 3}) == {run_id: fault}
    assert window.draw(life, run_id) == run_id
    run = api.read_flow_run(run_id)
    assert (run.state_type, run.end_time) == ("PAUSED", None)
    assert window.faults({run_id: 3}) == {}


def test_a_lost_run_is_made_anew_with_its_whole_story(window, api, life):
    lost = window.draw(life)
    api.delete_flow_run(lost)
    assert window.faults({lost: 3}) == {lost: Fault.MISSING}
    found = window.draw(life, lost)
    assert found != lost
    assert journal_of(api, found) == [line.text for line in life.journal]
    assert bar_id(found, 1) in {bar.id for bar in window._task_runs(found)}  # noqa: SLF001


def test_an_unknown_run_is_missing_and_an_old_version_outdated(window, life):
    run_id, unknown = window.draw(life), uuid4()
    assert window.faults({run_id: 4, unknown: 1}) == {run_id: Fault.OUTDATED, unknown: Fault.MISSING}


def test_a_life_ends_well_or_badly(window, api, life):
    run_id = window.draw(life)
    window.draw(replace(life, form=None, ended="Đã hoàn thành", version=4), run_id)
    assert api.read_flow_run(run_id).state_type == "COMPLETED"
    window.draw(replace(life, form=None, ended="Đã rút", ended_well=False, version=5), run_id)
    run = api.read_flow_run(run_id)
    assert (run.state_type, run.state_name) == ("CANCELLED", "Đã rút")


def test_a_case_that_opens_again_gets_a_run_of_its_own(window, case):
    closed = window.draw(case)
    window.draw(replace(case, form=None, ended="Đã có nơi nhận", version=2), closed)
    again = replace(case, version=3)
    assert window.draw(again, closed) == window.draw(again) != closed


def test_a_case_is_issued_anew_before_prefect_hides_it(api, case):
    today = Window(api)
    old = today.draw(case)
    week = Window(api, now=lambda: datetime.now(UTC) + timedelta(days=6))
    assert week.faults({old: 1}) == {old: Fault.AGED}
    fresh = Window(api, reissue_after=timedelta(0)).draw(case, old)
    assert fresh != old
    left = api.read_flow_run(old)
    assert (left.state_type, left.state_name) == ("COMPLETED", "Superseded")
    assert str(fresh) in left.state.message
    assert api.read_flow_run(fresh).state_type == "PAUSED"
    assert today.draw(case) == fresh == today.draw(case, old)


def test_a_life_run_is_never_issued_anew(api, life):
    run_id = Window(api).draw(life)
    assert Window(api, reissue_after=timedelta(0)).draw(life, run_id) == run_id
