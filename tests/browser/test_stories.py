"""The stories of the product's first promise, told in a real browser against the real program."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, expect

from tests.browser.stories import Visitor
from tests.program.product import Product, running

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    """Run the product."""
    async with running(tmp_path) as started:
        yield started


async def visit(browser: Browser, product: Product) -> Visitor:
    """Open the page in a window of somebody's own."""
    page = await browser.new_page()
    await page.goto(product.address)
    await expect(page.get_by_test_id("composer")).to_be_visible()
    return Visitor(page)


async def test_four_pictures_arrive_one_by_one_with_the_project_link(browser: Browser, product: Product) -> None:
    """A newcomer's first sentence becomes four real files, one after the other, and the project's link."""
    visitor = await visit(browser, product)
    await visitor.says("four variations of a red fox, watercolour")
    await expect(visitor.files("image").first).to_be_visible(timeout=15_000)
    assert await visitor.files("image").count() < 4
    await visitor.sees_files("image", 4)
    await visitor.sees_card("done")
    await expect(visitor.page.get_by_test_id("link").filter(has_text="project").last).to_be_visible()
    for picture in await visitor.files("image").locator("img").all():
        assert await picture.evaluate("image => image.complete && image.naturalWidth > 0")


async def test_a_costly_film_waits_for_a_yes(browser: Browser, product: Product) -> None:
    """Nothing is confirmed before Approve is pressed, and then the film comes once."""
    visitor = await visit(browser, product)
    await visitor.says("a video of waves, costly")
    await visitor.sees("credits")
    assert await product.accepted("confirm") == []
    await visitor.presses("Approve")
    await visitor.sees_files("video", 1)
    await visitor.sees_card("done")
    assert len(await product.accepted("confirm")) == 1


async def test_a_declined_film_costs_nothing(browser: Browser, product: Product) -> None:
    """Decline ends the turn without a confirmation, and the buttons go."""
    visitor = await visit(browser, product)
    await visitor.says("a video of waves, costly")
    await visitor.sees("credits")
    await visitor.presses("Decline")
    await visitor.sees_card("stopped")
    await visitor.sees("nothing was spent")
    await expect(visitor.page.get_by_test_id("button").filter(has_text="Approve")).to_have_count(0)
    assert await product.accepted("confirm") == []


async def test_an_attached_picture_is_edited(browser: Browser, product: Product, tmp_path: Path) -> None:
    """The studio gets the very file that was attached, and the edited one comes back."""
    picture = tmp_path / "house.png"
    Image.new("RGB", (96, 64), (200, 40, 60)).save(picture)
    visitor = await visit(browser, product)
    await visitor.says("make it a night scene", (picture,))
    await visitor.sees_files("image", 1)
    chats = await product.accepted("chat")
    assert len(chats) == 1
    assert len(chats[0]["attachments"]) == 1


async def test_a_follow_up_goes_on_in_the_same_thread(browser: Browser, product: Product) -> None:
    """The second message continues the first one's thread, and earlier files are not delivered again."""
    visitor = await visit(browser, product)
    await visitor.says("a lighthouse at dusk")
    await visitor.sees_card("done")
    await visitor.says("warmer light, please")
    await visitor.sees_files("image", 2)
    await visitor.sees_card("done")
    chats = await product.accepted("chat")
    assert len(chats) == 2
    assert chats[0]["thread_id"] == chats[1]["thread_id"]
    assert await visitor.files("image").count() == 2


async def test_a_text_only_ending_is_no_success(browser: Browser, product: Product) -> None:
    """When the studio declines in words, the card says that no file was made, and the words are there."""
    visitor = await visit(browser, product)
    await visitor.says("refuse this one")
    await visitor.sees_card("failed")
    await visitor.sees("declined this request and made no file")


async def test_stop_ends_the_relaying_and_show_brings_it_back(browser: Browser, product: Product) -> None:
    """Stop says honestly what it can do, and /show picks the work up again."""
    visitor = await visit(browser, product)
    await visitor.says("slow picture of a snail")
    await visitor.sees_card("working")
    await visitor.presses("Stop")
    await visitor.sees_card("stopped")
    await visitor.sees("/show brings what arrives")
    await visitor.says("/show")
    await visitor.sees_files("image", 1)
    assert len(await product.accepted("chat")) == 1


async def test_a_reload_in_the_middle_loses_nothing(browser: Browser, product: Product) -> None:
    """After a reload the same conversation stands there and goes on."""
    visitor = await visit(browser, product)
    await visitor.says("three pictures of a paper boat")
    await visitor.sees_card("working")
    await visitor.reloads()
    await visitor.sees_files("image", 3)
    await visitor.sees_card("done")
    await visitor.reloads()
    await visitor.sees_files("image", 3)
    mine = visitor.page.locator('[data-testid="message"][data-author="me"]')
    await expect(mine).to_have_count(1)


async def test_two_windows_stay_in_step(browser: Browser, product: Product) -> None:
    """What one window asks, both windows see, once."""
    first, second = await visit(browser, product), await visit(browser, product)
    await first.says("two pictures of a teapot")
    await second.sees_files("image", 2)
    await first.sees_files("image", 2)
    await second.sees_card("done")
    assert len(await product.accepted("chat")) == 1


async def test_a_killed_program_shows_the_result_once(browser: Browser, product: Product) -> None:
    """After kill -9 in the middle of a turn and a new start, the same page shows every file exactly once."""
    visitor = await visit(browser, product)
    await visitor.says("four pictures of a kite")
    await expect(visitor.files("image").first).to_be_visible(timeout=15_000)
    await product.kill()
    await product.start()
    await visitor.sees_files("image", 4)
    await visitor.sees_card("done")
    await visitor.reloads()
    await visitor.sees_files("image", 4)
    assert len(await product.accepted("chat")) == 1
