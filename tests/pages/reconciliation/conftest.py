"""The services over the shipped project."""

from __future__ import annotations

import pytest

from aliansi.dataset.store import Store
from aliansi.project.folder import Project
from tests.server.support.served import Site


@pytest.fixture
def site(shipped_store: Store, shipped: Project) -> Site:
    return Site.of(shipped_store, project=shipped)
