"""Where each service answers: the port a person asked for, the one of last time, or the usual one."""

import urllib.parse
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from console.folder import StateFolder
from console.ports import choose
from console.services import PORTAL, PREFECT, SERVICES, Port, Service
from models.errors import BadInput

_HIGHEST_PORT: Final = 65535


class Addresses:
    """The ports and URLs of one stack.

    Args:
        folder: Where they are remembered.
        given: The environment that the person started us with.
        services: What runs here.
    """

    def __init__(
        self, folder: StateFolder, given: Mapping[str, str], services: Sequence[Service] = SERVICES
    ) -> None:
        self._folder = folder
        self._given = given
        self._known = {service.name: service for service in (PREFECT, PORTAL, *services)}

    @property
    def outer_prefect(self) -> str | None:
        """The API of the organisation's own Prefect server, when one is set.

        Raises:
            BadInput: When what is set is no HTTP address.
        """
        url = self._given.get("TRIPLEHELIX_PREFECT_API_URL", "").rstrip("/")
        if url and urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
            raise BadInput(f"TRIPLEHELIX_PREFECT_API_URL={url} không phải là địa chỉ http(s)://…/api.")
        return url or None

    def asked(self, service: Service) -> int | None:
        """Give the port that the person asked for; None when they did not.

        Raises:
            BadInput: When what they asked for is no port.
        """
        return _asked(service.port, self._given) if service.port else None

    def port(self, service: Service) -> int:
        """Give the port where a service listens, or would if it were started."""
        usual = service.port.usual if service.port else 0
        return self._folder.ports().get(service.name) or self.asked(service) or usual

    def words(self) -> dict[str, str]:
        """Give the ports as the words that the services' declarations leave open."""
        return {
            f"{service.name}_port": str(self.port(service))
            for service in self._known.values()
            if service.port
        }

    def url(self, service: Service) -> str | None:
        """Say where a person finds a service; None when there is nothing to see."""
        return service.url.format_map(self.words()) if service.url else None

    def ready_url(self, service: Service) -> str | None:
        """Say where a service answers once it is ready; None when running is enough."""
        return service.ready.format_map(self.words()) if service.ready else None

    def all(self) -> dict[str, str]:
        """Give the addresses for people and, as `prefect_api`, for programs."""
        api = self.outer_prefect or f"{self.url(PREFECT)}/api"
        return {"portal": self.url(PORTAL) or "", "prefect": api.removesuffix("/api"), "prefect_api": api}

    def settle(self, services: Iterable[Service], report: Callable[[str], None]) -> bool:
        """Choose the ports of services that are about to start; tell whether one moved since last time.

        Raises:
            Refused: When a port that was asked for is taken.
        """
        before = self._folder.ports()
        ports = dict(before)
        for service in services:
            if service.port:
                asked = self.asked(service)
                ports[service.name] = choose(
                    service.title,
                    asked or before.get(service.name, service.port.usual),
                    explicit=asked is not None,
                    setting=service.port.setting,
                    avoid={port for name, port in ports.items() if name != service.name},
                    report=report,
                )
        self._folder.keep(ports, {})
        self._folder.keep(ports, self.all())
        return any(before.get(name) not in {None, port} for name, port in ports.items())


def _asked(port: Port, given: Mapping[str, str]) -> int | None:
    text = given.get(port.setting, "").strip()
    if not text:
        return None
    if not text.isdecimal() or not 0 < int(text) <= _HIGHEST_PORT:
        raise BadInput(f"{port.setting}={text} không phải là một cổng: cần một số từ 1 đến {_HIGHEST_PORT}.")
    return int(text)
