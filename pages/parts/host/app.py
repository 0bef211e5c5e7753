"""The app's start-up and background tasks, and its middleware."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from threading import Event

from starlette.middleware import Middleware

from pages.parts.host import lifetime, preparation
from pages.parts.host.compression import CompressedStatic
from pages.parts.host.guard import Guard
from pages.parts.host.shell import Shell

MIDDLEWARE = [Middleware(Guard), Middleware(Shell), Middleware(CompressedStatic)]
"""From outermost to innermost: the first one sees a request first."""


@asynccontextmanager
async def lifespan(app: object) -> AsyncGenerator[None]:
    """Load the survey and compile the kernel before the first visitor, then live as `lifetime` says."""
    await asyncio.to_thread(preparation.prepare_first_page)
    async with lifetime.lifespan(app):
        stop = Event()
        others = asyncio.create_task(asyncio.to_thread(preparation.prepare_others, stop))
        yield
        stop.set()
        await others
