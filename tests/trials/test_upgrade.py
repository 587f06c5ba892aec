"""What the trials of upgrades, rights and units stand on: the order of migrations, and units as shipped."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from actions import wiring
from models.wall import ENGINE
from trials import units
from trials.rights.login import spare
from trials.upgrade.earlier import ROOT, heads


def test_an_earlier_versions_migrations_are_put_in_order_without_running_them():
    scripts = ScriptDirectory(str(wiring.MIGRATIONS))
    assert heads(ROOT) == [each.revision for each in reversed(list(scripts.walk_revisions()))]


def test_a_right_that_was_not_seen_in_use_is_told_and_one_that_was_is_not():
    assert spare(ENGINE, {"funding_lines": set("siu")}).get("funding_lines") is None
    assert spare(ENGINE, {"funding_lines": set("s")})["funding_lines"] == "iu"
    assert "tokens" not in spare(ENGINE, {})


@pytest.mark.parametrize("name", units.SERVICES)
def test_a_unit_is_tried_as_shipped_but_for_its_places(name):
    tried = units.unit(name, Path("/here"), 1234).splitlines()
    shipped = (ROOT / f"deployments/systemd/triplehelix-{name}.service").read_text().splitlines()
    assert not [line for line in tried if "/opt/" in line or "/etc/" in line or "8080" in line]
    kept = [line for line in shipped if line.startswith(("Type=", "Restart", "TimeoutSt", "NotifyAccess="))]
    assert set(kept) <= set(tried)
    assert len([line for line in tried if line.startswith("LoadCredential=")]) >= 3
