"""The buttons under finished files; their meaning lies in the store, so that they work for months."""

from bot.capabilities import Capabilities, MediaKind
from bot.chat import Button, Tone
from bot.store.confirmations import Action, new_token
from bot.store.deliveries import Kept
from bot.studio import Features
from bot.texts import Say, Translator
from bot.texts import result as texts

PICTURE = (Action.UPSCALE, Action.ANIMATE, Action.USE, Action.ORIGINAL, Action.DELETE)
OTHER = (Action.USE, Action.ORIGINAL, Action.DELETE)
LABELS: dict[Action, Say] = {
    Action.UPSCALE: texts.upscale,
    Action.ANIMATE: texts.animate,
    Action.USE: texts.use,
    Action.ORIGINAL: texts.original,
    Action.DELETE: texts.delete,
}


def of(kept: Kept, features: Features, capabilities: Capabilities, t: Translator) -> list[tuple[Action, Button]]:
    """Make the buttons for one file, as many as the channel has room for."""
    fitting = PICTURE if kept.artifact.kind is MediaKind.IMAGE else OTHER
    possible = [action for action in fitting if features.upscaler or action is not Action.UPSCALE]
    tones = {Action.DELETE: Tone.DANGER}
    made = [(each, Button(LABELS[each](t), new_token(), tones.get(each, Tone.PLAIN))) for each in possible]
    return made[: capabilities.buttons_per_post]
