"""Who may do what, and why not."""

from functools import partial

from bot.chat import Level, Person, PersonId
from bot.errors import UserError
from bot.preferences import RIGHTS, STANDINGS
from bot.texts import Translator
from bot.texts import settings as texts


def may(person: Person, level: Level) -> bool:
    """Tell whether somebody may do here what a level stands for: by the settings, or else by their standing."""
    return person.level >= person.floors.of(level)


def demand(person: Person, level: Level) -> None:
    """Raise `UserError`, saying whom it is for and what decided that, unless somebody may."""
    if not may(person, level):
        raise UserError(partial(_refusal, right=level, floor=person.floors.of(level)))


def may_press(person: Person, asker: PersonId) -> bool:
    """Tell whether somebody may answer or stop what another person asked for."""
    return person.id == asker or may(person, Level.MODERATE)


def _refusal(t: Translator, *, right: Level, floor: Level) -> str:
    return texts.needs(t, who=STANDINGS.show(t, floor), setting=RIGHTS[right].name)
