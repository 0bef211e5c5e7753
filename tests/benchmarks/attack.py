"""Attacks on a live server of this project, while another visitor clicks.

    python -m tests.benchmarks.attack              # all, a few minutes
    python -m tests.benchmarks.attack --short      # fewer and smaller, at most a minute: what CI runs

The server is this project's own, started here on the loopback address; the attacker comes from 127.0.0.2 and the other
visitor from 127.0.0.1, so that limits per address tell them apart. Every attack is bounded in number, size and time,
and no other machine is asked for anything. For each: what became of it, how long the other visitor's clicks and the
health check took meanwhile, and the server's memory before, at most, and three minutes after (in the short form, at the
end).

    another visitor's click    p95 at most 1 s
    health                     at most 2 s
    memory afterwards          within 15 % of before, in three minutes
    a hostile file             a sentence within 10 s, with at most 1 GB in the process that reads it
    the server                 the same process, and SIGTERM ends it within 5 s, under attack as well
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import multiprocessing
import os
import re
import signal
import socket
import struct
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from tests.analytics.reading import hostile_files
from tests.benchmarks import load, more_attacks
from tests.benchmarks.page_speed import ROOT, served
from tests.benchmarks.target import (
    ATTACKER,
    FILE_MB,
    MB,
    MEMORY,
    RERUN,
    SHORT,
    STOP,
    NotHeldError,
    Scale,
    Target,
)


@dataclass
class Watch:
    """What others notice during an attack, in seconds and MB."""

    clicks: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Bystander:
    """Another visitor, in a process of its own so that the attacker's work is none of its waiting."""

    def __init__(self, url: str, pid: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, line = context.Pipe()
        self._process = context.Process(target=_stand_by, args=(url, pid, line), daemon=True)
        self._process.start()

    async def start(self) -> None:
        """Open a page, then click twice a second."""
        self._line.send("start")
        await asyncio.to_thread(self._line.recv)

    async def stop(self) -> Watch:
        """What the visitor noticed since."""
        self._line.send("stop")
        watch: Watch = await asyncio.to_thread(self._line.recv)
        return watch

    def end(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.join()


def _stand_by(url: str, pid: int, line: Connection) -> None:
    while line.recv() == "start":
        line.send(asyncio.run(_watch(url, pid, line)))


async def _watch(url: str, pid: int, line: Connection) -> Watch:
    """Click and ask for health until the line says to stop."""
    watch, over = Watch(), asyncio.Event()

    async def click(visitor: load.Visitor) -> None:
        while not over.is_set():
            begun = time.perf_counter()
            try:
                await visitor.click()
            except (load.RunFailedError, TimeoutError, WebSocketException) as error:
                watch.errors.append(f"{type(error).__name__}: {error}")
                return
            watch.clicks.append(time.perf_counter() - begun)
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), 0.5)

    async def probe() -> None:
        while not over.is_set():
            begun = time.perf_counter()
            await asyncio.to_thread(_get, url + "/_stcore/health")
            watch.health.append(time.perf_counter() - begun)
            watch.memory.append(load.resident(pid))
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), 0.2)

    async with load.visit(url, seed=1) as visitor:
        line.send("ready")
        tasks = [asyncio.create_task(click(visitor)), asyncio.create_task(probe())]
        await asyncio.to_thread(line.recv)
        over.set()
        await asyncio.gather(*tasks)
    return watch


async def watched(
    target: Target, attack: Callable[[Target], Awaitable[str]], bystander: Bystander
) -> tuple[str, Watch]:
    """Run an attack while another visitor clicks twice a second and health is asked for."""
    await bystander.start()
    problem = ""
    try:
        outcome = await attack(target)
    except NotHeldError as error:
        outcome, problem = "see below", str(error)
    await asyncio.sleep(target.scale.after)
    watch = await bystander.stop()
    watch.errors += [problem] if problem else []
    return outcome, watch


# The attacks


