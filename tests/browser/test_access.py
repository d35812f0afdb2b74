"""The page for everybody: by keys alone, with a screen reader, in either light, in either language."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # it comes without types
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.capabilities import MediaKind
from bot.chat import ButtonToken, Card, Form, Phase, Post
from bot.clock import SystemClock
from tests.adapters.platforms.web.preview import Sample, Stage, done, note, page, post_of, question, working

pytestmark = pytest.mark.timeout(90)

Scheme = Literal["light", "dark"]

FORM = Form("Change the request", "It is sent as a new request.", "four foxes", ButtonToken("edit-1"))
SIZES = {"wide": ViewportSize(width=1280, height=820), "narrow": ViewportSize(width=375, height=740)}


async def fill(stage: Stage) -> None:
    """Let a conversation have one of everything."""
    sample = Sample(stage)
    await sample.post(working("r0", SystemClock().now()))
    await sample.post(done("r1", "Done · 4 files · 38 seconds"))
    await sample.pictures("r1", 4)
    sound = note(stage.folder / "song.mp3", MediaKind.AUDIO, "audio/mpeg", 900)
    model = note(stage.folder / "fox.glb", MediaKind.MODEL, "model/gltf-binary", 900)
    await sample.post(post_of("r2", Post("A song and a model", files=(sound, model))))
    failed = Card(Phase.FAILED)
    await sample.post(post_of("r3", Post("The studio declined this request and made no file.", card=failed)))
    await sample.post(question("r4"))


async def as_it_is(_window: Page, _stage: Stage) -> None:
    """Look at the page as it opens."""


async def menu(window: Page, _stage: Stage) -> None:
    """Open the menu of commands."""
    await window.get_by_test_id("composer").press_sequentially("/s")
    await expect(window.get_by_test_id("menu")).to_be_visible()


async def actions(window: Page, _stage: Stage) -> None:
    """Open a picture's menu."""
    await window.get_by_test_id("actions").first.click()
    await expect(window.get_by_test_id("actions-menu").first).to_be_visible()


async def viewer(window: Page, _stage: Stage) -> None:
    """Look at a picture."""
    await window.locator(".look").first.click()
    await expect(window.get_by_test_id("viewer")).to_be_visible()


async def form(window: Page, stage: Stage) -> None:
    """Press what asks for words."""
    stage.inbox.form = FORM
    await window.get_by_test_id("button").filter(has_text="Stop").click()
    await expect(window.get_by_test_id("form")).to_be_visible()


async def settings(window: Page, _stage: Stage) -> None:
    """Open the settings."""
    await window.get_by_test_id("open-settings").click()
    await expect(window.get_by_test_id("settings")).to_be_visible()


async def side(window: Page, _stage: Stage) -> None:
    """Open the list of channels of a narrow window."""
    await window.get_by_test_id("show-channels").click()
    await expect(window.get_by_test_id("new-channel")).to_be_visible()


State = Callable[[Page, Stage], Awaitable[None]]
STATES: tuple[tuple[str, State], ...] = (
    ("wide", as_it_is),
    ("wide", menu),
    ("wide", actions),
    ("wide", viewer),
    ("wide", form),
    ("wide", settings),
    ("narrow", as_it_is),
    ("narrow", side),
)


AT_REST = """() => Promise.all(document.getAnimations()
    .filter(each => each.effect.getTiming().iterations !== Infinity).map(each => each.finished))"""
# A text area that offers suggestions is a combobox to those who hear it; ARIA in HTML has no name for it.
SUGGESTING = {"rules": {"aria-allowed-role": {"enabled": False}}}


async def violations(window: Page, options: Mapping[str, object] | None = None) -> list[tuple[str, list[str]]]:
    """Let axe look at the page, at rest; gives each rule that is broken, with where."""
    await window.evaluate(AT_REST)
    found = await Axe().run(window, options=options or {})
    return [
        (each["id"], [f"{node['target']} {node['failureSummary']}" for node in each["nodes"]])
        for each in found.response["violations"]
    ]


async def open_page(browser: Browser, stage: Stage, size: str, scheme: Scheme, locale: str) -> Page:
    """Open a window of a size, in a light, in a language."""
    context = await browser.new_context(viewport=SIZES[size], color_scheme=scheme, locale=locale)
    window = await context.new_page()
    await window.goto(stage.address)
    await expect(window.get_by_test_id("composer")).to_be_focused()
    return window


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A page."""
    async with page(tmp_path) as running:
        yield running


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en"), ("dark", "zh-CN")])
async def test_axe_finds_nothing(browser: Browser, stage: Stage, scheme: Scheme, locale: str) -> None:
    """Nobody is kept out by a missing name, a wrong role or a faint colour, whatever is open on the page."""
    window = await open_page(browser, stage, "wide", scheme, locale)
    assert await violations(window) == []
    await fill(stage)
    for size, state in STATES:
        window = await open_page(browser, stage, size, scheme, locale)
        await expect(window.get_by_test_id("file")).to_have_count(6)
        await state(window, stage)
        assert await violations(window, SUGGESTING if state is menu else None) == [], (state.__name__, size)
        await window.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_at_the_door(
    browser: Browser, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    """Signing in is open to everybody, also after a wrong token."""
    async with page(tmp_path, token="open-sesame") as stage:
        window = await browser.new_page(color_scheme=scheme)
        await window.goto(stage.address)
        assert await violations(window) == []
        await window.get_by_test_id("token").fill("wrong")
        await window.get_by_test_id("token").press("Enter")
        await expect(window.get_by_role("alert")).not_to_be_empty()
        assert await violations(window) == []
