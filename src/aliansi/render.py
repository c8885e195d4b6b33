"""Pages from templates: the one place that knows where templates and the style sheet are."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import jinja2

from aliansi.contexts import Page
from aliansi.wording import wording

_HERE: Final = Path(__file__).parent
STYLE: Final = _HERE / "static" / "style.css"


class Renderer:
    """Fills templates."""

    def __init__(self) -> None:
        """Read no template before it is used."""
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, template: str, page: Page, **context: object) -> str:
        """Return a page in its language; ``context`` is one dataclass under the name that the template gives it."""
        return self._templates.get_template(template).render(page=page, say=wording(page.language), **context)
