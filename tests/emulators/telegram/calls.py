"""What each method of the Bot API does to the emulated world, and when it refuses."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .entities import plain
from .markup import checked
from .refusals import NOT_MODIFIED, QUERY_TOO_OLD, RefusalError, bad_request, upgraded
from .schema import Upload
from .updates import Webhook
from .world import Chat, Json, Message, may_write, member

if TYPE_CHECKING:
    from .emulator import TelegramEmulator

TEXT, CAPTION, TOAST = 4096, 1024, 200
PHOTO_BYTES, FILE_BYTES, DOWNLOAD_BYTES = 10 << 20, 50 << 20, 20 << 20
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")


class Calls:
    """The methods by name: `await calls.table[name](args)` gives the result or raises RefusalError."""

    def __init__(self, emulator: TelegramEmulator) -> None:
        self._emulator = emulator
        self._world = emulator.world
        self._commands: dict[str, list[Json]] = {}
        self.table: dict[str, Callable[[Json], Awaitable[Any]]] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_media,
            "sendDocument": self._send_media,
            "sendVideo": self._send_media,
            "sendChatAction": self._send_chat_action,
            "editMessageText": self._edit_text,
            "editMessageCaption": self._edit_caption,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete_message,
            "answerCallbackQuery": self._answer_press,
            "getFile": self._get_file,
            "getChat": self._get_chat,
            "getChatMember": self._get_chat_member,
            "leaveChat": self._leave_chat,
            "createForumTopic": self._create_topic,
            "setMyCommands": self._set_commands,
            "getMyCommands": self._get_commands,
            "deleteMyCommands": self._delete_commands,
        }

    # The bot and its updates ------------------------------------------------------------------------------------------

    async def _get_me(self, args: Json) -> Any:
        return self._emulator.me | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self._emulator.privacy,
            "supports_inline_queries": False,
        }

    async def _get_updates(self, args: Json) -> Any:
        return await self._emulator.updates.poll(
            args.get("offset", 0), args.get("limit", 100), args.get("timeout", 0), args.get("allowed_updates")
        )

    async def _set_webhook(self, args: Json) -> Any:
        url, secret = args["url"], args.get("secret_token", "")
        if url:
            parts = urlsplit(url)
            if not self._emulator.local and parts.scheme != "https":
                raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
            if not self._emulator.local and (parts.port or 443) not in (443, 80, 88, 8443):
                raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
            if len(secret) > 256:
                raise bad_request("secret token is too long")
            if secret and not re.fullmatch(r"[A-Za-z0-9_-]+", secret):
                raise bad_request("secret token contains unallowed characters")
        if args.get("drop_pending_updates"):
            self._emulator.updates.drop()
        webhook = Webhook(url, secret, max(1, min(args.get("max_connections", 40), 100))) if url else None
        self._emulator.updates.set_webhook(webhook, args.get("allowed_updates"))
        return True

    async def _delete_webhook(self, args: Json) -> Any:
        return await self._set_webhook({"url": ""} | args)

    async def _get_webhook_info(self, args: Json) -> Any:
        updates = self._emulator.updates
        hook = updates.webhook
        info: Json = {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(updates.pending),
            "allowed_updates": sorted(updates.kinds),
        }
        if hook:
            info["max_connections"] = hook.max_connections
        if hook and hook.error_text:
            info |= {"last_error_date": hook.error_at, "last_error_message": hook.error_text}
        return info

    # Sending ----------------------------------------------------------------------------------------------------------

    async def _send_message(self, args: Json) -> Any:
        text = args["text"]
        if not text:
            raise bad_request("message text is empty")
        text = plain(text, args.get("parse_mode", ""))
        if not text.strip():
            raise bad_request("text must be non-empty")
        if len(text) > TEXT:
            raise bad_request("message is too long")
        return self._sent(args, text=text.strip())

    async def _send_media(self, args: Json) -> Any:
        kind = next(kind for kind in ("photo", "document", "video") if kind in args)
        caption = plain(args.get("caption", ""), args.get("parse_mode", ""))
        if len(caption) > CAPTION:
            raise bad_request("message caption is too long")
        file = self._file(kind, args[kind])
        if kind == "photo":
            return self._sent(args, caption=caption, content={"photo": [file | {"width": 90, "height": 90}]})
        if kind == "video":
            file |= {"duration": 1, "width": 90, "height": 90}
        return self._sent(args, caption=caption, content={kind: file})

    def _file(self, kind: str, given: str | Upload) -> Json:
        if isinstance(given, Upload):
            if not given.content:
                raise bad_request("file must be non-empty")
            if kind == "photo" and len(given.content) > PHOTO_BYTES:
                raise bad_request(
                    f"file of size {len(given.content)} bytes is too big for a photo; "
                    f"the maximum size is {PHOTO_BYTES} bytes"
                )
            if len(given.content) > FILE_BYTES:
                raise RefusalError(413, "Request Entity Too Large")
            if kind == "photo" and not given.content.startswith(_IMAGES):
                raise bad_request("IMAGE_PROCESS_FAILED")
            file = self._world.keep(kind, given.name, given.content)
        elif urlsplit(given).scheme in ("http", "https"):
            if given in self._world.broken_links:
                raise bad_request("failed to get HTTP URL content")
            file = self._world.keep(kind, given.rsplit("/", 1)[-1], given.encode())
        elif given in self._world.files:
            file = self._world.files[given]
            if file.kind != kind:
                raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
        else:
            raise bad_request("wrong file identifier/HTTP URL specified")
        name = {"file_name": file.name} if kind != "photo" else {}
        return {"file_id": file.id, "file_unique_id": file.id[-7:], "file_size": file.size} | name

    def _sent(self, args: Json, *, text: str = "", caption: str = "", content: Json | None = None) -> Json:
        chat = self._world.chat(args["chat_id"])
        markup = checked(args.get("reply_markup"), private=chat.private)
        may_write(chat)
        thread = args.get("message_thread_id", 0)
        if thread and thread not in chat.topics:
            raise bad_request("message thread not found")
        if thread and chat.topics[thread].closed:
            raise bad_request("TOPIC_CLOSED")
        reply = self._reply(chat, args.get("reply_parameters"))
        self._emulator.limits.spend(chat)
        message = Message(
            chat,
            self._world.next_message_id(chat),
            self._emulator.me,
            int(self._emulator.clock.now()),
            text=text,
            caption=caption,
            content=content or {},
            markup=markup,
            thread=thread,
            reply_to=reply,
        )
        chat.messages.append(message)
        if markup and "keyboard" in markup:
            chat.reply_keyboard = markup
        elif markup and "remove_keyboard" in markup:
            chat.reply_keyboard = None
        return message.json()

    def _reply(self, chat: Chat, parameters: Json | None) -> Message | None:
        if not parameters:
            return None
        found = chat.find(parameters.get("message_id", 0))
        if not found and not parameters.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        return found

    async def _send_chat_action(self, args: Json) -> Any:
        may_write(self._world.chat(args["chat_id"]))
        if args["action"] not in ("typing", "upload_photo", "upload_document", "upload_video"):
            raise bad_request("wrong parameter action in request")
        return True

    # Editing ----------------------------------------------------------------------------------------------------------

    async def _edit_text(self, args: Json) -> Any:
        if not args.get("text"):
            raise bad_request("message text is empty")
        text = plain(args["text"], args.get("parse_mode", "")).strip()
        if not text:
            raise bad_request("text must be non-empty")
        message, markup = self._editable(args)
        if not message.text:
            raise bad_request("there is no text in the message to edit")
        if len(text) > TEXT:
            raise bad_request("MESSAGE_TOO_LONG")
        return self._edited(message, markup, text=text)

    async def _edit_caption(self, args: Json) -> Any:
        caption = plain(args.get("caption", ""), args.get("parse_mode", "")).strip()
        message, markup = self._editable(args)
        if message.text:
            raise bad_request("there is no caption in the message to edit")
        if len(caption) > CAPTION:
            raise bad_request("MEDIA_CAPTION_TOO_LONG")
        return self._edited(message, markup, caption=caption)

    async def _edit_markup(self, args: Json) -> Any:
        message, markup = self._editable(args)
        return self._edited(message, markup)

    def _editable(self, args: Json) -> tuple[Message, Json | None]:
        if "chat_id" not in args:
            raise bad_request("chat_id is empty")
        chat = self._world.chat(args["chat_id"])
        markup = checked(args.get("reply_markup"), private=chat.private)
        if chat.migrated_to:
            raise upgraded(chat.migrated_to)
        message = chat.find(args.get("message_id", 0))
        if not message:
            raise bad_request("message to edit not found")
        if not message.from_bot or (message.markup and "inline_keyboard" not in message.markup):
            raise bad_request("message can't be edited")
        may_write(chat)
        return message, markup

    def _edited(self, message: Message, markup: Json | None, *, text: str = "", caption: str = "") -> Json:
        new = (text or message.text, caption or message.caption, markup)
        if new == (message.text, message.caption, message.markup):
            raise bad_request(NOT_MODIFIED)
        self._emulator.limits.spend(message.chat, edit=True)
        message.text, message.caption, message.markup = new
        message.edited = int(self._emulator.clock.now())
        return message.json()

    async def _delete_message(self, args: Json) -> Any:
        chat = self._world.chat(args["chat_id"])
        message = chat.find(args["message_id"])
        if not message:
            raise bad_request("message to delete not found")
        if not message.from_bot and not chat.private and chat.bot != "administrator":
            raise bad_request("message can't be deleted")
        message.deleted = True
        return True

    async def _answer_press(self, args: Json) -> Any:
        press = self._world.presses.get(args["callback_query_id"])
        now = self._emulator.clock.now()
        if press is None or press.answered or now - press.at > self._emulator.answer_within:
            raise bad_request(QUERY_TOO_OLD)
        if len(args.get("text", "")) > TOAST:
            raise bad_request("MESSAGE_TOO_LONG")
        press.answered, press.toast, press.alert = True, args.get("text", ""), args.get("show_alert", False)
        return True

    # Files, chats, commands -------------------------------------------------------------------------------------------

    async def _get_file(self, args: Json) -> Any:
        file = self._world.files.get(args["file_id"])
        if file is None:
            raise bad_request("invalid file_id")
        if file.size > DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return {
            "file_id": file.id,
            "file_unique_id": file.id[-7:],
            "file_size": file.size,
            "file_path": file.path,
        }

    async def _get_chat(self, args: Json) -> Any:
        chat = self._world.chat(args["chat_id"])
        if chat.migrated_to:
            raise upgraded(chat.migrated_to)
        if chat.bot != "administrator":
            may_write(chat)
        gifts = (
            "unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels",
        )  # fmt: skip
        return chat.json() | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(gifts, False),
        }

    async def _get_chat_member(self, args: Json) -> Any:
        chat = self._world.chat(args["chat_id"])
        may_write(chat)
        me = self._emulator.me
        if args["user_id"] == me["id"]:
            return member(me, chat.bot)
        if args["user_id"] not in chat.members:
            raise bad_request("user not found")
        return member(self._emulator.users[args["user_id"]].about, chat.members[args["user_id"]])

    async def _leave_chat(self, args: Json) -> Any:
        chat = self._world.chat(args["chat_id"])
        may_write(chat)
        chat.bot = "left"
        return True

    async def _create_topic(self, args: Json) -> Any:
        chat = self._world.chat(args["chat_id"])
        may_write(chat)
        if not chat.is_forum:
            raise bad_request("the chat is not a forum")
        if chat.bot != "administrator":
            raise bad_request("not enough rights to create a topic")
        topic = self._emulator.groups[chat.id].topic(args["name"])
        return {"message_thread_id": topic.id, "name": topic.name, "icon_color": 7322096}

    async def _set_commands(self, args: Json) -> Any:
        if len(args["commands"]) > 100:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in args["commands"]:
            if not re.fullmatch(r"/?[a-z0-9_]{1,32}", command["command"]):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self._commands[args.get("language_code", "")] = args["commands"]
        return True

    async def _get_commands(self, args: Json) -> Any:
        return self._commands.get(args.get("language_code", ""), [])

    async def _delete_commands(self, args: Json) -> Any:
        self._commands.pop(args.get("language_code", ""), None)
        return True
