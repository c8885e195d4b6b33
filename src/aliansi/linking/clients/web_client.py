"""Web client: requests to a host that the user has named, one at a time, at the pace that the host sets.

It connects to no other host, also if it is redirected there, and waits as long as an overloaded host demands. What it
receives is bounded in bytes and in time. Proxies of the environment are used, credentials and cookies are not.
"""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final, Self
from urllib.parse import urlsplit

import httpx

from aliansi.connections import PRODUCT, failure_of
from aliansi.errors import ConnectionFailed, UsageError

HOME: Final = "https://w3id.org/aliansi"
MAX_REDIRECTS: Final = 5
_BUSY: Final = frozenset({429, 502, 503, 504})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CONTACT: Final = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*")
_PORTS: Final = {"http": 80, "https": 443}

Form = Mapping[str, str]
IsBusy = Callable[["WebResponse"], str | None]
"""Returns why a response is none yet (the host is overloaded), or None."""


@dataclass(frozen=True)
class WebLimits:
    """Limits of a request: seconds to connect, between two pieces and in all; bytes; attempts; seconds to wait."""

    connect: float = 10
    silence: float = 60
    total: float = 300
    max_bytes: int = 1 << 28
    attempts: int = 6
    max_wait: float = 600


@dataclass(frozen=True)
class WebResponse:
    """Response of status 200 with its body and the headers that matter here."""

    url: str
    body: bytes
    media_type: str
    retry_after: str = ""


