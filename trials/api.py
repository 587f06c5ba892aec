"""Send the interface whatever its description allows, as everybody: `./triplehelix trial api [--seconds N]`.

Every operation of the OpenAPI description is asked with inputs that schemathesis makes of it, half of them
with numbers and codes that exist, with the key of each role, of nobody, and a forged one; the portal logs
in to PostgreSQL as its own role. A fault is a 5xx, or an answer that the description does not know: status,
kind of content, or shape. Each fault is told once, with its first input. Ends with 1 when there is one.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from console import logins
from console.logins import DATABASE, LOGINS, PREFECT_DATABASE
from console.postgres import EmbeddedPostgres

_CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_EACH: Final = 2
"""Inputs at one operation in a turn."""
_AT_ONCE: Final = 4
"""Visitors who send an input."""
_PATIENCE: Final = 900.0
"""Seconds that the first turn, in which each operation is asked once, may take on a busy machine."""
_NOBODY: Final = "nobody"
_FORGED: Final = "a forged key"


@dataclass
class Count:
    """What came of it."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    tried: set[tuple[str, str]] = field(default_factory=set)
    """Operation and visitor."""
    faults: dict[str, str] = field(default_factory=dict)
    slowest: tuple[float, str] = (0.0, "")


@contextmanager
def _house() -> Iterator[tuple[dict[str, str], dict[str, Sequence[object]]]]:
    """A house with tasks in it; gives the key of each visitor, and what stands in addresses there."""
    folder = Path(tempfile.mkdtemp(prefix="triplehelix-api-"))
    folder.chmod(0o755)
    server = EmbeddedPostgres(folder / "postgres", settings={"fsync": "off"})
    try:
        server.start()
        for name in (DATABASE, PREFECT_DATABASE):
            server.ensure(name)
        os.environ |= {
            "TRIPLEHELIX_HOME": str(folder),
            "TRIPLEHELIX_DATABASE_URL": server.url(DATABASE),
            "TRIPLEHELIX_SECRET_KEY": "k" * 32,
        }
        from actions import wiring

        wiring.forget()
        wiring.migrate()
        logins.ensure(server, folder)
        keys, known = _furnished()
        os.environ["TRIPLEHELIX_DATABASE_URL"] = logins.url(server, folder, LOGINS["portal"])
        wiring.forget()
        yield keys, known
        wiring.forget()
    finally:
        server.remove()
        shutil.rmtree(folder, ignore_errors=True)


def _furnished() -> tuple[dict[str, str], dict[str, Sequence[object]]]:
    from actions import people, rehearsal, rehearsal_orders, tokens, wiring
    from actions.tokens import TokenScope

    today = wiring.today()
    with wiring.unit_of_work() as session:
        rehearsal.seat_cast(session)
    codes = [rehearsal_orders.ordered(f"Nhiệm vụ số {number}", today) for number in range(3)]
    keys, roles = {_NOBODY: "", _FORGED: "th_" + "x" * 43}, set()
    with wiring.unit_of_work() as session:
        for part in rehearsal.CAST:
            actor = people.find(session, part.handle)
            told = ", ".join(sorted(role.value for role in actor.roles))
            if told in roles:
                continue
            roles.add(told)
            scopes = [each for each in TokenScope if each is not TokenScope.CALENDAR]
            made = tokens.make(session, actor, "thử", scopes, today + timedelta(days=30))
            keys[f"{part.handle} ({told})"] = made.key
    return keys, {"code": codes, "task": codes}


def _known(
    parameters: Mapping[str, Any], known: Mapping[str, Sequence[object]], chance: random.Random
) -> Any:  # noqa: ANN401 - schemathesis's
    """The parameters of an address, with what exists in place of what was made up."""
    return {
        name: chance.choice(known[name])
        if name in known
        else chance.randrange(1, 6)
        if isinstance(value, int)
        else value
        for name, value in parameters.items()
    }


