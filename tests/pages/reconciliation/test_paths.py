"""Addresses of the services: the previews that the manifests name are the ones that frames may have."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from aliansi.pages.reconciliation.paths import PATH_OF_1_0, PATHS_OF_PREVIEWS
from tests.server.support.served import Site


def test_each_version_has_its_preview(site: Site) -> None:
    named = urlsplit(site.get("/reconcile").json()["preview"]["url"]).path
    assert (named, f"{PATH_OF_1_0}/preview") == PATHS_OF_PREVIEWS
    for path in PATHS_OF_PREVIEWS:
        assert site.get(f"{path}?id=csto").status_code == 200


@pytest.mark.parametrize("path", ["/reconcile", PATH_OF_1_0])
def test_a_slash_at_the_end_makes_no_difference(site: Site, path: str) -> None:
    assert site.get(path).json() == site.get(f"{path}/").json()
