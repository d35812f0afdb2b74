"""What a request came to and how the account is billed, told and changed on the page by whoever runs it."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.stories import Visitor
from tests.program.product import running

pytestmark = pytest.mark.timeout(60)


async def test_the_price_and_the_mode_can_be_read_and_the_mode_changed(browser: Browser, tmp_path: Path) -> None:
    """An approved film is in /usage, and /mode unlimited asks before the sandbox switches."""
    async with running(tmp_path) as product:
        page = await browser.new_page()
        await page.goto(product.address)
        visitor = Visitor(page)
        await visitor.says("a video of waves, costly")
        await visitor.presses("Approve")
        await visitor.sees_files("video", 1)
        await visitor.sees_card("done")
        await visitor.says("/usage")
        await visitor.sees("1 request and")

        await visitor.says("/mode")
        await visitor.sees("fast (costs credits)")
        await visitor.says("/mode unlimited")
        await visitor.sees("Nobody else has anything running")
        await visitor.presses("Switch when idle")
        await visitor.sees("was switched. The mode is now: unlimited")
        await expect(page.get_by_test_id("button").filter(has_text="Leave it")).to_have_count(0)