def _tried(
    operation: Any,  # noqa: ANN401 - schemathesis's
    visitors: Sequence[tuple[str, str]],
    client: TestClient,
    chance: random.Random,
    known: Mapping[str, Sequence[object]],
    count: Count,
) -> None:
    """Send a few inputs to one operation, each as these visitors."""

    @seed(chance.randrange(2**31))
    @settings(
        max_examples=_EACH,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:  # noqa: ANN401 - schemathesis's
        if case.path_parameters and chance.random() < 0.5:  # noqa: PLR2004 - half of them
            case.path_parameters = _known(case.path_parameters, known, chance)
        for visitor, key in visitors:
            began = time.monotonic()
            response = case.call(session=client, headers={"Authorization": f"Bearer {key}"} if key else {})
            count.slowest = max(count.slowest, (round(time.monotonic() - began, 2), operation.label))
            count.requests += 1
            count.statuses[response.status_code] += 1
            try:
                case.validate_response(response, checks=_CHECKS)
            except FailureGroup as group:
                for each in group.exceptions:
                    _note(each, operation.label, visitor, case, response, count)

    send()
    count.tried |= {(operation.label, visitor) for visitor, _ in visitors}


def _note(fault: Exception, label: str, visitor: str, case: Any, response: Any, count: Count) -> None:  # noqa: ANN401 - schemathesis's
    title = fault.title if isinstance(fault, Failure) else type(fault).__name__
    where = f"{label}: {title}, {response.status_code}"
    if where not in count.faults:
        said = f"as {visitor}; {getattr(fault, 'message', fault)}; {case.as_curl_command()[:600]}"
        count.faults[where] = f"{said}; answered {response.content[:300]!r}"


def sent(seconds: float, start: int) -> tuple[Count, int, int]:
    """Ask every operation as every visitor, in turns, until the time is up; the first turn is finished.

    Returns:
        The counts, how many operations there are, and how many visitors.
    """
    from portal.api.app import create_api, description
    from portal.health import Probes
    from portal.web import create_app

    count, chance = Count(), random.Random(start)  # noqa: S311 - repeatable inputs, no secrets
    with _house() as (keys, known):
        app = create_app(probes=Probes(database=lambda: True, prefect=lambda: True), hosts=["*"])
        described = schemathesis.openapi.from_dict(description(create_api()))
        described.app = app
        client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
        operations, visitors = [found.ok() for found in described.get_all_operations()], list(keys)
        began = time.monotonic()
        # Making inputs costs more than answering them: each is sent as several visitors, who take turns.
        for turn in itertools.count():
            for number, operation in enumerate(operations):
                if time.monotonic() - began > (seconds if turn else _PATIENCE):
                    return count, len(operations), len(visitors)
                first = (number + turn) * _AT_ONCE
                asking = [visitors[(first + more) % len(visitors)] for more in range(_AT_ONCE)]
                _tried(operation, [(each, keys[each]) for each in asking], client, chance, known, count)
    raise AssertionError("never ends by itself")


def main() -> int:
    """Send, and say what came of it."""
    reader = argparse.ArgumentParser(
        prog="./triplehelix trial api", description=(__doc__ or "").partition(":")[0]
    )
    reader.add_argument("--seconds", type=float, default=120)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--json", type=Path, help="where the report is written")
    asked = reader.parse_args()
    warnings.simplefilter("ignore")
    load = os.getloadavg()[0]
    count, operations, visitors = sent(asked.seconds, asked.seed)
    report = {
        "operations": operations,
        "visitors": visitors,
        "pairs_tried": len(count.tried),
        "operations_tried": len({label for label, _ in count.tried}),
        "requests": count.requests,
        "statuses": dict(sorted(count.statuses.items())),
        "slowest": count.slowest,
        "faults": count.faults,
        "load": round(load, 1),
    }
    if asked.json:
        asked.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    for where, said in count.faults.items():
        sys.stdout.write(f"FAULT {where}\n    {said}\n")
    told = (
        f"{count.requests} requests to {report['operations_tried']} of {operations} operations, "
        f"{report['pairs_tried']} of {operations * visitors} pairs with {visitors} visitors; "
        f"slowest {count.slowest[0]} s ({count.slowest[1]}); {len(count.faults)} faults\n"
    )
    sys.stdout.write(told + json.dumps(report, ensure_ascii=False) + "\n")
    return int(bool(count.faults) or report["operations_tried"] < operations)


if __name__ == "__main__":
    sys.exit(main())
