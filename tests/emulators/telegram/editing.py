"""The methods that change or take away what was said, and the answer to a press."""

from dataclasses import replace

from tests.emulators.telegram import forms, keyboards, limits, places
from tests.emulators.telegram.errors import LATE, SAME, bad
from tests.emulators.telegram.methods import Methods
from tests.emulators.telegram.parameters import (
    AnswerCallback,
    DeleteMessages,
    EditCaption,
    EditMarkup,
    EditText,
    InMessage,
)
from tests.emulators.telegram.sending import caption_of, text_of
from tests.emulators.telegram.texts import units
from tests.emulators.telegram.things import Chat, Draft, Json, Message
from tests.emulators.telegram.uploads import Uploads
from tests.emulators.telegram.world import World


class EditingMethods:
    """Editing, deleting, answering presses."""

    def __init__(self, world: World) -> None:
        self._world = world

    def methods(self) -> Methods:
        """What they are called, what they take, and what does them."""
        methods = Methods()
        methods.add("editMessageText", EditText, self._text, sends=True)
        methods.add("editMessageCaption", EditCaption, self._caption, sends=True)
        methods.add("editMessageReplyMarkup", EditMarkup, self._markup, sends=True)
        methods.add("deleteMessage", InMessage, self._delete)
        methods.add("deleteMessages", DeleteMessages, self._delete_many)
        methods.add("answerCallbackQuery", AnswerCallback, self._answer)
        return methods

    def _text(self, told: EditText, _: Uploads) -> Json:
        chat, message = self._editable(told)
        if message.said.media:
            raise bad("there is no text in the message to edit")
        wanted = text_of(told)
        said = replace(message.said, text=wanted.text, entities=wanted.entities, preview=wanted.preview)
        return self._changed(message, self._with_buttons(chat, told, said))

    def _caption(self, told: EditCaption, _: Uploads) -> Json:
        chat, message = self._editable(told)
        if not message.said.media:
            raise bad("there is no caption in the message to edit")
        text, entities = caption_of(told)
        said = replace(message.said, text=text, entities=entities, above=told.show_caption_above_media)
        return self._changed(message, self._with_buttons(chat, told, said))

    def _markup(self, told: EditMarkup, _: Uploads) -> Json:
        chat, message = self._editable(told)
        said = self._with_buttons(chat, told, message.said)
        if said == message.said:
            raise bad(SAME)
        self._world.mark(message, said.keyboard)
        return forms.message_form(self._world, message)

    def _with_buttons(self, chat: Chat, told: EditMarkup, said: Draft) -> Draft:
        keyboard = keyboards.inline_only(told.reply_markup, chat)
        if keyboard and said.album:
            raise bad("message can't be edited")
        return replace(said, keyboard=keyboard)

    def _changed(self, message: Message, said: Draft) -> Json:
        if said == message.said:
            raise bad(SAME)
        self._world.edit(message, said)
        return forms.message_form(self._world, message)

    def _editable(self, told: InMessage) -> tuple[Chat, Message]:
        chat = places.entered(self._world, told.chat_id)
        message = self._world.message(chat.id, told.message_id)
        if message is None:
            raise bad("message to edit not found")
        if message.author != self._world.bot.id or message.said.asks or message.said.service:
            raise bad("message can't be edited")
        return chat, message

    def _delete(self, told: InMessage, _: Uploads) -> bool:
        chat = places.entered(self._world, told.chat_id)
        message = self._world.message(chat.id, told.message_id)
        if message is None:
            raise bad("message to delete not found")
        if not self._may_delete(chat, message):
            raise bad("message can't be deleted")
        self._world.delete(message)
        return True

    def _delete_many(self, told: DeleteMessages, _: Uploads) -> bool:
        if len(told.message_ids) not in limits.DELETES:
            raise bad("too many message identifiers specified")
        chat = places.entered(self._world, told.chat_id)
        found = [self._world.message(chat.id, each) for each in told.message_ids]
        for message in [each for each in found if each and self._may_delete(chat, each)]:
            self._world.delete(message)
        return True

    def _may_delete(self, chat: Chat, message: Message) -> bool:
        member = chat.member(self._world.bot.id)
        if member.leads and "can_delete_messages" in member.rights:
            return True
        own = message.author == self._world.bot.id or chat.is_private
        return own and self._world.clock.now() - message.at < limits.DELETABLE_SECONDS

    def _answer(self, told: AnswerCallback, _: Uploads) -> bool:
        if units(told.text) > limits.CALLBACK_ANSWER:
            raise bad("MESSAGE_TOO_LONG")
        callback = self._world.callbacks.get(told.callback_query_id)
        late = callback and self._world.clock.now() - callback.at > limits.CALLBACK_SECONDS
        if callback is None or late or callback.answer is not None:
            raise bad(LATE)
        self._world.answer(callback, {"text": told.text, "alert": told.show_alert, "url": told.url})
        return True
