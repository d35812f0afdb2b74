"""The colours of a picture: eight moods, picked by the words of the prompt or by chance."""

import re
from dataclasses import dataclass, replace

from adapters.sandbox.chance import Chance

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one mood, from the sky down to the foreground, and the coat of whoever lives in it."""

    sky: Colour
    horizon: Colour
    light: Colour
    far: Colour
    near: Colour
    leaf: Colour
    bloom: Colour
    coat: Colour = (214, 92, 38)

    @property
    def dark(self) -> bool:
        """Say whether the sky is a night sky."""
        return sum(self.sky) < _NIGHT


_NIGHT = 330


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Go from one colour that share of the way to the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _hex(digits: str) -> Colour:
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def _palette(row: str) -> Palette:
    sky, horizon, light, far, near, leaf, bloom = map(_hex, row.split())
    return Palette(sky, horizon, light, far, near, leaf, bloom)


#         sky    horizon light  far    near   leaf   bloom
_MOODS = {
    "autumn": "f3c98b fdf0da fff8e6 e2ab62 74402c b9542a e7a93c",
    "forest": "a9d6c8 f5f5df fffce4 8cbca0 1d4a43 3a7a5b f0b25a",
    "dusk": "4a4580 f79a7d ffdca8 91608a 2c2649 5d4172 ff9f7c",
    "winter": "9dc3e6 f4f7fb ffffff b4cce2 56779a 456a8e d87a6b",
    "dawn": "8db9df ffe0c4 fff4d8 d8a5a2 584a6c 8a5a6e f38f74",
    "night": "0e1c40 44729f f6f2d8 33598a 0b1731 1c3b5d ffd27a",
    "sea": "58aed0 eaf7ee fffbe4 66b6c8 0d4d70 1f7a8c ff8a5b",
    "rose": "f2a3b5 fdeff0 fffdf8 e58fa3 7a2f4e 6b8a5c d5456b",
}
_MOOD_WORDS = (
    ("autumn", r"autumn|golden?|yellow|orange|desert|秋|金|黄|橙"),
    ("forest", r"green|spring|绿|春"),
    ("dusk", r"sunset|dusk|purple|violet|cyberpunk|evening|夕阳|黄昏|紫"),
    ("winter", r"snow\w*|winter|ice|雪|冬"),
    ("dawn", r"dawn|sunrise|morning|日出|清晨|早晨"),
    ("night", r"night|moon\w*|stars?|dark|black|夜|月|星|黑"),
    ("sea", r"blue|turquoise|summer|蓝|夏"),
    ("rose", r"pink|rose|cherry|粉|玫瑰|樱"),
)
_COATS = (
    (r"red|fox|红|狐", "d2571f"),
    (r"white|arctic|白", "e9e4dc"),
    (r"black|黑", "3a3640"),
    (r"gr[ae]y|wolf|灰|狼", "8b8f98"),
    (r"brown|棕", "8a5a38"),
    (r"orange|ginger|橙", "e08a35"),
    (r"blue|蓝", "4f7fb5"),
    (r"pink|粉", "e07f9b"),
    (r"green|绿", "5d9467"),
    (r"purple|violet|紫", "8261a8"),
)
_SOME_COATS = ("d9772f", "6b6470", "c9a06a", "e3d6c3")


def palette_for(prompt: str, variation: int, chance: Chance) -> Palette:
    """Choose the mood that the prompt names; where it names none, each variation gets another one."""
    named = [mood for mood, pattern in _MOOD_WORDS if _says(pattern, prompt)]
    start = int(chance.unit() * len(_MOODS))
    moods = named or [*_MOODS][start:] + [*_MOODS][:start]
    return replace(_palette(_MOODS[moods[variation % len(moods)]]), coat=_coat(prompt, chance))


def _coat(prompt: str, chance: Chance) -> Colour:
    named = [digits for pattern, digits in _COATS if _says(pattern, prompt)]
    return _hex(named[0] if named else chance.pick(_SOME_COATS))


def _says(pattern: str, prompt: str) -> bool:
    latin = r"|".join(part for part in pattern.split("|") if part.isascii())
    han = r"|".join(part for part in pattern.split("|") if not part.isascii())
    return bool(re.search(rf"\b(?:{latin})\b|{han}", prompt, re.IGNORECASE))