async def flood(target: Target) -> str:
    """One connection sends 1,000 requests to run the page in 16 kB, and hangs up."""
    for _ in range(target.scale.floods):
        with suppress(WebSocketException):
            async with target.socket() as connection:
                for _ in range(1000):
                    await connection.send(RERUN)
    return f"{target.scale.floods} times"


async def steady_flood(target: Target) -> str:
    """Several connections send as fast as they can, without hanging up."""

    async def flood() -> str:
        frames = 0
        try:
            async with target.socket() as connection:
                end = time.perf_counter() + target.scale.seconds
                while time.perf_counter() < end:
                    await connection.send(RERUN)
                    frames += 1
                    if frames % 20 == 0:
                        await asyncio.sleep(0.05)
        except WebSocketException:
            return "closed"
        return "kept open"

    ends = await asyncio.gather(*(flood() for _ in range(target.scale.flooding)))
    return f"{len(ends)} connections, {ends.count('closed')} closed by the server"


async def unfinished_frames(target: Target) -> str:
    """Connections begin a message of 190 MB, or of 3 MB, send up to 30 MB of it and never finish."""

    async def begin(size: int) -> bool:
        reader, writer = await target.handshake()
        try:
            writer.write(struct.pack("!BBQ4s", 0x82, 0xFF, size, b"\0" * 4))
            for _ in range(min(size // MB, 30) - 1):
                writer.write(b"\0" * MB)
                await asyncio.wait_for(writer.drain(), 5)
        except (OSError, TimeoutError):
            pass
        try:
            await asyncio.wait_for(reader.read(), 3)
        except TimeoutError:
            return True
        except OSError:
            return False
        else:
            return False
        finally:
            writer.close()

    sizes = [190 * MB if place % 2 else 3 * MB for place in range(target.scale.frames)]
    frames_held = sum(await asyncio.gather(*map(begin, sizes)))
    return f"{len(sizes)} connections, {frames_held} left open"


async def many_files(target: Target) -> str:
    """One visit puts files under made-up ids."""
    async with target.socket() as connection:
        await connection.send(RERUN)
        first = ForwardMsg.FromString(await connection.recv(decode=False))
        visit = first.new_session.initialize.session_id
        token = await asyncio.to_thread(xsrf, target.url)
        begun = time.perf_counter()
        statuses, blocks = [], [b"1" * MB] * (target.scale.file_size // MB)
        for number in range(target.scale.files):
            to = f"/_stcore/upload_file/{visit}/made-up-{number}"
            statuses.append(await asyncio.to_thread(_put, target, to, token, blocks))
        memory = load.resident(target.pid)
        seconds = time.perf_counter() - begun
        return f"{len(statuses)} files in {seconds:.0f} s, then {memory:.0f} MB"


async def crashing_files(target: Target) -> str:
    """One visit brings files that crashed a reader or might: types it cannot cast, damage, and footers that lie."""
    kinds = (
        *(hostile_files.unusual_types(), hostile_files.untrue()),
        *(hostile_files.damaged(), hostile_files.lying()),
    )
    return await _bring_all(target, {name: file for files in kinds for name, file in sample_files(files, target)})


async def expanding_files(target: Target) -> str:
    """One visit brings files of a few kilobytes that stand for gigabytes."""
    return await _bring_all(target, dict(sample_files(hostile_files.expanding(), target)))


def sample_files(files: dict[str, bytes], target: Target) -> list[tuple[str, bytes]]:
    """All of the files in the long form, a few in the short one."""
    return list(files.items())[: target.scale.hostile]


async def _bring_all(target: Target, files: dict[str, bytes]) -> str:
    seconds, peaks, refused, broken = [], [], 0, []
    token = await asyncio.to_thread(xsrf, target.url)
    async with target.socket() as connection:
        visit = Uploader(target, connection, token)
        await visit.open()
        for name, content in files.items():
            begun = time.perf_counter()
            sentence, peak = await visit.bring(name, content)
            seconds.append(time.perf_counter() - begun)
            peaks.append(peak)
            refused += bool(sentence)
            if seconds[-1] > target.scale.file_seconds or peak > FILE_MB:
                broken.append(f"{name}: {seconds[-1]:.1f} s, {peak:.0f} MB, {sentence or 'read'}")
    if broken:
        raise NotHeldError("; ".join(broken))
    return (
        f"{len(seconds)} files, {refused} refused, the others read; "
        f"at most {max(seconds):.1f} s, {max(peaks):.0f} MB in the reader"
    )


class Uploader:
    """A visit that brings files to the page "Your data"."""

    def __init__(self, target: Target, connection: ClientConnection, token: str) -> None:
        self._target, self._connection, self._token = target, connection, token
        self._visit = self._page = self._box = ""
        self._number = 0

    async def open(self) -> None:
        """Open the page and find its box for files."""
        await self._run(BackMsg(rerun_script={}))
        await self._run(BackMsg(rerun_script={"page_script_hash": self._page}))

    async def bring(self, name: str, content: bytes) -> tuple[str, float]:
        """What the page says against a file, empty where it reads it; and the MB that the reader took at most."""
        self._number += 1
        address = f"/_stcore/upload_file/{self._visit}/{self._number}"
        file = f"{name}.{_ending(content)}"
        status = await asyncio.to_thread(_put, self._target, address, self._token, [content])
        if status != 204:
            return f"status {status}", 0.0
        message = BackMsg(rerun_script={"page_script_hash": self._page})
        info = {"file_id": str(self._number), "name": file, "size": len(content)}
        info |= {"file_urls": {"file_id": str(self._number), "upload_url": address, "delete_url": address}}
        message.rerun_script.widget_states.widgets.add(
            id=self._box, file_uploader_state_value={"uploaded_file_info": [info]}
        )
        over = asyncio.Event()
        peak = asyncio.create_task(_peak_of_readers(self._target.pid, over))
        try:
            errors = await self._run(message)
        finally:
            over.set()
        return " ".join(errors), await peak

    async def _run(self, message: BackMsg) -> list[str]:
        """Run the page; its error messages."""
        errors = []
        await self._connection.send(message.SerializeToString())
        async with asyncio.timeout(load.PATIENCE):
            while True:
                answer = ForwardMsg.FromString(await self._connection.recv(decode=False))
                kind = answer.WhichOneof("type")
                if kind == "new_session":
                    self._visit = answer.new_session.initialize.session_id
                elif kind == "navigation":
                    self._page = next(
                        page.page_script_hash for page in answer.navigation.app_pages if page.page_name == "Your data"
                    )
                elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                    element = answer.delta.new_element
                    if element.WhichOneof("type") == "file_uploader" and ".csv" in element.file_uploader.type:
                        self._box = element.file_uploader.id
                    elif element.WhichOneof("type") == "alert" and element.alert.format == element.alert.ERROR:
                        errors.append(element.alert.body)
                    elif element.WhichOneof("type") == "exception":
                        raise NotHeldError(f"an exception reached the page: {element.exception.message}")
                elif kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return errors


def _ending(content: bytes) -> str:
    """The ending that the box for files takes such bytes under."""
    endings = {b"PAR1": "parquet", b"PK": "zip", b"\xd0\xcf": "xls", b"\x1f\x8b": "gz", b"[": "json"}
    ending = next((ending for mark, ending in endings.items() if content.startswith(mark)), "csv")
    return "xlsx" if ending == "zip" and b"xl/workbook" in content else ending


async def _peak_of_readers(pid: int, over: asyncio.Event) -> float:
    """The most MB that one reader of the process has held, until it is over."""
    peak = 0.0
    while not over.is_set():
        peak = max([peak, *await asyncio.to_thread(_readers_mb, pid)])
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), 0.05)
    return peak


def _readers_mb(pid: int) -> list[float]:
    sizes = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in tasks.read_text().split():
                if b"analytics.reading.reader_process" not in Path(f"/proc/{child}/cmdline").read_bytes():
                    continue  # until it runs a program of its own, a new child has the memory of the server
                fields = dict(line.split(":", 1) for line in Path(f"/proc/{child}/status").read_text().splitlines())
                sizes.append(int(fields.get("VmHWM", "0 kB").split()[0]) / 1024)
    return sizes


async def idle_sockets(target: Target) -> str:
    """Connections are opened and never ask for a page."""

    async def wait_idle() -> str:
        try:
            reader, writer = await target.handshake(wait=2)
        except TimeoutError:
            return "waiting"
        except OSError:
            return "refused"
        try:
            while await asyncio.wait_for(reader.read(4096), target.scale.idle_wait):
                pass
        except TimeoutError:
            return "left open"
        except OSError:
            pass
        finally:
            writer.close()
        return "closed"

    states = Counter(await asyncio.gather(*(wait_idle() for _ in range(target.scale.idle))))
    return f"{target.scale.idle} sockets after {target.scale.idle_wait:.0f} s: " + ", ".join(
        f"{n} {state}" for state, n in states.items()
    )


async def many_visits(target: Target) -> str:
    """Visits come one after the other as fast as they can, ask for the first page and leave."""

    async def visit() -> None:
        with suppress(WebSocketException, TimeoutError):
            async with target.socket() as connection:
                await connection.send(RERUN)
                await asyncio.wait_for(connection.recv(decode=False), 30)

    begun = time.perf_counter()
    waiting = asyncio.Semaphore(10)

    async def bounded() -> None:
        async with waiting:
            await visit()

    await asyncio.gather(*(bounded() for _ in range(target.scale.visits)))
    return f"{target.scale.visits} in {time.perf_counter() - begun:.0f} s"


async def strange_requests(target: Target) -> str:
    """Other names of the host, closed paths, a foreign origin; every answer must be a refusal with the safe headers."""
    answers = {
        "evil host": await asyncio.to_thread(_get, target.url + "/", Host="evil.example"),
        "metrics": await asyncio.to_thread(_get, target.url + "/_stcore/metrics"),
        "agent": await asyncio.to_thread(_get, target.url + "/_stcore/agent/mcp"),
    }
    statuses = ", ".join(f"{name} {status}" for name, (status, _) in answers.items())
    safe = all("frame-ancestors" in headers.get("Content-Security-Policy", "") for _, headers in answers.values())
    return f"{statuses}; headers {'safe' if safe else 'missing'}"


ATTACKS: dict[str, Callable[[Target], Awaitable[str]]] = {
    "1,000 reruns, then gone": flood,
    "reruns without end": steady_flood,
    "unfinished frames": unfinished_frames,
    "files under made-up ids": many_files,
    "files that crash": crashing_files,
    "files that expand": expanding_files,
    "idle sockets": idle_sockets,
    "visits in a row": many_visits,
    "strange requests": strange_requests,
    **more_attacks.ATTACKS,
}


def _get(url: str, **headers: str) -> tuple[int, http.client.HTTPMessage]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=90) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers


