"""A quiz on vkbottle's states, as its documentation teaches them.

https://vkbottle.readthedocs.io/ru/latest/high-level/handling/state-dispenser/
https://vkbottle.readthedocs.io/ru/latest/tools/keyboard/
"""

import os

from quiz import AGAIN, BYE, HELLO, NAMES, STEPS, good
from vkbottle import API, BaseStateGroup, Keyboard, Text
from vkbottle.bot import Bot, Message

api = API("vk1")
api.API_URL = os.environ["API"] + "/method/"
bot = Bot(api=api)


class Form(BaseStateGroup):
    style = "style"
    area = "area"
    features = "features"
    budget = "budget"
    deadline = "deadline"
    agree = "agree"
    ads = "ads"
    name = "name"
    phone = "phone"
    call_time = "call_time"


def markup(options):
    keyboard = Keyboard(one_time=True)
    for number, option in enumerate(options):
        if number:
            keyboard.row()
        keyboard.add(Text(option))
    return keyboard.get_json()


@bot.on.message(text="/start")
async def begin(message: Message) -> None:
    await message.answer(HELLO)
    await bot.state_dispenser.set(message.peer_id, Form.style)
    await message.answer(STEPS[0][1], keyboard=markup(STEPS[0][2]))


def ask(number: int) -> None:
    step = NAMES[number]

    @bot.on.message(state=Form(step))
    async def answered(message: Message) -> None:
        if not good(step, message.text):
            await message.answer(AGAIN)
            return
        answers = {**message.state_peer.payload.get("answers", {}), step: message.text}
        if number + 1 < len(STEPS):
            _, question, options = STEPS[number + 1]
            await bot.state_dispenser.set(message.peer_id, Form(NAMES[number + 1]), answers=answers)
            await message.answer(question, keyboard=markup(options))
        else:
            await bot.state_dispenser.delete(message.peer_id)
            for text in BYE:
                await message.answer(text)


for number in range(len(STEPS)):
    ask(number)

bot.run()
