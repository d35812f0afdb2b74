"""What a person does on the page, in the words of the stories."""

from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect

PATIENCE = 15_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody in front of a window."""

    page: Page

    async def says(self, text: str, files: tuple[Path, ...] = ()) -> None:
        """Write a message and send it, with files attached."""
        composer = self.page.get_by_test_id("composer")
        await composer.fill(text)
        if files:
            await self.page.get_by_test_id("file-input").set_input_files([str(path) for path in files])
        await self.page.get_by_test_id("send").click()
        await expect(composer).to_have_value("")

    async def presses(self, label: str) -> None:
        """Press the newest button of that name in the conversation."""
        await self.page.get_by_test_id("button").filter(has_text=label).last.click()

    async def sees(self, text: str) -> None:
        """Wait until some message of Atelier's says this."""
        said = self.page.get_by_test_id("message").and_(self.page.locator('[data-author="atelier"]'))
        await expect(said.filter(has_text=text).last).to_be_visible(timeout=PATIENCE)

    async def sees_card(self, phase: str) -> None:
        """Wait until the newest card is in a phase."""
        await expect(self.page.get_by_test_id("card").last).to_have_attribute("data-phase", phase, timeout=PATIENCE)

    async def sees_files(self, kind: str, count: int) -> None:
        """Wait until exactly so many of Atelier's files of a kind are shown."""
        await expect(self.files(kind)).to_have_count(count, timeout=PATIENCE)

    def files(self, kind: str) -> Locator:
        """Find Atelier's files of a kind."""
        message = '[data-testid="message"][data-author="atelier"]'
        return self.page.locator(f'{message} [data-testid="file"][data-kind="{kind}"]')

    async def reloads(self) -> None:
        """Load the page anew."""
        await self.page.reload()
        await expect(self.page.get_by_test_id("composer")).to_be_visible()
