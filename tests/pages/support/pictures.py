"""Comparison of screenshots in Chromium, which needs no library for PNG."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, ViewportSize

SIZE: Final[ViewportSize] = {"width": 1100, "height": 700}
COLUMNS: Final = 44
ROWS: Final = 28
"""Side of the compared cells in pixels; another font gives about the same brightness."""
SEEN: Final = 16
"""Difference of mean brightness, of 255, from which a cell counts as different."""
MOST: Final = 0.04
"""Share of different cells from which a page counts as different."""

_DIFFERING: Final = """async ([one, other, columns, rows, seen]) => {
  const cells = async (data) => {
    const picture = new Image();
    picture.src = `data:image/png;base64,${data}`;
    await picture.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(picture, 0, 0);
    const { data: bytes } = context.getImageData(0, 0, picture.width, picture.height);
    const sums = new Float64Array(columns * rows), counts = new Float64Array(columns * rows);
    for (let y = 0; y < picture.height; y++) {
      for (let x = 0; x < picture.width; x++) {
        const place = 4 * (y * picture.width + x);
        const cell = Math.floor(y * rows / picture.height) * columns + Math.floor(x * columns / picture.width);
        sums[cell] += 0.299 * bytes[place] + 0.587 * bytes[place + 1] + 0.114 * bytes[place + 2];
        counts[cell] += 1;
      }
    }
    return sums.map((sum, cell) => sum / counts[cell]);
  };
  const [a, b] = [await cells(one), await cells(other)];
  return a.filter((value, cell) => Math.abs(value - b[cell]) > seen).length / a.length;
}"""


def picture_of(page: Page) -> bytes:
    """Return a screenshot of the window as PNG."""
    return page.screenshot(animations="disabled", caret="hide", timeout=120_000)


def difference(browser: Browser, one: bytes, other: bytes) -> float:
    """Return the share of different cells of two screenshots, from 0 to 1."""
    page = browser.new_page()
    texts = [base64.b64encode(each).decode("ascii") for each in (one, other)]
    share = float(page.evaluate(_DIFFERING, [*texts, COLUMNS, ROWS, SEEN]))
    page.close()
    return share


def committed(folder: Path) -> dict[str, bytes]:
    """Return the pictures in a folder by name."""
    return {file.stem: file.read_bytes() for file in sorted(folder.glob("*.png"))}
