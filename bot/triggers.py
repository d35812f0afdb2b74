"""Phrases that mean something to us; everything else goes to the studio as it was written."""

from bot.studio import Decision

YES = frozenset(
    {"yes", "y", "ok", "okay", "approve", "confirm", "proceed", "go on", "是", "好", "好的", "确认", "同意", "批准"}
)
NO = frozenset({"no", "n", "cancel", "decline", "stop", "don't", "不", "不要", "取消", "拒绝", "算了"})


def decision(text: str) -> Decision | None:
    """Read a whole message as the answer to a question; None when it says anything more."""
    word = " ".join(text.casefold().split()).strip(" .!。！")
    if word in YES:
        return Decision.APPROVE
    return Decision.DECLINE if word in NO else None
