"""What tests share: the shipped project, checked once for each test process, and the limit of a fast test."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pyoxigraph
import pytest
from playwright.sync_api import Browser

from aliansi import pipeline
from aliansi.dataset.store import Store
from aliansi.pipeline.check import Checked
from aliansi.project import loader
from aliansi.project.folder import Project
from tests.pages.support.browsing import chromium, shipped_site
from tests.server.support.processes import Server
from tests.server.support.served import Site
from tests.support import cpu

ROOT = Path(__file__).parents[1]
TEXT = ROOT.parent / "shared" / "text"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that takes long and has no mark; what its fixtures take is not counted."""
    before = cpu.used()
    result = yield
    seconds = cpu.used() - before
    if seconds > cpu.LIMIT and not item.get_closest_marker("slow") and seconds > cpu.limit():
        most = f"at most {cpu.LIMIT} s without the mark slow"
        pytest.fail(f"{seconds:.1f} s of CPU, {most}: shorten the test or mark it", pytrace=False)
    return result


@pytest.fixture(autouse=True)
def no_site_is_left() -> Iterator[None]:
    yield
    Site.close_all()


@pytest.fixture(scope="session")
def shipped() -> Project:
    return Project(ROOT)


@pytest.fixture(scope="session")
def shipped_graph(shipped: Project) -> loader.Graph:
    return loader.load(shipped)


@pytest.fixture(scope="session")
def shipped_checked(shipped: Project) -> Checked:
    return pipeline.run(shipped)


@pytest.fixture(scope="session")
def shipped_store(shipped_checked: Checked) -> Store:
    dataset = pyoxigraph.Store()
    dataset.bulk_load(shipped_checked.nquads, format=pyoxigraph.RdfFormat.N_QUADS)
    return Store(dataset, revision="test")


@pytest.fixture(scope="session")
def server(shipped_checked: Checked, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The shipped project on one server for each test process; a module may serve something else instead."""
    with shipped_site(shipped_checked.nquads, tmp_path_factory.mktemp("site")) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for a module alone: while it is there, no event loop can run in tests of this process."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def text_folder() -> Path:
    """The folder of the source text, which the repository may not hold."""
    if not TEXT.is_dir():
        pytest.skip("the source text is not beside the project (../shared/text)")
    return TEXT
