"""What the server does for its visitors' privacy where Streamlit has no setting for it."""

from contextlib import suppress

from analytics.reading.files.table import LIMITS


def keep_to_yourself() -> None:
    """Uploads stay in memory while they arrive, and no other host is asked for this server's address.

    Streamlit's parser of uploads puts what is more than a megabyte into a temporary file. And when a page of another
    site knocks, Streamlit asks a third site for its own address, while everybody waits. Where a version of Streamlit
    has these elsewhere, the pages go on without; the tests of serving see what leaves the process then.
    """
    with suppress(ImportError):
        from starlette.formparsers import MultiPartParser

        MultiPartParser.spool_max_size = 2 * LIMITS.size
    with suppress(ImportError):
        from streamlit import net_util

        net_util.get_external_ip = net_util.get_internal_ip = _unknown


def _unknown() -> None:
    """The address by which others know this server: nobody needs it."""
