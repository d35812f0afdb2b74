"""From words to a composed scene: which place, who stands in it, in which colours."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from adapters.sandbox import outlines, places, subjects
from adapters.sandbox.chance import Chance
from adapters.sandbox.palettes import palette_for
from adapters.sandbox.places import Layer, Setting
from adapters.sandbox.sheet import Sheet

_PLACES: tuple[tuple[str, str], ...] = (
    ("sea", r"\b(?:sea|ocean|waves?|beach|coast|harbou?r|sail\w*|boat|surf)\b|海|浪|船"),
    ("city", r"\b(?:city|street|town|skyline|cyberpunk|tokyo|shanghai|new york|buildings?)\b|城市|街"),
    ("forest", r"\b(?:forest|woods?|trees?|jungle)\b|森林|树"),
    ("mountains", r"\b(?:mountains?|alps|peaks?|lake|himalaya)\b|山|湖"),
    ("hills", r"\b(?:hills?|meadow|field|garden|park|landscape|farm)\b|草地|田|花园"),
    ("shapes", r"\b(?:abstract|logo|icon|pattern|poster|bauhaus|geometric)\b|抽象|标志|海报"),
)
_SUBJECTS: tuple[tuple[str, str], ...] = (
    ("fox", r"\b(?:fox(?:es)?|wolf|wolves|dogs?|coyote)\b|狐|狼|狗"),
    ("cat", r"\b(?:cats?|kittens?|tigers?|lynx)\b|猫|虎"),
    ("flowers", r"\b(?:flowers?|roses?|tulips?|bouquet|blossoms?|sunflowers?|peony)\b|花(?!园)"),
    ("portrait", r"\b(?:portraits?|woman|man|girl|boy|person|face|lady|king|queen)\b|肖像|人像|女孩|男孩"),
)
_CHANGES = r"\b(?:change|same|instead|background|behind|make (?:it|him|her|them)|move|put|now|turn)\b|背景|换|改|变"
_ANY_PLACE = ("hills", "sea", "mountains", "forest", "shapes")
_BEHIND_SOMEBODY = ("hills", "forest", "hills", "mountains")


@dataclass(frozen=True, slots=True)
class Motif:
    """What a picture is of: the prompt, what was said before it on the thread, and which of the variations it is."""

    prompt: str
    before: str = ""
    variation: int = 0
    watercolour: bool = False


def compose(motif: Motif, size: tuple[int, int], margin: int = 0) -> tuple[Sheet, list[Layer]]:
    """Paint the layers of a motif, back to front."""
    chance = Chance(f"{motif.prompt}|{motif.before}").branch(str(motif.variation))
    palette = palette_for(motif.prompt, motif.variation, Chance(motif.prompt))
    sheet = Sheet(size, margin, chance, watercolour=motif.watercolour)
    setting = Setting(sheet, palette, chance)
    words = said(motif)
    subject, place = _named(_SUBJECTS, words), _named(_PLACES, words)
    sun = (setting.across(chance.between(0.2, 0.8)), chance.between(0.2, 0.34))
    layers = places.sky(setting, (setting.across(0.68), sun[1]) if place == "sea" else sun)
    layers += _place(place or _some_place(subject, motif.variation, chance))(setting)
    return sheet, layers + (_subject(subject, setting, motif.variation) if subject else [])


def flatten(sheet: Sheet, layers: list[Layer]) -> Image.Image:
    """Put the layers on each other as they lie and cut the margins off."""
    picture = layers[0].image.copy()
    for layer in layers[1:]:
        picture.alpha_composite(layer.image)
    margin = sheet.margin
    return picture.crop((margin, margin, margin + sheet.width, margin + sheet.height)).convert("RGB")


def said(motif: Motif) -> tuple[str, ...]:
    """Give the words to look for a motif in: the earlier prompt counts only where this one goes on from it."""
    alone = (motif.prompt,)
    starts_afresh = _named(_SUBJECTS + _PLACES, alone) and not re.search(_CHANGES, motif.prompt, re.IGNORECASE)
    return alone if starts_afresh else (motif.prompt, motif.before)


def _named(table: tuple[tuple[str, str], ...], texts: tuple[str, ...]) -> str | None:
    return next((name for text in texts for name, words in table if re.search(words, text, re.IGNORECASE)), None)


def _some_place(subject: str | None, variation: int, chance: Chance) -> str:
    if subject:
        return _BEHIND_SOMEBODY[variation % len(_BEHIND_SOMEBODY)]
    return chance.pick(_ANY_PLACE)


def _place(name: str) -> Callable[[Setting], list[Layer]]:
    return {
        "sea": places.sea,
        "city": places.city,
        "forest": places.forest,
        "mountains": places.mountains,
        "hills": places.hills,
        "shapes": places.shapes,
    }[name]


def _subject(name: str, setting: Setting, variation: int) -> list[Layer]:
    if name in {"fox", "cat"}:
        return subjects.animal(setting, outlines.FOX if name == "fox" else outlines.CAT, variation)
    return subjects.flowers(setting) if name == "flowers" else subjects.portrait(setting, variation)
