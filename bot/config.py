"""The configuration: a TOML file for what may be seen, the environment for secrets, one frozen value after that."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path
from typing import Annotated, ClassVar, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.errors import ConfigError, UserError
from bot.preferences import configured
from bot.settings import Override
from bot.texts import SOURCE, Translator

MIB = 1024 * 1024
WITH_KIND = 3  # pydantic's path of an account's setting: studios, its name, its kind, the setting
SANDBOX, SANDBOX_FILMS = "sandbox", "sandbox-films"
Port = Annotated[int, Field(ge=0, le=65535)]
SettingText = bool | int | str | tuple[str, ...]
Seconds = Annotated[float, Field(gt=0)]
# Only names pass: a key that was written where its variable's name belongs is refused, and not repeated in a message.
Variable = Annotated[str, Field(pattern="^[A-Z_][A-Z0-9_]*$")]
Community = Annotated[str, Field(pattern="^[^/]+/.+$")]
TelegramId = Annotated[str, Field(pattern="^-?[0-9]{1,20}$", coerce_numbers_to_str=True)]
Address = Annotated[str, Field(pattern="^(https?://.+)?$")]
DiscordId = Annotated[str, Field(pattern="^[0-9]{1,20}$", coerce_numbers_to_str=True)]
# What stands where a text has another form than its setting takes, by the table's and the setting's name.
FORMS = {
    ("discord", "guilds"): (
        "this takes the ids of servers; in Discord, with Developer Mode on, right-click one and copy its id"
    ),
    ("discord", "operators"): (
        "this takes the ids of people; in Discord, with Developer Mode on, right-click one and copy their id"
    ),
    ("discord", "bots"): (
        "this takes the ids of bots; in Discord, with Developer Mode on, right-click one and copy its id"
    ),
    ("discord", "api_url"): (
        "this takes an address that begins with https:// or http://; leave it out for Discord itself"
    ),
    ("telegram", "chats"): "this takes the ids of groups, which are numbers with a minus sign before them",
    ("telegram", "operators"): "this takes the ids of people, which are numbers; @userinfobot tells you yours",
    (
        "telegram",
        "webhook_url",
    ): "this takes an address that begins with https://; left out, Telegram is asked",
    ("telegram", "api_url"): (
        "this takes an address that begins with https:// or http://; leave it out for Telegram itself"
    ),
}


class Section(BaseModel):
    """A table of the file; keys nobody knows are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    optional: ClassVar[frozenset[str]] = frozenset()  # settings whose variable need not be set


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
    token_env: Variable = "ATELIER_WEB_TOKEN"  # noqa: S105 (the name of a variable)


class Sandbox(Section):
    """The studios' emulator; by itself it starts only when no studio is configured."""

    enabled: bool | None = None
    port: Port = 8421
    speed: Annotated[float, Field(gt=0)] = 1.0


class LovartAccount(Section):
    """One set of Lovart keys; the moderators of the community `owner` may set its mode."""

    kind: Literal["lovart"]
    owner: Community | None = None
    base_url: str = "https://lgw.lovart.ai"
    canvas_url: str = "https://www.lovart.ai/canvas"
    access_key_env: Variable = "LOVART_ACCESS_KEY"
    secret_key_env: Variable = "LOVART_SECRET_KEY"  # noqa: S105 (the name of a variable)
    ask_project: bool = True
    concurrent_turns: Annotated[int, Field(ge=1)] = 2
    poll_seconds: Seconds = 3.0
    recheck_seconds: Seconds = 5.0
    download_origins: tuple[str, ...] = ()


class DiscordAccount(Section):
    """One application on Discord; ids are Discord's own."""

    token_env: Variable = "DISCORD_TOKEN"  # noqa: S105 (the name of a variable)
    guilds: tuple[DiscordId, ...] = ()
    operators: tuple[DiscordId, ...] = ()
    message_content: bool = False
    bots: tuple[DiscordId, ...] = ()
    api_url: Address = ""


class TelegramAccount(Section):
    """One bot on Telegram; ids are Telegram's own. With a `webhook_url` updates are brought, else asked for."""

    optional: ClassVar[frozenset[str]] = frozenset({"webhook_secret_env"})

    token_env: Variable = "TELEGRAM_TOKEN"  # noqa: S105 (the name of a variable)
    chats: tuple[TelegramId, ...] = ()
    operators: tuple[TelegramId, ...] = ()
    webhook_url: Address = ""
    webhook_port: Port = 8443
    webhook_secret_env: Variable = "TELEGRAM_WEBHOOK_SECRET"  # noqa: S105 (the name of a variable)
    api_url: Address = ""
    local_server: bool = False


class NemoAccount(Section):
    """One NemoVideo account: the operator's own where the variable of its token is set, else a free one."""

    optional: ClassVar[frozenset[str]] = frozenset({"token_env"})

    kind: Literal["nemo"]
    owner: Community | None = None
    base_url: str = "https://mega-api-prod.nemovideo.ai"
    site_url: str = "https://nemovideo.com"
    token_env: Variable = "NEMO_TOKEN"  # noqa: S105 (the name of a variable)
    source: str = "art-generator"
    version: str = "1.0.0"
    platform: str = "unknown"
    concurrent_turns: Annotated[int, Field(ge=1)] = 4
    upload_bytes: Annotated[int, Field(gt=0)] = 200 * MIB
    poll_seconds: Seconds = 30.0
    recheck_seconds: Seconds = 60.0
    download_origins: tuple[str, ...] = ()


ACCOUNTS: Mapping[str, type[Section]] = {"lovart": LovartAccount, "nemo": NemoAccount}
StudioAccount = Annotated[LovartAccount | NemoAccount, Field(discriminator="kind")]


