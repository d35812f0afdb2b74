"""The agent talks as if there were windows and buttons: a fixed table says what that means here.

Nothing else in its text is obeyed, and even these words only lead to something being shown or offered.
"""

import re
from dataclasses import dataclass

from bot.studio import Guide

PRESS = r"\b(?:click|press|tap|hit)\b"
WITHIN = r"[^.!?。！？\n]"
# The first row that fits a sentence counts; English and Chinese, as the agent answers in either.
TABLE: tuple[tuple[Guide, tuple[str, ...]], ...] = (
    (
        Guide.EXPORT,
        (
            r"\bexport button\b",
            rf"(?:{PRESS}|\buse\b){WITHIN}{{0,40}}\bexport\b",
            rf"(?:点击|按下|选择){WITHIN}{{0,12}}导出",
            r"导出按钮",
        ),
    ),
    (
        Guide.CREDITS,
        (
            rf"\b(?:check|see|visit|open|go to)\b{WITHIN}{{0,30}}\b(?:account|billing|dashboard)\b",
            rf"(?:查看|打开|前往){WITHIN}{{0,8}}(?:账户|账单|控制台)",
            r"(?:到|去|进入|访问)(?:您的|你的)?(?:账户|账单|控制台)(?:页|中心|里|中)",
        ),
    ),
    (
        Guide.TIMELINE,
        (
            rf"\b(?:preview|see|view|watch)\b{WITHIN}{{0,30}}\bin (?:the )?(?:timeline|player|editor)\b",
            rf"\bopen (?:up )?(?:the|your)\b{WITHIN}{{0,30}}\b(?:panel|tab|menu|editor|timeline|settings|library)\b",
            rf"在(?:时间线|时间轴|播放器){WITHIN}{{0,8}}(?:预览|查看)",
            rf"打开{WITHIN}{{0,12}}(?:面板|标签|菜单|编辑器|时间[线轴]|设置|素材库)",
        ),
    ),
    (
        Guide.EDIT,
        (
            rf"\bdrag(?:ging)?\b{WITHIN}{{0,40}}\b(?:drop|onto|into|to|on)\b",
            r"\bdrag[- ]and[- ]drop\b",
            rf"\badjust\b{WITHIN}{{0,30}}\bin (?:the )?editor\b",
            r"拖拽|拖动|拖放",
        ),
    ),
    (Guide.ASK, (rf"{PRESS}{WITHIN}{{0,40}}\b(?:button|icon|tab|menu|link|on)\b", r"点击")),
)
PATTERNS = tuple((guide, re.compile("|".join(words), re.IGNORECASE)) for guide, words in TABLE)
SENTENCE_END = re.compile(r"(?<=[.!?])(?=\s)|(?<=[。！？\n])")
CLAUSE_END = re.compile(r"(?<=[,;])(?=\s)|(?<=[，；])")
# A clause that only leads to what is taken out.
LEADS = re.compile(
    r"\W*(?:to|if|when|once|for|then|just|now|you can|in order|如果|若|要|想|如需|为了|您可以|你可以)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Translated:
    """What is left of a text without its talk of windows, and what that talk comes to here."""

    text: str
    guides: tuple[Guide, ...]


def translate(text: str) -> Translated:
    """Take what speaks of windows out of a text, and leave every other word as it is."""
    kept, guides = list[str](), list[Guide]()
    for sentence in SENTENCE_END.split(text):
        found = _found(sentence)
        kept.append(sentence if found is None else _rest(sentence))
        guides += [] if found is None else [found]
    return Translated("".join(kept).strip(), tuple(dict.fromkeys(guides)))


def _found(words: str) -> Guide | None:
    return next((guide for guide, pattern in PATTERNS if pattern.search(words)), None)


def _rest(sentence: str) -> str:
    """Give what a sentence says before it speaks of windows."""
    clauses = CLAUSE_END.split(sentence)
    first = next((number for number, clause in enumerate(clauses) if _found(clause) is not None), 0)
    said = "".join(clauses[:first]).rstrip(" ,;，；")
    end = "\n" if sentence.endswith("\n") else ""
    if not said.strip() or LEADS.match(said):
        return end
    return f"{said}{'。' if sentence.rstrip().endswith('。') else '.'}{end}"
