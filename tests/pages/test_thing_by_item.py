"""An item of Wikidata leads to the thing that is linked to it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.project.folder import Project
from tests.server.support.served import Site


@pytest.fixture
def site(shipped_store: Store, shipped: Project) -> Site:
    return Site.of(shipped_store, project=shipped)


@pytest.mark.parametrize(
    "item",
    [
        "Q399",
        "q399",
        "%20Q399%20",
        "wd:Q399",
        "http://www.wikidata.org/entity/Q399",
        "https://www.wikidata.org/wiki/Q399",
        "https%3A%2F%2Fwww.wikidata.org%2Fwiki%2FQ399%23P463",
        "https://www.wikidata.org/wiki/Special:EntityData/Q399.json",
    ],
)
def test_an_item_leads_to_its_thing(item: str, site: Site) -> None:
    response = site.get(f"/id/?wikidata={item}", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/id/armenia")


def test_other_parameters_and_the_format_are_kept(site: Site) -> None:
    response = site.get("/id/?wikidata=Q399&lang=id&on=1999", follow_redirects=False)
    assert response.headers["location"] == "/id/armenia?lang=id&on=1999"
    followed = site.get("/id/?wikidata=Q399", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert followed.headers["content-location"] == "/id/armenia.ttl"


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("", 404, "no id: write it after /id/, or an item of Wikidata in one ?wikidata=Q399"),
        ("?wikidata=Q1&wikidata=Q2", 404, "no id: write it after /id/"),
        ("?wikidata=", 400, "'' is not an item of Wikidata"),
        ("?wikidata=P463", 400, "'P463' is not an item of Wikidata: write its id, such as Q399"),
        ("?wikidata=armenia", 400, "'armenia' is not an item of Wikidata"),
        ("?wikidata=Q99999999", 404, "no thing is linked to Q99999999 as an exact match"),
        ("?wikidata=Q41726", 404, "no thing is linked to Q41726 as an exact match"),
        ("?wikidata=Q211274", 404, "Q211274 as an exact match; a close match is https://w3id.org/aliansi/id/poland"),
    ],
    ids=["none", "two", "empty", "property", "name", "unknown", "rejected", "close"],
)
def test_what_is_no_link_is_said(query: str, status: int, message: str, site: Site) -> None:
    response = site.get(f"/id/{query}", follow_redirects=False)
    assert response.status_code == status
    assert message in response.text


def test_a_dataset_of_another_namespace_leads_to_its_own_iris() -> None:
    dataset = ox.Store()
    dataset.load(
        b"""@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix wd: <http://www.wikidata.org/entity/> .
        <https://example.org/b> owl:sameAs wd:Q1 . <javascript:alert(1)> owl:sameAs wd:Q2 .""",
        format=ox.RdfFormat.TURTLE,
    )
    site = Site.of(Store(dataset, revision="1"))
    assert site.get("/id/?wikidata=Q1", follow_redirects=False).headers["location"] == "https://example.org/b"
    assert site.get("/id/?wikidata=Q2", follow_redirects=False).status_code == 404
