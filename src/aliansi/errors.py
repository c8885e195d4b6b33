"""Findings about the files of a project, and all exceptions.

AliansiError                 an error that the user can fix: the command line prints its message and exits
├── UsageError               a wrong argument: exit status 2
│   └── QueryError           a query that is not one, with the line of the error
├── FindingsError            errors found in a project: exit status 1
├── ConnectionFailed         another server that the user has named has not answered
└── RequestError             a request without an answer, with the HTTP status of the reason
    ├── ProtocolError        the request breaks the SPARQL 1.1 Protocol or HTTP
    ├── NotAcceptable        406
    ├── ResultTooLarge       413
    ├── TooManyRequests      429
    ├── ServiceFailed        502
    ├── TooBusy              503
    ├── TimeLimit            504
    └── EvaluationCrashed    507
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Location:
    """A line of a file; line 0 is the file as a whole."""

    file: Path
    line: int = 0


@dataclass(frozen=True)
class Finding:
    """An error in a file: what is wrong with which subject, and what to do."""

    location: Location | None
    subject: str
    message: str

    def render(self, root: Path) -> str:
        """Return ``file:line: subject: message``, with a path relative to ``root`` if the file is below it."""
        where = ""
        if self.location is not None:
            file = self.location.file
            shown = file.relative_to(root) if file.is_relative_to(root) else file
            where = f"{shown}:{self.location.line}: " if self.location.line else f"{shown}: "
        about = f"{self.subject}: " if self.subject else ""
        return f"{where}{about}{self.message}"

    def sort_key(self) -> tuple[str, int, str, str]:
        """Return a key that sorts by file, line, subject and message; findings without a location come last."""
        if self.location is None:
            return ("\uffff", 0, self.subject, self.message)
        return (str(self.location.file), self.location.line, self.subject, self.message)


class AliansiError(Exception):
    """An error that the user can fix."""


class UsageError(AliansiError):
    """A wrong argument on the command line or in a request."""


class QueryError(UsageError):
    """A text that is not a SPARQL query."""

    def __init__(self, message: str, line: int) -> None:
        self.line = line
        super().__init__(message)

    def in_file(self, file: object) -> UsageError:
        """Return the error of a query that a file contains from its first line on."""
        return UsageError(f"{file}:{self.line}: {self}")


class FindingsError(AliansiError):
    """All errors found in a project, each once, in the order of files and lines."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(set(findings), key=Finding.sort_key))
        super().__init__(f"{len(self.findings)} error{'s' if len(self.findings) != 1 else ''} found")


class ConnectionFailed(AliansiError):
    """Another server that the user has named has not answered, or not with what was requested."""


class RequestError(AliansiError):
    """A request without an answer, with the HTTP status of the reason."""

    status: int = 400


class ProtocolError(RequestError):
    """A request that the SPARQL 1.1 Protocol or HTTP does not allow."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


class NotAcceptable(RequestError):
    """The answer has none of the formats that the request accepts."""

    status = 406


class ResultTooLarge(RequestError):
    """The answer has more bytes than the limit."""

    status = 413


class TooManyRequests(RequestError):
    """The client has too many requests in progress."""

    status = 429


class TooBusy(RequestError):
    """No evaluation could start in time."""

    status = 503


class ServiceFailed(RequestError):
    """An endpoint that the query calls with SERVICE has not answered."""

    status = 502


class TimeLimit(RequestError):
    """The evaluation took longer than the limit."""

    status = 504


class EvaluationCrashed(RequestError):
    """The evaluation ran out of memory or stack."""

    status = 507


def status_of(error: AliansiError) -> int:
    """Return the HTTP status of an error: 400 if it has none of its own."""
    return error.status if isinstance(error, RequestError) else 400
