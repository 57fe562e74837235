"""A quiz of aiogram-dialog windows with text inputs, as its documentation teaches them.

https://aiogram-dialog.readthedocs.io/en/stable/quickstart/index.html
https://aiogram-dialog.readthedocs.io/en/stable/widgets/input/index.html
"""

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Next
from aiogram_dialog.widgets.text import Const
from quiz import AGAIN, BYE, HELLO, NAMES, STEPS, good
from webhook import serve


class Form(StatesGroup):
    style = State()
    area = State()
    features = State()
    budget = State()
    deadline = State()
    agree = State()
    ads = State()
    name = State()
    phone = State()
    call_time = State()


def checked(step):
    def check(text: str) -> str:
        if not good(step, text):
            raise ValueError(text)
        return text

    return check


async def refused(message: Message, widget, manager: DialogManager, error: ValueError) -> None:
    await message.answer(AGAIN)


async def finished(message: Message, widget, manager: DialogManager, value: str) -> None:
    for text in BYE:
        await message.answer(text)
    await manager.done(show_mode=ShowMode.NO_UPDATE)


def window(number: int) -> Window:
    step, question, options = STEPS[number]
    text = question if not options else question + "\n" + "\n".join(f"• {option}" for option in options)
    done = Next() if number + 1 < len(STEPS) else finished
    field = TextInput(id=step, type_factory=checked(step), on_success=done, on_error=refused)
    return Window(Const(text), field, state=getattr(Form, NAMES[number]))


async def begin(message: Message, dialog_manager: DialogManager) -> None:
    await message.answer(HELLO)
    await dialog_manager.start(Form.style, mode=StartMode.RESET_STACK)


async def main() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["API"]))
    bot = Bot(os.environ["TOKEN"], session=session)
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.message.register(begin, CommandStart())
    dispatcher.include_router(Dialog(*(window(number) for number in range(len(STEPS)))))
    setup_dialogs(dispatcher)
    await serve(bot, dispatcher)


asyncio.run(main())
