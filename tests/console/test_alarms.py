"""Every alarm leads to a section of the runbook, and looks at figures that the programs show."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from actions.operation import figures
from actions.operation.gauges import NAMES

HOME = Path(__file__).parents[2]
RULES = yaml.safe_load((HOME / "deployments/prometheus/alerts.yaml").read_text("utf-8"))["groups"][0]["rules"]
BOARD = json.loads((HOME / "deployments/grafana/triplehelix.json").read_text("utf-8"))
RUNBOOKS = [HOME / "docs/runbook.md", HOME / "docs/runbook.vi.md"]
ASKED = [(rule["alert"], rule["expr"]) for rule in RULES] + [
    (panel["title"], target["expr"]) for panel in BOARD["panels"] for target in panel["targets"]
]


_ENDS = {"histogram": ("_bucket", "_count", "_sum"), "counter": ("_total",)}


def shown() -> set[str]:
    """The names of all series that the programs show."""
    own = {
        f"{family.name}{suffix}"
        for family in figures.REGISTRY.collect()
        for suffix in _ENDS.get(family.type, ("",))
    }
    return own | set(NAMES)


@pytest.mark.parametrize(("who", "expression"), ASKED)
def test_whoever_looks_looks_at_figures_that_are_there(who, expression):
    asked = set(re.findall(r"\btriplehelix_\w+", expression))
    assert asked <= shown(), who
    assert asked or "up{" in expression


@pytest.mark.parametrize("runbook", RUNBOOKS, ids=lambda path: path.name)
def test_every_alarm_has_its_section_and_every_section_its_alarm(runbook):
    sections = re.findall(r"^## (\w+)$", runbook.read_text("utf-8"), re.MULTILINE)
    assert sections == [rule["alert"] for rule in RULES]


def test_what_is_tried_with_promtool_are_alarms_that_there_are():
    tried = yaml.safe_load((HOME / "deployments/prometheus/alerts_test.yaml").read_text("utf-8"))
    names = {each["alertname"] for test in tried["tests"] for each in test.get("alert_rule_test", ())}
    assert names <= {rule["alert"] for rule in RULES}
    series = re.findall(r"series: '?(triplehelix_\w+)", str(tried).replace("'series': ", "series: "))
    assert set(series) <= shown()


def test_what_must_happen_is_missed_also_when_it_never_has():
    must = {"BackupOld", "JournalUnsealed", "JournalUnchecked", "ClosetRoundMissed"}
    assert {rule["alert"] for rule in RULES if "(absent(" in rule["expr"]} == must


def test_an_alarm_names_its_section_and_how_urgent_it_is():
    for rule in RULES:
        assert rule["annotations"]["runbook"] == f"docs/runbook.md#{rule['alert'].lower()}"
        assert rule["labels"]["severity"] in {"page", "ticket"}
