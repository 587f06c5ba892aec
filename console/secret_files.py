"""Secrets from files into one program's environment: secrets of Docker and Kubernetes, systemd's credentials.

`python -m console.secret_files COMMAND...` reads each file of the folder that CREDENTIALS_DIRECTORY names
(systemd sets it; /run/secrets otherwise) whose name is that of one of our variables, and becomes the command.
So a secret stands in no unit, no compose file, no command line and no `docker inspect`.
"""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn

from models.errors import BadInput

_USUAL: Final = Path("/run/secrets")
_NAME: Final = re.compile(r"(TRIPLEHELIX|PREFECT)_[A-Z0-9_]+")


def folder(given: Mapping[str, str]) -> Path:
    """Say where the files of secrets lie."""
    return Path(given.get("CREDENTIALS_DIRECTORY") or _USUAL)


def read(place: Path, given: Mapping[str, str]) -> dict[str, str]:
    """Read the secrets of a folder by the names of their variables; a folder that does not exist has none.

    Raises:
        BadInput: A file is empty, unreadable, or says other than the environment does; no value is shown.
    """
    found, wrong = {}, []
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        if not _NAME.fullmatch(path.name):
            continue
        try:
            value = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            wrong.append(f"Không đọc được tệp bí mật {path}.")
            continue
        if not value:
            wrong.append(f"Tệp bí mật {path} trống.")
        elif given.get(path.name, value) != value:
            wrong.append(f"{path.name} được đặt hai nơi khác nhau: biến môi trường và tệp {path}.")
        found[path.name] = value
    if wrong:
        raise BadInput(*wrong)
    return found


def main(command: Sequence[str]) -> NoReturn:
    """Become the command with the secrets in its environment; exit code 1 when one is wrong."""
    if not command:
        sys.exit("python -m console.secret_files COMMAND...")
    try:
        secrets = read(folder(os.environ), os.environ)
    except BadInput as wrong:
        sys.exit("\n".join(wrong.reasons))
    os.execvpe(command[0], list(command), {**os.environ, **secrets})  # noqa: S606 - the operator's own command


if __name__ == "__main__":
    main(sys.argv[1:])
