"""What is to run by the clock is really put on Prefect's calendar."""

from datetime import UTC, datetime, timedelta

from flows import deploy


def test_prefect_puts_the_runs_of_every_schedule_on_its_calendar(api):
    """Under another SQLAlchemy than Prefect knows its calendar fails in silence, and nothing ever runs."""
    ours = deploy.install(api)
    timed = {each.name for each in deploy.declared() if each.schedules}
    soon, later = datetime.now(UTC), datetime.now(UTC) + timedelta(days=400)
    for deployment in ours:
        within = {"start_time": soon.isoformat(), "end_time": later.isoformat(), "min_runs": 1, "max_runs": 1}
        api.request("POST", "/deployments/{id}/schedule", path_params={"id": deployment}, json=within)
    due = api.get_scheduled_flow_runs_for_deployments(list(ours), scheduled_before=later, limit=200)
    names = {api.read_deployment(run.deployment_id).name for run in due}
    assert timed <= names
