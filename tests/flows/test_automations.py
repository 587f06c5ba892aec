"""From an event to a letter: an automation runs `notify`, and a mail server receives what it sends."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterDeploymentId
from prefect.events.schemas.automations import AutomationCore

from console.ports import LOOPBACK, free_port
from flows import automations, deploy
from flows.board import CLOSET_OPENED, DEADLINE_MISSED, OURS
from flows.drawing import Studio
from flows.engine import Engine
from flows.inprocess import run_here
from tests.flows.test_closet_in_prefect import stuck  # noqa: F401 - a fixture

HEAD, OFFICER, DIRECTOR = "so.truong-phong", "so.chuyen-vien", "so.giam-doc"


@dataclass
class Letters:
    """A mail server that keeps what it receives; `answer` is what it says to each letter."""

    answer: str = "250 OK"
    received: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer.startswith("250"):
            self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


@pytest.fixture
def letters(monkeypatch, house):
    """A mail server on loopback, and a house that is wired to it."""
    kept, port = Letters(), free_port()
    server = Controller(kept, hostname=LOOPBACK, port=port)
    server.start()
    monkeypatch.setenv("TRIPLEHELIX_SMTP_URL", f"smtp://{LOOPBACK}:{port}")
    monkeypatch.setenv("TRIPLEHELIX_MAIL_FROM", "ngan-tu@so-khcn.vn")
    house.settings.cache_clear()
    yield kept
    server.stop()


@pytest.fixture(autouse=True)
def addressed(house):
    """The department's people, each with an address."""
    from sqlalchemy import update  # noqa: PLC0415 - one use

    from models.tables import Person  # noqa: PLC0415 - after the settings of the house

    with house.unit_of_work() as session:
        session.execute(update(Person).values(email=Person.handle + "@so-khcn.vn"))


@pytest.fixture(scope="module")
def set_up(api):
    """A Prefect server with our deployments and automations; what they leave behind is taken away."""
    flows = deploy.set_up(api)
    yield flows
    for automation in ours(api):
        api.delete_automation(automation.id)
    for run in notify_runs(api, flows):
        api.delete_flow_run(run.id)


def ours(api):
    return [each for each in api.read_automations(limit=200) if automations.TAG in each.tags]


def notify_of(flows):
    return next(key for key, flow in flows.items() if flow.name == "notify")


def notify_runs(api, flows):
    wanted = FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=[notify_of(flows)]))
    return api.read_flow_runs(flow_run_filter=wanted, limit=200)


def poll(question, seconds=20):
    """Ask until there is an answer."""
    pause = threading.Event()
    for _ in range(int(seconds * 10)):
        if found := question():
            return found
        pause.wait(0.1)
    return pytest.fail(f"No answer within {seconds} s")


def run_notify(api, flows, code, key):
    """Run `notify` as an automation would have it run."""
    made = api.create_flow_run_from_deployment(
        notify_of(flows),
        parameters={"event": CLOSET_OPENED, "about": f"{OURS}case:{code}".replace(":", "."), "event_id": key},
    )
    engine = Engine(api, flows)
    mine = [run for run in engine.executor.claim() if run.id == made.id]
    run_here(flows[notify_of(flows)], mine[0], mine[0].parameters)
    return api.read_flow_run(made.id)


@pytest.mark.usefixtures("set_up")
def test_the_automations_are_installed_once_and_stay_off_where_people_switched_them_off(api):
    wanted = automations.declared()
    assert {each.name: each.enabled for each in ours(api)} == {each.name: each.enabled for each in wanted}
    first = ours(api)[0]
    api.pause_automation(first.id)
    before = {each.id for each in ours(api)}
    deploy.set_up(api)
    after = {each.id: each for each in ours(api)}
    assert after.keys() == before
    assert not after[first.id].enabled
    api.resume_automation(first.id)
    said = first.model_dump(include=AutomationCore.model_fields.keys()) | {"name": "Tên cũ"}
    api.create_automation(AutomationCore.model_validate(said))
    deploy.set_up(api)
    assert {each.name for each in ours(api)} == {each.name for each in wanted}


def test_a_case_that_opens_brings_a_letter_to_whoever_must_act(api, letters, set_up, stuck):  # noqa: F811 - a fixture
    engine = Engine(api, set_up)
    assert not [kept.error for kept in engine.keep_all() if kept.error]

    def arrives():
        engine.executor.turn()
        return [each for each in letters.received if stuck in each["Subject"]]

    (letter,) = poll(arrives)
    assert letter["To"] == f"{OFFICER}@so-khcn.vn"
    assert letter["From"] == "ngan-tu@so-khcn.vn"
    assert letter["Subject"].startswith(f"[{stuck}] Kết quả vào ngăn tủ: ")
    body = letter.get_content()
    for said in (
        "Bảo quản trái dừa tươi",
        "Vì sao:",
        "Căn cứ: ",
        "Pháp luật cho phép chọn:",
        "/v2/runs?tags=",
    ):
        assert said in body
    run = next(run for run in notify_runs(api, set_up) if stuck in run.parameters["about"])
    assert (run.state_type, run.name.split(" · ")[:2]) == ("COMPLETED", ["Thư báo", stuck])
    assert "Đã gửi thư" in run.state.message
    assert not {"smtp", "@"} & set(str(run.parameters).split())


