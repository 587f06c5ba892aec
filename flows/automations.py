"""Installing the automations of `deployments/automations.yaml`: on which event which deployment runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import yaml
from prefect.client.orchestration import SyncPrefectClient
from prefect.events.actions import RunDeployment
from prefect.events.schemas.automations import Automation, AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from pydantic import BaseModel, ConfigDict, Field

from flows.board import OURS
from models.errors import BadInput

AUTOMATIONS: Final = Path(__file__).parent.parent / "deployments" / "automations.yaml"
TAG: Final = "triplehelix"
"""The tag by which our automations are known among those that others have made."""


class Declared(BaseModel):
    """An automation as the file declares it: on each of these events, about whatever of ours, run that."""

    model_config = ConfigDict(extra="forbid")

    name: str
    description: str = ""
    enabled: bool = True
    expect: list[str] = Field(min_length=1)
    run: str
    parameters: dict[str, Any] = Field(default_factory=dict)


def declared(path: Path = AUTOMATIONS) -> list[Declared]:
    """Read the automations that the file declares."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [Declared.model_validate(each) for each in content["automations"]]


def install(api: SyncPrefectClient, deployments: Mapping[str, UUID], path: Path = AUTOMATIONS) -> list[UUID]:
    """Make Prefect's automations those that are declared; returns their ids.

    One that somebody switched off in Prefect's pages stays off; one of ours that is declared no longer, or
    stands there twice because two engines began at once, is taken away.

    Raises:
        BadInput: an automation runs a deployment that is not declared.
    """
    known = [each for each in api.read_automations(limit=_MOST) if TAG in each.tags]
    kept = [_put(api, each, known, deployments) for each in declared(path)]
    for automation in known:
        if automation.id not in kept:
            api.delete_automation(automation.id)
    return kept


_MOST: Final = 200
"""As many automations as Prefect gives at once."""


def _put(
    api: SyncPrefectClient, wanted: Declared, known: list[Automation], deployments: Mapping[str, UUID]
) -> UUID:
    if wanted.run not in deployments:
        raise BadInput(
            f"deployments/automations.yaml: «{wanted.name}» chạy «{wanted.run}», không có trong tệp."
        )
    target = AutomationCore(
        name=wanted.name,
        description=wanted.description,
        enabled=wanted.enabled,
        tags=[TAG],
        trigger=EventTrigger(
            expect=set(wanted.expect),
            match=ResourceSpecification({"prefect.resource.id": f"{OURS}*"}),
            posture=Posture.Reactive,
            threshold=1,
        ),
        actions=[RunDeployment(deployment_id=deployments[wanted.run], parameters=wanted.parameters)],
    )
    found = min((each for each in known if each.name == wanted.name), key=lambda each: each.id, default=None)
    if found is None:
        return api.create_automation(target)
    if _said(found) != _said(target):
        api.update_automation(found.id, target.model_copy(update={"enabled": found.enabled}))
    return found.id


def _said(automation: AutomationCore) -> dict[str, Any]:
    """What an automation says, but for whether it is switched on, which is for people to say."""
    said: dict[str, Any] = automation.model_dump(
        mode="json", include={"name", "description", "tags", "trigger", "actions"}
    )
    for each in (said["trigger"], *said["actions"]):
        each.pop("id", None)
    return said
