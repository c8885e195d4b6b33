"""Addresses of both services, with and without a slash at the end."""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp

from aliansi.pages.endpoint import HandlerContext
from aliansi.pages.reconciliation.addresses import PATH
from aliansi.pages.reconciliation.preview import PreviewPage
from aliansi.pages.reconciliation.service import ReconciliationService
from aliansi.pages.reconciliation.suggest import KINDS, ProposeEndpoint, SuggestEndpoint
from aliansi.pages.reconciliation.version_0_2 import ReconcileEndpoint
from aliansi.pages.reconciliation.version_1_0 import ExtendEndpoint, ManifestEndpoint, MatchEndpoint
from aliansi.reconciliation.protocol_1_0 import VERSION

PATH_OF_1_0: Final = f"{PATH}/{VERSION}"
PATHS_OF_PREVIEWS: Final = (f"{PATH}/preview", f"{PATH_OF_1_0}/preview")
"""Addresses that pages of other sites may have in a frame."""


def reconciliation_endpoints(context: HandlerContext) -> dict[str, ASGIApp]:
    """Return the handlers of both services by address."""
    service = ReconciliationService(context.answering.evaluator)
    endpoints: dict[str, ASGIApp] = {
        PATH: ReconcileEndpoint(context, service),
        PATH_OF_1_0: ManifestEndpoint(context, service),
        f"{PATH_OF_1_0}/match": MatchEndpoint(context, service),
        f"{PATH_OF_1_0}/extend": ExtendEndpoint(context, service),
    }
    for root in (PATH, PATH_OF_1_0):
        endpoints |= {f"{root}/suggest/{kind}": SuggestEndpoint(context, service, kind) for kind in KINDS}
        endpoints[f"{root}/extend/propose"] = ProposeEndpoint(context, service)
    previews = dict.fromkeys(PATHS_OF_PREVIEWS, PreviewPage(context, service))
    return endpoints | {f"{path}/": endpoint for path, endpoint in endpoints.items()} | previews