class _Busy(Exception):
    """The host cannot answer now; ``wait`` is the number of seconds that it asks for."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class WebClient:
    """Client for requests of the command line; use it as a context manager."""

    def __init__(
        self,
        contact: str = "",
        limits: WebLimits | None = None,
        wait: Callable[[float], None] = time.sleep,
        notify: Callable[[str], None] = lambda message: None,
    ) -> None:
        """``contact`` is an address or URL for the operator of the host; ``notify`` is called before each pause."""
        self._limits, self._wait, self._notify = limits or WebLimits(), wait, notify
        about = "; ".join(filter(None, (HOME, _checked_contact(contact))))
        try:
            self._client = httpx.Client(
                headers={"User-Agent": f"{PRODUCT} ({about}) httpx/{httpx.__version__}", "Accept": "application/json"},
                verify=ssl.create_default_context(),
                timeout=httpx.Timeout(self._limits.silence, connect=self._limits.connect),
                follow_redirects=False,
            )
        except (httpx.InvalidURL, ValueError, ImportError) as error:
            raise UsageError(f"the proxy in the environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY): {error}") from error

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self._client.close()

    def get(self, url: str, parameters: Form | None = None, is_busy: IsBusy = lambda _: None) -> WebResponse:
        """Return the response to GET. Raises ConnectionFailed, and UsageError for an invalid address."""
        return self._request("GET", url, parameters or {}, is_busy)

    def post(self, url: str, form: Form, is_busy: IsBusy = lambda _: None) -> WebResponse:
        """Return the response to POST of a form. Raises as ``get`` does."""
        return self._request("POST", url, form, is_busy)

    def _request(self, method: str, url: str, form: Form, is_busy: IsBusy) -> WebResponse:
        check_address(url)
        waited = 0.0
        for attempt in range(1, self._limits.attempts + 1):
            try:
                return self._attempt(method, url, form, is_busy)
            except _Busy as error:
                pause = error.wait if error.wait is not None else float(2 ** (attempt - 1))
                waited += pause
                if attempt == self._limits.attempts:
                    raise ConnectionFailed(f"{host_of(url)}: {error}, {attempt} times; try it later") from error
                if waited > self._limits.max_wait:
                    raise ConnectionFailed(
                        f"{host_of(url)}: {error}; it asks to wait {pause:,.0f} seconds, more than "
                        f"{self._limits.max_wait:,.0f} in all; try it later"
                    ) from error
                self._notify(f"{host_of(url)}: {error}; next attempt in {pause:.0f} s")
                self._wait(pause)
        raise AssertionError("a request has at least one attempt")

    def _attempt(self, method: str, url: str, form: Form, is_busy: IsBusy) -> WebResponse:
        address = url
        for _ in range(MAX_REDIRECTS + 1):
            with self._streamed(method, address, form if address == url or method == "POST" else {}) as response:
                if response.status_code in _REDIRECTS:
                    address = _redirected(method, address, response)
                    continue
                found = self._whole(response, address)
                if reason := is_busy(found):
                    raise _Busy(reason, _seconds(found.retry_after))
                return found
        raise ConnectionFailed(f"{host_of(url)} redirects more than {MAX_REDIRECTS} times")

    @contextmanager
    def _streamed(self, method: str, url: str, form: Form) -> Iterator[httpx.Response]:
        parameters = {"params": dict(form)} if method == "GET" and form else {}
        data = {"data": dict(form)} if method == "POST" else {}
        try:
            with self._client.stream(method, url, **parameters, **data) as response:  # type: ignore[arg-type]
                yield response
        except httpx.TimeoutException as error:
            raise _Busy("no answer in time") from error
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError, httpx.DecodingError) as error:
            raise _Busy(f"the answer was cut: {error or failure_of(error)}") from error
        except httpx.InvalidURL as error:
            raise UsageError(f"invalid address '{url[:80]}': {error}") from error
        except UnicodeError as error:
            raise ConnectionFailed(f"{host_of(url)}: no connection: not the name of a host") from error
        except httpx.TransportError as error:
            raise ConnectionFailed(f"{host_of(url)}: no connection: {failure_of(error)}") from error

    def _whole(self, response: httpx.Response, url: str) -> WebResponse:
        """Return a response with its body. Raises _Busy and ConnectionFailed."""
        status, retry_after = response.status_code, response.headers.get("retry-after", "")
        if status in _BUSY:
            raise _Busy(f"status {status}", _seconds(retry_after))
        if status != 200:
            raise ConnectionFailed(f"{url}: status {status}; {_advice(status)}")
        body, end = bytearray(), time.monotonic() + self._limits.total
        for piece in response.iter_bytes():
            body += piece
            if len(body) > self._limits.max_bytes:
                raise TooLarge(f"{url}: the answer has more than {self._limits.max_bytes:,} bytes")
            if time.monotonic() > end:
                raise _Busy(f"the answer is not complete after {self._limits.total:.0f} s")
        media_type = str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()
        return WebResponse(url, bytes(body), media_type, retry_after)


class TooLarge(ConnectionFailed):
    """An answer with more bytes than the limit."""


def check_address(url: str) -> None:
    """Raise UsageError for a text that is not an address of the web, or that has a password in it."""
    try:
        parts = urlsplit(url)
        is_valid = parts.scheme in _PORTS and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_valid = False
    if not is_valid or re.search(r"[\s\x00-\x1f]", url):
        raise UsageError(f"invalid address '{url[:80]}': write it like https://www.wikidata.org/w/api.php")
    if "@" in parts.netloc:
        raise UsageError(f"the address of {parts.hostname} has a user name or password; write it without")


def host_of(url: str) -> str:
    """Return the name of a host, with its port if it is an unusual one."""
    parts = urlsplit(url)
    port = "" if parts.port in (None, _PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.hostname}{port}"


def _redirected(method: str, url: str, response: httpx.Response) -> str:
    """Return the address that a response redirects to. Raises ConnectionFailed if it is of another host."""
    location = response.headers.get("location", "")
    try:
        target = str(httpx.URL(url).join(location))
        before, after = urlsplit(url), urlsplit(target)
        ports = {before.port, after.port}
    except (httpx.InvalidURL, ValueError) as error:
        raise ConnectionFailed(f"{url} redirects to an invalid address, {location[:80]!a}") from error
    is_secured = (before.scheme, after.scheme) == ("http", "https") and ports <= {None, 80, 443}
    if before.hostname != after.hostname or not (is_secured or before.netloc == after.netloc):
        raise ConnectionFailed(
            f"{url} redirects to another host, {after.scheme}://{after.netloc}; if you trust it, give its address"
        )
    if method == "POST" and response.status_code in (301, 302, 303):
        raise ConnectionFailed(f"{url} redirects to {target}; give that address")
    return target


def _seconds(retry_after: str) -> float | None:
    """Return the seconds in the header Retry-After, which may also be a date; None without it."""
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", retry_after):
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _advice(status: int) -> str:
    return {
        401: "it wants a user name, which is not supported",
        403: "it refuses this program; say who you are with --contact",
        404: "there is nothing at this address",
        405: "it is not the address of such a service",
    }.get(status, "check the address")


def _checked_contact(contact: str) -> str:
    if contact and not (_CONTACT.fullmatch(contact) and len(contact) <= 200):
        raise UsageError(f"invalid contact {contact[:60]!a}: write an e-mail address or URL in ASCII")
    return contact.replace("(", "").replace(")", "")
