"""Secrets from files into one program's environment: secrets of Docker and Kubernetes, systemd's credentials.

`python -m console.secret_files COMMAND...` reads each file of the folder that CREDENTIALS_DIRECTORY names
(systemd sets it; /run/secrets otherwise) whose name is that of one of our variables, and becomes the command.
So a secret stands in no unit, no compose file, no command line and no `docker inspect`. For every secret X of
`SECRETS` the environment may name the file by itself, too, as X_FILE; `./triplehelix` heeds that as well.
"""

import os
import re
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Final, NoReturn

from models.errors import BadInput

_USUAL: Final = Path("/run/secrets")
_NAME: Final = re.compile(r"(TRIPLEHELIX|PREFECT)_[A-Z0-9_]+")
_FILE: Final = "_FILE"

OURS: Final = (
    *("TRIPLEHELIX_DATABASE_URL", "TRIPLEHELIX_OWNER_DATABASE_URL", "TRIPLEHELIX_PORTAL_DATABASE_URL"),
    *("TRIPLEHELIX_ENGINE_DATABASE_URL", "TRIPLEHELIX_PREFECT_DATABASE_URL", "TRIPLEHELIX_SECRET_KEY"),
    *("TRIPLEHELIX_S3_ACCESS_KEY", "TRIPLEHELIX_S3_SECRET_KEY", "TRIPLEHELIX_S3_COPY_ACCESS_KEY"),
    *("TRIPLEHELIX_S3_COPY_SECRET_KEY", "TRIPLEHELIX_SMTP_URL", "TRIPLEHELIX_SSO_CLIENT_SECRET"),
    *("TRIPLEHELIX_METRICS_TOKEN", "TRIPLEHELIX_AUDIT_KEY", "TRIPLEHELIX_BACKUP_KEY"),
    *("TRIPLEHELIX_BACKUP_S3_ACCESS_KEY", "TRIPLEHELIX_BACKUP_S3_SECRET_KEY", "TRIPLEHELIX_KEY_PASSPHRASE"),
)
"""The variables of ours that hold a secret."""
SECRETS: Final = (
    *OURS,
    *("PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_DATABASE_CONNECTION_URL"),
)
"""All of them: each may come as a file."""


def folder(given: Mapping[str, str]) -> Path:
    """Say where the files of secrets lie."""
    return Path(given.get("CREDENTIALS_DIRECTORY") or _USUAL)


def read(place: Path | None, given: Mapping[str, str]) -> dict[str, str]:
    """Read the secrets of a folder and those that X_FILE names; a folder that does not exist has none.

    Raises:
        BadInput: A file is empty, unreadable, or says other than the environment does; or a file is named for
            what is no secret. No value is shown.
    """
    paths = sorted(place.iterdir()) if place and place.is_dir() else []
    files = [(path.name, path) for path in paths if _NAME.fullmatch(path.name)]
    files += [(name, Path(given[name + _FILE])) for name in SECRETS if given.get(name + _FILE)]
    found: dict[str, str] = {}
    wrong = [
        f"{name} không được đọc: {name.removesuffix(_FILE)} không phải là tên một bí mật của hệ thống."
        for name in given
        if name.startswith("TRIPLEHELIX_") and name.endswith(_FILE) and name.removesuffix(_FILE) not in OURS
    ]
    for name, path in files:
        try:
            value = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            wrong.append(f"Không đọc được tệp bí mật {path}.")
            continue
        if not value:
            wrong.append(f"Tệp bí mật {path} trống.")
        elif given.get(name) not in {None, "", value}:
            wrong.append(f"{name} được đặt hai nơi khác nhau: biến môi trường và tệp {path}.")
        elif found.get(name, value) != value:
            wrong.append(f"{name} được đặt hai nơi khác nhau: hai tệp, một trong đó là {path}.")
        found[name] = value
    if wrong:
        raise BadInput(*wrong)
    return found


def adopt(environment: MutableMapping[str, str]) -> None:
    """Put the secrets that X_FILE names into this program's environment, and forget where they came from.

    Raises:
        BadInput: As `read` does.
    """
    environment.update(read(None, environment))
    for name in SECRETS:
        environment.pop(name + _FILE, None)


def main(command: Sequence[str]) -> NoReturn:
    """Become the command with the secrets in its environment; exit code 1 when one is wrong."""
    if not command:
        sys.exit("python -m console.secret_files COMMAND...")
    try:
        secrets = read(folder(os.environ), os.environ)
    except BadInput as wrong:
        sys.exit("\n".join(wrong.reasons))
    places = {name + _FILE for name in SECRETS}
    told = {name: value for name, value in os.environ.items() if name not in places}
    os.execvpe(command[0], list(command), {**told, **secrets})  # noqa: S606 - the operator's own command


if __name__ == "__main__":
    main(sys.argv[1:])
