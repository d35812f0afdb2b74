"""The example configuration tells the truth."""

import re
from pathlib import Path

from pydantic import BaseModel

from bot import config
from bot.config import Config, DiscordAccount, LovartAccount, TelegramAccount
from bot.preferences import BY_NAME

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
SETTING = re.compile(r"^# (?=\[[\w.]+\]$|\w+ = )", re.MULTILINE)


def settings_of(section: type[BaseModel]) -> set[str]:
    """Name every setting of a section and of those inside it."""
    names: set[str] = set()
    for name, field in section.model_fields.items():
        inner = field.annotation
        nested = isinstance(inner, type) and issubclass(inner, BaseModel)
        names |= settings_of(inner) if nested else {name}  # type: ignore[arg-type]
    return names


def test_the_example_as_it_stands_is_the_defaults() -> None:
    """Copying the file changes nothing."""
    assert config.read(EXAMPLE) == Config()


def test_every_line_that_can_be_switched_on_is_valid(tmp_path: Path) -> None:
    """Taking the comment sign from every setting gives a file that loads, with the values that are said to be usual."""
    whole = tmp_path / "whole.toml"
    whole.write_text(SETTING.sub("", EXAMPLE.read_text()))
    read = config.read(whole)
    assert read.studios["lovart"] == LovartAccount(kind="lovart", owner="main/1234567890")
    assert read.discord["main"] == DiscordAccount()
    assert read.telegram["bot"] == TelegramAccount()
    assert read.sandbox.enabled
    assert {each.name: BY_NAME[each.name].kind.read(each.text) for each in read.configured} == {
        name: setting.default for name, setting in BY_NAME.items()
    }


def test_every_setting_is_explained() -> None:
    """No setting exists that the example does not name."""
    text = EXAMPLE.read_text()
    expected = settings_of(Config) - {"studios", "discord", "telegram", "settings"} | set(BY_NAME)
    expected |= settings_of(LovartAccount) | settings_of(DiscordAccount) | settings_of(TelegramAccount)
    assert {name for name in expected if not re.search(rf"^(# )?{name} = ", text, re.MULTILINE)} == set()
