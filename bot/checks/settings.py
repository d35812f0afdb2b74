"""Whether the configuration can be used: the file, what its settings mean together, the secrets they name."""

import asyncio
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from bot.checks.findings import Finding, Status, fine
from bot.config import Config, Fault, Section, WrongSettings, secret
from bot.errors import ConfigError
from bot.texts import Say, as_written, check, load

NAME = "config"
DEFAULTS = "defaults"
ENV_FILES = (".env", "atelier.env")
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def refused(error: ConfigError, file: Path | None) -> Sequence[Finding]:
    """Tell each fault of a file that cannot be used."""
    about = str(file or DEFAULTS)
    if isinstance(error, WrongSettings):
        return [*map(_fault, error.faults), _rest(about)]
    return [_bad(NAME, about, as_written(str(error)), check.config_unreadable_mend), _rest(about)]


class Settings:
    """Looks at a file that was read, and at the environment it speaks of."""

    def __init__(self, config: Config, file: Path | None, environment: Mapping[str, str] = os.environ) -> None:
        self._config = config
        self._file = file
        self._environment = environment

    async def findings(self) -> Sequence[Finding]:
        """Look at what settings mean together, and at the secrets."""
        return await asyncio.to_thread(self._look)

    def _look(self) -> Sequence[Finding]:
        text = check.config_fine if self._file else check.config_defaults
        together = [*self._language(), *self._studio(), *self._owners()]
        return [*(together or [fine(NAME, str(self._file or DEFAULTS), text)]), *self._secrets(), *self._env_files()]

    def _language(self) -> Iterator[Finding]:
        known = sorted(load().locales)
        language = self._config.atelier.language
        if language not in known:
            mend = partial(check.language_mend, known=", ".join(known))
            yield _bad(NAME, "atelier.language", partial(check.language_unknown, language=language), mend)

    def _studio(self) -> Iterator[Finding]:
        config, chosen = self._config, self._config.atelier.studio
        if not config.studios and not config.sandbox_runs:
            yield Finding(NAME, "studios", Status.BAD, check.no_studio, check.no_studio_why, check.no_studio_mend)
        elif chosen is not None and chosen not in config.studio_names:
            what = partial(check.studio_unknown, studio=chosen)
            yield _bad(NAME, "atelier.studio", what, partial(check.studio_mend, studio=chosen))

    def _owners(self) -> Iterator[Finding]:
        known = [*self._config.discord, *self._config.telegram, *(["web"] if self._config.web.enabled else [])]
        for name, account in self._config.studios.items():
            at = (account.owner or "").partition("/")[0]
            if at and at not in known:
                what, mend = partial(check.owner_unknown, account=at), partial(check.owner_mend, known=known)
                yield Finding(NAME, f"studios.{name}.owner", Status.WARN, what, check.owner_why, mend)

    def _secrets(self) -> Iterator[Finding]:
        tables: Sequence[tuple[str, Mapping[str, Section]]] = (
            ("studios", self._config.studios),
            ("discord", self._config.discord),
            ("telegram", self._config.telegram),
        )
        for path, name, account in ((path, *each) for path, accounts in tables for each in accounts.items()):
            for setting, variable in variables(account):
                if setting not in account.optional or secret(variable, self._environment) is not None:
                    yield self._secret(f"{path}.{name}.{setting}", variable)

    def _secret(self, about: str, variable: str) -> Finding:
        value = secret(variable, self._environment)
        if value is None:
            what: Say = partial(check.secret_missing, variable=variable)
            mend = partial(check.secret_missing_mend, variable=variable)
        elif value != value.strip(" \t\r\n\"'"):
            what = partial(check.secret_wrapped, variable=variable)
            mend = partial(check.secret_wrapped_mend, variable=variable)
        else:
            return fine("secrets", about, partial(check.secret_set, variable=variable))
        return Finding("secrets", about, Status.BAD, what, check.secret_why, mend)

    def _env_files(self) -> Iterator[Finding]:
        folder = self._file.parent if self._file else Path()
        for path in (folder / name for name in ENV_FILES):
            if path.is_file():
                yield private(path)


def variables(section: Section) -> Iterator[tuple[str, str]]:
    """List the settings that name an environment variable, with the names."""
    for setting in type(section).model_fields:
        if setting.endswith("_env"):
            yield setting, getattr(section, setting)


def private(path: Path) -> Finding:
    """Tell whether only its owner can read a file or folder."""
    if not path.stat().st_mode & OTHERS:
        return fine("permissions", str(path), check.file_private)
    mend = partial(check.file_open_mend, path=str(path), mode="700" if path.is_dir() else "600")
    what = partial(check.file_open, path=str(path))
    return Finding("permissions", str(path), Status.WARN, what, check.file_open_why, mend)


def _fault(fault: Fault) -> Finding:
    mend: Say = partial(check.setting_mend, key=fault.key)
    if fault.meant:
        mend = partial(check.setting_meant, key=fault.key, meant=fault.meant)
    return _bad(NAME, fault.key, as_written(f"{fault.reason}."), mend)


def _rest(about: str) -> Finding:
    return Finding("skipped", about, Status.WARN, check.rest_waits, check.config_why, check.rest_mend)


def _bad(name: str, about: str, what: Say, mend: Say) -> Finding:
    return Finding(name, about, Status.BAD, what, check.config_why, mend)