def xsrf(url: str) -> str:
    _, headers = _get(url + "/_stcore/health")
    match = re.search(r"_streamlit_xsrf=([^;]+)", headers["Set-Cookie"])
    assert match
    return match[1]


def _put(target: Target, path: str, token: str, blocks: Sequence[bytes]) -> int:
    """Send a file in these blocks; the status of the answer, 0 where there is none."""
    host, port = target.place
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="pay.csv"\r\nContent-Type: text/csv\r\n\r\n'
    tail = b"\r\n--cut--\r\n"
    server = http.client.HTTPConnection(host, port, timeout=90, source_address=(ATTACKER, 0))
    try:
        server.putrequest("PUT", path)
        for header, text in {
            "Cookie": f"_streamlit_xsrf={token}",
            "X-Xsrftoken": token,
            "Content-Type": "multipart/form-data; boundary=cut",
            "Content-Length": str(len(head) + sum(map(len, blocks)) + len(tail)),
        }.items():
            server.putheader(header, text)
        server.endheaders()
        for block in (head, *blocks, tail):
            server.send(block)
        return server.getresponse().status
    except OSError:
        return 0
    finally:
        server.close()


# The report


def row(name: str, outcome: str, watch: Watch, memory: tuple[float, float], scale: Scale) -> tuple[str, bool]:
    """One line of the table, and whether what must hold held; memory, before and after, only where it is judged."""
    before, after = memory
    p95 = float(np.percentile(watch.clicks, 95)) if watch.clicks else float("nan")
    held = (
        not watch.errors
        and p95 <= scale.click
        and max(watch.health) <= scale.health
        and (not scale.memory_wait or after <= before * (1 + MEMORY))
    )
    line = (
        f"{name:<25}{p95:>9.2f}{max(watch.clicks, default=float('nan')):>8.2f}{max(watch.health):>8.2f}"
        f"{before:>8.0f}{max(watch.memory):>8.0f}{after:>8.0f}  {'held' if held else 'BROKEN':<7} {outcome}"
    )
    return "\n".join([line, *(f"    {error}" for error in dict.fromkeys(watch.errors))]), held


