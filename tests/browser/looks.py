"""What can be measured of a page's looks: nothing sticks out, everything can be read and hit."""

from __future__ import annotations

from playwright.async_api import Page

_CONTRAST = """
() => {
  const rgba = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return [n[0], n[1], n[2], n[3] ?? 1]; };
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const plain = (color) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    const d = canvas.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = (c) => {
    const linear = (v) => (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    const [r, g, b] = c.slice(0, 3).map((v) => linear(v / 255));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = (node) => {
    const layers = [];
    for (let one = node; one; one = one.parentElement) layers.push(plain(getComputedStyle(one).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const poor = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    const box = node.getBoundingClientRect();
    if (!walk.currentNode.data.trim() || box.width < 2 || !node.checkVisibility({ opacityProperty: true })) continue;
    if (node.closest(".unseen, script, style, template, [hidden]")) continue;
    const style = getComputedStyle(node);
    const back = ground(node);
    const ink = over(plain(style.color), back);
    const [a, b] = [light(ink), light(back)].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) poor.push(`${walk.currentNode.data.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return poor;
}
"""
_SMALL = """
() => [...document.querySelectorAll("main button, main label.icon-button, main input:not([type=file]), main textarea")]
  .filter((one) => one.checkVisibility() && !one.closest(".past"))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.height < 40 || box.width < 40))
  .map(([one, box]) => `${one.textContent || one.id}: ${box.width} x ${box.height}`)
"""
_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_NAMELESS = """
() => [...document.querySelectorAll("button, input, textarea, select, iframe, a[href]")]
  .filter((one) => one.checkVisibility() && one.type !== "hidden")
  .filter((one) => !(one.ariaLabel || one.textContent.trim() || one.title))
  .filter((one) => ![...(one.labels || [])].some((label) => label.textContent.trim()))
  .map((one) => one.outerHTML.slice(0, 80))
"""


async def assert_looks_right(page: Page) -> None:
    """Text has WCAG AA's contrast, controls have names and room for a thumb, nothing scrolls sideways."""
    for what, measure in (("pale", _CONTRAST), ("small", _SMALL), ("nameless", _NAMELESS)):
        found = await page.evaluate(measure)
        assert found == [], f"{what}: {found}"
    assert await page.evaluate(_WIDE) <= 0, "the page is wider than the screen"
