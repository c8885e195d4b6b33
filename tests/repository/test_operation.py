"""What the documents on operation name is there: options, limits, paths and numbers; the files are as they say."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from aliansi.cli import commands
from aliansi.evaluation.limits import SETTINGS, Limits, with_settings
from tests.server.support.served import Site

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
GUIDE = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
FILES = {file.name: file.read_text(encoding="utf-8") for file in sorted(DEPLOY.iterdir())}


def unit(name: str) -> configparser.ConfigParser:
    """Read a unit; of a setting that comes again the last counts."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(FILES[name])
    return parser


def started_with() -> list[list[str]]:
    """Return every command line of ours in the documents and files."""
    found = re.findall(r"(?:^|/|=)(aliansi (?:serve|build)[^\n`&]*)", "\n".join([GUIDE, *FILES.values()]), re.MULTILINE)
    image = re.search(r"^CMD \[(.*)\]$", CONTAINER, re.MULTILINE)
    assert image
    return [shlex.split(line) for line in found] + [[part.strip(' "') for part in image[1].split(",")]]


def test_every_command_takes_its_options() -> None:
    lines = started_with()
    assert len(lines) >= 4
    for line in lines:
        command = commands.commands[line[1]]
        with click.Context(command) as context:
            command.parse_args(context, line[2:])
        with_settings(Limits(), context.params.get("limit", ()))


def test_every_limit_and_number_that_is_named_is_there(tmp_path: Path) -> None:
    for name in re.findall(r"--limit ([a-z-]+)=", GUIDE + "".join(FILES.values())):
        assert name in SETTINGS
    for name in ("at-once", "cache", "seconds", "seconds-waiting", "seconds-ending", "memory"):
        assert name in SETTINGS
        assert f"`{name}`" in GUIDE or f"{name}=" in GUIDE
    site = Site(tmp_path, with_project=False)
    site.query("ASK {}")
    numbers = site.get("/metrics").text
    for name in re.findall(r"aliansi_[a-z_]+", GUIDE):
        assert name in numbers


def test_the_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", GUIDE)
    assert len(targets) >= 6
    for target in targets:
        assert (ROOT / "docs" / target).exists(), target
    for name in re.findall(r"docs/deploy/([\w.]+)", GUIDE + CONTAINER):
        assert name in FILES


def test_the_container_copies_what_is_there_and_runs_as_nobody() -> None:
    for line in re.findall(r"^COPY (?!--from)(.*)$", CONTAINER, re.MULTILINE):
        *sources, _ = line.split()
        for source in sources:
            assert (ROOT / source).exists(), source
    last = CONTAINER.rpartition("\nFROM ")[2]
    user = re.search(r"^USER (\d+):(\d+)$", last, re.MULTILINE)
    assert user
    assert "0" not in user.groups()
    assert re.search(r"^HEALTHCHECK .*(\n.*)*/healthz", last, re.MULTILINE)
    assert "--read-only" in CONTAINER
    assert "--read-only" in GUIDE


def test_what_the_wheel_is_made_of_is_copied() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for name in ("ontology", "data", "queries", "README.md", "LICENSE", "LICENSE-DATA"):
        assert f'"{name}"' in text
        assert re.search(rf"^COPY .*\b{re.escape(name)}\b", CONTAINER, re.MULTILINE), name


def test_the_unit_is_handed_the_socket_and_may_do_little() -> None:
    service, socket_ = unit("aliansi.service"), unit("aliansi.socket")
    assert service["Unit"]["Requires"] == "aliansi.socket"
    assert socket_["Socket"]["ListenStream"].endswith(":8000")
    hardened = {"DynamicUser": "yes", "NoNewPrivileges": "yes", "ProtectSystem": "strict", "CapabilityBoundingSet": ""}
    for name, value in hardened.items():
        assert service["Service"][name] == value
    assert float(service["Service"]["TimeoutStopSec"]) > Limits().seconds_ending
    for name in ("Containerfile", "nginx.conf", "Caddyfile"):
        assert "8000" in FILES[name]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for name in ("aliansi.service", "aliansi.socket"):
        text = FILES[name].replace("/opt/aliansi/bin/aliansi", shutil.which("true") or "/bin/true")
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "aliansi.service")]
    verified = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in verified.stderr.splitlines() if "aliansi" in line]
    assert ours == [], verified.stderr


def test_proxies_send_who_asks_and_wait_long_enough() -> None:
    waiting = Limits().seconds + Limits().seconds_waiting
    for name in ("nginx.conf", "Caddyfile"):
        found = re.search(r"read_timeout (\d+)s", FILES[name])
        assert found
        assert int(found[1]) > waiting
    assert "X-Forwarded-For $remote_addr" in FILES["nginx.conf"]
    assert "proxy_buffering off" in FILES["nginx.conf"]
