"""A bot behind aiogram's own webhook handler, as its documentation teaches it.

https://docs.aiogram.dev/en/latest/dispatcher/webhook.html
"""

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web


async def serve(bot: Bot, dispatcher: Dispatcher) -> None:
    port = int(os.environ["PORT"])

    async def set_webhook(bot: Bot) -> None:
        await bot.set_webhook(f"http://127.0.0.1:{port}/webhook", secret_token="secret")

    app = web.Application()
    SimpleRequestHandler(dispatcher=dispatcher, bot=bot, secret_token="secret").register(app, path="/webhook")
    setup_application(app, dispatcher, bot=bot)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await set_webhook(bot)
    await asyncio.Event().wait()
