"""What a request's own words say about how it wants to be made; pure. The words themselves go out as written."""

import re
from collections import defaultdict
from collections.abc import Sequence

from bot.studio import Features, Mode, Model, Tools, Wishes

NOT = r"(?<!not )(?<!don't )(?<!no )(?<!without )(?<!except )(?<!不要)(?<!不要 )(?<!不用)(?<!不用 )(?<!别)(?<!不)"
UPSCALE = re.compile(
    NOT + r"(?:\bupscal(?:e|ing)\b|\benlarge\b|\benhance (?:the |its )?resolution\b|\bsuper[- ]resolution\b"
    r"|放大|超分|(?:提升|提高|增强)分辨率)",
    re.IGNORECASE,
)
SOUND = re.compile(
    NOT + r"(?:\b(?:music|song|songs|soundtrack|bgm|jingle|tts|text[- ]to[- ]speech|voice[- ]?over|narration|podcast)\b"
    r"|音乐|歌曲|一首歌|配乐|背景乐|配音|语音|旁白|朗读)",
    re.IGNORECASE,
)
MODES = {
    Mode.FAST: re.compile(r"\bfast (?:generation )?mode\b|快速(?:生成)?模式", re.IGNORECASE),
    Mode.UNLIMITED: re.compile(r"\bunlimited (?:generation )?mode\b|无限(?:生成)?模式", re.IGNORECASE),
}


def wishes(text: str, models: Sequence[Model], features: Features, *, pictures: bool) -> Wishes:
    """Read what a prompt wishes for: upscaling, where a picture is at hand, and the models it names."""
    upscale = features.upscaler is not None and pictures and UPSCALE.search(text) is not None
    return Wishes(prefer=tuple(named(text, models)), upscale=upscale)


def named(text: str, models: Sequence[Model]) -> list[Model]:
    """Find the models that a text calls by the names people know, the longest name first where several fit."""
    found: list[Model] = []
    rest, folded = text, text.casefold()
    mentioned = [model for model in models if model.label and model.label.casefold() in folded]
    for model in sorted(mentioned, key=lambda each: -len(each.label)):
        pattern = re.compile(rf"{NOT}(?<![\w.]){re.escape(model.label)}(?![\w.]?\w)", re.IGNORECASE | re.ASCII)
        if pattern.search(rest):
            found.append(model)
            rest = pattern.sub(" ", rest)
    return sorted(found, key=models.index)


def sounds(text: str) -> bool:
    """Tell whether a prompt asks for something to be heard."""
    return SOUND.search(text) is not None


def mode(text: str) -> Mode | None:
    """Find the billing mode that a prompt speaks of; saying it there changes nothing."""
    return next((each for each, pattern in MODES.items() if pattern.search(text)), None)


def tools(wished: Wishes, features: Features) -> Tools:
    """Put wishes into the studio's own names."""
    categories: defaultdict[str, list[str]] = defaultdict(list)
    for model in wished.prefer:
        categories[model.category].append(model.name)
    prefer = tuple((category, tuple(names)) for category, names in categories.items())
    include = (features.upscaler,) if wished.upscale and features.upscaler else ()
    return Tools(prefer=prefer, include=include)