class Limits(Section):
    """How much may wait, and how much may lie about."""

    waiting_per_conversation: Annotated[int, Field(ge=1)] = 10
    waiting_per_person: Annotated[int, Field(ge=1)] = 3
    file_bytes: Annotated[int, Field(gt=0)] = 512 * MIB
    spool_bytes: Annotated[int, Field(gt=0)] = 8192 * MIB
    picture_pixels: Annotated[int, Field(gt=0)] = 100_000_000
    animation_frames: Annotated[int, Field(gt=0)] = 1000


class Log(Section):
    """What machines read."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Config(Section):
    """Everything that can be set."""

    atelier: Place = Place()
    web: Web = Web()
    discord: Mapping[str, DiscordAccount] = Field(default_factory=dict)
    telegram: Mapping[str, TelegramAccount] = Field(default_factory=dict)
    sandbox: Sandbox = Sandbox()
    studios: Mapping[str, StudioAccount] = Field(default_factory=dict)
    limits: Limits = Limits()
    log: Log = Log()
    settings: Mapping[str, SettingText] = Field(default_factory=dict)

    @field_validator("discord", "telegram")
    @classmethod
    def _can_be_named(cls, accounts: Mapping[str, Section], told: ValidationInfo) -> Mapping[str, Section]:
        """Refuse the page's own name, another platform's, and one that could not stand before a slash."""
        for name in accounts:
            if name == "web" or "/" in name or (told.field_name == "telegram" and name in told.data.get("discord", ())):
                message = f"{name}: an account needs a name of its own, without a slash; web is the built-in page"
                raise ValueError(message)
        return accounts

    @field_validator("discord")
    @classmethod
    def _talks_to_one(cls, accounts: Mapping[str, DiscordAccount]) -> Mapping[str, DiscordAccount]:
        """Refuse accounts on different servers."""
        if len({account.api_url for account in accounts.values()}) > 1:
            message = "api_url: all accounts talk to the same server"  # discord.py knows one for the whole process
            raise ValueError(message)
        return accounts

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

    @property
    def sandbox_answers(self) -> bool:
        """Tell whether the sandbox makes the art where nobody chose another studio."""
        chosen = self.atelier.studio
        return chosen in {SANDBOX, SANDBOX_FILMS} or (chosen is None and not self.studios)

    @property
    def studio_names(self) -> tuple[str, ...]:
        """Every name by which a studio account can be chosen."""
        return (*self.studios, *((SANDBOX, SANDBOX_FILMS) if self.sandbox_runs else ()))


@dataclass(frozen=True, slots=True)
class Fault:
    """A wrong setting: its path, what is wrong, and the setting that was probably meant where no such one exists."""

    key: str
    reason: str
    meant: str | None = None

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.key}: {self.reason}{f'; did you mean {self.meant}?' if self.meant else ''}"


class WrongSettings(ConfigError):
    """A file that can be read, with settings that cannot be taken."""

    def __init__(self, path: Path, faults: tuple[Fault, ...]) -> None:
        """Keep each fault, and say all of them."""
        super().__init__("\n".join(f"{path}: {fault}" for fault in faults))
        self.faults = faults


def read(path: Path | None) -> Config:
    """Read a file, or give the embedded defaults. Raises `ConfigError`: a `WrongSettings` where keys are wrong."""
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
        raise WrongSettings(path, tuple(_fault(each) for each in error.errors())) from error


def secret(name: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """Read a secret from the environment; empty counts as missing."""
    return environment.get(name) or None


def required(table: str, variable: str) -> str:
    """Read a secret that a table cannot do without. Raises `ConfigError`."""
    value = secret(variable)
    if value is None:
        message = f"{table}: the environment variable {variable} is not set"
        raise ConfigError(message)
    return value


def _fault(error: ErrorDetails) -> Fault:
    place = tuple(str(part) for part in error["loc"])
    account = ACCOUNTS.get(place[2]) if place[0] == "studios" and len(place) > WITH_KIND else None
    if account is not None:
        place = (*place[:2], *place[WITH_KIND:])  # which kind it is, nobody wrote into the path
    key = ".".join(place)
    if error["type"].startswith("union_tag"):
        return Fault(f"{key}.kind", f"this is one of {', '.join(ACCOUNTS)}")
    if error["type"] == "extra_forbidden":
        return Fault(key, "there is no such setting", _nearest(place, account))
    if error["type"] == "string_pattern_mismatch" and place[-1].endswith("_env"):
        return Fault(key, "this takes the name of an environment variable, in capitals, never the secret itself")
    if error["type"] == "string_pattern_mismatch" and (form := _form(place)):
        return Fault(key, form)
    return Fault(key, f"{error['msg'][:1].lower()}{error['msg'][1:]}")


def _form(place: tuple[str, ...]) -> str | None:
    """Tell what a setting takes; where it takes several, the place ends with the number of one."""
    named = (name for name in (place[-1], place[-2]) if (place[0], name) in FORMS)
    return next((FORMS[place[0], name] for name in named), None)


def _nearest(place: tuple[str, ...], account: type[Section] | None) -> str | None:
    *tables, name = place
    kind: object = Config
    for table in tables:
        kind = _below(kind, table)
    near = difflib.get_close_matches(name, _fields(account or kind), 1)
    return ".".join((*tables, near[0])) if near else None


def _below(kind: object, name: str) -> object:
    """Go one table down: to a section's field, or to what stands under a name of the operator's own choice."""
    if get_origin(kind) is Mapping:
        return get_args(kind)[1]
    field = _fields(kind).get(name)
    return field.annotation if field else None


def _fields(kind: object) -> Mapping[str, FieldInfo]:
    return kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else {}
