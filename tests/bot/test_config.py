"""A wrong setting is named by its path before anything is begun; no secret is read from a file."""

import dataclasses
from pathlib import Path

import pytest

from bot.config import Config, read, secret
from bot.errors import ConfigError


def written(folder: Path, text: str) -> Path:
    """A configuration file that says this."""
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_everything_has_a_default() -> None:
    """A newcomer configures nothing: the page on loopback, the sandbox, English."""
    config = read(None)

    assert config == Config()
    assert (config.web.host, config.web.enabled, config.sandbox_runs) == ("127.0.0.1", True, True)
    assert (config.limits.waiting_per_conversation, config.limits.waiting_per_person) == (10, 3)


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    """What a file leaves out keeps its default."""
    assert read(written(tmp_path, "")) == Config()


@pytest.mark.parametrize(
    ("table", "path"),
    [
        ("[atelier]\nlanguag = 'en'", "atelier.languag"),
        ("[atelier]\nstudio = 3", "atelier.studio"),
        ("[web]\nport = 70000", "web.port"),
        ("[web]\nport = -1", "web.port"),
        ("[web]\nport = 'http'", "web.port"),
        ("[web]\nupload_bytes = 0", "web.upload_bytes"),
        ("[web]\nnames = 'example.org'", "web.names"),
        ("[sandbox]\nspeed = 0", "sandbox.speed"),
        ("[sandbox]\nspeed = nan", "sandbox.speed"),
        ("[sandbox]\nport = 1.5", "sandbox.port"),
        ("[studios.mine]\nkind = 'other'", "studios.mine.kind"),
        ("[studios.mine]\nbase_url = 'x'", "studios.mine.kind"),
        ("[studios.mine]\nkind = 'lovart'\nsecret_key = 'x'", "studios.mine.secret_key"),
        ("[studios.mine]\nkind = 'lovart'\nconcurrent_turns = 0", "studios.mine.concurrent_turns"),
        ("[studios.mine]\nkind = 'lovart'\npoll_seconds = 0", "studios.mine.poll_seconds"),
        ("[studios.mine]\nkind = 'lovart'\nowner = 'main'", "studios.mine.owner"),
        ("[discord.main]\ntoken = 'x'", "discord.main.token"),
        ("[discord.main]\ntoken_env = 'mfa.x'", "discord.main.token_env"),
        ("[discord.main]\nguilds = ['a']", "discord.main.guilds.0"),
        ("[discord.main]\noperators = 'ann'", "discord.main.operators"),
        ("[discord.main]\napi_url = 'discord.com'", "discord.main.api_url"),
        ("[discord.web]", "discord"),
        ("[telegram.main]\nchats = ['a']", "telegram.main.chats.0"),
        ("[telegram.main]\noperators = 'ann'", "telegram.main.operators"),
        ("[telegram.main]\nwebhook_url = 'here'", "telegram.main.webhook_url"),
        ("[telegram.main]\nwebhook_secret_env = 'x y'", "telegram.main.webhook_secret_env"),
        ("[telegram.web]", "telegram"),
        ("[discord.main]\n[telegram.main]", "telegram"),
        ("[studios.mine]\nkind = 'nemo'\ntoken = 'x'", "studios.mine.token"),
        ("[studios.mine]\nkind = 'nemo'\ntoken_env = 'nmv_usr_1'", "studios.mine.token_env"),
        ("[studios.mine]\nkind = 'nemo'\naccess_key_env = 'KEY'", "studios.mine.access_key_env"),
        ("[limits]\nwaiting_per_person = 0", "limits.waiting_per_person"),
        ("[limits]\nfile_bytes = 'many'", "limits.file_bytes"),
        ("[log]\nlevel = 'loud'", "log.level"),
        ("[log]\nformat = 'xml'", "log.format"),
        ("[nothing]\nx = 1", "nothing"),
        ("web = 3", "web"),
    ],
)
def test_a_wrong_key_is_named_by_its_path(tmp_path: Path, table: str, path: str) -> None:
    """Whoever mistypes a setting reads which one, in which file."""
    file = written(tmp_path, table)
    with pytest.raises(ConfigError) as wrong:
        read(file)

    assert str(wrong.value).startswith(f"{file}: {path}: ")


