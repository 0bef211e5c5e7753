"""Several processes of the dashboard behind one address, started and ended together.

    python -m pages.parts.host.processes                        # one a processor, on http://127.0.0.1:8501
    python -m pages.parts.host.processes --processes 4 --listen 0.0.0.0:80 --name pay.example.org

Python runs one visitor's page at a time, so more visitors need more processes. nginx, with the project's own site
(`.serving/nginx.conf`), keeps each visitor with one of them. A process that ends is started again; when nginx ends, or
this program is told to, all end.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from analytics.processors import processor_count

ROOT = Path(__file__).parents[3]
SITE = ROOT / ".serving" / "nginx.conf"
PATIENCE = 120
"""Seconds in which a process must answer after its start."""
GRACE = 6
"""Seconds that the processes have to end: each ends by itself within five."""
INTERVAL = 0.5
"""Seconds between two looks at the processes."""


class NotStartedError(Exception):
    """The processes cannot be started; the message says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m pages.parts.host.processes",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--processes", type=int, default=processor_count(), help="how many; one a processor unless given"
    )
    parser.add_argument("--listen", default="127.0.0.1:8501", help="address and port for visitors")
    parser.add_argument("--name", default="", help="the host's name, if it is not this machine's own")
    options = parser.parse_args(arguments)
    if options.processes < 1:
        parser.error("--processes must be 1 or more")
    signal.signal(signal.SIGTERM, _end)
    with tempfile.TemporaryDirectory(prefix="vetan-") as folder:
        try:
            serve(options.processes, options.listen, options.name, Path(folder))
        except NotStartedError as error:
            print(error, file=sys.stderr)  # noqa: T201
            return 1
        except KeyboardInterrupt:
            return 0
    return 0


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise KeyboardInterrupt


@dataclass
class Member:
    """One process: its start command, and the running process."""

    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again."""
        environment = {**os.environ, **self.environment}
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None


def serve(number: int, listen: str, name: str, folder: Path) -> None:
    """Start this many processes with nginx in front, and keep them running until an exception.

    Args:
        number: of processes.
        listen: address and port for visitors.
        name: of the host; empty for this machine's own.
        folder: for nginx's settings and what it holds while it runs.

    Raises:
        NotStartedError: nginx is missing or refuses its settings, or a process does not answer.
    """
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if nginx is None:
        raise NotStartedError("Several processes need nginx in front of them: apt-get install nginx-light")
    ports = free_ports(number)
    # Tokens against forged uploads hold with every process.
    environment = {
        "STREAMLIT_SERVER_COOKIE_SECRET": os.environ.get("STREAMLIT_SERVER_COOKIE_SECRET", secrets.token_hex())
    }
    if name:
        environment["STREAMLIT_SERVER_ALLOWED_HOSTS"] = name
    members = [Member(_command(port), environment) for port in ports]
    front = Member([nginx, "-c", str(write_settings(folder, listen, name, ports)), "-e", str(folder / "start.log")])
    try:
        for member in members:
            member.start()
        for member, port in zip(members, ports, strict=True):
            _wait(lambda member=member: member.is_alive, lambda port=port: answers(port))  # type: ignore[misc]
        front.start()
        _wait(lambda: front.is_alive, lambda: _listens(listen))
        print(f"{number} processes serve http://{listen}", flush=True)  # noqa: T201
        while front.is_alive:
            for member in members:
                if not member.is_alive:
                    member.start()
            time.sleep(INTERVAL)
        raise NotStartedError(f"nginx has ended: {(folder / 'start.log').read_text('utf-8', 'replace').strip()}")
    finally:
        end([front, *members])


def end(members: Sequence[Member]) -> None:
    """Stop all of them, and wait."""
    running = [member.process for member in members if member.process is not None]
    for process in running:
        process.terminate()
    until = time.monotonic() + GRACE
    for process in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, until - time.monotonic()))
            continue
        process.kill()
        process.wait()


def _command(port: int) -> list[str]:
    settings = {"address": "127.0.0.1", "port": port, "headless": "true"}
    return [
        *(sys.executable, "-m", "streamlit", "run", "dashboard.py"),
        *(f"--server.{name}={value}" for name, value in settings.items()),
    ]


def _wait(lives: Callable[[], bool], is_ready: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_ready():
        if not lives() or time.monotonic() > until:
            raise NotStartedError("A process has ended, or does not answer; what it wrote stands above")
        time.sleep(INTERVAL / 5)


def free_ports(number: int) -> list[int]:
    """Find free ports on this machine."""
    probes = [socket.socket() for _ in range(number)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def answers(port: int) -> bool:
    """Whether a server responds on this port."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=10) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _listens(listen: str) -> bool:
    address, _, port = listen.rpartition(":")
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1" if address in ("", "0.0.0.0") else address, int(port))) == 0


def write_settings(folder: Path, listen: str, name: str, ports: Sequence[int]) -> Path:
    """The settings of an nginx in front of processes on these ports: the project's site, and what surrounds it.

    Args:
        folder: where they are written, and whatever nginx holds while it runs.
        listen: address and port for visitors.
        name: of the host; empty where any name of this machine will do.
        ports: of the processes.
    """
    site = SITE.read_text("utf-8")
    for directive, replacement in {
        "    server 127.0.0.1:8501;\n    server 127.0.0.1:8502;\n": "".join(
            f"    server 127.0.0.1:{port};\n" for port in ports
        ),
        "listen 80;": f"listen {listen};",
        "listen 80 default_server;": f"listen {listen} default_server;",
        # Without a name the processes tell whose host it is: this machine's own names and addresses.
        "server_name pay.example.org;": f"server_name {name or '~.'};",
        "/var/log/nginx/vetan.log": str(folder / "visits.log"),
        "/var/log/nginx/vetan_errors.log": str(folder / "errors.log"),
    }.items():
        if directive not in site:
            raise NotStartedError(f"{SITE} lacks “{directive.strip()}”")
        site = site.replace(directive, replacement)
    (folder / "site.conf").write_text(site, "utf-8")
    temporary = "\n".join(
        f"{name}_temp_path {folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    settings = folder / "nginx.conf"
    settings.write_text(
        f"{user}daemon off;\nworker_processes auto;\npid {folder}/pid;\nerror_log {folder}/start.log;\n"
        f"events {{ worker_connections 4096; }}\nhttp {{\n{temporary}\ninclude {folder}/site.conf;\n}}\n",
        "utf-8",
    )
    return settings


if __name__ == "__main__":
    sys.exit(main())
