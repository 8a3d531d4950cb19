"""Why a value cannot be taken: one exception for all conversions."""

from __future__ import annotations


class Unreadable(Exception):
    """Raised for a value that cannot be read with certainty.

    ``code`` is ``importer.rejet_<code>`` in the messages, ``params`` fill it.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params
