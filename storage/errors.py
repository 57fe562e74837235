"""What can go wrong in `storage`, and whose fault it is.

StorageError
├── DatabaseAway      the world's: refused, lost, starting, too many connections, locked, disk full; it comes back
├── Conflict          nobody's: two writers met (deadlock, serialization); take the transaction again
├── NewerDatabase     the admin's: the database belongs to a newer version of the program
├── BadDatabaseUrl    the admin's: the address cannot be used
├── BadCopy           the admin's: a file that cannot be restored, or a database that cannot be copied
├── NotEmpty          the admin's: a copy would overwrite what a database holds
└── BadCursor         the caller's: a page cursor that this program did not make
"""

from __future__ import annotations


class StorageError(Exception):
    """The root of what this package raises."""


class DatabaseAway(StorageError):
    """The database cannot be used now; `reason` is fit for a log. Nothing of the transaction was stored, except
    where the connection died during the commit itself: then it may have been."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the database cannot be used now: {reason}")
        self.reason = reason


class Conflict(StorageError):
    """Two writers met and the database chose this one to give way. Nothing was stored; take it again."""


class NewerDatabase(StorageError):
    """The database was made by a newer version: nothing was touched."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"the database is of a newer version (revision {found}) than this program knows: "
            "start the newer leadquiz again, or restore the copy made before the update"
        )
        self.found = found


class BadDatabaseUrl(StorageError):
    """`DATABASE_URL` cannot be used; the text says what to write instead and never holds a password."""


class BadCopy(StorageError):
    """A file that is no copy, or a damaged one; the text says what to do."""


class NotEmpty(StorageError):
    """A copy would take the place of what the database holds, and nobody said that it may."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where} is not empty: restoring would delete what it holds. "
            "Make a copy of it first, then say `leadquiz restore --replace FILE`"
        )


class BadCursor(StorageError):
    """A page cursor that was not made by `cursor_of`."""

    def __init__(self) -> None:
        super().__init__("the cursor is damaged: start again from the first page")
