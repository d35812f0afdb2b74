"""What results offer: a menu on each picture, words that a button asks for, a recipe in the viewer, a call."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.capabilities import MediaKind
from bot.chat import ButtonPress, ButtonToken, Form, Message, Post
from tests.adapters.platforms.web.preview import Sample, Stage, done, note, offers, page, post_of, working
from tests.program.product import free_port

pytestmark = pytest.mark.timeout(60)

FORM = Form("Work with this file", "What shall be made of it?", "a night scene", ButtonToken("use-1"))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A page that knows nobody yet."""
    async with page(tmp_path) as running:
        yield running


@pytest.fixture
async def window(browser: Browser, stage: Stage) -> Page:
    """A window on it."""
    opened = await browser.new_page()
    await opened.goto(stage.address)
    await expect(opened.get_by_test_id("greeting")).to_be_visible()
    return opened


async def ask(window: Page, stage: Stage, text: str) -> Message:
    """Send a message; gives it as the core heard it."""
    await window.get_by_test_id("composer").fill(text)
    await window.get_by_test_id("composer").press("Enter")
    event = await asyncio.wait_for(stage.inbox.heard.get(), 10)
    assert isinstance(event, Message)
    return event


async def pressed(stage: Stage) -> ButtonPress:
    """Wait until the core hears of a press."""
    event = await asyncio.wait_for(stage.inbox.heard.get(), 10)
    assert isinstance(event, ButtonPress)
    return event


async def test_each_picture_has_its_own_menu(stage: Stage, window: Page) -> None:
    """Broken outcome: a gallery of four had sixteen buttons under it, and nobody could tell whose they were."""
    request = await ask(window, stage, "four foxes")
    await Sample(stage).pictures(request.id, 4)
    await expect(window.get_by_test_id("actions")).to_have_count(4)
    await expect(window.get_by_test_id("button")).to_have_count(0)
    opener = window.get_by_test_id("actions").nth(2)
    await opener.focus()
    await window.keyboard.press("Enter")
    await expect(opener).to_have_attribute("aria-expanded", "true")
    await expect(window.get_by_role("menuitem", name="Upscale")).to_be_focused()
    await window.keyboard.press("ArrowUp")
    await expect(window.get_by_role("menuitem", name="Delete")).to_be_focused()
    await window.keyboard.press("Escape")
    await expect(window.get_by_role("menuitem")).to_have_count(0)
    await expect(opener).to_be_focused()
    await window.keyboard.press("Enter")
    await expect(window.get_by_role("menuitem", name="Upscale")).to_be_focused()
    await window.keyboard.press("Enter")
    assert (await pressed(stage)).token == "Upscale 3"


async def test_a_lone_sound_has_its_buttons_in_a_row(stage: Stage, window: Page) -> None:
    """What cannot be seen needs no menu over it: its buttons stand under it."""
    request = await ask(window, stage, "a song")
    file = note(stage.folder / "song.mp3", MediaKind.AUDIO, "audio/mpeg", 900)
    await Sample(stage).post(post_of(request.id, Post(files=(file,), buttons=offers(1))))
    await window.get_by_test_id("file").get_by_test_id("button").filter(has_text="Use as input").click()
    assert (await pressed(stage)).token == "Use as input 1"


async def test_the_viewer_tells_the_recipe_and_offers_the_same(stage: Stage, window: Page) -> None:
    """Beside a picture stand its description, the request it was made from and what it came to."""
    request = await ask(window, stage, "two foxes at dusk")
    await Sample(stage).post(done(request.id, "Done · 2 files · 12 credits"))
    sample = Sample(stage)
    sample._count = 10
    await sample.pictures(request.id, 2)
    await window.locator(".look").nth(1).click()
    recipe = window.get_by_test_id("recipe")
    for line in ("number 2", "Made from: two foxes at dusk", "Done · 2 files · 12 credits"):
        await expect(recipe).to_contain_text(line)
    await window.get_by_test_id("viewer").get_by_test_id("actions").click()
    await window.get_by_test_id("viewer").get_by_role("menuitem", name="Original").click()
    assert (await pressed(stage)).token == "Original 2"
    await expect(window.get_by_test_id("viewer")).to_be_hidden()


