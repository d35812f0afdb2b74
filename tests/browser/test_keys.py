"""The main story told by keys alone, and the Chinese page read word by word, on the real program."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.stories import PATIENCE, Visitor
from tests.program.product import running

pytestmark = pytest.mark.timeout(90)

MOST_TABS = 60
FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at), frame = at.closest(".file, .composer");
    const rings = [style, frame && getComputedStyle(frame)].filter(Boolean);
    return {
        where: at.matches("body") ? "" : at.dataset.testid ?? at.className,
        shown: at.checkVisibility({ opacityProperty: false, visibilityProperty: true }),
        ring: at.id === "composer" || rings.some(each => each.outlineStyle !== "none"),
        label: (at.getAttribute("aria-label") ?? at.textContent).trim(),
    };
}"""
WORDS = """() => {
    const told = [], names = ["aria-label", "title", "placeholder", "alt"];
    for (const each of document.querySelectorAll("body *")) {
        if (each.closest("script, noscript")) continue;
        for (const name of names) if (each.getAttribute(name)) told.push(each.getAttribute(name));
        for (const node of each.childNodes) if (node.nodeType === 3 && node.data.trim()) told.push(node.data.trim());
    }
    return [document.title, ...told];
}"""
# Names: ours, the studio's, files', commands', the keys' and formats', a language's own.
NAMES = re.compile(
    r"/[a-z]+|[\w-]+\.(png|mp4|jpg)|Atelier|Lovart|Enter|Shift|English|3D|MB|kB|byte|costly|[A-Z][\w.]*\d[\w.]*"
)


async def reaches(page: Page, where: str, label: str = "", key: str = "Tab") -> None:
    """Go by Tab until something has the focus; whatever is passed on the way shows that it has it."""
    for _ in range(MOST_TABS):
        await page.keyboard.press(key)
        focused = await page.evaluate(FOCUSED)
        if focused["where"]:
            assert focused["shown"], focused
            assert focused["ring"], focused
        if focused["where"] == where and label in focused["label"]:
            return
    raise AssertionError((where, label))


async def test_the_story_by_keys_alone(browser: Browser, tmp_path: Path) -> None:
    """From an empty page to a picture in the viewer, a price approved and another channel, without a pointer."""
    async with running(tmp_path) as product:
        page = await browser.new_page()
        await page.goto(product.address)
        visitor, keys = Visitor(page), page.keyboard
        await expect(page.get_by_test_id("composer")).to_be_focused()
        await keys.type("a lighthouse at dusk")
        await keys.press("Enter")
        await visitor.sees_files("image", 1)
        await visitor.sees_card("done")

        await reaches(page, "look", key="Shift+Tab")
        await keys.press("Enter")
        await expect(page.get_by_test_id("viewer")).to_be_visible()
        await keys.press("Escape")
        await expect(page.locator(".look").last).to_be_focused()

        await reaches(page, "composer")
        await keys.type("a video of waves, costly")
        await keys.press("Enter")
        await visitor.sees("credits")
        await reaches(page, "button", "Approve", key="Shift+Tab")
        await keys.press("Enter")
        await visitor.sees_files("video", 1)
        assert len(await product.accepted("confirm")) == 1

        await reaches(page, "new-channel", key="Shift+Tab")
        await keys.press("Enter")
        await keys.type("Waves")
        await keys.press("Enter")
        await expect(page.get_by_test_id("channel-title")).to_have_text("Waves")
        await reaches(page, "channel", "Studio", key="Shift+Tab")
        await keys.press("Enter")
        await visitor.sees_files("video", 1)
        await reaches(page, "skip", key="Shift+Tab")
        await keys.press("Enter")
        await expect(page.get_by_test_id("composer")).to_be_focused()


async def test_no_english_is_left_on_the_chinese_page(browser: Browser, tmp_path: Path) -> None:
    """Whatever the page shows, says or explains in Chinese has no word of English but names."""
    async with running(tmp_path) as product:
        context = await browser.new_context(locale="zh-CN")
        page = await context.new_page()
        await page.goto(product.address)
        visitor = Visitor(page)
        await expect(page.get_by_test_id("greeting")).to_be_visible()
        left = await foreign(page)
        await page.get_by_test_id("composer").press_sequentially("/")
        await expect(page.get_by_test_id("menu")).to_be_visible()
        left |= await foreign(page)
        await visitor.says("两张灯塔的图")
        await visitor.sees_files("image", 1)
        await visitor.sees_card("done")
        await page.locator(".look").first.click()
        await expect(page.get_by_test_id("viewer")).to_be_visible()
        left |= await foreign(page)
        await page.keyboard.press("Escape")
        await visitor.says("海浪的视频 costly")
        await expect(page.locator(".asks")).to_be_visible(timeout=PATIENCE)
        left |= await foreign(page)
        await page.get_by_test_id("open-settings").click()
        await expect(page.get_by_test_id("settings")).to_be_visible()
        left |= await foreign(page)
        assert left == set()


async def foreign(page: Page) -> set[str]:
    """Give what is on the page and has words of Latin letters beside names."""
    told = await page.evaluate(WORDS)
    return {each for each in told if re.search("[A-Za-z]{2,}", NAMES.sub("", each))}
