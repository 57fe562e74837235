"""A quiz on aiogram's finite state machine, as its documentation teaches it.

https://docs.aiogram.dev/en/latest/dispatcher/finite_state_machine/index.html
https://docs.aiogram.dev/en/latest/dispatcher/finite_state_machine/storages.html
https://docs.aiogram.dev/en/latest/dispatcher/middlewares.html
https://docs.sqlalchemy.org/en/20/orm/extensions/asyncio.html

Without an argument: MemoryStorage, no database. `sql`: RedisStorage, and a session for each update that commits the
answer.
"""

import asyncio
import os
import sys

from aiogram import BaseMiddleware, Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import KeyboardButton, Message, ReplyKeyboardMarkup, ReplyKeyboardRemove
from quiz import AGAIN, BYE, HELLO, NAMES, STEPS, good
from sqlalchemy import BigInteger, String, event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from webhook import serve

router = Router()


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


class Base(DeclarativeBase):
    pass


class Answer(Base):
    __tablename__ = "answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    step: Mapped[str] = mapped_column(String(32))
    value: Mapped[str] = mapped_column(String(255))


class Sessions(BaseMiddleware):
    def __init__(self, maker):
        self.maker = maker

    async def __call__(self, handler, event, data):
        async with self.maker() as session:
            data["session"] = session
            return await handler(event, data)


class Lead(Base):
    __tablename__ = "leads"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(255))
    phone: Mapped[str] = mapped_column(String(32))


def markup(options):
    if not options:
        return ReplyKeyboardRemove()
    return ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text=option)] for option in options], resize_keyboard=True)


@router.message(CommandStart())
async def begin(message: Message, state: FSMContext) -> None:
    await message.answer(HELLO)
    await state.set_state(Form.style)
    await message.answer(STEPS[0][1], reply_markup=markup(STEPS[0][2]))


def ask(number: int) -> None:
    step = NAMES[number]

    @router.message(getattr(Form, step), F.text)
    async def answered(message: Message, state: FSMContext, session: AsyncSession | None = None) -> None:
        if not good(step, message.text):
            await message.answer(AGAIN)
            return
        await state.update_data({step: message.text})
        if session is not None:
            session.add(Answer(user_id=message.from_user.id, step=step, value=message.text))
            await session.commit()
        if number + 1 < len(STEPS):
            _, question, options = STEPS[number + 1]
            await state.set_state(getattr(Form, NAMES[number + 1]))
            await message.answer(question, reply_markup=markup(options))
        else:
            if session is not None:
                answers = await state.get_data()
                session.add(Lead(user_id=message.from_user.id, name=answers["name"], phone=answers["phone"]))
                await session.commit()
            await state.clear()
            for text in BYE:
                await message.answer(text, reply_markup=ReplyKeyboardRemove())


for number in range(len(STEPS)):
    ask(number)


async def main() -> None:
    if "sql" in sys.argv:
        # Its pool of 100 connections is too small for 200 updates at once: it raises, and they are lost.
        storage = RedisStorage.from_url(os.environ["REDIS"], connection_kwargs={"max_connections": 1000})
        url = os.environ["DATABASE"]
        # After the five seconds that are usual it says that the database is locked, and answers are lost.
        patience = {"timeout": 60} if url.startswith("sqlite") else {}
        engine = create_async_engine(url, connect_args=patience)
        if engine.dialect.name == "sqlite":

            @event.listens_for(engine.sync_engine, "connect")
            def wal(connection, record):
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=NORMAL")

        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        router.message.middleware(Sessions(async_sessionmaker(engine, expire_on_commit=False)))
    else:
        storage = MemoryStorage()
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["API"]))
    bot = Bot(os.environ["TOKEN"], session=session)
    dispatcher = Dispatcher(storage=storage)
    dispatcher.include_router(router)
    await serve(bot, dispatcher)


asyncio.run(main())