async def test_a_form_is_filled_in_and_the_focus_returns(stage: Stage, window: Page) -> None:
    """A button that asks for words gets them with its form's token, and the keyboard is where it was."""
    request = await ask(window, stage, "a fox")
    await Sample(stage).pictures(request.id, 1)
    stage.inbox.form = FORM
    await window.get_by_test_id("actions").focus()
    await window.keyboard.press("Enter")
    await window.get_by_role("menuitem", name="Use as input").click()
    assert (await pressed(stage)).text is None
    await expect(window.get_by_role("dialog", name="Work with this file")).to_be_visible()
    await expect(window.get_by_label("What shall be made of it?")).to_have_value("a night scene")
    await window.keyboard.type(", with snow")
    await window.keyboard.press("Control+Enter")
    answer = await pressed(stage)
    assert (answer.token, answer.text) == ("use-1", "a night scene, with snow")
    await expect(window.get_by_test_id("form")).to_be_hidden()
    await expect(window.get_by_test_id("actions")).to_be_focused()


async def test_words_for_a_form_outlive_the_connection(browser: Browser, tmp_path: Path) -> None:
    """While the server is away the form stays open with what was typed and says so; sent again, it counts once."""
    port = free_port()
    async with page(tmp_path, port=port) as stage:
        window = await browser.new_page()
        await window.goto(stage.address)
        stage.inbox.form = FORM
        request = await ask(window, stage, "a fox")
        await Sample(stage).post(working(request.id, 0))
        await window.get_by_test_id("button").click()
        await expect(window.get_by_test_id("form")).to_be_visible()
    await window.get_by_test_id("form-text").fill("in the rain")
    await window.get_by_test_id("form-send").click()
    await expect(window.get_by_test_id("form-trouble")).not_to_be_empty()
    await expect(window.get_by_test_id("form-text")).to_have_value("in the rain")
    async with page(tmp_path, port=port) as stage:
        await window.get_by_test_id("form-send").click()
        answer = await pressed(stage)
        assert (answer.token, answer.text) == ("use-1", "in the rain")
        await expect(window.get_by_test_id("form")).to_be_hidden()


async def test_a_button_keeps_the_focus_while_its_card_moves_on(stage: Stage, window: Page) -> None:
    """Broken outcome: whoever had reached Stop by keys was thrown to the top of the page with the next edit."""
    request = await ask(window, stage, "a fox")
    card = working(request.id, 0)
    sent = await Sample(stage).post(card)
    await window.get_by_test_id("button").focus()
    await stage.adapter.edit(sent, replace(card, text="Lovart is at work · 9 files so far"))
    await expect(window.get_by_test_id("card")).to_contain_text("9 files")
    await expect(window.get_by_test_id("button")).to_be_focused()
    await stage.adapter.edit(sent, done(request.id, "Done · 9 files"))
    await expect(window.locator("article:focus")).to_contain_text("Done · 9 files")
    await expect(window.get_by_test_id("announcer")).to_contain_text("Done · 9 files")


async def test_who_is_called_is_notified(browser: Browser, stage: Stage) -> None:
    """A call stands out for the one it is for, reaches them while they look elsewhere, and nobody else."""
    windows = []
    for _ in range(2):
        context = await browser.new_context(permissions=["notifications"])
        await context.add_init_script("""
            globalThis.called = [];
            globalThis.Notification = class { constructor(title, { body }) { called.push(`${title}: ${body}`); } };
            Notification.permission = "granted";
            document.hasFocus = () => false;
        """)
        window = await context.new_page()
        await window.goto(stage.address)
        await expect(window.get_by_test_id("greeting")).to_be_visible()
        windows.append(window)
    called, other = windows
    request = await ask(called, stage, "a slow fox")
    await Sample(stage).post(post_of(request.id, Post("Your fox is ready", ping=request.person.id)))
    for window in windows:
        await expect(window.get_by_text("Your fox is ready")).to_be_visible()
    await expect(called.locator(".pinged")).to_have_count(1)
    assert await called.evaluate("called") == ["Atelier · Studio: Your fox is ready"]
    await expect(other.locator(".pinged")).to_have_count(0)
    assert await other.evaluate("called") == []
    assert request.person.id not in await other.evaluate("fetch('/api/channels/studio/history').then(r => r.text())")
