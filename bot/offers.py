"""The buttons under finished files; their meaning lies in the store, so that they work for months."""

from bot.capabilities import Capabilities, MediaKind
from bot.chat import Button, Tone
from bot.store.confirmations import Action, new_token
from bot.store.deliveries import Kept
from bot.studio import StudioAccountId
from bot.texts import Say, Translator
from bot.texts import result as texts
from bot.workshop import Workshop

PICTURE = (Action.UPSCALE, Action.ANIMATE, Action.USE, Action.FILM, Action.ORIGINAL, Action.DELETE)
OTHER = (Action.USE, Action.FILM, Action.ORIGINAL, Action.DELETE)
LABELS: dict[Action, Say] = {
    Action.UPSCALE: texts.upscale,
    Action.ANIMATE: texts.animate,
    Action.USE: texts.use,
    Action.FILM: texts.film,
    Action.ORIGINAL: texts.original,
    Action.DELETE: texts.delete,
}


def filming(workshop: Workshop, kind: MediaKind, here: StudioAccountId) -> list[StudioAccountId]:
    """List the other studios whose films can be made of such a file."""
    return [
        account
        for account, studio in workshop.studios.items()
        if account != here and studio.features.exports and studio.features.sessions and kind in studio.features.accepts
    ]


def of(
    kept: Kept, studio: StudioAccountId, workshop: Workshop, capabilities: Capabilities, t: Translator
) -> list[tuple[Action, Button]]:
    """Make the buttons for one file of a studio, as many as the channel has room for."""
    kind = kept.artifact.kind
    unfit = set[Action]() if workshop.studios[studio].features.upscaler else {Action.UPSCALE}
    unfit |= set() if filming(workshop, kind, studio) else {Action.FILM}
    possible = [action for action in (PICTURE if kind is MediaKind.IMAGE else OTHER) if action not in unfit]
    tones = {Action.DELETE: Tone.DANGER}
    made = [(each, Button(LABELS[each](t), new_token(), tones.get(each, Tone.PLAIN))) for each in possible]
    return made[: capabilities.buttons_per_post]
