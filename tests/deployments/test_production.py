"""What is shipped to run a production: closed by default, pinned, and in the words that the programs know."""

import configparser
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from actions.operation import beats
from actions.wiring import Settings
from console import healthy, prefect_server
from portal.operating import ALIVE_SECONDS
from portal.rooms import status

ROOT = Path(__file__).parents[2]
DEPLOYMENTS = ROOT / "deployments"
COMPOSE = yaml.safe_load((DEPLOYMENTS / "compose" / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
SYSTEMD = DEPLOYMENTS / "systemd"
UNITS = sorted(SYSTEMD.glob("triplehelix-*.service"))
HELM = DEPLOYMENTS / "helm" / "triplehelix"
SHIPPED = [
    path
    for path in DEPLOYMENTS.rglob("*")
    if path.is_file() and path.suffix not in {".json", ".py"} and "secrets" not in path.parts
]
VARIABLE = re.compile(r"\bTRIPLEHELIX_[A-Z0-9_]+")


def known_variables():
    """What Settings reads, and what console and portal read by themselves."""
    read = {f"TRIPLEHELIX_{name.upper()}" for name in Settings.model_fields}
    for room in ("console", "portal"):
        for source in (ROOT / room).rglob("*.py"):
            read |= set(VARIABLE.findall(source.read_text(encoding="utf-8")))
    return read


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(DEPLOYMENTS)))
def test_no_file_sets_a_variable_that_no_program_reads(path):
    named = set(VARIABLE.findall(path.read_text(encoding="utf-8"))) - {"TRIPLEHELIX_VERSION"}
    assert named <= known_variables()