def test_what_was_sent_is_not_sent_again_and_the_journal_tells_to_whom(api, house, letters, set_up, stuck):  # noqa: F811 - a fixture
    from models import queries  # noqa: PLC0415 - after the settings of the house

    judge(stuck, house)
    first, second = (run_notify(api, set_up, stuck, "su-kien-1") for _ in range(2))
    assert (first.state_type, second.state_type) == ("COMPLETED", "COMPLETED")
    assert "không gửi lại" in second.state.message
    assert len(letters.received) == 1
    with house.unit_of_work() as session:
        task = session.scalars(queries.task_by_code(stuck)).one()
        told = [
            row for row in session.scalars(queries.journal_of(task.id)) if row.tag == "case:closet:noticed"
        ]
    assert [OFFICER in row.text or "Chuyên viên" in row.text for row in told] == [True]


def judge(code, house):
    from actions import closet  # noqa: PLC0415 - after the settings of the house

    assert closet.judge(code, house.today()).change == "opened"


def test_while_the_holder_is_away_the_delegate_is_written_to(api, house, letters, set_up, stuck):  # noqa: F811 - a fixture
    from actions import delegations, people  # noqa: PLC0415 - after the settings of the house
    from models.language import Role  # noqa: PLC0415 - idem

    on = house.today()
    with house.unit_of_work() as session:
        giver = people.find(session, OFFICER)
        delegations.lend(session, giver, "so.phap-che", (Role.DOST_OFFICER,), on, on, "05/UQ", on)
    judge(stuck, house)
    run_notify(api, set_up, stuck, "su-kien-2")
    (letter,) = letters.received
    assert letter["To"] == "so.phap-che@so-khcn.vn"
    assert "theo ủy quyền của Chuyên viên" in letter.get_content()


def test_without_a_mail_server_the_run_says_so_and_ends_well(api, house, set_up, stuck):  # noqa: F811 - a fixture
    judge(stuck, house)
    run = run_notify(api, set_up, stuck, "su-kien-3")
    assert run.state_type == "COMPLETED"
    assert "chưa cấu hình máy chủ thư" in run.state.message


def test_a_mail_server_that_fails_loses_nothing(api, house, letters, set_up, stuck):  # noqa: F811 - a fixture
    judge(stuck, house)
    letters.answer = "451 busy"
    waiting = run_notify(api, set_up, stuck, "su-kien-4")
    assert (waiting.state_type, waiting.state_name) == ("SCHEDULED", "AwaitingRetry")
    assert "gửi lại sau" in waiting.state.message
    assert waiting.next_scheduled_start_time is not None
    letters.answer = "250 OK"
    from prefect.states import Scheduled  # noqa: PLC0415 - one use

    api.set_flow_run_state(waiting.id, Scheduled(), force=True)
    (again,) = [run for run in Engine(api, set_up).executor.claim() if run.id == waiting.id]
    assert run_here(set_up[notify_of(set_up)], again, again.parameters).is_completed()
    assert len(letters.received) == 1


def test_a_deployment_that_is_not_declared_is_refused(api, tmp_path):
    from models.errors import BadInput  # noqa: PLC0415 - one use

    file = tmp_path / "automations.yaml"
    file.write_text("automations:\n  - {name: x, expect: [y], run: nothing}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="nothing"):
        automations.install(api, {}, file)


def test_a_missed_stage_is_told_once_and_the_next_one_as_well(api, life):
    def told():
        wanted = {"event": {"name": [DEADLINE_MISSED]}, "resource": {"id": [f"{OURS}task.{life.code}"]}}
        return api.request("POST", "/events/filter", json={"filter": wanted}).json()["events"]

    def draw(stage, due, version):
        tags = (f"stage:{stage}", "overdue")
        studio.window.draw(replace(life, tags=tags, facts={"due": due}, version=version))

    studio = Studio(api)
    studio.window.draw(life)
    draw("transfer", "2026-11-01", 4)
    draw("transfer", "2026-11-01", 5)
    draw("share", "2026-11-20", 6)
    assert len(poll(lambda: told() if len(told()) > 1 else [])) == 2
