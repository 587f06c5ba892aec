"""The state folder: marked as ours, private, and the only place where the stack writes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from console.processes import Record, write_whole
from models.errors import Refused, Unavailable

_MARK: Final = ".triplehelix-state"
_ROOMS: Final = ("run", "logs", "prefect")


class StateFolder:
    """Where the things of one stack lie: records in `run/`, logs in `logs/`, ports in `stack.json`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = path / "lock"

    def prepare(self) -> None:
        """Make the folder and mark it as ours.

        Raises:
            Refused: When it holds somebody else's things.
            Unavailable: When we may not write there.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.refuse_foreign()
            (self.path / _MARK).touch(mode=0o600)
            for room in _ROOMS:
                (self.path / room).mkdir(mode=0o700, exist_ok=True)
        except NotADirectoryError as error:
            raise Refused(
                f"{self.path} không phải là thư mục.", "Hãy đặt TRIPLEHELIX_HOME tới một thư mục."
            ) from error
        except PermissionError as error:
            raise Unavailable(
                f"Không ghi được vào thư mục trạng thái {self.path}.",
                "Thư mục này có lẽ do người dùng khác (ví dụ root) tạo ra: hãy chạy bằng đúng người dùng đó, "
                "hoặc đặt TRIPLEHELIX_HOME tới một thư mục của bạn.",
            ) from error

    def refuse_foreign(self) -> None:
        """Keep `reset` from ever deleting a folder that we did not make.

        Raises:
            Refused: When the folder has things in it and does not bear our mark.
        """
        if not (self.path / _MARK).exists() and any(self.path.iterdir()):
            raise Refused(
                f"Thư mục {self.path} không trống và không phải là thư mục trạng thái của Triple Helix.",
                "Hãy đặt TRIPLEHELIX_HOME tới một thư mục mới hoặc thư mục trống.",
            )

    def record_path(self, service: str) -> Path:
        """Say where a running service is written down."""
        return self.path / "run" / f"{service}.json"

    def record(self, service: str) -> Record | None:
        """Find what is written of a service; None when it was never started, or stopped on purpose."""
        return Record.read(self.record_path(service))

    def log(self, service: str) -> Path:
        """Say where a service's words go."""
        return self.path / "logs" / f"{service}.log"

    def fresh_log(self, service: str) -> Path:
        """Put the log of the last run aside, and say where the new one goes."""
        log = self.log(service)
        if log.exists():
            log.replace(log.with_suffix(".last.log"))
        return log

    def ports(self) -> dict[str, int]:
        """Give the ports of the last start, by service; empty when there was none or it was cut short."""
        try:
            kept = json.loads((self.path / "stack.json").read_text(encoding="utf-8"))["ports"]
            return {str(name): int(port) for name, port in kept.items()}
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            return {}

    def keep(self, ports: Mapping[str, int], urls: Mapping[str, str]) -> None:
        """Write down where everything answers, for the next command and for people's scripts."""
        write_whole(
            self.path / "stack.json", json.dumps({"ports": dict(ports), "urls": dict(urls)}, indent=2)
        )
