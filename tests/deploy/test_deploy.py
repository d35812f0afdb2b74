"""What is handed to operators keeps its word: pinned, without rights it does not need, watched by a real address."""

import configparser
import re
import tomllib
from pathlib import Path

import pytest

from adapters.platforms.web.door import OPEN_TO_ALL
from bot import config
from bot.config import LovartAccount, Web
from tests.architecture.source import ROOT

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
COMPOSE = [line.strip() for line in (DEPLOY / "compose.yaml").read_text("utf-8").splitlines()]
ENVIRONMENT = (DEPLOY / "atelier.env.example").read_text("utf-8")
HOME = "/var/lib/atelier"


def instructions(name: str) -> list[str]:
    """What one kind of instruction of the Dockerfile says, in order, with its continued lines."""
    whole = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^\s*{name}\s+(.+)$", whole, re.MULTILINE)


def unit() -> configparser.SectionProxy:
    """The service's section; a key that is set twice (SystemCallFilter) counts as its last line."""
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]  # as the module's documentation tells
    parsed.read_string((DEPLOY / "atelier.service").read_text("utf-8"))
    return parsed["Service"]


def test_the_image_is_pinned() -> None:
    """The same image comes out next year: an exact Python, and packages by their hashes."""
    assert re.search(r"^ARG PYTHON=3\.\d+\.\d+-slim-\w+$", DOCKERFILE, re.MULTILINE)
    assert {source.partition(" ")[0] for source in instructions("FROM")} == {"python:${PYTHON}"}
    installs = [line for line in instructions("RUN") if "pip install" in line]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert "requirements.lock" in installs[0]


def test_the_container_is_nobody_special() -> None:
    """Whoever breaks out of the program is a user without rights, in a container without any."""
    assert [user.partition(":")[0] for user in instructions("USER")] == ["10001"]
    assert {"read_only: true", "- ALL", "- no-new-privileges:true"} <= set(COMPOSE)
    assert "cap_drop:" in COMPOSE
    assert "privileged: true" not in COMPOSE


def test_the_page_is_published_on_loopback_only() -> None:
    """A first `up` opens nothing to the network; a reverse proxy does, on purpose."""
    published = [line for line in COMPOSE if re.match(r'- "[\d.:]*\d+:\d+"', line)]
    assert published == ['- "127.0.0.1:8420:8420"']


def test_health_is_asked_at_an_address_that_answers_without_a_token() -> None:
    """A health check that always fails restarts a healthy program for ever."""
    (check,) = instructions("HEALTHCHECK")
    found = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", check)
    assert found
    assert int(found[1]) == config.read(DEPLOY / "atelier.toml").web.port
    assert found[2] in OPEN_TO_ALL


@pytest.mark.parametrize("source", instructions("COPY"))
def test_what_the_image_copies_is_there(source: str) -> None:
    """A moved file would break the build on somebody else's machine first."""
    if not source.startswith("--from"):
        assert (ROOT / source.partition(" ")[0]).exists()


def test_everything_lies_where_it_is_kept() -> None:
    """Data outside the volume would be gone with the container, or refused by the service's read-only disk."""
    assert config.read(DEPLOY / "atelier.toml").atelier.data == Path(HOME)
    assert instructions("VOLUME") == [HOME]
    assert f"- data:{HOME}" in COMPOSE
    assert f"/var/lib/{unit()['StateDirectory']}" == HOME


def test_the_settings_are_valid_with_real_keys_too() -> None:
    """Taking the comment signs away, as the file says, gives a configuration that loads."""
    text = re.sub(r"^# (?=\[studios|kind)", "", (DEPLOY / "atelier.toml").read_text("utf-8"), flags=re.MULTILINE)
    assert config.Config.model_validate(tomllib.loads(text)).studios["lovart"] == LovartAccount(kind="lovart")


def test_the_env_file_names_the_secrets_and_holds_none() -> None:
    """An operator fills in what Atelier reads, and no value was ever committed."""
    account = LovartAccount(kind="lovart")
    wanted = {Web().token_env, account.access_key_env, account.secret_key_env}
    assert dict(re.findall(r"^(\w+)=(.*)$", ENVIRONMENT, re.MULTILINE)) == dict.fromkeys(wanted, "")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("User", "atelier"),
        ("NoNewPrivileges", "true"),
        ("CapabilityBoundingSet", ""),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "true"),
        ("PrivateDevices", "true"),
        ("StateDirectoryMode", "0700"),
        ("UMask", "0077"),
        ("RestartPreventExitStatus", "2"),
    ],
)
def test_the_service_has_no_right_it_does_not_need(key: str, value: str) -> None:
    """The unit stays hardened, and a wrong setting does not make it start over and over."""
    assert unit()[key] == value
