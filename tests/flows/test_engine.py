"""The engine's turns: promises kept once, answers heard, scheduled runs run, whatever breaks on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterParentFlowRunId,
    FlowRunFilterState,
    FlowRunFilterStateType,
    LogFilter,
    LogFilterFlowRunId,
)
from sqlalchemy import NullPool, create_engine, text

from documents.leaf import leaf
from flows import deploy, forms
from flows.engine import Engine
from flows.window import Window
from models.errors import NotFound


@pytest.fixture(autouse=True)
def nobody_else_answers(api):
    """Prefect is shared by all tests; what others left resumed is no affair of these."""
    for answer in Window(api).answers():
        api.delete_flow_run(answer.run_id)


@pytest.fixture
def engine(api, house):
    return Engine(api)


@pytest.fixture
def code_now(house):
    """The one-time code that an account shows now."""

    def show(handle):
        from actions import people  # noqa: PLC0415 - after the settings of the house

        with house.unit_of_work() as session:
            return people.current_code(session, handle)

    return show


def hand_in(house, code, paper, handle):
    from actions import papers, people  # noqa: PLC0415 - idem

    with house.unit_of_work() as session:
        actor = people.find(session, handle)
        papers.submit(session, code, paper, leaf(["mẫu"]), f"{paper}.pdf", actor, on=house.today())


def window_of(house, subject):
    from actions import windows  # noqa: PLC0415 - idem

    with house.unit_of_work() as session:
        return windows.recall(session, subject)


def documents_of(house, code):
    from actions import dossiers  # noqa: PLC0415 - idem

    with house.unit_of_work() as session:
        return [paper for entry in dossiers.load(session, code).entries for paper in entry.issued]


def complete_sheet(house, code):
    hand_in(house, code, "order_sheet", "dat-hang")
    hand_in(house, code, "reception_commitment", "dat-hang")


def reply(engine, house, code, person, otp, verdict="Phê duyệt", **more):
    run_id = window_of(house, f"task:{code}")
    answered = engine.api.resume_flow_run(
        run_id, run_input={"verdict": verdict, "person": person, "code": otp, **more}
    )
    assert answered.status.value == "ACCEPT"
    return run_id


def work_of(api, run_id):
    return api.read_flow_runs(
        flow_run_filter=FlowRunFilter(parent_flow_run_id=FlowRunFilterParentFlowRunId(any_=[run_id]))
    )


def test_an_ordered_task_gets_its_window_and_its_stage_is_worked_once(engine, house, api, ordered):
    turn = engine.turn()
    assert {kept.error for kept in turn.kept} == {""}
    run = api.read_flow_run(window_of(house, f"task:{ordered}"))
    assert (run.state_type, run.state_name) == ("PAUSED", "Chờ duyệt đặt hàng")
    assert [each.name for each in work_of(api, run.id)] == [f"Đặt hàng · {ordered}"]
    assert engine.turn().is_idle


def test_a_wrong_code_is_refused_and_the_run_still_waits(engine, house, api, ordered):
    engine.turn()
    complete_sheet(house, ordered)
    engine.turn()
    run_id = reply(engine, house, ordered, "so.truong-phong", "000000")
    heard = engine.turn().heard
    assert [each.subject for each in heard] == [f"task:{ordered}"]
    assert "mã một lần" in heard[0].refusal
    run = api.read_flow_run(run_id)
    assert run.state_type == "PAUSED"
    asked = api.read_flow_run_input(run_id, run.state.state_details.run_input_keyset["description"])
    assert "Chưa ghi nhận quyết định vừa gửi" in asked


def test_the_right_code_moves_the_task_and_its_paper_is_kept(engine, house, api, ordered, code_now):
    engine.turn()
    complete_sheet(house, ordered)
    engine.turn()
    before = api.read_flow_run(window_of(house, f"task:{ordered}")).state.state_details.pause_key
    run_id = reply(engine, house, ordered, "so.truong-phong", code_now("so.truong-phong"), comment="Hợp lệ")
    assert [each.refusal for each in engine.turn().heard] == [""]
    run = api.read_flow_run(run_id)
    assert run.state_type == "PAUSED"
    assert run.state.state_details.pause_key != before
    assert [(paper.paper, paper.sha256 is not None) for paper in documents_of(house, ordered)] == [
        ("order-receipt", True)
    ]


def test_every_obstacle_is_said_at_once_and_nothing_is_decided(engine, house, ordered, code_now):
    engine.turn()
    reply(engine, house, ordered, "so.truong-phong", code_now("so.truong-phong"))
    refusal = engine.turn().heard[0].refusal
    assert "Phiếu đặt hàng" in refusal
    assert "Cam kết tiếp nhận kết quả" in refusal


def test_an_answer_that_was_written_down_before_the_engine_died_is_not_written_twice(
    engine, house, api, ordered, code_now, monkeypatch
):
    engine.turn()
    complete_sheet(house, ordered)
    engine.turn()
    run_id = reply(engine, house, ordered, "so.truong-phong", code_now("so.truong-phong"))
    with monkeypatch.context() as death:
        death.setattr(engine.studio, "settle", lambda *_, **__: (_ for _ in ()).throw(OSError("power cut")))
        with pytest.raises(OSError, match="power cut"):
            engine.ears.turn()
    assert [each.refusal for each in engine.turn().heard] == [""]
    assert api.read_flow_run(run_id).state_type == "PAUSED"
    assert len(documents_of(house, ordered)) == 1


def test_a_run_resumed_without_an_answer_waits_again(engine, house, api, ordered):
    engine.turn()
    run_id = window_of(house, f"task:{ordered}")
    keys = forms.keyset(api.read_flow_run(run_id).state.state_details.pause_key)
    from prefect.states import Running  # noqa: PLC0415 - only here

    api.set_flow_run_state(run_id, Running(), force=True)
    assert [each.refusal for each in engine.turn().heard] == [""]
    run = api.read_flow_run(run_id)
    assert run.state.state_details.run_input_keyset == keys


def test_an_answer_about_what_is_not_on_record_is_let_be_and_not_heard_again(
    engine, house, api, ordered, monkeypatch
):
    engine.turn()
    run_id = window_of(house, f"task:{ordered}")
    from prefect.states import Running  # noqa: PLC0415 - only here

    api.set_flow_run_state(run_id, Running(), force=True)
    met = []

    def gone(_subject, answered, *_):
        met.append(answered)
        raise NotFound("gone")

    monkeypatch.setattr(engine.studio, "settle", gone)
    assert (engine.ears.turn(), engine.ears.turn()) == ([], [])
    assert met.count(run_id) == 1
    assert api.read_flow_run(run_id).state_type == "RUNNING"


def test_a_promise_that_cannot_be_kept_is_parked_and_holds_nobody_up(engine, house, ordered, monkeypatch):
    from actions import outbox  # noqa: PLC0415 - after the settings of the house

    with house.unit_of_work() as session:
        outbox.promise(session, outbox.Kind.REDRAW, "task:XX-0000-000", on=house.today(), code="XX-0000-000")
    first = engine.turn()
    failed = [kept for kept in first.kept if kept.error]
    assert [kept.subject for kept in failed] == ["task:XX-0000-000"]
    assert window_of(house, f"task:{ordered}") is not None
    present = house.now()
    for minute in range(1, 8):
        monkeypatch.setattr(house, "now", lambda minute=minute: present + timedelta(minutes=minute))
        engine.turn()
    assert outbox.waiting() == (1, 1)


def test_what_staff_launch_in_prefect_is_run_here(api, house, ordered):
    flows = deploy.install(api)
    assert deploy.install(api).keys() == flows.keys()
    watch = next(key for key, flow in flows.items() if flow.name == "closet-watch")
    launched = api.create_flow_run_from_deployment(watch)
    engine = Engine(api, flows)
    assert "Completed" in engine.turn().ran
    assert api.read_flow_run(launched.id).state_type == "COMPLETED"


def test_only_one_of_two_engines_gets_a_scheduled_run(api, house):
    flows = deploy.install(api)
    watch = next(key for key, flow in flows.items() if flow.name == "closet-watch")
    launched = api.create_flow_run_from_deployment(watch)
    one, other = Engine(api, flows), Engine(api, flows)
    assert [run.id for run in one.executor.claim()] == [launched.id]
    assert one.executor._claimed(launched.id) is None  # noqa: SLF001
    assert other.executor.claim() == []


def test_reconcile_brings_lost_windows_back_and_makes_no_second(engine, house, api, ordered):
    from flows.reconcile import repair  # noqa: PLC0415 - after the settings of the house

    engine.turn()
    subject = f"task:{ordered}"
    lost = window_of(house, subject)
    api.delete_flow_run(lost)
    assert repair(engine.studio, house.today()) == {subject: "missing"}
    found = window_of(house, subject)
    assert found != lost
    assert api.read_flow_run(found).state_type == "PAUSED"
    assert repair(engine.studio, house.today()) == {}
    assert window_of(house, subject) == found


def test_reconcile_mends_the_living_first_tells_how_far_it_is_and_goes_on_where_it_was_cut_off(
    engine, house, api, ordered
):
    from actions import rehearsal_orders  # noqa: PLC0415 - after the settings of the house
    from flows.reconcile import repair  # noqa: PLC0415 - idem

    ended = ordered
    living = rehearsal_orders.ordered("Nhiệm vụ còn sống", house.today().replace(year=2090))
    with house.unit_of_work() as session:
        session.execute(
            text(
                "update stage_entries set left_on = entered_on "
                "from tasks where task_id = tasks.id and code = :code"
            ),
            {"code": ended},
        )
    subjects = [f"task:{living}", f"task:{ended}"]

    class Killed(Exception):
        """The process ended here."""

    def die(progress):
        if progress.mended:
            raise Killed

    with pytest.raises(Killed):
        repair(engine.studio, house.today(), die)
    assert [window_of(house, subject) is None for subject in subjects] == [False, True]

    told = []
    assert repair(engine.studio, house.today(), told.append) == {subjects[1]: "missing"}
    said = [str(each) for each in told if each.all]
    assert said[0] == "Nhiệm vụ đang làm: đã xem 1/1, dựng lại 0 (chung: 50%)."
    assert said[-1] == "Nhiệm vụ đã kết thúc: đã xem 1/1, dựng lại 1 (chung: 100%)."


def empty_prefect(postgres_server):
    """Delete every flow, run, deployment, artifact and log that Prefect has."""
    with create_engine(postgres_server.url("prefect"), poolclass=NullPool).begin() as connection:
        connection.execute(
            text("truncate flow, flow_run, deployment, artifact, artifact_collection, log cascade")
        )


def test_an_emptied_prefect_gets_every_window_back(engine, house, api, ordered, postgres_server):
    from flows.reconcile import repair  # noqa: PLC0415 - after the settings of the house

    engine.turn()
    subject = f"task:{ordered}"
    journal = [line.text for line in engine.studio.draw(subject, house.today()).picture.journal]
    flows = deploy.install(api)
    warm = Engine(api, flows)
    empty_prefect(postgres_server)
    assert repair(engine.studio, house.today()) == {subject: "missing"}
    run = api.read_flow_run(window_of(house, subject))
    assert (run.state_type, run.name.split(" · ")[0]) == ("PAUSED", ordered)
    logs = api.read_logs(LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run.id])), limit=200)
    assert [log.message for log in logs] == journal
    warm.run_due()
    assert len(api.read_deployments()) == len(flows)


def test_a_passed_deadline_is_told_once(api, life):
    from flows.drawing import OVERDUE  # noqa: PLC0415 - idem

    told = []
    window = Window(api, gained=lambda picture, tags: told.append((picture.subject, OVERDUE in tags)))
    run_id = window.draw(life)
    late = replace(life, tags=(*life.tags, OVERDUE), version=4)
    for _ in range(2):
        window.draw(late, run_id)
    assert told == [(life.subject, True)]


@pytest.fixture
def process(house, tmp_path):
    """Engines as processes of their own."""
    begun = []

    def begin():
        log = (tmp_path / f"engine-{len(begun)}.log").open("wb")
        one = subprocess.Popen([sys.executable, "-m", "flows.engine"], stderr=log, stdout=log)
        begun.append(one)
        log.close()
        return one

    yield begin
    for one in begun:
        if one.poll() is None:
            one.kill()
        one.wait()


def until(question, seconds=60):
    pause = threading.Event()
    for _ in range(seconds * 10):
        if answer := question():
            return answer
        pause.wait(0.1)
    pytest.fail("It did not come about in time.")


def test_an_engine_killed_in_the_middle_of_a_stage_loses_nothing_and_doubles_nothing(
    process, house, api, ordered, code_now, tmp_path, engine
):
    engine.turn()
    complete_sheet(house, ordered)
    engine.turn()
    (tmp_path / "archive").rename(tmp_path / "away") if (tmp_path / "archive").exists() else None
    (tmp_path / "archive").write_text("no folder: nothing can be kept here")
    run_id = reply(engine, house, ordered, "so.truong-phong", code_now("so.truong-phong"))
    victim = process()
    numbered = until(lambda: documents_of(house, ordered))
    assert [paper.sha256 for paper in numbered] == [None]
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    (tmp_path / "archive").unlink()
    heir = process()
    until(lambda: documents_of(house, ordered)[0].sha256)
    until(lambda: api.read_flow_run(run_id).state.state_details.pause_key.count("order-list"))
    heir.send_signal(signal.SIGTERM)
    assert heir.wait(timeout=30) == 0
    engine.turn()
    assert [paper.number for paper in documents_of(house, ordered)] == [numbered[0].number]
    running = FlowRunFilterState(type=FlowRunFilterStateType(any_=["RUNNING"]))
    children = FlowRunFilterParentFlowRunId(any_=[run_id])
    assert not api.read_flow_runs(flow_run_filter=FlowRunFilter(parent_flow_run_id=children, state=running))
