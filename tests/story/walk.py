"""Which pages there are: a running house walked along its links without a browser, and what can be measured of one in a browser."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.look.test_gallery_in_a_browser import RULES
from tests.story.house import House
from tests.web.crawl import shape

NOT_WALKED = ("/static/", "/demo", "/exit", "/sign-out", "/api/", "/feed/")
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
AXE = Axe().axe_script
ONLY_WHAT_IS_WRONG = {"resultTypes": ["violations"], "preload": False}  # nothing comes from another origin

# What is wider than what holds it, cut off, or outside the window; what folds away or scrolls by itself is meant to.
CLIPPED = """() => {
  const found = [], wide = document.documentElement.clientWidth, seen = one => one.checkVisibility({checkOpacity: true, checkVisibilityCSS: true});
  const told = one => (one.id ? "#" + one.id : one.tagName.toLowerCase()) + "." + one.className + ": " + one.textContent.trim().slice(0, 40);
  if (document.documentElement.scrollWidth > innerWidth) found.push("scrolls sideways by " + (document.documentElement.scrollWidth - innerWidth));
  if (wide < 640) for (const one of document.querySelectorAll(".side, .scroll:has(> .list)"))
    if (one.scrollWidth > one.clientWidth + 1) found.push("to be pushed sideways on a phone: " + told(one));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!node.textContent.trim() || !seen(holder) || holder.closest(".unseen, .skip, svg, option, .scroll, .across, .side, [data-scrolls]")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (!box.width || !box.height) continue;
      if (box.left < -1 || box.right > wide + 1) { found.push("outside " + told(holder)); break; }
      let up = holder, cut = false;
      while (up && up !== document.body && !cut) {
        const style = getComputedStyle(up), hides = /hidden|clip/;
        const around = up.getBoundingClientRect();
        if (hides.test(style.overflowX) && (box.left < around.left - 1 || box.right > around.right + 1)) cut = true;
        if (hides.test(style.overflowY) && (box.top < around.top - 1 || box.bottom > around.bottom + 1)) cut = true;
        up = up.parentElement;
      }
      if (cut) { found.push("cut " + told(holder)); break; }
    }
  }
  return [...new Set(found)];
}"""

# Things to press that lie over each other. A card's link covers its card on purpose: what lies inside another is not counted.
OVERLAPPING = """() => {
  const all = [...document.querySelectorAll("main :is(a, button, input, select, textarea, summary)")]
    .filter(one => one.checkVisibility({checkVisibilityCSS: true}) && !one.matches("[type=hidden]"));
  const boxes = all.map(one => one.matches("input[type=radio], input[type=checkbox]") && one.labels[0] ? one.labels[0] : one);
  const found = [];
  const lines = boxes.map(one => [...one.getClientRects()]); // a link that wraps has a box for each line
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    if (boxes[i] === boxes[j] || boxes[i].contains(boxes[j]) || boxes[j].contains(boxes[i])) continue;
    const over = lines[i].some(a => lines[j].some(b =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2));
    if (over) found.push(boxes[i].textContent.trim().slice(0, 30) + " / " + boxes[j].textContent.trim().slice(0, 30));
  }
  return found;
}"""

MOVING = """() => document.getAnimations().length + [...document.querySelectorAll("*")].filter(one => {
  const style = getComputedStyle(one);
  return [...style.transitionDuration.split(","), ...style.animationDuration.split(",")].some(time => parseFloat(time) > 0.001);
}).length"""


@dataclass(frozen=True)
class Place:
    """A page: whose, and where."""

    role: str
    who: str
    path: str

    def __str__(self) -> str:
        return f"{self.role} {self.who} {kind_of(self.path)}"


def kind_of(path: str) -> str:
    """Other months and languages of a page are the same kind of page; another answer is another page."""
    plain, _, query = shape(path).partition("?")
    return f"{plain}?{query}" if query.startswith("answer=") else plain


def places(house: House, role: str, people: Iterable[str], start: Iterable[str]) -> list[Place]:
    """One of each kind of page that these people can reach, in the order in which somebody would."""
    found: list[Place] = []
    kinds: set[str] = set()
    for who in people:
        with httpx.Client(base_url=house.address, follow_redirects=True, timeout=30) as browser:
            if who:
                assert browser.get(f"/demo/{who}").is_success
            waiting = list(start)
            while waiting:
                path = waiting.pop(0)
                if kind_of(path) in kinds:
                    continue
                kinds.add(kind_of(path))
                answer = browser.get(path)
                assert answer.is_success, f"{who} {path}: {answer.status_code}"
                if not answer.headers.get("content-type", "").startswith("text/html"):
                    continue
                found.append(Place(role, who, path))
                links = [one.replace("&amp;", "&") for one in LINK.findall(answer.text)]
                waiting += [one for one in links if not one.startswith(NOT_WALKED)]
    return found


def speak(house: House, who: str, language: str, level: str | None = None) -> None:
    house.change("update account set language = %s where persona = %s", language, who)
    if level is not None:
        house.change(
            "update youth y set reading_level = %s from account a where a.id = y.account_id and a.persona = %s",
            level,
            who,
        )


def violations(page: Page, rules: dict[str, object] = RULES) -> list[str]:
    """What axe finds. It is brought into a page once; what it has to tell of what is right stays there."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, rules).then(all => all.violations)", {**rules, **ONLY_WHAT_IS_WRONG}
    )
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]
