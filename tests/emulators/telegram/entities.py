"""The three markups of the Bot API, as far as telling good from bad: `plain` gives the text without the markup."""

from __future__ import annotations

import re

from .refusals import RefusalError, bad_request

_TAGS = {
    "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a", "tg-emoji", "tg-time",
    "code", "pre", "blockquote",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_RESERVED = "_*[]()~`>#+-=|{}.!"
_PAIRS = {"*": "Bold", "_": "Italic", "__": "Underline", "~": "Strikethrough", "||": "Spoiler", "`": "Code"}


def plain(text: str, mode: str) -> str:
    """The text as readers see it. Raises RefusalError ("can't parse entities: ...") for broken markup."""
    match mode.lower():
        case "":
            return text
        case "html":
            return _html(text)
        case "markdownv2":
            return _markdown_v2(text)
        case "markdown":
            return _markdown(text)
    raise bad_request("unsupported parse_mode")


def _html(text: str) -> str:
    seen: list[str] = []
    open_tags: list[str] = []
    position = 0
    for found in re.finditer(r"<|&(?:(lt|gt|amp|quot);|#(x?[0-9a-fA-F]+);?)", text):
        if found.start() < position:
            continue
        seen.append(text[position : found.start()])
        position = found.end()
        if found[1]:
            seen.append(_NAMED[found[1]])
        elif found[2]:
            seen.append(chr(int(found[2][1:], 16) if found[2][0] == "x" else int(found[2])))
        else:
            position = _tag(text, found.start(), open_tags)
    if open_tags:
        raise _broken(f'Can\'t find end tag corresponding to start tag "{open_tags[-1]}"')
    return "".join(seen) + text[position:]


def _tag(text: str, start: int, open_tags: list[str]) -> int:
    at = len(text[:start].encode())
    end = text.find(">", start)
    inside = text[start + 1 : end] if end > 0 else text[start + 1 :]
    if inside.startswith("/"):
        name = inside[1:].strip().lower()
        if not open_tags:
            raise _broken(f"Unexpected end tag at byte offset {at}")
        if name and name != open_tags[-1]:
            raise _broken(f'Unmatched end tag at byte offset {at}, expected "</{open_tags[-1]}>", found "</{name}>"')
        open_tags.pop()
    else:
        name = re.split(r"[\s>]", inside, maxsplit=1)[0].lower()
        if name not in _TAGS:
            raise _broken(f'Unsupported start tag "{name}" at byte offset {at}')
        if end < 0:
            raise _broken(f"Unclosed start tag at byte offset {at}")
        open_tags.append(name)
    return end + 1


def _markdown_v2(text: str) -> str:
    seen: list[str] = []
    open_marks: list[tuple[str, int]] = []
    position = 0
    while position < len(text):
        letter = text[position]
        if letter == "\\" and position + 1 < len(text) and ord(text[position + 1]) < 127:
            seen.append(text[position + 1])
            position += 2
            continue
        mark = next((m for m in ("__", "||", "*", "_", "~", "`") if text.startswith(m, position)), "")
        if mark and open_marks and open_marks[-1][0] == mark:
            open_marks.pop()
        elif mark:
            open_marks.append((mark, position))
        elif letter == "[" and (
            link := re.compile(r"\[((?:\\.|[^\]\\])*)\]\(((?:\\.|[^)\\])*)\)").match(text, position)
        ):
            seen.append(link[1])
            position = link.end()
            continue
        elif letter == ">" and (position == 0 or text[position - 1] == "\n"):
            mark = ">"
        elif letter in _RESERVED:
            raise _broken(f"Character '{letter}' is reserved and must be escaped with the preceding '\\'")
        else:
            seen.append(letter)
        position += len(mark) or 1
    if open_marks:
        mark, at = open_marks[-1]
        raise _broken(f"Can't find end of {_PAIRS[mark]} entity at byte offset {len(text[:at].encode())}")
    return "".join(seen)


def _markdown(text: str) -> str:
    seen = text
    for mark in ("`", "*", "_"):
        bare = seen.replace(f"\\{mark}", "")
        if bare.count(mark) % 2:
            at = len(text[: text.rfind(mark)].encode())
            raise _broken(f"Can't find end of the entity starting at byte offset {at}")
        seen = re.sub(rf"(?<!\\){re.escape(mark)}", "", seen)
    return seen


def _broken(text: str) -> RefusalError:
    return bad_request(f"can't parse entities: {text}")
