"""What the app does before its first visitor, and what each request passes through."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.middleware import Middleware

from analytics.model import DataError
from analytics.topics.bands import answer
from analytics.view import View
from pages.parts.cache import market, surveys
from pages.parts.cache.answers import cached
from pages.parts.host import lifetime
from pages.parts.host.compression import CompressedStatic
from pages.parts.host.first_answer import prepare
from pages.parts.host.guard import Guard
from pages.parts.host.shell import Shell

MIDDLEWARE = [Middleware(Guard), Middleware(Shell), Middleware(CompressedStatic)]
"""From the outside in: the first one sees a request first."""

DIMENSIONS = ("experience", "city", "sector")
"""The dimensions of the overview's cards."""


@asynccontextmanager
async def lifespan(app: object) -> AsyncGenerator[None]:
    """Load the survey and compile the kernel before the first visitor, then live as `lifetime` says."""
    await asyncio.to_thread(warm_up)
    async with lifetime.lifespan(app):
        preparation = asyncio.create_task(asyncio.to_thread(prepare))
        yield
        await preparation


def warm_up() -> None:
    """Work out what the first page shows, so that the first visitor waits for no file and no compiler."""
    # Or each cached function warns that no visitor called it, here and for the first answers.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    try:
        view = View(surveys.hosted() or surveys.survey(surveys.REFERENCE))
        cached(answer.total, view)
        for dimension in DIMENSIONS:
            cached(answer.bands, view, dimension)
        market.pulse()
    except DataError:
        pass  # the pages say what is wrong with the data