async def attacked(url: str, pid: int, scale: Scale, names: list[str], bystander: Bystander) -> bool:
    """Run the attacks one after the other; whether all was held."""
    target, all_held = Target(url, pid, scale), True
    async with load.visit(url, seed=0) as first:  # what the first visitor of all waits for is measured elsewhere
        for _ in range(5):
            await first.click()
    print(f"{'':<25}{'click p95':>9}{'worst':>8}{'health':>8}{'MB':>8}{'at most':>8}{'after':>8}")
    for name in names:
        before = load.resident(pid)
        outcome, watch = await watched(target, ATTACKS[name], bystander)
        end = time.perf_counter() + scale.memory_wait
        while (after := load.resident(pid)) > before * (1 + MEMORY) and time.perf_counter() < end:
            await asyncio.sleep(1)
        line, held = row(name, outcome, watch, (before, after), scale)
        print(line, flush=True)
        all_held &= held
    return all_held


async def stopped(url: str, pid: int) -> float:
    """Seconds from SIGTERM until the server no longer listens, with floods under way and readers that do not read."""
    target = Target(url, pid, SHORT)
    floods = [asyncio.create_task(steady_flood(target)) for _ in range(2)]
    await asyncio.sleep(2)
    os.kill(pid, signal.SIGTERM)
    begun = time.perf_counter()
    while _listens(target.place) and time.perf_counter() < begun + 60:
        await asyncio.sleep(0.05)
    while _lives(pid) and time.perf_counter() < begun + 60:
        await asyncio.sleep(0.05)
    seconds = time.perf_counter() - begun
    for task in floods:
        task.cancel()
    await asyncio.gather(*floods, return_exceptions=True)
    return seconds


def _listens(place: tuple[str, int]) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(place) == 0


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def main() -> None:
    """Attack and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--short", action="store_true", help="at most a minute; times and memory are printed, not judged"
    )
    parser.add_argument("--only", choices=ATTACKS, nargs="+", default=[])
    options = parser.parse_args()
    scale = SHORT if options.short else Scale()
    left_out = more_attacks.LONG if options.short else ()
    if not run(scale, options.only or [name for name in ATTACKS if name not in left_out]):
        raise SystemExit("something was broken")


def run(scale: Scale, names: list[str]) -> bool:
    """Serve the app, attack it, end it; whether all was held."""
    with served(ROOT / "dashboard.py", ROOT) as (url, pid):
        bystander = Bystander(url, pid)
        try:
            all_held = asyncio.run(attacked(url, pid, scale, names, bystander))
        finally:
            bystander.end()
        seconds = asyncio.run(stopped(url, pid))
    print(f"SIGTERM under attack: ended after {seconds:.1f} s, at most {STOP:.0f}")
    return all_held and seconds <= STOP


if __name__ == "__main__":
    main()
