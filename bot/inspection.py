"""Whether a file that somebody attached can be used, and as what: by its bytes, its size, and what is inside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.capabilities import MediaKind
from bot.chat import Attachment, Spooled
from bot.errors import SomeUnfit, UserError
from bot.filetypes import kind_of
from bot.media import Look, Probe, Target
from bot.studio import Features
from bot.texts import Translator
from bot.texts import file as texts
from bot.texts import turn as turn_texts


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a picture or film may be, in pixels, and how many pictures an animation may have."""

    pixels: int
    frames: int


@dataclass(frozen=True, slots=True)
class Unfit:
    """A file of a request that cannot be used: which one, counted from 1, and why."""

    number: int
    name: str
    error: UserError


class Inspection:
    """Refuses in words, before anything is sent or spent."""

    def __init__(self, probe: Probe, bounds: Bounds) -> None:
        """The probe alone reads what is inside."""
        self._probe = probe
        self._bounds = bounds

    def check(self, name: str, file: Spooled, features: Features) -> None:
        """Refuse what a studio cannot use, as far as type and size tell. Raises `UserError`."""
        if file.media_type not in self._probe.reads or kind_of(file.media_type) not in features.accepts:
            raise _not_taken(name, file, features)
        if features.upload_bytes is not None and file.size > features.upload_bytes:
            raise UserError(partial(turn_texts.file_too_large, name=name, limit=features.upload_bytes))

    async def examine(self, name: str, file: Spooled, features: Features) -> tuple[Look, Target | None]:
        """Look inside: a file must be whole, of a sane size, and what it seems. Raises `UserError`.

        Tells what it holds, and what it has to be made into before the studio gets it, None where it goes as it is.
        """
        if file.media_type not in self._probe.reads | self._probe.stickers:
            raise _not_taken(name, file, features)
        look = await self._probe.look(file.path, file.media_type)
        if look is None:
            raise UserError(partial(texts.unreadable, name=name, media_type=file.media_type))
        target = _target(look, file, features)
        if target is None:
            self.check(name, file, features)
            if look.kind not in features.accepts:
                raise _not_taken(name, file, features)
        self._measure(name, look)
        return look, target

    async def convert(self, name: str, file: Spooled, target: Target) -> bytes:
        """Make of a file that was looked into what it has to be. Raises `UserError`."""
        made = await self._probe.convert(file.path, file.media_type, target)
        if made is None:
            raise UserError(partial(texts.not_converted, name=name))
        return made

    def _measure(self, name: str, look: Look) -> None:
        if look.width * look.height > self._bounds.pixels:
            raise UserError(
                partial(
                    texts.too_many_pixels, name=name, width=look.width, height=look.height, limit=self._bounds.pixels
                )
            )
        if look.kind is MediaKind.IMAGE and look.frames > self._bounds.frames:
            raise UserError(partial(texts.too_many_frames, name=name, frames=look.frames, limit=self._bounds.frames))


def refused(unfit: Sequence[Unfit], count: int) -> UserError:
    """Make one refusal of all that cannot be used of so many files; what is the same with several is said once."""
    if count == 1:
        return unfit[0].error
    left = count - len(unfit)
    say = partial(_why_not, unfit=unfit, left=left)
    return SomeUnfit(say) if left else UserError(say)


def converted(files: Sequence[Attachment], studio: str, t: Translator) -> str:
    """Tell what was made of files that a studio does not take as they came; empty when there are none."""
    return "\n".join(_as_what(file)(t, name=file.was, studio=studio) for file in files if file.was)


def _why_not(t: Translator, *, unfit: Sequence[Unfit], left: int) -> str:
    named: dict[str, list[str]] = {}
    for each in unfit:
        why, name = each.error.say(t), texts.numbered(t, name=each.name, number=each.number)
        named.setdefault(why, []).extend(() if each.name in why else (name,))
    lines = [texts.because(t, names=names, why=why) if names else why for why, names in named.items()]
    return texts.some_unfit(t, lines=lines, left=left)


def _as_what(file: Attachment) -> Callable[..., str]:
    filmed = isinstance(file.content, Spooled) and file.content.media_type == Target.FILM
    return texts.as_film if filmed else texts.as_still


def _target(look: Look, file: Spooled, features: Features) -> Target | None:
    heavy = look.kind is MediaKind.IMAGE and features.upload_bytes is not None and file.size > features.upload_bytes
    moves = look.frames > 1 or look.kind is MediaKind.VIDEO
    if moves and (look.sticker or heavy) and MediaKind.VIDEO in features.accepts:
        return Target.FILM
    return Target.STILL if look.sticker and MediaKind.IMAGE in features.accepts else None


def _not_taken(name: str, file: Spooled, features: Features) -> UserError:
    taken = [kind.value for kind in MediaKind if kind in features.accepts]
    return UserError(partial(texts.not_taken, name=name, media_type=file.media_type, taken=taken))