def test_prefects_variables_are_those_that_its_settings_know():
    from prefect import settings  # noqa: PLC0415 - it reads the test run's environment

    ours = re.compile(r"\bPREFECT_(?:SERVER|API|CLIENT|MESSAGING|UI|EVENTS)_[A-Z0-9_]+")
    named = {name for path in SHIPPED for name in ours.findall(path.read_text(encoding="utf-8"))}
    assert "PREFECT_SERVER_API_AUTH_STRING" in named
    assert [name for name in sorted(named) if not hasattr(settings, name)] == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_can_write_nowhere_and_gains_no_rights(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert set(service.get("cap_add", [])) <= {"NET_BIND_SERVICE"}
    # Caddy alone begins as root, without its rights, to bind 80 and 443.
    assert name == "proxy" or service["user"].split(":")[0] not in {"0", "root"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_says_whether_it_is_well(name):
    check = SERVICES[name]["healthcheck"]
    assert check.get("disable") is (True if SERVICES[name]["restart"] == "no" else None)
    assert "disable" in check or check["test"][0] in {"CMD", "CMD-SHELL"}


def test_nothing_but_the_proxy_is_published_and_nothing_shares_the_hosts_network():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    assert not any({"network_mode", "pid", "ipc"} & set(service) for service in SERVICES.values())
    inner = {name for name, network in COMPOSE["networks"].items() if network.get("internal")}
    for name in ("postgres", "valkey", "storage", "prefect-api", "prefect-services", "backup"):
        assert set(SERVICES[name]["networks"]) <= inner, name
    meets_valkey = {name for name, service in SERVICES.items() if "messages" in service["networks"]}
    assert meets_valkey == {"valkey", "prefect-api", "prefect-services"}


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_ours_or_named_by_its_version(name):
    image = SERVICES[name]["image"]
    assert image.startswith("triplehelix:${") or re.search(
        r"(:v?\d+\.\d+[\w.-]*|@sha256:[0-9a-f]{64})$", image
    )


@pytest.mark.parametrize("name", SERVICES)
def test_no_password_stands_in_the_file_and_each_program_has_its_own_key_to_the_tables(name):
    told = SERVICES[name].get("environment", {})
    secret = re.compile(r"PASSWORD$|SECRET|AUTH_STRING|TOKEN|_KEY$|DATABASE_URL|CONNECTION_URL")
    assert not [each for each in told if secret.search(each)]
    assert not [each for each in told.values() if re.search(r"://[^/]*:[^/]*@", str(each))]
    handed = {
        each["target"]: each["source"] for each in SERVICES[name].get("secrets", []) if isinstance(each, dict)
    }
    assert set(handed.values()) <= set(COMPOSE["secrets"])
    owner = {"portal": "portal_database_url", "engine": "engine_database_url"}
    if name in owner:
        assert handed["TRIPLEHELIX_DATABASE_URL"] == owner[name]
        assert "owner_database_url" not in handed.values()
    if name.startswith("prefect"):
        assert handed["PREFECT_SERVER_API_AUTH_STRING"] == "prefect_word"
        assert told["PREFECT_SERVER_CSRF_PROTECTION_ENABLED"] == "true"


def test_every_prefect_server_starts_by_the_refusal_to_stand_open():
    starts = [" ".join(map(str, service.get("command", []))) for service in SERVICES.values()]
    starts += [unit.read_text(encoding="utf-8") for unit in UNITS]
    assert not [start for start in starts if re.search(r"prefect server start|-m prefect\b", start)]
    assert sum("console.prefect_server" in start for start in starts) == 3


def test_the_services_that_answer_nobody_are_looked_for_by_words_of_their_own_command_line():
    check = SERVICES["prefect-services"]["healthcheck"]["test"]
    _, line = prefect_server.command(SERVICES["prefect-services"]["command"][4:])
    assert check[-1] in " ".join(line)


def asked_by_containers():
    """What each check of a container, the image, a probe and a unit asks of `console.healthy`, by program."""
    for name, service in SERVICES.items():
        words = [str(word) for word in service["healthcheck"].get("test", [])]
        if "console.healthy" in words:
            yield name, words[words.index("console.healthy") + 1 :]
    image = (DEPLOYMENTS / "container" / "Dockerfile").read_text(encoding="utf-8")
    (check,) = re.findall(r"CMD (\[.*console\.healthy.*\])", image)
    yield "portal", yaml.safe_load(check)[4:]
    programs = (HELM / "templates" / "programs.yaml").read_text(encoding="utf-8")
    for words in re.findall(r'\(list "console\.healthy"((?: "[^"]*")*)\)', programs):
        yield "engine", shlex.split(words)
    for path in UNITS:
        for line in re.findall(r"^ExecStartPost=(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE):
            words = shlex.split(line)
            yield path.stem.removeprefix("triplehelix-"), words[words.index("console.healthy") + 1 :]


PREFECTS_DOORS = {"/api/ready", "/api/health"}
PORTALS_DOORS = {route.path for route in status.room.routes}


@pytest.mark.parametrize(("name", "words"), list(asked_by_containers()), ids=lambda value: str(value)[:60])
def test_a_check_asks_for_a_door_or_a_process_that_the_program_has(name, words):
    asked = healthy.understood(words)
    if name == "engine":
        assert asked.engine
        return
    if asked.process:
        assert name == "prefect-services"
        return
    doors, port = (PREFECTS_DOORS, 4200) if name.startswith("prefect") else (PORTALS_DOORS, 8080)
    found = urlsplit(asked.url)
    assert (found.hostname, found.port) == ("127.0.0.1", port)
    assert found.path in doors


def test_a_probe_of_the_cluster_asks_for_life_and_a_start_for_all_that_is_needed():
    programs = (HELM / "templates" / "programs.yaml").read_text(encoding="utf-8")
    asked = dict(re.findall(r'\$(\w+) := dict "httpGet" \(dict "path" "([^"]+)" "port" 8080', programs))
    assert asked == {"lives": "/health", "serves": "/ready"}
    assert set(asked.values()) <= PORTALS_DOORS
    # What all lean on is away for all: it must take no portal, and no engine's life, out of service.
    assert 'dict "startupProbe" $serves "livenessProbe" $lives "readinessProbe" $lives' in programs
    assert '"livenessProbe" $beats "readinessProbe" $works' in programs
    assert "pre-install,pre-upgrade" in (HELM / "templates" / "jobs.yaml").read_text(encoding="utf-8")


def test_who_watches_over_the_units_hears_often_enough():
    engine, portal = (
        unit(SYSTEMD / f"triplehelix-{name}.service")["Service"] for name in ("engine", "portal")
    )
    # Told by themselves: else the watchdog's time begins with a program that has not been imported yet.
    assert {engine["Type"], portal["Type"]} == {"notify"}
    assert int(engine["WatchdogSec"]) >= 4 * beats.EVERY_SECONDS
    assert int(portal["WatchdogSec"]) >= 4 * ALIVE_SECONDS
    assert portal["NotifyAccess"] == "all"


def test_the_monitor_finds_each_program_where_it_shows_its_figures_and_by_the_names_of_the_alarms():
    asked = yaml.safe_load((DEPLOYMENTS / "prometheus" / "prometheus.yaml").read_text(encoding="utf-8"))
    rules = (DEPLOYMENTS / "prometheus" / asked["rule_files"][0]).read_text(encoding="utf-8")
    jobs = {job["job_name"]: job for job in asked["scrape_configs"]}
    assert set(jobs) == set(re.findall(r'job="([\w-]+)"', rules))
    chart = (HELM / "templates" / "programs.yaml").read_text(encoding="utf-8")
    told = dict(
        re.findall(r"^(\w+)=(.*)$", (SYSTEMD / "settings.env").read_text(encoding="utf-8"), re.MULTILINE)
    )
    for name in ("portal", "engine"):
        (where,) = jobs[f"triplehelix-{name}"]["dns_sd_configs"]
        shown = SERVICES[name]["environment"][f"TRIPLEHELIX_METRICS_{name.upper()}"]
        assert where["names"] == [name]
        assert shown == f"0.0.0.0:{where['port']}"
        assert told[f"TRIPLEHELIX_METRICS_{name.upper()}"] == f"127.0.0.1:{where['port']}"
        assert f'{where["port"]} "TRIPLEHELIX_METRICS_{name.upper()}")' in chart
        assert "watch" in SERVICES[name]["networks"]
        assert {"source": "metrics_token", "target": "TRIPLEHELIX_METRICS_TOKEN"} in SERVICES[name]["secrets"]


def test_the_topology_has_two_of_each_that_people_reach():
    for name in ("prefect-api", "engine", "portal"):
        assert SERVICES[name]["deploy"]["replicas"] >= 2
    assert "--no-services" in SERVICES["prefect-api"]["command"]


def test_the_image_is_made_from_the_lock_file_and_does_not_run_as_root():
    text = (DEPLOYMENTS / "container" / "Dockerfile").read_text(encoding="utf-8")
    assert "uv sync --frozen --no-dev" in text
    assert re.findall(r"^USER (\S+)", text, re.MULTILINE) == ["10001:10001"]
    assert len(re.findall(r"^FROM ", text, re.MULTILINE)) == 2
    assert not re.search(r"^(ADD|ENV .*(PASSWORD|SECRET|TOKEN))", text, re.MULTILINE)
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert "*" in let_in
    assert not {"!.git", "!.triplehelix", "!tests", "!deployments"} & set(let_in)


def unit(path):
    read = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    read.optionxform = str
    read.read_string(path.read_text(encoding="utf-8"))
    return read


def test_every_unit_is_hardened_by_the_one_file_that_holds_for_all():
    hardened = unit(SYSTEMD / "triplehelix-.service.d" / "hardened.conf")["Service"]
    yes = ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "ProtectKernelModules")
    assert all(hardened[name] == "yes" for name in yes)
    assert (hardened["ProtectSystem"], hardened["CapabilityBoundingSet"]) == ("strict", "")
    for path in UNITS:
        assert not {"User", "NoNewPrivileges", "ProtectSystem"} & set(unit(path)["Service"]), path.name


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_gets_its_secrets_as_credentials_and_listens_on_loopback(path):
    text = path.read_text(encoding="utf-8")
    words = shlex.split(unit(path)["Service"]["ExecStart"])
    assert words[1:4] == ["-P", "-m", "console.secret_files"]
    assert re.findall(r"--host (\S+)", text) in ([], ["127.0.0.1"])
    handed = dict(re.findall(r"^LoadCredential=(\w+):/etc/triplehelix/secrets/(\w+)$", text, re.MULTILINE))
    assert handed.get("TRIPLEHELIX_DATABASE_URL") == {
        "triplehelix-portal": "PORTAL_DATABASE_URL",
        "triplehelix-engine": "ENGINE_DATABASE_URL",
        "triplehelix-prefect": None,
    }.get(path.stem, "OWNER_DATABASE_URL")
    assert not re.search(r"^Environment=.*(PASSWORD|SECRET|AUTH|TOKEN|KEY)", text, re.MULTILINE)


def test_backup_and_the_check_of_the_journal_run_each_night():
    for name in ("backup", "audit-verify"):
        timer = unit(SYSTEMD / f"triplehelix-{name}.timer")["Timer"]
        assert timer["OnCalendar"].endswith("Asia/Ho_Chi_Minh")
        assert timer["Persistent"] == "yes"
        assert (SYSTEMD / f"triplehelix-{name}.service").exists()


def test_the_chart_has_no_default_for_a_name_a_place_or_a_secret():
    values = yaml.safe_load((HELM / "values.yaml").read_text(encoding="utf-8"))
    empty = ("province", "portalName", "prefectName", "archiveUrl", "backupUrl")
    assert [values[name] for name in empty] == [""] * 5
    assert values["image"] == {"repository": "", "digest": ""}
    pod = (HELM / "templates" / "_parts.tpl").read_text(encoding="utf-8")
    for promise in (
        "runAsNonRoot: true",
        "readOnlyRootFilesystem: true",
        "allowPrivilegeEscalation: false",
        "capabilities: {drop: [ALL]}",
        "automountServiceAccountToken: false",
    ):
        assert promise in pod
    prefect = yaml.safe_load((HELM.parent / "prefect-server-values.yaml").read_text(encoding="utf-8"))
    assert prefect["server"]["basicAuth"]["enabled"] is True
    assert {"name": "PREFECT_SERVER_CSRF_PROTECTION_ENABLED", "value": "true"} in prefect["global"][
        "prefect"
    ]["env"]
    assert prefect["secret"]["create"] is prefect["postgresql"]["enabled"] is False
