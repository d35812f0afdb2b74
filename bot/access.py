"""Who may do what."""

from bot.chat import Level, Person, PersonId


def may(person: Person, level: Level) -> bool:
    """Tell whether somebody's standing here reaches a level."""
    return person.level >= level


def may_press(person: Person, asker: PersonId) -> bool:
    """Tell whether somebody may answer or stop what another person asked for."""
    return person.id == asker or may(person, Level.MODERATE)
