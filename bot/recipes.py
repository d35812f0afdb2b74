"""How a result was made, as far as it is known: what was wished for, what it cost, how long it took."""

from sqlalchemy import Connection

from bot.preferences import REASONING
from bot.store import confirmations as questions
from bot.store.turns import Turn
from bot.studio import AUTO, Decision, Prompt, Reasoning, Tools
from bot.texts import Translator, shortened
from bot.texts import pointing as texts
from bot.texts import settings as settings_texts
from bot.texts import turn as turn_texts

PROMPT_LENGTH = 1000


def added(t: Translator, turn: Turn) -> str:
    """Tell what the settings added to a request; what its own words wished for stands on the card anyway."""
    tools = turn.prepared.request.tools if turn.prepared and isinstance(turn.prepared.request, Prompt) else Tools()
    own = {model.name for model in turn.wishes.prefer}
    models = [name for _, names in tools.prefer for name in names if name not in own]
    allowed = tools.include[1:] if turn.wishes.upscale else tools.include
    fixed = turn.conversation.reasoning or AUTO
    reasoning = "" if fixed == AUTO else REASONING.kind.show(t, Reasoning(fixed))
    return settings_texts.recipe_of(t, models=list(dict.fromkeys([*models, *allowed])), reasoning=reasoning)


def cost(connection: Connection, turn: Turn) -> float | None:
    """Add up the prices that were approved; None where there was none."""
    costs = [
        each.asked.cost
        for each in questions.of_turn(connection, turn.id)
        if each.decision is Decision.APPROVE and each.asked.cost is not None
    ]
    return sum(costs) if costs else None


def told(t: Translator, turn: Turn, price: float | None) -> str:
    """Tell everything at once: who asked, with which words, for which models, the price, the time."""
    lines = [
        texts.asked_by(t, name=turn.name, day=t.day(turn.created_at)),
        texts.prompt_of(t, prompt=shortened(turn.text, PROMPT_LENGTH)),
        texts.models_of(t, models=[model.label for model in turn.wishes.prefer]),
        texts.upscaled(t) if turn.wishes.upscale else "",
        added(t, turn),
        "" if price is None else turn_texts.price(t, cost=price),
        texts.took(t, seconds=turn.ended_at - (turn.started_at or turn.created_at)) if turn.ended_at else "",
    ]
    return "\n".join(line for line in lines if line)
