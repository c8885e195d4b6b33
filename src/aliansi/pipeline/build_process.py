"""A process that builds one project again and again, so that what started it can go on serving; both ends of it.

Each line that it reads asks for a build, and a line of JSON answers: the errors as ``aliansi check`` would print them;
none means that the dataset is up to date. The process holds the graph and what follows from it in memory. It ends with
the process that started it, however that ends.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import BinaryIO, Final

from aliansi.errors import AliansiError, FindingsError
from aliansi.files import temporary_prefix
from aliansi.pipeline.incremental_build import IncrementalBuild
from aliansi.project.folder import Project

MAX_BYTES_OF_AN_ANSWER: Final = 2**26
SECONDS_TO_END: Final = 5.0


class BuildProcessEnded(Exception):
    """The process has ended by itself; the text says how."""


class BuildProcess:
    """The end of the one who asks."""

    def __init__(self, project: Project, on_end: Callable[[], None]) -> None:
        """Start nothing yet; ``on_end`` is called when the process ends by itself."""
        self._project = project
        self._on_end = on_end
        self._process: Process | None = None
        self._waiting: asyncio.Task[None] | None = None

    async def errors(self) -> list[str]:
        """Bring the dataset up to date and return what keeps it from that.

        Starts the process if there is none. Raises BuilderEnded if it ends before it answers, or had ended before.
        """
        process = self._process = self._process or await self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        answer = b""
        with suppress(ConnectionError):
            if not process.stdin.is_closing():  # of a closed pipe uvloop says something else than asyncio
                process.stdin.write(b"\n")
                await process.stdin.drain()
                answer = await process.stdout.readline()
        if not answer.endswith(b"\n"):
            raise await self._ended(process)
        errors: list[str] = json.loads(answer)
        return errors

    async def stop(self) -> None:
        """End the process, which may finish a file first."""
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            async with asyncio.timeout(SECONDS_TO_END):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _start(self) -> Process:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "aliansi.pipeline.build_process", str(self._project.root)),
            stdin=PIPE,
            stdout=PIPE,
            limit=MAX_BYTES_OF_AN_ANSWER,
            start_new_session=True,  # Ctrl+C is for the one who asks: who then ends this one
        )
        self._waiting = asyncio.create_task(self._wait(process))
        return process

    async def _wait(self, process: Process) -> None:
        await process.wait()
        if process is self._process:
            self._on_end()

    async def _ended(self, process: Process) -> BuildProcessEnded:
        self._process = None
        status = await process.wait()
        for left in self._project.build_dir.glob(f"{temporary_prefix(self._project.dataset_file, process.pid)}*"):
            left.unlink(missing_ok=True)
        return BuildProcessEnded(signal.Signals(-status).name if status < 0 else f"exit status {status}")


def main() -> None:
    """Build the project whose folder is the argument, whenever asked."""
    asked: SimpleQueue[None] = SimpleQueue()
    writing = Lock()
    Thread(target=_listen, args=(asked, writing), daemon=True).start()
    answers = _answers()
    gc.disable()  # among so many nodes collecting takes a third of the time of a build: it can wait for the answer
    live = IncrementalBuild(Project(Path(sys.argv[1])))
    while True:
        asked.get()
        answers.write(json.dumps(_errors(live, writing)).encode("utf-8") + b"\n")
        answers.flush()
        gc.collect()


def _listen(asked: SimpleQueue[None], writing: AbstractContextManager[object]) -> None:
    """Pass requests on; end the process when nobody can ask any more, but not while it writes a file."""
    # Not sys.stdin: a thread that waits in its buffer keeps the interpreter from ending after an error.
    while lines := os.read(0, 4096):
        for _ in range(lines.count(b"\n")):
            asked.put(None)
    with writing:
        os._exit(0)


def _answers() -> BinaryIO:
    """Return standard output for answers alone: whatever else prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _errors(live: IncrementalBuild, writing: AbstractContextManager[object]) -> list[str]:
    try:
        live.build(writing)
    except FindingsError as error:
        here = Path.cwd()
        return [finding.render(here) for finding in error.findings]
    except AliansiError as error:
        return [str(error)]
    except OSError as error:
        return [f"{error.filename or 'file system'}: {error.strerror or error}"]
    return []


if __name__ == "__main__":
    main()
