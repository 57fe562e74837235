"""Every key of the format, in one table. `loading` refuses what is not here; `schema` describes what is.

A shape is the name of a definition in the JSON Schema: another table here, or one of the plain shapes in `schema`;
`[x]` is a list of x, `a|b` one of these words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    name: str
    shape: str
    about: str
    required: bool = False


def keys_of(table: str) -> Mapping[str, Key]:
    """The keys of one table by name."""
    return _BY_NAME[table]


INPUTS: tuple[Key, ...] = (  # exactly one stands beside `ask`
    Key("options", "[option]", "Answers to choose from, as buttons"),
    Key("number", "number_input", "The answer is a number; units are ignored"),
    Key("text", "text_input", "The answer is any text"),
    Key("name", "empty", "The answer is the prospect's name: {}"),
    Key("contact", "contact", "The answer is a phone number or an e-mail"),
    Key("consent", "consent", "The answer is yes or no to a document; kept as evidence"),
    Key("slot", "slot", "The answer is a day and a time to choose from"),
    Key("upload", "upload", "The answer is a photo or a file"),
    Key("rating", "rating", "The answer is a number of stars"),
    Key("date", "empty", "The answer is a date: {}"),
    Key("location", "empty", "The answer is a place: {}"),
)
KINDS: tuple[Key, ...] = (  # at most one stands in a step, `ask` among them
    Key("ask", "text", "The question; one kind of answer stands beside it"),
    Key("give", "reward", "Gives the reward: fixes the discount, makes the code, starts its deadline"),
    Key("products", "products", "Shows products from a catalogue"),
    Key("branch", "[way]", "Goes to the first line whose condition holds"),
    Key("handoff", "handoff", "Calls a person, who takes the talk over"),
    Key("set", "set", "Keeps a value under a name: {segment: \"'b2b'\"}"),
    Key("wait", "duration", "Waits that long: 2h"),
    Key("until", "clock", 'Waits for the next such time of day: "09:00"'),
    Key("call", "script_id", "Runs another script and comes back"),
    Key("split", "split", "Draws a group for an experiment, once per person"),
    Key("notify", "managers", "Tells the managers that the prospect came here"),
)
MEDIA: tuple[Key, ...] = (
    Key("image", "media", "A picture, sent before the text: a file beside the script, or a link"),
    Key("file", "media", "A file, sent before the text: a file beside the script, or a link"),
    Key("video", "media", "A video, sent before the text: a file beside the script, or a link"),
)

TABLES: Mapping[str, tuple[Key, ...]] = {
    "script": (
        Key("schema", "version", "The version of this format: 1"),
        Key("id", "script_id", "The stable name of the script", required=True),
        Key("title", "text", "What people call the script"),
        Key("language", "language", "The language of plain texts"),
        Key("languages", "[language]", "All languages of the script; only `language` where this is missing"),
        Key("region", "region", "Country of phone numbers that are written without one"),
        Key("timezone", "timezone", "Time zone of clock times, such as Europe/Moscow"),
        Key("start", "start", "What starts the script; without it the script can only be called"),
        Key("reward", "reward_offer", "What the prospect gets for answering"),
        Key("heat", "heat", "Scores at or above which a lead is warm or hot; 4 and 8 where this is missing"),
        Key("lead", "lead", "What must be known before a record counts as a lead"),
        Key("steps", "[step]", "What happens, from top to bottom", required=True),
        Key("chains", "[chain]", "Messages sent after the talk is over"),
    ),
    "start": (
        Key("default", "flag", "Whether it answers a first message that no other script claims"),
        Key("keywords", "words", "Whole messages that start it, whatever their case"),
        Key("refs", "[ref]", "What start links carry; * at the end stands for any rest"),
        Key("products", "words", 'VK products whose card starts it; "*" for all'),
    ),
    "reward_offer": (
        Key("discount", "discount", "A discount in percent that grows with every answered question"),
        Key("code", "code", 'A code that is used once: "KUH-{random}"'),
        Key("valid", "duration", "How long the code is valid, from the moment it is given"),
        Key("files", "[media]", "Files that are sent when the reward is given"),
        Key("usual_price", "text", "What the gift normally costs"),
    ),
    "discount": (
        Key("start", "percent", "Percent before the first answer"),
        Key("per_answer", "percent", "Percent for every answer"),
        Key("max", "percent", "The most it grows to"),
    ),
    "heat": (
        Key("warm", "number", "Score from which a lead is warm"),
        Key("hot", "number", "Score from which a lead is hot"),
    ),
    "lead": (Key("needs", "[name|contact|phone|email|profile]", "What makes a lead of a visitor: [name, contact]"),),
    "step": (
        Key("id", "name", "The stable name of the step: answers and statistics hang on it"),
        Key("when", "condition", "Where it does not hold, the step is passed over"),
        *MEDIA,
        Key("say", "text", "What the bot says"),
        *KINDS,
        *INPUTS,
        Key("many", "many", "Several options may be chosen; exactly one where this is missing"),
        Key("score", "[score_rule]", "Points for the answer: the first condition that holds gives them"),
        Key("retry", "retry", "What happens after answers that are not understood"),
        Key("optional", "flag", "Whether the question may be skipped"),
        Key("remind", "[reminder]", "Reminders while the question is not answered"),
        Key("give_up", "give_up", "When the bot stops to wait for an answer; after 30 days where this is missing"),
        Key("refuse", "step_id", "Where a no to `consent` leads"),
        Key("go", "step_id", "The step that follows; the next in the file where this is missing"),
        Key("end", "flag", "Whether the talk ends here"),
    ),
    "option": (
        Key("id", "option_id", "The stable name of the option, for conditions", required=True),
        Key("text", "text", "The label of the button", required=True),
        Key("score", "number", "Points for this answer"),
        Key("synonyms", "words", "Other words that mean this option"),
        Key("tags", "words", "What this answer says of the prospect; chooses products"),
        Key("go", "step_id", "The step that follows this answer"),
    ),
    "many": (
        Key("min", "whole", "How many must be chosen: 1 where this is missing, 0 lets none be chosen"),
        Key("max", "whole", "How many may be chosen: all where this is missing"),
    ),
    "number_input": (
        Key("min", "number", "The least number that is accepted"),
        Key("max", "number", "The greatest number that is accepted"),
    ),
    "text_input": (Key("max", "whole", "The most characters that are accepted"),),
    "contact": (Key("any_of", "[phone|email|profile]", "What is accepted: [phone, email]"),),
    "consent": (
        Key("document", "link", "The link of the document that is agreed to", required=True),
        Key("version", "word", "The version of the document", required=True),
        Key("purpose", "processing|ads", "What is agreed to: `processing` of data, or `ads`"),
    ),
    "slot": (
        Key("days", "whole", "How many days are offered, today among them", required=True),
        Key("from", "clock", "The first time of a day", required=True),
        Key("to", "clock", "The end of a day; the last time is before it", required=True),
        Key("every", "duration", "From one time to the next", required=True),
        Key("weekdays", "[weekday]", "The days of the week that are offered, 1 is Monday; all where this is missing"),
        Key("places", "whole", "How many prospects may take the same time"),
    ),
    "upload": (
        Key("kinds", "[photo|file|video|voice|audio]", "What is accepted: [photo, file]"),
        Key("max_mb", "number", "The greatest size in megabytes: 20"),
    ),
    "rating": (Key("max", "whole", "The most stars: 5"),),
    "empty": (),
    "retry": (
        Key("say", "text", "What the bot says to an answer that it does not understand"),
        Key("times", "whole", "After how many such answers it goes on: 3"),
        Key("then", "step_id", "Where it goes then; on to the next step where this is missing"),
    ),
    "reminder": (
        Key("after", "duration", "Time since the question was delivered", required=True),
        Key("say", "text", "What the bot says", required=True),
    ),
    "give_up": (
        Key("after", "duration", "Time since the question was delivered", required=True),
        Key("go", "step_id", "The step that follows; the talk ends where this is missing"),
    ),
    "score_rule": (
        Key("when", "condition", "The condition; always where this is missing"),
        Key("add", "number", "Points", required=True),
    ),
    "products": (
        Key("from", "catalogue", "The catalogue's name: NAME.csv beside the script", required=True),
        Key("tags", "tags", 'Which products: "{tags}" for those that the answers gave'),
        Key("show", "whole", "How many are shown: 3"),
    ),
    "way": (
        Key("when", "condition", "The condition"),
        Key("go", "step_id", "The step that follows where it holds"),
        Key("otherwise", "step_id", "The step that follows where no line before it held"),
    ),
    "handoff": (
        Key("say", "text", "What the bot says when it calls a person"),
        Key("within", "duration", "How long a person may take: 15m"),
        Key("nobody", "text", "What the bot says where nobody came"),
    ),
    "chain": (
        Key("id", "name", "The stable name of the chain", required=True),
        Key("when", "condition", "Looked at before each message"),
        Key("steps", "[chain_message]", "The messages, in order", required=True),
        Key("hours", "hours", 'When messages may be sent: "10:00-20:00"'),
        Key("trigger", "trigger", "What starts it: finished, abandoned, lost, won, contacted or event:NAME"),
        Key("stop_on", "[stop_on]", "What stops it: [wrote, won, lost, stop]"),
    ),
    "chain_message": (
        Key("after", "duration", "Time since the end of the talk", required=True),
        Key("say", "text", "What the bot says", required=True),
    ),
}
_BY_NAME = {table: {key.name: key for key in keys} for table, keys in TABLES.items()}
