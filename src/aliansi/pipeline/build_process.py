"""Incremental builds in a process of their own, so that the server goes on answering; its client and its main loop.

Each line on standard input requests a build. The answer is a line of JSON with the errors as ``aliansi check`` prints
them; none means that the dataset is up to date. The process ends with the one that started it, however that ends.
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
from aliansi.pipeline.check import check
from aliansi.pipeline.derive import derive
from aliansi.pipeline.materialise import Reasoned, materialise, rematerialise
from aliansi.pipeline.serialise import serialise
from aliansi.pipeline.write import write
from aliansi.project.folder import Project
from aliansi.project.freshness import inputs, is_fresh
from aliansi.project.incremental import IncrementalCache
from aliansi.project.loader import load

MAX_ANSWER_BYTES: Final = 2**26
STOP_SECONDS: Final = 5.0


class BuildProcessEnded(Exception):
    """The process has ended by itself; the message is its signal or exit status."""


class BuildProcess:
    """Client of the process, which starts with the first build.

    ``on_end`` is called when the process ends by itself.
    """

    def __init__(self, project: Project, on_end: Callable[[], None]) -> None:
        self._project = project
        self._on_end = on_end
        self._process: Process | None = None
        self._waiting: asyncio.Task[None] | None = None

    async def build(self) -> list[str]:
        """Bring the dataset up to date and return the errors that prevent it.

        Raises BuildProcessEnded if the process ends before it answers, or had ended before.
        """
        process = self._process = self._process or await self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        answer = b""
        with suppress(ConnectionError):
            if not process.stdin.is_closing():  # uvloop and asyncio raise different errors on a closed pipe
                process.stdin.write(b"\n")
                await process.stdin.drain()
                answer = await process.stdout.readline()
        if not answer.endswith(b"\n"):
            raise await self._ended(process)
        errors: list[str] = json.loads(answer)
        return errors

    async def stop(self) -> None:
        """End the process once it has written the file that it is writing."""
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _start(self) -> Process:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "aliansi.pipeline.build_process", str(self._project.root)),
            stdin=PIPE,
            stdout=PIPE,
            limit=MAX_ANSWER_BYTES,
            start_new_session=True,  # Ctrl+C is for the client, which then ends this process
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


class IncrementalBuild:
    """Builds one project again and again, with the results of the last build in memory."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._cache = IncrementalCache()
        self._reasoned: Reasoned | None = None

    def build(self, while_writing: AbstractContextManager[object]) -> None:
        """Bring the dataset up to date; the first time the project is read even if the dataset is fresh.

        ``while_writing`` is entered for as long as a file is being written. Raises FindingsError as ``run`` does.
        """
        stamp = inputs(self._project)
        if self._reasoned is not None and is_fresh(self._project):
            return
        graph = load(self._project, self._cache)
        self._reasoned = rematerialise(self._reasoned, graph) if self._reasoned else materialise(graph)
        checked = check(serialise(derive(self._reasoned)))
        if not is_fresh(self._project):
            with while_writing:
                write(checked, self._project, stamp)


def main() -> None:
    """Build the project in the folder of the first argument, once for each request."""
    requests: SimpleQueue[None] = SimpleQueue()
    writing = Lock()
    Thread(target=_listen, args=(requests, writing), daemon=True).start()
    answers = _answers()
    gc.disable()  # collecting takes a third of a build: it waits until the answer is sent
    build = IncrementalBuild(Project(Path(sys.argv[1])))
    while True:
        requests.get()
        answers.write(json.dumps(_errors(build, writing)).encode("utf-8") + b"\n")
        answers.flush()
        gc.collect()


def _listen(requests: SimpleQueue[None], writing: AbstractContextManager[object]) -> None:
    """Pass requests on; end the process when standard input is closed, but not while it writes a file."""
    # Not sys.stdin: a thread blocked in its buffer keeps the interpreter from ending after an error.
    while lines := os.read(0, 4096):
        for _ in range(lines.count(b"\n")):
            requests.put(None)
    with writing:
        os._exit(0)


def _answers() -> BinaryIO:
    """Reserve standard output for answers: all other output goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _errors(build: IncrementalBuild, writing: AbstractContextManager[object]) -> list[str]:
    try:
        build.build(writing)
    except FindingsError as error:
        return [finding.render(Path.cwd()) for finding in error.findings]
    except AliansiError as error:
        return [str(error)]
    except OSError as error:
        return [f"{error.filename or 'file system'}: {error.strerror or error}"]
    return []


if __name__ == "__main__":
    main()
