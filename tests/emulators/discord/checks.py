"""What somebody wants to say, checked as Discord checks it, and made into a draft.

Source: resources/message.mdx, "Create Message" and "Edit Message".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.emulators.discord import components, limits
from tests.emulators.discord.bodies import Body, Part
from tests.emulators.discord.codes import Code, Form, Refused
from tests.emulators.discord.things import Draft, File, Flag, Json

MESSAGE = frozenset({"content", "embeds", "flags", "allowed_mentions", "components", "attachments"})
CREATING = MESSAGE | {"sticker_ids", "message_reference", "nonce", "enforce_nonce", "tts"}
EDITING = ANSWERING = MESSAGE | {"tts"}
ABOUT_A_FILE = {"id", "filename", "description", "title", "is_spoiler", "is_remix", "duration_secs", "waveform"}
SETTABLE = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.IS_COMPONENTS_V2
PARSED = {"users", "roles", "everyone"}
KEYS = {"parse", "users", "roles", "replied_user"}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a place takes: which fields, which flags, how large a file."""

    fields: frozenset[str] = CREATING
    flags: Flag = SETTABLE
    file_bytes: int = limits.FILE_BYTES[0]


def draft(body: Body, rules: Rules) -> Draft:
    """What is to be said; references and nonces are the matter of who asks."""
    told = body.form
    form = Form()
    known(told, rules.fields, form)
    flags = _flags(told, rules, form)
    v2 = bool(flags & Flag.IS_COMPONENTS_V2)
    content(told, form, v2=v2)
    embeds(told, form)
    mentions(told.get("allowed_mentions"), form)
    if told.get("components"):
        components.check(told["components"], form, v2=v2)
    form.count(told.get("sticker_ids") or [], "sticker_ids", limits.STICKERS)
    _nonce(told, form)
    sent = files(body, rules, form)
    form.settle()
    return Draft(
        content=told.get("content") or "",
        files=sent,
        components=told.get("components") or (),
        embeds=told.get("embeds") or (),
        stickers=[int(each) for each in told.get("sticker_ids") or ()],
        allowed=told.get("allowed_mentions"),
        flags=flags,
        nonce=told.get("nonce"),
        tts=bool(told.get("tts")),
    )


def says_something(wanted: Draft) -> None:
    """Refuse an empty message."""
    forwards = wanted.reference and wanted.reference.forwards
    if not (wanted.content or wanted.files or wanted.components or wanted.embeds or wanted.stickers or forwards):
        raise Refused(Code.EMPTY_MESSAGE)


def known(told: Mapping[str, object], fields: frozenset[str], form: Form) -> None:
    """Discord overlooks fields it does not know; here they are mistakes."""
    for name in set(told) - fields:
        form.add(name, "UNKNOWN_FIELD", "Not a field of this request.")


def content(told: Json, form: Form, *, v2: bool) -> None:
    """The text."""
    form.length(told.get("content"), "content", limits.TEXT)
    for name in ("content", "embeds", "sticker_ids", "poll") if v2 else ():
        words = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
        form.check(not told.get(name), name, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", words)


def embeds(told: Json, form: Form) -> None:
    """Embeds, as far as their number and their length in all."""
    given = told.get("embeds") or []
    form.count(given, "embeds", limits.EMBEDS)
    shown = sum(_characters(each) for each in given)
    fits = shown <= limits.EMBED_CHARACTERS
    form.check(fits, "embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def _characters(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
    texts += [(embed.get("author") or {}).get("name")]
    texts += [text for each in embed.get("fields") or () for text in (each.get("name"), each.get("value"))]
    return sum(len(text or "") for text in texts)


def mentions(allowed: Json | None, form: Form) -> None:
    """Who may be pinged: by kind or by name, not both."""
    if allowed is None:
        return
    path = "allowed_mentions"
    known({f"{path}.{name}": 0 for name in allowed}, frozenset(f"{path}.{key}" for key in KEYS), form)
    parse = set(allowed.get("parse") or ())
    form.check(parse <= PARSED, f"{path}.parse", "BASE_TYPE_CHOICES", f"Value must be one of {sorted(PARSED)}.")
    for name in ("users", "roles"):
        form.count(allowed.get(name) or [], f"{path}.{name}", limits.MENTIONS)
        both = name in parse and allowed.get(name)
        form.check(not both, path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                   f'parse:["{name}"] and {name}: [ids...] are mutually exclusive.')  # fmt: skip


def files(body: Body, rules: Rules, form: Form) -> Sequence[File]:
    """The files, each with what is said about it."""
    about = {str(each.get("id")): each for each in body.form.get("attachments") or ()}
    form.count(body.form.get("attachments") or [], "attachments", limits.FILES)
    form.check(len(body.parts) <= limits.FILES, "files", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    for at, told in enumerate(body.form.get("attachments") or ()):
        described(told, f"attachments.{at}", form)
    _weighed(body, rules)
    return [_file(number, part, about.get(str(number), {}), form) for number, part in sorted(body.parts.items())]


def described(told: Json, path: str, form: Form) -> None:
    """What is said about one file."""
    form.length(told.get("description"), f"{path}.description", limits.ALT)
    form.check(set(told) <= ABOUT_A_FILE, path, "UNKNOWN_FIELD", f"One of {set(told) - ABOUT_A_FILE} is unknown.")
    form.check(str(told.get("id", "")).isdecimal(), f"{path}.id", "NUMBER_TYPE_COERCE", "Value is not snowflake.")


def _weighed(body: Body, rules: Rules) -> None:
    for part in body.parts.values():
        if len(part.data) > rules.file_bytes:
            raise Refused(Code.TOO_LARGE, why=f"{part.name} has {len(part.data)} bytes of {rules.file_bytes}")
    most = max(limits.REQUEST_BYTES, rules.file_bytes)
    if body.bytes > most:
        raise Refused(Code.TOO_LARGE, why=f"all files have {body.bytes} bytes of {most}")


def _file(number: int, part: Part, about: Json, form: Form) -> File:
    name = about.get("filename") or part.name
    form.length(name, f"files.{number}.filename", limits.FILE_NAME, 1)
    return File(name, part.data, about.get("description"), spoiler=bool(about.get("is_spoiler")))


def _flags(told: Json, rules: Rules, form: Form) -> int:
    flags = told.get("flags") or 0
    if not isinstance(flags, int) or flags & ~rules.flags:
        form.add("flags", "MESSAGE_FLAGS_INVALID", f"Only {rules.flags!r} may be set here.")
        return 0
    return flags


def _nonce(told: Json, form: Form) -> None:
    nonce = told.get("nonce")
    if isinstance(nonce, str):
        form.length(nonce, "nonce", limits.NONCE)
    form.check(nonce is None or isinstance(nonce, str | int), "nonce", "NONCE_TYPE_INVALID", "Not a nonce.")
    form.check(not told.get("enforce_nonce") or nonce, "enforce_nonce", "NONCE_REQUIRED", "There is no nonce.")