@pytest.mark.parametrize(
    ("setting", "word"),
    [("guilds = ['Fox Club']", "servers"), ("operators = ['ann']", "people"), ("api_url = 'discord.com'", "https://")],
)
def test_what_discords_settings_take_is_said(tmp_path: Path, setting: str, word: str) -> None:
    """Broken outcome: somebody who wrote a name was told of a "pattern '^[0-9]{1,20}$'"."""
    with pytest.raises(ConfigError, match=word) as wrong:
        read(written(tmp_path, f"[discord.main]\n{setting}"))

    assert "pattern" not in str(wrong.value)


def test_all_wrong_keys_are_told_at_once(tmp_path: Path) -> None:
    """Nobody mends a file one error at a time."""
    with pytest.raises(ConfigError) as wrong:
        read(written(tmp_path, "[web]\nport = -1\nhos = 'x'\n[log]\nlevel = 'x'"))

    assert [line.split(": ")[1] for line in str(wrong.value).splitlines()] == ["web.port", "web.hos", "log.level"]


@pytest.mark.parametrize("content", [b"[web\n", b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    """A missing, broken or foreign file is told as such, never as a fault of the program."""
    path = tmp_path / "config.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"config\.toml"):
        read(path)


def test_a_configuration_cannot_be_changed() -> None:
    """What was read at the start holds until the end."""
    with pytest.raises((ValueError, dataclasses.FrozenInstanceError)):
        read(None).web.port = 1


def test_an_empty_secret_is_no_secret() -> None:
    """A variable that was set to nothing does not open a door with an empty key."""
    assert secret("KEY", {"KEY": "abc"}) == "abc"
    assert secret("KEY", {"KEY": ""}) is None
    assert secret("KEY", {}) is None


def test_the_sandbox_steps_back_for_a_real_studio(tmp_path: Path) -> None:
    """Who sets up an account is not answered by the emulator, unless they ask for both."""
    studio = "[studios.mine]\nkind = 'lovart'\n"
    assert not read(written(tmp_path, studio)).sandbox_runs
    assert read(written(tmp_path, studio + "[sandbox]\nenabled = true")).sandbox_runs
    assert not read(written(tmp_path, "[sandbox]\nenabled = false")).sandbox_runs


def test_the_sandbox_answers_where_nobody_else_was_chosen(tmp_path: Path) -> None:
    """The page's examples speak the sandbox's own words only to the sandbox, also where it runs beside a studio."""
    studio = "[studios.main]\nkind = 'lovart'\n[sandbox]\nenabled = true\n"
    assert read(None).sandbox_answers
    assert not read(written(tmp_path, studio)).sandbox_answers
    assert read(written(tmp_path, studio + "[atelier]\nstudio = 'sandbox'")).sandbox_answers


@pytest.mark.parametrize("written_as", ["1234567890123456789", "'1234567890123456789'"])
def test_an_id_may_be_written_with_or_without_quotes(tmp_path: Path, written_as: str) -> None:
    """Ids of Discord look like numbers: written as one, all their digits count."""
    config = read(written(tmp_path, f"[discord.main]\nguilds = [{written_as}]"))

    assert config.discord["main"].guilds == ("1234567890123456789",)


def test_a_mistyped_key_below_a_name_of_ones_own_finds_what_was_meant(tmp_path: Path) -> None:
    """`opertors` under an account of Discord is told with `operators`, and never mistaken for a variable's name."""
    with pytest.raises(ConfigError) as wrong:
        read(written(tmp_path, "[discord.main]\nopertors = []\nguilds = ['a']"))

    assert "did you mean discord.main.operators?" in str(wrong.value)
    assert "variable" not in str(wrong.value)
