"""The settings as a form on the page."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.program.product import running

pytestmark = pytest.mark.timeout(60)


async def test_settings_are_changed_in_the_form_and_kept(browser: Browser, tmp_path: Path) -> None:
    """A choice counts at once, with its origin; it can be taken back; what does not fit is refused in words."""
    async with running(tmp_path) as product:
        page = await browser.new_page()
        await page.goto(product.address)
        await page.get_by_test_id("open-settings").press("Enter")
        panel = page.get_by_test_id("settings")
        await page.get_by_test_id("setting-reasoning").select_option("thinking")
        await expect(panel).to_contain_text("Only me: set by Guest 1")
        await page.get_by_test_id("reset-reasoning").click()
        await expect(page.get_by_test_id("setting-reasoning")).to_have_value("auto")

        await page.get_by_test_id("scope-channel").press("Space")
        await page.get_by_test_id("setting-expiry").fill("30")
        await page.get_by_test_id("setting-expiry").press("Tab")
        await expect(page.get_by_test_id("settings-told")).to_contain_text("from 1 to 24 hours")
        await page.get_by_test_id("setting-expiry").fill("3")
        await page.get_by_test_id("setting-expiry").press("Tab")
        await expect(panel).to_contain_text("This channel: set by Guest 1")
        await page.keyboard.press("Escape")
        await expect(panel).to_be_hidden()


async def test_the_pages_language_is_the_setting(browser: Browser, tmp_path: Path) -> None:
    """Chosen at the side, it is what the form and the answers show too, and it stays."""
    async with running(tmp_path) as product:
        page = await browser.new_page()
        await page.goto(product.address)
        async with page.expect_navigation():
            await page.get_by_test_id("language").select_option("zh-CN")
        await expect(page.get_by_test_id("open-settings")).to_have_text("设置")
        await page.get_by_test_id("open-settings").click()
        await expect(page.get_by_test_id("setting-language")).to_have_value("zh_CN")
        async with page.expect_navigation():
            await page.get_by_test_id("setting-language").select_option("en")
        await expect(page.get_by_test_id("open-settings")).to_have_text("Settings")
