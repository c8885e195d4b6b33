"""JSON schemas of the reconciliation API, which lie beside the project; without them tests that need them skip."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import pytest
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

SCHEMAS = Path(__file__).parents[4] / "shared" / "reconciliation"


def assert_valid(document: Any, schema: str) -> None:
    """Check a document against a schema such as ``0.2/manifest``; skip where the schemas are missing."""
    if not SCHEMAS.is_dir():
        pytest.skip("the schemas are not beside the project (../shared/reconciliation)")
    version, name = schema.split("/")
    folder, registry = SCHEMAS / version, _registry(version)
    validator = Draft7Validator({"$ref": (folder / f"{name}.json").name}, registry=registry)
    faults = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
    if faults:
        raise AssertionError("; ".join(faults))


@lru_cache
def _registry(version: str) -> Registry[Any]:
    registry: Registry[Any] = Registry()
    for file in sorted((SCHEMAS / version).glob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        registry = registry.with_resource(file.name, DRAFT7.create_resource({**content, "$id": file.name}))
    # A schema of another host, which describes authentication: ours needs none.
    return cast("Registry[Any]", registry.with_resource(_OTHER_HOST, DRAFT7.create_resource(_SWAGGER)))


_OTHER_HOST = "http://swagger.io/v2/schema.json"
_SWAGGER: dict[str, Any] = {"definitions": {"securityDefinitions": {"additionalProperties": {}}}}
