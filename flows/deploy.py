"""Setting up a Prefect server: the flows, and the deployments with their schedules.

They are declared in `deployments/prefect.yaml`, which `prefect deploy` reads as well. Entrypoints are module
paths (`flows.closet.closet_watch`); a file path would put `flows/` first on `sys.path` and load every module
a second time.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import yaml
from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.schedules import CronSchedule
from pydantic import BaseModel, ConfigDict, Field

from flows import automations
from flows.marks import CASE_FLOW, LIFE_FLOW
from flows.parameters import form_of
from models.errors import BadInput

DEPLOYMENTS: Final = Path(__file__).parent.parent / "deployments" / "prefect.yaml"


class Cron(BaseModel):
    """When a deployment runs by itself."""

    model_config = ConfigDict(extra="forbid")

    cron: str
    timezone: str = "Asia/Ho_Chi_Minh"


class Deployment(BaseModel):
    """A deployment as the file declares it."""

    model_config = ConfigDict(extra="forbid")

    name: str
    entrypoint: str
    description: str = ""
    tags: list[str] = Field(default_factory=list)
    parameters: dict[str, Any] = Field(default_factory=dict)
    schedules: list[Cron] = Field(default_factory=list)


def declared(path: Path = DEPLOYMENTS) -> list[Deployment]:
    """Read the deployments that the file declares."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [Deployment.model_validate(each) for each in content["deployments"]]


def flow_at(entrypoint: str) -> Flow[..., Any]:
    """Find the flow that a module path names.

    Raises:
        BadInput: there is no such module, or no flow of that name in it.
    """
    module, _, name = entrypoint.rpartition(".")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as problem:
        raise BadInput(f"deployments/prefect.yaml: không tìm thấy flow «{entrypoint}».") from problem
    if not isinstance(found, Flow):
        raise BadInput(f"deployments/prefect.yaml: «{entrypoint}» không phải là flow.")
    return found


def install(api: SyncPrefectClient, path: Path = DEPLOYMENTS) -> dict[UUID, Flow[..., Any]]:
    """Make Prefect know all flows and deployments as they are now; returns each deployment's flow."""
    for name in (LIFE_FLOW, CASE_FLOW):
        api.create_flow_from_name(name)
    return {_deploy(api, each): flow_at(each.entrypoint) for each in declared(path)}


def set_up(api: SyncPrefectClient) -> dict[UUID, Flow[..., Any]]:
    """Make a Prefect server ours: flows, deployments and the automations that run them, as they are now."""
    flows = install(api)
    automations.install(api, {each.name: each.id for each in api.read_deployments() if each.id in flows})
    return flows


def _deploy(api: SyncPrefectClient, deployment: Deployment) -> UUID:
    flow = flow_at(deployment.entrypoint)
    return api.create_deployment(
        flow_id=api.create_flow_from_name(flow.name),
        name=deployment.name,
        description=deployment.description or flow.description,
        entrypoint=deployment.entrypoint,
        tags=deployment.tags,
        parameters=deployment.parameters,
        schedules=[
            DeploymentScheduleCreate(
                schedule=CronSchedule(cron=each.cron, timezone=each.timezone), slug=f"cron-{number}"
            )
            for number, each in enumerate(deployment.schedules, start=1)
        ],
        parameter_openapi_schema=form_of(flow),
        enforce_parameter_schema=True,
    )
