"""The texts of spinners in the visitor's language."""

from analytics.presenting.messages import _


class SpinnerText(str):
    """A message for `st.cache_resource(show_spinner=…)`, translated each time Streamlit draws the spinner.

    The decorator takes its text when the module is imported, before there is a visit with a language; Streamlit turns
    it into a plain text, by `str`, when it shows it.

    >>> str(SpinnerText("Reading the figures …"))
    'Reading the figures …'
    """

    def __str__(self) -> str:
        return _(self[:])
