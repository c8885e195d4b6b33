"""The options of ``aliansi serve`` reach the server."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from aliansi.cli import commands
from aliansi.errors import ProtocolError, UsageError
from aliansi.http.hosts import AllowedHosts


def test_allowed_hosts_are_those_of_the_address_and_the_option(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b> <urn:c> .")
    served = ("serve", "--dataset", str(tmp_path / "a.ttl"), "--port", "0")
    refused = CliRunner().invoke(commands, [*served, "--allow-host", "https://example.org"])
    assert (refused.exit_code, refused.stderr) == (
        2,
        "aliansi: invalid host 'https://example.org': write a name without scheme and port, like example.org or "
        "*.example.org\n",
    )
    found: list[int] = []

    def application(*_: object, hosts: AllowedHosts, **__: object) -> None:
        try:
            hosts.check({"headers": [(b"host", b"example.org")]})
            found.append(200)
        except ProtocolError as error:
            found.append(error.status)
        raise UsageError("this is enough")

    monkeypatch.setattr("aliansi.server.run.Application", application)
    for more in ((), ("--allow-host", "example.org"), ("--host", "0.0.0.0"), ("--host", "localhost")):
        assert CliRunner().invoke(commands, [*served, *more]).stderr == "aliansi: this is enough\n"
    assert found == [421, 200, 200, 421]
