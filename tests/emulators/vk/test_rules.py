"""Each rule of the platform: the emulator refuses the violation with VK's own code and text."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

import aiohttp
import aiohttp.web
import pytest

from tests.emulators.clock import Clock
from tests.emulators.vk import Press, VkEmulator


async def ask(vk: VkEmulator, method: str, **params: Any) -> dict[str, Any]:
    """The whole answer to a call by POST, with token and version."""
    form = {"access_token": vk.token, "v": "5.199"} | {key: str(value) for key, value in params.items()}
    async with vk.http.post(f"{vk.url}/method/{method}", data=form) as response:
        assert response.status == 200
        return dict(await response.json())


async def error(vk: VkEmulator, method: str, **params: Any) -> tuple[int, str]:
    found = (await ask(vk, method, **params))["error"]
    return found["error_code"], found["error_msg"]


def board(*rows: list[dict[str, Any]], **flags: Any) -> str:
    return json.dumps({**flags, "buttons": list(rows)})


def text_button(label: str = "Да", **action: Any) -> dict[str, Any]:
    return {"action": {"type": "text", "label": label, **action}}


async def test_a_request_needs_token_version_and_a_known_method() -> None:
    async with VkEmulator() as vk:
        async with vk.http.get(f"{vk.url}/method/groups.getById?v=5.199&access_token=wrong") as response:
            answer = await response.json()
        assert answer["error"]["error_code"] == 5
        assert answer["error"]["error_msg"].startswith("User authorization failed")
        assert all(item["key"] != "access_token" for item in answer["error"]["request_params"])
        headers = {"Authorization": f"Bearer {vk.token}"}
        async with vk.http.get(f"{vk.url}/method/groups.getById", headers=headers) as response:
            assert (await response.json())["error"]["error_msg"] == "Invalid request: v (version) is required"
        async with vk.http.get(f"{vk.url}/method/groups.getById?v=5.199", headers=headers) as response:
            assert (await response.json())["response"]["groups"][0]["id"] == vk.community.id
        assert await error(vk, "messages.shout") == (3, "Unknown method passed")


async def test_a_send_needs_a_random_id_one_receiver_and_known_fields() -> None:
    async with VkEmulator() as vk:
        vk.user(1).allow()
        wrong = "One of the parameters specified was missing or invalid: "
        assert await error(vk, "messages.send", peer_id=1, message="a") == (
            100,
            f"{wrong}random_id is a required parameter",
        )
        code, text = await error(vk, "messages.send", peer_id=1, user_id=1, random_id=1, message="a")
        assert code == 100 and "one of peer_id" in text
        assert (await error(vk, "messages.send", peer_id=1, random_id=1))[0] == 100
        assert await error(vk, "messages.send", peer_id=1, random_id=1, message="a", mesage="b") == (
            100,
            f"{wrong}mesage is unknown",
        )
        assert await error(vk, "messages.send", peer_id="x", random_id=1, message="a") == (
            100,
            f"{wrong}peer_id must be integer",
        )
        assert (await error(vk, "messages.send", peer_id=1, random_id=2**31, message="a"))[0] == 100


async def test_a_repeated_random_id_sends_nothing_and_other_words_under_it_are_counted_as_lost() -> None:
    async with VkEmulator() as vk:
        anna, boris = vk.user(1), vk.user(2)
        anna.allow()
        boris.allow()
        first = await ask(vk, "messages.send", peer_id=1, random_id=77, message="Привет")
        again = await ask(vk, "messages.send", peer_id=1, random_id=77, message="Привет")
        assert first == again and anna.texts == ["Привет"]
        assert (vk.world.repeats, vk.world.lost) == (1, [])
        await ask(vk, "messages.send", peer_id=1, random_id=77, message="Другое")
        await ask(vk, "messages.send", peer_id=2, random_id=77, message="Привет")
        assert not boris.messages
        assert [(lost.peer_id, lost.text) for lost in vk.world.lost] == [(1, "Другое"), (2, "Привет")]
        await ask(vk, "messages.send", peer_id=1, random_id=0, message="Без защиты")
        await ask(vk, "messages.send", peer_id=1, random_id=0, message="Без защиты")
        assert anna.texts == ["Привет", "Без защиты", "Без защиты"]


async def test_a_send_to_several_answers_with_an_error_for_each_who_may_not_be_written_to() -> None:
    async with VkEmulator() as vk:
        vk.user(1).allow()
        vk.user(2)
        items = (await ask(vk, "messages.send", peer_ids="1,2", random_id=5, message="a"))["response"]
        assert items[0]["message_id"] and items[0]["conversation_message_id"] == 1
        assert items[1]["error"] == {"code": 901, "description": "Can't send messages for users without permission"}


@pytest.mark.parametrize(
    ("right", "code", "text"),
    [
        ("never", 901, "Can't send messages for users without permission"),
        ("denied", 901, "Can't send messages for users without permission"),
        ("blacklisted", 900, "Can't send messages for users from blacklist"),
        ("privacy", 902, "Can't send messages to this user due to their privacy settings"),
        ("deleted", 18, "User was deleted or banned"),
        ("late", 950, "Can't send message, reply timed out"),
    ],
)
async def test_who_may_not_be_written_to(right: str, code: int, text: str) -> None:
    async with VkEmulator() as vk:
        vk.user(1).chat.right = right
        assert await error(vk, "messages.send", peer_id=1, random_id=1, message="a") == (code, text)


async def test_a_text_over_4096_characters_is_too_long() -> None:
    async with VkEmulator() as vk:
        vk.user(1).allow()
        assert "response" in await ask(vk, "messages.send", peer_id=1, random_id=1, message="a" * 4096)
        assert await error(vk, "messages.send", peer_id=1, random_id=2, message="a" * 4097) == (
            914,
            "Message is too long",
        )


async def test_at_most_ten_attachments_and_only_known_ones() -> None:
    async with VkEmulator() as vk:
        anna = vk.user(1)
        photo = anna.photo().photos[0]
        name = f"photo1_{photo['id']}_{photo['access_key']}"
        assert "response" in await ask(vk, "messages.send", peer_id=1, random_id=1, attachment=",".join([name] * 10))
        code, text = await error(vk, "messages.send", peer_id=1, random_id=2, attachment=",".join([name] * 11))
        assert (code, text.endswith("attachment: more than 10")) == (100, True)
        assert (await error(vk, "messages.send", peer_id=1, random_id=3, attachment="photo1_2"))[0] == 100


BAD_KEYBOARDS = {
    "not JSON": "{",
    "no buttons": "{}",
    "an unknown field": board([text_button()], colour="red"),
    "one_time with inline": board([text_button()], inline=True, one_time=True),
    "an empty inline keyboard": board(inline=True),
    "an empty row": board([]),
    "six in a row": board([text_button()] * 6),
    "eleven rows": board(*[[text_button()]] * 11),
    "over forty": board(*[[text_button()] * 5] * 9),
    "seven inline rows": board(*[[text_button()]] * 7, inline=True),
    "eleven inline": board([text_button()] * 5, [text_button()] * 5, [text_button()], inline=True),
    "a label over 40": board([text_button("a" * 41)]),
    "no label": board([{"action": {"type": "text"}}]),
    "a payload that is no JSON": board([text_button(payload="{")]),
    "a payload that is an object": board([text_button(payload={"d": 1})]),
    "a payload over 255": board([text_button(payload=json.dumps("a" * 254))]),
    "an unknown colour": board([text_button() | {"color": "blue"}]),
    "a colour on a link": board(
        [{"action": {"type": "open_link", "label": "Сайт", "link": "https://example.com"}, "color": "primary"}]
    ),
    "a place beside another button": board([{"action": {"type": "location"}}, text_button()]),
    "a number shared by a button": board([{"action": {"type": "request_contact", "label": "Номер"}}]),
}


@pytest.mark.parametrize("keyboard", BAD_KEYBOARDS.values(), ids=BAD_KEYBOARDS.keys())
async def test_a_wrong_keyboard_is_refused(keyboard: str) -> None:
    async with VkEmulator() as vk:
        vk.user(1).allow()
        code, text = await error(vk, "messages.send", peer_id=1, random_id=1, message="a", keyboard=keyboard)
        assert code == 911 and text.startswith("Keyboard format is invalid")
        assert not vk.user(1).messages


async def test_the_largest_keyboards_are_taken_and_an_empty_one_removes_the_ordinary_one() -> None:
    async with VkEmulator() as vk:
        anna = vk.user(1)
        anna.allow()
        largest = board(*[[text_button("Д" * 40, payload=json.dumps("a" * 253)) | {"color": "negative"}] * 4] * 10)
        assert "response" in await ask(vk, "messages.send", peer_id=1, random_id=1, message="a", keyboard=largest)
        assert sum(map(len, anna.keyboard)) == 40
        inline = board(*[[{"action": {"type": "callback", "label": "Да"}}] * 2] * 5, inline=True)
        assert "response" in await ask(vk, "messages.send", peer_id=1, random_id=2, message="b", keyboard=inline)
        assert len(anna.last.buttons) == 10 and anna.keyboard
        await ask(vk, "messages.send", peer_id=1, random_id=3, message="c", keyboard=board())
        assert anna.keyboard == []


async def test_a_carousel_has_at_most_ten_equal_cards_with_short_texts() -> None:
    async with VkEmulator() as vk:
        vk.user(1).allow()

        async def send(*elements: dict[str, Any]) -> dict[str, Any]:
            template = json.dumps({"type": "carousel", "elements": elements})
            return await ask(vk, "messages.send", peer_id=1, random_id=0, message="a", template=template)

        card = {"title": "a", "description": "b", "buttons": [text_button()]}
        assert "response" in await send(*[card] * 10)
        for wrong in (
            [card] * 11,
            [card | {"title": "a" * 81}],
            [card | {"buttons": []}],
            [card | {"buttons": [text_button()] * 4}],
            [card, card | {"buttons": [text_button()] * 2}],
            [card | {"photo_id": "-1_1"}],
            [{"buttons": [text_button()]}],
        ):
            assert (await send(*wrong))["error"]["error_code"] == 100


async def test_an_edit_is_possible_for_24_hours_and_without_keyboard_takes_the_keyboard_away() -> None:
    async with VkEmulator(clock=Clock()) as vk:
        anna = vk.user(1)
        anna.allow()
        inline = board([{"action": {"type": "callback", "label": "Да"}}], inline=True)
        sent = (await ask(vk, "messages.send", peer_id=1, random_id=1, message="a", keyboard=inline))["response"]
        await ask(vk, "messages.edit", peer_id=1, message_id=sent, message="b", keyboard=inline)
        assert (anna.texts, anna.last.buttons) == (["b"], ["Да"])
        await ask(vk, "messages.edit", peer_id=1, cmid=anna.last.cmid, message="c")
        assert (anna.texts, anna.last.buttons) == (["c"], [])
        ordinary = board([text_button()])
        assert (await error(vk, "messages.edit", peer_id=1, message_id=sent, message="d", keyboard=ordinary))[0] == 911
        assert (await error(vk, "messages.edit", peer_id=1, message_id=999, message="d"))[0] == 100
        vk.clock.advance(24 * 3600 + 1)
        assert await error(vk, "messages.edit", peer_id=1, message_id=sent, message="d") == (
            909,
            "Can't edit this message, because it's too old",
        )


async def test_a_press_is_answered_once_and_within_a_minute() -> None:
    async with VkEmulator(clock=Clock()) as vk:
        anna = vk.user(1)
        anna.allow()
        inline = board([{"action": {"type": "callback", "label": "Да", "payload": '{"d":"1.0"}'}}], inline=True)
        await ask(vk, "messages.send", peer_id=1, random_id=1, message="a", keyboard=inline)
        first, second = anna.press("Да"), anna.press("Да")
        assert isinstance(first, Press) and isinstance(second, Press)

        async def answer(press: Press, **data: Any) -> dict[str, Any]:
            given = {"event_data": json.dumps(data)} if data else {}
            return await ask(vk, "messages.sendMessageEventAnswer", event_id=press.id, user_id=1, peer_id=1, **given)

        assert (await answer(first, type="show_snackbar", text="a" * 91))["error"]["error_code"] == 100
        assert (await answer(first, type="show_snackbar", text="a" * 90))["response"] == 1
        assert (await answer(first))["error"]["error_code"] == 100
        vk.clock.advance(61)
        assert (await answer(second))["error"]["error_code"] == 100
        assert anna.toasts == ["a" * 90] and anna.unanswered == [second]


async def test_more_than_twenty_requests_a_second_are_too_many_and_an_execute_is_one() -> None:
    async with VkEmulator(clock=Clock()) as vk:
        answers = await asyncio.gather(*(ask(vk, "groups.getById") for _ in range(30)))
        codes = [answer.get("error", {}).get("error_code", 0) for answer in answers]
        assert codes.count(6) >= 5
        text = next(answer["error"]["error_msg"] for answer in answers if "error" in answer)
        assert text == "Too many requests per second"
        vk.clock.advance(1)
        many = ",".join(['API.users.get({"user_ids":"1"})'] * 25)
        assert len((await ask(vk, "execute", code=f"return [{many}];"))["response"]) == 25


async def test_an_execute_holds_25_calls_and_tells_errors_apart() -> None:
    async with VkEmulator() as vk:
        anna = vk.user(1)
        anna.allow()
        vk.user(2)
        sends = [{"peer_id": peer, "random_id": peer, "message": "a"} for peer in (1, 2)]
        code = f"return [{','.join(f'API.messages.send({json.dumps(send)})' for send in sends)}];"
        answer = await ask(vk, "execute", code=code)
        assert answer["response"] == [anna.last.id, False]
        text = "Can't send messages for users without permission"
        assert answer["execute_errors"] == [{"method": "messages.send", "error_code": 901, "error_msg": text}]
        many = ",".join(["API.users.get({})"] * 26)
        assert (await error(vk, "execute", code=f"return [{many}];"))[0] == 13
        for broken in (
            "return API.users.get({});",
            'return [API.users.get({"a":"\u2028"})];',
            "return [API.users.get({)];",
        ):
            number, words = await error(vk, "execute", code=broken)
            assert number == 12 and words.startswith("Unable to compile code")


@pytest.mark.parametrize("code", [1, 9, 10, 14, 29])
async def test_a_fault_of_the_platform_comes_with_its_own_code_and_text(code: int) -> None:
    texts = {
        1: "Unknown error occurred",
        9: "Flood control",
        10: "Internal server error",
        14: "Captcha needed",
        29: "Rate limit reached",
    }
    async with VkEmulator() as vk:
        vk.faults.fail("groups.getById", code=code)
        found = (await ask(vk, "groups.getById"))["error"]
        assert (found["error_code"], found["error_msg"]) == (code, texts[code])
        assert ("captcha_sid" in found) == (code == 14)
        assert "response" in await ask(vk, "groups.getById")


async def test_a_token_without_the_right_is_refused() -> None:
    async with VkEmulator() as vk:
        vk.community.rights = {"messages"}
        vk.user(1).allow()
        assert (await error(vk, "photos.getMessagesUploadServer", peer_id=1))[0] == 15
        assert (await error(vk, "groups.getLongPollSettings", group_id=vk.community.id))[0] == 15
        assert (await error(vk, "groups.getSettings", group_id=vk.community.id))[0] == 27
        vk.community.messages = False
        assert (await error(vk, "messages.send", peer_id=1, random_id=1, message="a"))[0] == 15


async def test_the_long_poll_server_fails_in_its_three_ways() -> None:
    async with VkEmulator() as vk:
        anna = vk.user(1)
        server = (await ask(vk, "groups.getLongPollServer", group_id=vk.community.id))["response"]
        assert isinstance(server["ts"], str)

        async def check(**given: Any) -> dict[str, Any]:
            query = {"act": "a_check", "key": server["key"], "ts": server["ts"], "wait": "0"} | given
            async with vk.http.get(server["server"], params=query) as response:
                return dict(await response.json())

        anna.write("Привет")
        answer = await check()
        assert isinstance(answer["ts"], str)
        assert [update["type"] for update in answer["updates"]] == ["message_allow", "message_new"]
        assert (await check(ts="9999")) == {"failed": 1, "ts": int(answer["ts"])}
        assert (await check(key="old")) == {"failed": 2}
        vk.longpoll.lose()
        assert (await check()) == {"failed": 3}
        assert (await check(act="b"))["failed"] == 4


async def test_a_callback_server_is_confirmed_repeated_and_switched_off() -> None:
    taken: list[tuple[str, str]] = []
    answers = iter(["ok", "no", "ok", "no", "no", "no", "no", "no"])

    async def receive(request: aiohttp.web.Request) -> aiohttp.web.Response:
        event = await request.json()
        if event["type"] == "confirmation":
            return aiohttp.web.Response(text=vk.callback.code)
        assert event["secret"] == "s3"
        taken.append((event["event_id"], request.headers.get("X-Retry-Counter", "")))
        return aiohttp.web.Response(text=next(answers))

    async with VkEmulator(clock=Clock(speed=100)) as vk:
        app = aiohttp.web.Application()
        app.router.add_post("/hook", receive)
        runner = aiohttp.web.AppRunner(app)
        await runner.setup()
        await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        before = vk.callback.code
        server = vk.callback.add_server(url, "test", "s3")
        assert vk.callback.code != before
        await vk.until(lambda: server.status == "ok")
        server.ticked = {"message_new"}
        anna = vk.user(1)
        anna.write("раз")
        anna.write("два")
        await vk.until(lambda: len(taken) == 3)
        assert taken[1][0] == taken[2][0]
        assert [retry for _, retry in taken] == ["", "", "1"]
        anna.write("три")
        await vk.until(lambda: server.status == "failed")
        assert len(taken) == 8
        await runner.cleanup()


async def test_both_ways_at_once_give_each_event_twice_with_one_event_id() -> None:
    async with VkEmulator() as vk:
        server = vk.callback.add_server("http://127.0.0.1:9/nobody", "test")
        server.status, server.ticked = "ok", {"message_new"}
        vk.user(1).write("Привет")
        await vk.until(lambda: [d for d in vk.callback.deliveries if d.kind == "message_new"])
        posted = next(d.event_id for d in vk.callback.deliveries if d.kind == "message_new")
        polled = await vk.longpoll.check({"ts": "1", "key": vk.longpoll.server()["key"], "wait": "0"})
        assert posted in [update["event_id"] for update in polled["updates"]]


async def test_ten_callback_servers_are_the_most() -> None:
    async with VkEmulator(clock=Clock()) as vk:
        for number in range(10):
            vk.callback.add_server(f"http://127.0.0.1:9/{number}", "test")
        params = {"group_id": vk.community.id, "url": "http://127.0.0.1:9/x", "title": "test"}
        assert await error(vk, "groups.addCallbackServer", **params) == (2000, "Servers number limit is reached")
        assert (await error(vk, "groups.addCallbackServer", **(params | {"title": "a" * 15})))[0] == 100


async def test_names_and_history_are_given_as_vk_gives_them() -> None:
    async with VkEmulator() as vk:
        anna = vk.user(1, first_name="Анна")
        anna.write("раз")
        anna.write("два")
        people = (await ask(vk, "users.get", user_ids="1,404"))["response"]
        assert [person["first_name"] for person in people] == ["Анна"]
        history = (await ask(vk, "messages.getHistory", peer_id=1))["response"]
        assert [item["text"] for item in history["items"]] == ["два", "раз"]
        listed = (await ask(vk, "messages.getConversations"))["response"]
        assert listed["items"][0]["last_message"]["text"] == "два"
        many = ",".join(map(str, range(1001)))
        assert (await error(vk, "users.get", user_ids=many))[0] == 100


async def test_a_button_that_the_persons_program_does_not_show_cannot_be_pressed() -> None:
    async with VkEmulator() as vk:
        anna = vk.user(1)
        anna.client_info(inline_keyboard=False, button_actions=["text"])
        anna.allow()
        inline = board([{"action": {"type": "callback", "label": "Да"}}], inline=True)
        await ask(vk, "messages.send", peer_id=1, random_id=1, message="a", keyboard=inline)
        with pytest.raises(AssertionError, match="sees no button"):
            anna.press("Да")


async def test_a_text_button_sends_its_label_and_payload_and_an_ordinary_keyboard_hides_after_it() -> None:
    async with VkEmulator() as vk:
        anna = vk.user(1)
        anna.allow()
        once = board([text_button("Да", payload='{"d":"1.0"}')], one_time=True)
        await ask(vk, "messages.send", peer_id=1, random_id=1, message="a", keyboard=once)
        anna.press("Да")
        message = vk.events.sent[-1]["object"]["message"]
        assert (message["text"], message["payload"]) == ("Да", '{"d":"1.0"}')
        assert anna.keyboard == []


async def test_the_communitys_own_messages_come_as_message_reply_with_the_humans_id_where_a_human_wrote() -> None:
    async with VkEmulator() as vk:
        anna = vk.user(1)
        anna.allow()
        await ask(vk, "messages.send", peer_id=1, random_id=1, message="a")
        vk.admin_reply(anna, "Отвечает человек", admin=77)
        own, human = vk.events.sent[-2:]
        assert (own["type"], human["type"]) == ("message_reply", "message_reply")
        assert "admin_author_id" not in own["object"] and human["object"]["admin_author_id"] == 77


async def test_at_most_a_hundred_receivers_of_one_send() -> None:
    async with VkEmulator() as vk:
        many = ",".join(map(str, range(1, 102)))
        assert (await error(vk, "messages.send", peer_ids=many, random_id=1, message="a"))[0] == 100


async def test_a_callback_server_that_asks_for_patience_gets_it_and_is_not_switched_off() -> None:
    async def receive(request: aiohttp.web.Request) -> aiohttp.web.Response:
        event = await request.json()
        if event["type"] == "confirmation":
            return aiohttp.web.Response(text=vk.callback.code)
        came.append(vk.clock.now())
        if len(came) < 9:
            return aiohttp.web.Response(status=503, headers={"Retry-After": "300"})
        return aiohttp.web.Response(text="ok")

    came: list[float] = []
    async with VkEmulator(clock=Clock(speed=2000)) as vk:
        app = aiohttp.web.Application()
        app.router.add_post("/hook", receive)
        runner = aiohttp.web.AppRunner(app)
        await runner.setup()
        await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
        server = vk.callback.add_server(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", "test")
        await vk.until(lambda: server.status == "ok")
        server.ticked = {"message_new"}
        vk.user(1).write("раз")
        await vk.until(lambda: len(came) == 9)
        assert min(after - before for before, after in itertools.pairwise(came)) >= 300
        assert server.status == "ok"
        await runner.cleanup()
