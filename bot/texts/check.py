"""What `atelier check` says to the operator: what was found, why it matters, how to mend it."""

from collections.abc import Sequence

from bot.texts import Translator


def summary(t: Translator, *, bad: int, warn: int) -> str:
    """Close the report."""
    if bad:
        return t.plural("{n} thing is in the way.", "{n} things are in the way.", bad).format(n=t.number(bad))
    if warn:
        return t.plural("Ready, with {n} thing to know.", "Ready, with {n} things to know.", warn).format(
            n=t.number(warn)
        )
    return t("Everything is ready.")


# ---------------------------------------------------------------------------------------------------- configuration


def config_defaults(t: Translator) -> str:
    """Say that no file was named."""
    return t("No file was given, so the embedded defaults count.")


def config_fine(t: Translator) -> str:
    """Say that the file is good."""
    return t("The file can be read, and every setting in it is known and valid.")


def config_why(t: Translator) -> str:
    """Say what a wrong configuration means."""
    return t("Atelier refuses to start with a setting it cannot understand, rather than to guess.")


def config_unreadable_mend(t: Translator) -> str:
    """Say how to have a readable file."""
    return t("Mend the file, or name another one with --config; config.example.toml shows the form.")


def setting_mend(t: Translator, *, key: str) -> str:
    """Point to what a setting may be."""
    return t("Correct {key}; config.example.toml says what it may be.").format(key=key)


def setting_meant(t: Translator, *, key: str, meant: str) -> str:
    """Suggest the setting that was probably meant."""
    return t("Write {meant} instead of {key}, or take the line out.").format(key=key, meant=meant)


def rest_waits(t: Translator) -> str:
    """Say why less was looked at."""
    return t("What depends on the configuration was not looked at.")


def rest_mend(t: Translator) -> str:
    """Say how to see the rest."""
    return t("Mend the configuration, then run the check again.")


def language_unknown(t: Translator, *, language: str) -> str:
    """Name a language without texts."""
    return t("There are no texts in the language {language}.").format(language=language)


def language_mend(t: Translator, *, known: str) -> str:
    """List the languages."""
    return t("Set atelier.language to one of: {known}.").format(known=known)


def studio_unknown(t: Translator, *, studio: str) -> str:
    """Name a studio that is chosen but not there."""
    return t("The chosen studio {studio} has no table of its own.").format(studio=studio)


def studio_mend(t: Translator, *, studio: str) -> str:
    """Say how to have it."""
    return t("Add [studios.{studio}], or name one that is there.").format(studio=studio)


def owner_unknown(t: Translator, *, account: str) -> str:
    """Name an account that a studio's owner is on but that is not there."""
    return t("The owner is on {account}, and there is no such account.").format(account=account)


def owner_why(t: Translator) -> str:
    """Say what an owner without an account means."""
    return t("No community's moderators can set the mode; only operators can.")


def owner_mend(t: Translator, *, known: Sequence[str]) -> str:
    """Say how an owner is written."""
    return t("Write an account's name, a slash, and the id of its server. There are these accounts: {known}.").format(
        known=t.series(known)
    )


def no_studio(t: Translator) -> str:
    """Say that nobody makes the art."""
    return t("No studio is configured, and the sandbox is switched off.")


def no_studio_mend(t: Translator) -> str:
    """Say how to have one."""
    return t("Add a [studios.…] table with your keys, or set sandbox.enabled = true.")


def no_studio_why(t: Translator) -> str:
    """Say what a missing studio means."""
    return t("Without a studio there is nobody to answer.")


# ---------------------------------------------------------------------------------------------------------- secrets


def secret_set(t: Translator, *, variable: str) -> str:
    """Say that a secret is there."""
    return t("{variable} is set.").format(variable=variable)


def secret_missing(t: Translator, *, variable: str) -> str:
    """Name a secret that is not there."""
    return t("The environment variable {variable} is not set.").format(variable=variable)


def secret_missing_mend(t: Translator, *, variable: str) -> str:
    """Say where it is set."""
    return t("Set {variable} where Atelier is started: in the shell, the service's env file, or Compose's.").format(
        variable=variable
    )


def secret_why(t: Translator) -> str:
    """Say what secrets are for."""
    return t("Secrets come from the environment alone, and without them Atelier is turned away.")


def secret_wrapped(t: Translator, *, variable: str) -> str:
    """Tell of quotes or spaces round a secret."""
    return t("{variable} has quotes or spaces round its value.").format(variable=variable)


def secret_wrapped_mend(t: Translator, *, variable: str) -> str:
    """Say how it is written."""
    return t("Write {variable}=value without quotes: an env file takes every character as it stands.").format(
        variable=variable
    )


def file_open(t: Translator, *, path: str) -> str:
    """Tell of a private file that others can read."""
    return t("{path} can be read by other users of this machine.").format(path=path)


def file_open_why(t: Translator) -> str:
    """Say what lies there."""
    return t("It holds secrets, or what people wrote and received.")


def file_open_mend(t: Translator, *, path: str, mode: str) -> str:
    """Say how to close it."""
    return t("Run: chmod {mode} {path}").format(mode=mode, path=path)


def file_private(t: Translator) -> str:
    """Say that it is closed."""
    return t("Only its owner can read it.")


# ------------------------------------------------------------------------------------------------------------- keys


