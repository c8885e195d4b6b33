"""Addresses in the manifests: those of the request, behind a proxy too; any dataset has its own name and types."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest

from aliansi.dataset.store import Store, read
from aliansi.reconciliation.name_index import NameIndex, name_index
from tests.reconciliation.support.schemas import assert_valid
from tests.server.support.served import RUNNER, Site


@pytest.mark.parametrize("version", ["", "/1.0-draft"])
def test_addresses_are_those_below_which_a_proxy_serves(site: Site, version: str) -> None:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=site.served.app, root_path="/data")
        async with httpx.AsyncClient(transport=transport, base_url="http://site.test") as client:
            return await client.get(f"/data/reconcile{version}")

    manifest = RUNNER.run(ask()).json()
    assert manifest["view"]["url"].startswith("http://site.test/data/id/{")
    assert manifest["logo"] == "http://site.test/data/static/page/logo.svg"
    if not version:
        assert manifest["extend"]["propose_properties"]["service_url"] == "http://site.test/data/reconcile"


FOREIGN = """\
@prefix ex: <http://example.org/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<> a <http://rdfs.org/ns/void#Dataset> ; dcterms:title "People of physics"@en .
ex:curie a ex:Person ; <http://xmlns.com/foaf/0.1/name> "Marie Curie" .
"""


def test_a_dataset_has_the_name_and_the_types_that_it_states(tmp_path: Path) -> None:
    file = tmp_path / "people.ttl"
    file.write_text(FOREIGN, encoding="utf-8")
    manifest = Site.of(read(file)).get("/reconcile/1.0-draft").json()
    assert_valid(manifest, "1.0-draft/manifest")
    assert manifest["name"] == "People of physics"
    assert "http://example.org/Person" in [each["id"] for each in manifest["defaultTypes"]]
    assert manifest["view"]["url"] == "http://site.test/reconcile/1.0-draft/preview?id={id}"


def test_an_invalid_host_gets_a_message_in_json(site: Site) -> None:
    answer = site.get("/reconcile", headers={"Host": "a b"})
    assert answer.status_code == 400


def test_a_manifest_does_not_wait_for_the_index_of_a_large_dataset(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(store: Store) -> NameIndex:
        time.sleep(0.3)
        return name_index(store)

    monkeypatch.setattr("aliansi.pages.reconciliation.service.SECONDS_FOR_INDEX", 0.05)
    monkeypatch.setattr("aliansi.pages.reconciliation.service.name_index", build)
    manifest = site.get("/reconcile").json()
    assert_valid(manifest, "0.2/manifest")
    assert (manifest["defaultTypes"], manifest["identifierSpace"]) == ([], "https://w3id.org/aliansi/id/")
    monkeypatch.setattr("aliansi.pages.reconciliation.service.SECONDS_FOR_INDEX", 5.0)
    assert site.get("/reconcile").json()["defaultTypes"], "what was not whole is not kept"
