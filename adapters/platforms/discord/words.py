"""What a message says: our own name taken out, other names written as people read them."""

import re

import discord

MENTION = re.compile(r"<(@!?|@&|#)(\d+)>")
EMOJI = re.compile(r"<(a?):(\w+):(\d+)>")
COMMAND = re.compile(r"</([^:>]+):\d+>")


def of(message: discord.Message, me: int) -> str:
    """Write down a message's words; those of a forwarded one where it brings none of its own."""
    said = message.content or next((each.content for each in message.message_snapshots if each.content), "")
    ours = message.guild.self_role.id if message.guild and message.guild.self_role else None
    names = _names(message)

    def named(found: re.Match[str]) -> str:
        id_ = int(found[2])
        if id_ in {me, ours}:
            return ""
        return names.get(id_, found[0])

    plain = EMOJI.sub(lambda found: f":{found[2]}:", MENTION.sub(named, said))
    return re.sub(r"[ \t]{2,}", " ", COMMAND.sub(r"/\1", plain)).strip()


def _names(message: discord.Message) -> dict[int, str]:
    people = {each.id: f"@{each.display_name}" for each in message.mentions}
    roles = {each.id: f"@{each.name}" for each in message.role_mentions}
    channels = {each.id: f"#{each.name}" for each in message.channel_mentions}
    return people | roles | channels
