"""Manifests of the reconciliation services: what they offer and at which addresses.

One manifest cannot be valid for both versions of the API, so each version has a root of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aliansi.namespaces import AL, ID
from aliansi.reconciliation import protocol_0_2, protocol_1_0
from aliansi.reconciliation.properties import PropertySetting
from aliansi.reconciliation.protocol_0_2 import BATCH_SIZE

URI_SPACE: Final = "http://www.ietf.org/rfc/rfc3986"
"""Identifier space of ids that are IRIs, as the RDF extension of OpenRefine has it."""


@dataclass(frozen=True)
class TypeChoice:
    """Type that clients offer in a list."""

    id: str
    name: str


@dataclass(frozen=True)
class ServiceDescription:
    """What both manifests have in common."""

    name: str
    root: str = field(metadata={"help": "URL of the service, without a slash at its end"})
    view: str = field(metadata={"help": "URL of the page of a thing, up to its id"})
    documentation: str
    logo: str
    version: str = field(metadata={"help": "version of the software"})
    language: str
    types: tuple[TypeChoice, ...]
    settings: tuple[PropertySetting, ...] = ()
    preview_size: tuple[int, int] = (430, 300)
    is_ours: bool = field(default=True, metadata={"help": "whether ids are names in our namespace, else IRIs"})


def manifest_0_2(service: ServiceDescription) -> Mapping[str, Any]:
    """Return the manifest of version 0.2."""
    root, (width, height) = service.root, service.preview_size
    return {
        "versions": [protocol_0_2.VERSION],
        "name": service.name,
        "identifierSpace": str(ID) if service.is_ours else URI_SPACE,
        "schemaSpace": str(AL) if service.is_ours else URI_SPACE,
        **_common(service),
        "view": {"url": f"{service.view}{{{{id}}}}"},
        "preview": {"url": f"{root}/preview?id={{{{id}}}}", "width": width, "height": height},
        "suggest": {
            kind: {"service_url": root, "service_path": f"/suggest/{kind}"} for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": root, "service_path": "/extend/propose"},
            "property_settings": [
                {"name": s.id, "label": s.name, "type": "text", "default": s.default, "help_text": s.help}
                for s in service.settings
            ],
        },
    }


def manifest_1_0(service: ServiceDescription) -> Mapping[str, Any]:
    """Return the manifest of version 1.0-draft."""
    width, height = service.preview_size
    return {
        "versions": [protocol_1_0.VERSION],
        "name": service.name,
        "lang": service.language,
        **_common(service),
        "view": {"url": f"{service.view}{{id}}"},
        # the specification has no url here, but its testbench fails without one
        "preview": {"url": f"{service.root}/preview?id={{{{id}}}}", "width": width, "height": height},
        "suggest": {"entity": True, "type": True, "property": True},
        "extend": {
            "proposeProperties": True,
            "propertySettings": [
                {"id": s.id, "name": s.name, "type": "text", "default": s.default, "helpText": s.help}
                for s in service.settings
            ],
        },
        "standardizedScore": True,
    }


def _common(service: ServiceDescription) -> Mapping[str, Any]:
    return {
        "documentation": service.documentation,
        "logo": service.logo,
        "serviceVersion": service.version,
        "defaultTypes": [{"id": each.id, "name": each.name} for each in service.types],
        "batchSize": BATCH_SIZE,
    }
