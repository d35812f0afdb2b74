"""The configuration: a TOML file for what may be seen, the environment for secrets, one frozen value after that."""

import os
import tomllib
from collections.abc import Mapping
from gettext import NullTranslations
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from bot.errors import ConfigError, UserError
from bot.preferences import configured
from bot.settings import Override
from bot.texts import SOURCE, Translator

MIB = 1024 * 1024
Port = Annotated[int, Field(ge=0, le=65535)]
SettingText = bool | int | str | tuple[str, ...]
Seconds = Annotated[float, Field(gt=0)]


class Section(BaseModel):
    """A table of the file; keys nobody knows are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Section):
    """Where data lies, and which studio answers."""

    data: Path = Path("data")
    language: str = "en"
    studio: str | None = None


class Web(Section):
    """The built-in page."""

    enabled: bool = True
    host: str = "127.0.0.1"
    port: Port = 8420
    names: tuple[str, ...] = ()
    upload_bytes: Annotated[int, Field(gt=0)] = 200 * MIB
    token_env: str = "ATELIER_WEB_TOKEN"  # noqa: S105 (the name of a variable)


class Sandbox(Section):
    """The studios' emulator; by itself it starts only when no studio is configured."""

    enabled: bool | None = None
    port: Port = 8421
    speed: Annotated[float, Field(gt=0)] = 1.0


class LovartAccount(Section):
    """One set of Lovart keys."""

    kind: Literal["lovart"]
    base_url: str = "https://lgw.lovart.ai"
    canvas_url: str = "https://www.lovart.ai/canvas"
    access_key_env: str = "LOVART_ACCESS_KEY"
    secret_key_env: str = "LOVART_SECRET_KEY"  # noqa: S105 (the name of a variable)
    ask_project: bool = True
    concurrent_turns: Annotated[int, Field(ge=1)] = 2
    poll_seconds: Seconds = 3.0
    recheck_seconds: Seconds = 5.0
    download_origins: tuple[str, ...] = ()


class Limits(Section):
    """How much may wait, and how much may lie about."""

    waiting_per_conversation: Annotated[int, Field(ge=1)] = 10
    waiting_per_person: Annotated[int, Field(ge=1)] = 3
    file_bytes: Annotated[int, Field(gt=0)] = 512 * MIB
    spool_bytes: Annotated[int, Field(gt=0)] = 8192 * MIB


class Log(Section):
    """What machines read."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Config(Section):
    """Everything that can be set."""

    atelier: Place = Place()
    web: Web = Web()
    sandbox: Sandbox = Sandbox()
    studios: Mapping[str, LovartAccount] = Field(default_factory=dict)
    limits: Limits = Limits()
    log: Log = Log()
    settings: Mapping[str, SettingText] = Field(default_factory=dict)

    @field_validator("settings")
    @classmethod
    def _can_be_set(cls, settings: Mapping[str, SettingText]) -> Mapping[str, SettingText]:
        """Refuse what cannot be set, in the words that people get who set it."""
        english = Translator(SOURCE, NullTranslations())
        for name, value in settings.items():
            try:
                configured(name, value)
            except UserError as refused:
                message = f"{name}: {refused.say(english)}"
                raise ValueError(message) from None
        return settings

    @property
    def configured(self) -> tuple[Override, ...]:
        """Give what everybody begins with."""
        return tuple(configured(name, value) for name, value in self.settings.items())

    @property
    def sandbox_runs(self) -> bool:
        """Tell whether the sandbox is to be started."""
        return not self.studios if self.sandbox.enabled is None else self.sandbox.enabled


def read(path: Path | None) -> Config:
    """Read a file, or give the embedded defaults. Raises `ConfigError` naming each wrong key."""
    if path is None:
        return Config()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise ConfigError(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path} is not valid TOML: {error}"
        raise ConfigError(message) from error
    try:
        return Config.model_validate(table)
    except ValidationError as error:
        raise ConfigError("\n".join(_lines(path, error))) from error


def secret(name: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """Read a secret from the environment; empty counts as missing."""
    return environment.get(name) or None


def _lines(path: Path, error: ValidationError) -> list[str]:
    return [f"{path}: {'.'.join(str(part) for part in each['loc'])}: {_said(each)}" for each in error.errors()]


def _said(error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return "there is no such setting"
    return f"{error['msg'][:1].lower()}{error['msg'][1:]}"
