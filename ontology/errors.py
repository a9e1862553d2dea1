"""The errors a user can meet, by cause. A message says what is wrong, where, and what to do.

ZhengmaiError
├── NotFound          no such thing in the workspace or the registry       exit status 1
├── UsageError        a question, parameter or option that does not exist  exit status 2
├── InputError        something given from outside cannot be used          exit status 3
│   ├── ReportError       a report's file or its text
│   ├── ManifestError     a manifest, with its row
│   ├── DataFileError     a registry, lexicon, pattern or question file, with its row
│   ├── LineError         a statement line, with its number
│   └── TextConflict      a different text under the id of a report that the workspace holds
└── StoreError        the workspace cannot be opened, read or written      exit status 4
"""


class ZhengmaiError(Exception):
    """The root: `except ZhengmaiError` catches whatever this program reports to its user."""

    status = 3


class NotFound(ZhengmaiError):
    """Nothing of that name is known."""

    status = 1


class UsageError(ZhengmaiError):
    """What was asked for does not exist or is not well formed."""

    status = 2


class InputError(ZhengmaiError):
    """A file or value from outside cannot be used."""


class ReportError(InputError):
    """A report cannot be read, or lacks what must be known of it."""


class ManifestError(InputError):
    """A manifest, or one of its rows, is not as it must be."""


class DataFileError(InputError):
    """A data file of this project is wrong: the message names file, row and reason."""


class LineError(InputError):
    """A line is no statement."""


class TextConflict(InputError):
    """A different text was given under the id of a report that the workspace holds; `reports` has these ids."""

    def __init__(self, reports: tuple[str, ...], message: str) -> None:
        super().__init__(message)
        self.reports = reports


class StoreError(ZhengmaiError):
    """The workspace cannot be used."""

    status = 4
