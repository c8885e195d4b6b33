"""Manifests: each version has the members of its specification."""

from __future__ import annotations

from dataclasses import replace

from aliansi.reconciliation.manifest import (
    ServiceDescription,
    TypeChoice,
    manifest_0_2,
    manifest_1_0,
)
from aliansi.reconciliation.properties import PropertySetting
from tests.reconciliation.support.schemas import assert_valid

SERVICE = ServiceDescription(
    "Alliances",
    "https://example.org/reconcile",
    "https://example.org/id/",
    "https://example.org/about",
    "https://example.org/logo.svg",
    "1.0",
    "en",
    (TypeChoice("State", "state"),),
    (PropertySetting("at", "date", "a day, month or year"),),
)


def test_both_manifests_are_valid() -> None:
    assert_valid(manifest_0_2(SERVICE), "0.2/manifest")
    assert_valid(manifest_1_0(SERVICE), "1.0-draft/manifest")


def test_each_version_fills_its_templates() -> None:
    assert manifest_0_2(SERVICE)["view"] == {"url": "https://example.org/id/{{id}}"}
    assert manifest_1_0(SERVICE)["view"] == {"url": "https://example.org/id/{id}"}
    assert manifest_1_0(SERVICE)["preview"]["url"] == f"{SERVICE.root}/preview?id={{{{id}}}}", (
        "as the testbench fills it"
    )


def test_settings_have_the_names_of_each_version() -> None:
    old, new = manifest_0_2(SERVICE)["extend"], manifest_1_0(SERVICE)["extend"]
    assert old["property_settings"][0] == {
        "name": "at",
        "label": "date",
        "type": "text",
        "default": "",
        "help_text": "a day, month or year",
    }
    assert new["propertySettings"][0] == {
        "id": "at",
        "name": "date",
        "type": "text",
        "default": "",
        "helpText": "a day, month or year",
    }


def test_ids_that_are_iris_have_the_space_of_uris() -> None:
    manifest = manifest_0_2(replace(SERVICE, is_ours=False))
    assert {manifest["identifierSpace"], manifest["schemaSpace"]} == {"http://www.ietf.org/rfc/rfc3986"}