def keys_accepted(t: Translator, *, studio: str) -> str:
    """Say that the studio knows us."""
    return t("{studio} accepts the keys.").format(studio=studio)


def keys_refused(t: Translator, *, studio: str) -> str:
    """Say that the studio does not know us."""
    return t("{studio} refuses the keys.").format(studio=studio)


def keys_why(t: Translator, *, studio: str) -> str:
    """Say what keys are for."""
    return t("Every request to {studio} is signed with them.").format(studio=studio)


def keys_mend(t: Translator, *, variables: str) -> str:
    """Say which to replace."""
    return t("Copy both keys of one account anew into {variables}.").format(variables=variables)


def account_free(t: Translator, *, studio: str) -> str:
    """Say that a studio works without keys of ours."""
    return t("No token is set for {studio}: it asks for a free account when somebody first needs one.").format(
        studio=studio
    )


def account_free_why(t: Translator, *, credits: int, days: int) -> str:  # noqa: A002  (what a studio calls them)
    """Say how far a free account goes."""
    return t(
        "A free account comes with {credits} credits, enough for about one clip, and ends after {days} days. The"
        " service gives out one in that time, few to one network address, and may refuse it exports."
    ).format(credits=t.number(credits), days=t.number(days))


def account_free_mend(t: Translator, *, variable: str) -> str:
    """Say how to work with an account of one's own."""
    return t("To use an account of your own, put its token into the environment variable {variable}.").format(
        variable=variable
    )


def clock_apart(t: Translator, *, studio: str, seconds: float) -> str:
    """Say how far the clocks are apart."""
    return t("This machine's clock is {time} off {studio}'s.").format(time=t.duration(abs(seconds)), studio=studio)


def clock_together(t: Translator, *, studio: str) -> str:
    """Say that the clocks agree."""
    return t("This machine's clock agrees with {studio}'s.").format(studio=studio)


def clock_why(t: Translator) -> str:
    """Say why the time matters."""
    return t("A signature holds for minutes only, so with a wrong clock good keys are refused.")


def clock_mend(t: Translator) -> str:
    """Say how to set the clock."""
    return t("Set the clock, and let it be kept: timedatectl set-ntp true")


def clock_behind(t: Translator) -> str:
    """Tell of a clock that stands before this program was made."""
    return t("This machine's clock stands before the day Atelier was installed.")


def clock_plausible(t: Translator) -> str:
    """Say that the clock is not plainly wrong."""
    return t("The clock is not plainly wrong.")


def unreachable(t: Translator, *, studio: str, address: str) -> str:
    """Say that there is no way to the studio."""
    return t("{studio} cannot be reached at {address}.").format(studio=studio, address=address)


def unreachable_why(t: Translator) -> str:
    """Say what that means."""
    return t("Whether the keys are good cannot be told, and requests would wait.")


def unreachable_mend(t: Translator, *, key: str) -> str:
    """Say where to look."""
    return t("Look at the network, the firewall and {key}, then check again.").format(key=key)


def edge_refuses(t: Translator, *, studio: str) -> str:
    """Say that the way in is closed before the keys are looked at."""
    return t("The edge of {studio} turned the call away without a word about the keys.").format(studio=studio)


def edge_mend(t: Translator) -> str:
    """Say what usually helps."""
    return t("Wait some minutes; if it stays, ask the studio, or call from another network address.")


def answers_badly(t: Translator, *, studio: str, said: str) -> str:
    """Repeat an answer that is neither yes nor no."""
    return t("{studio} answered something else: {said}").format(studio=studio, said=said)


def answers_badly_mend(t: Translator, *, key: str) -> str:
    """Say what to look at."""
    return t("See that {key} is the studio's address; if it is, try again later.").format(key=key)


# ------------------------------------------------------------------------------------------------------------- page


def page_local(t: Translator) -> str:
    """Say that only this machine can come in."""
    return t("The page opens for this machine only.")


def page_guarded(t: Translator) -> str:
    """Say that a token guards it."""
    return t("The page asks everybody for its token.")


def page_open(t: Translator, *, host: str) -> str:
    """Say that anybody could come in."""
    return t("The page would listen on {host} for everybody, without a token.").format(host=host)


def page_why(t: Translator) -> str:
    """Say what that means."""
    return t("Whoever can open the page can spend the studio's credits.")


def page_open_mend(t: Translator, *, variable: str) -> str:
    """Say how to close it."""
    return t("Set {variable} to a long random text, or set web.host to 127.0.0.1.").format(variable=variable)


def page_token_short(t: Translator, *, least: int) -> str:
    """Say that the token can be guessed."""
    return t("The page's token has fewer than {least} characters.").format(least=t.number(least))


def page_token_mend(t: Translator, *, variable: str) -> str:
    """Say how to make a good one."""
    return t("Put a longer one into {variable}; this makes one: openssl rand -hex 24").format(variable=variable)


def page_nameless(t: Translator) -> str:
    """Say that nobody can come by name."""
    return t("The page listens for other machines, but web.names is empty.")


def page_nameless_why(t: Translator) -> str:
    """Say what that means."""
    return t("A browser that asks for a name or address the page does not know is turned away.")


def page_nameless_mend(t: Translator) -> str:
    """Say how to name it."""
    return t('Set web.names to the host names people use, for example ["art.example.org"].')
