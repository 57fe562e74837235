"""The JSON Schema (2020-12) of the format, made from the table of keys: editors complete and explain with it.

It describes one file after YAML was read the usual way, so that a number may stand where a text is expected. What
joins two places of a file (a `go` and its step) is `check`'s to find.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from . import values
from .keys import INPUTS, KINDS, TABLES, Key
from .loading_kinds import MOST_OPTIONS, MOST_STARS
from .script import FORMAT_VERSION

Json: TypeAlias = dict[str, object]
ID = "https://leadquiz.example/schema/script-1.json"


def schema() -> Json:
    """The whole schema, JSON-ready."""
    definitions: Json = {name: dict(shape) for name, shape in PLAIN.items()}
    definitions |= {name: _table(name) for name in TABLES if name not in ("script", "empty")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "leadquiz script",
        "description": "What the bot asks, what answers are worth, what the prospect gets, when a person takes over.",
        **_table("script"),
        "$defs": definitions,
    }


def _string(pattern: str, about: str, *examples: str) -> Json:
    return {"type": "string", "pattern": f"^(?:{pattern})$", "description": about, "examples": list(examples)}


_SCALAR = ["string", "number", "boolean"]
_TEXT: Json = {"type": _SCALAR, "minLength": 1}
_BY_LANGUAGE: Json = {"type": "object", "propertyNames": {"pattern": "^[a-z]{2}$"}, "minProperties": 1}
PLAIN: Mapping[str, Json] = {
    "text": {
        "description": "A text, or one for each language: {ru: ..., en: ...}. {name} prints a value.",
        "anyOf": [_TEXT, {**_BY_LANGUAGE, "additionalProperties": _TEXT}],
    },
    "word": {"description": "A word or a number", "type": _SCALAR, "minLength": 1},
    "words": {
        "description": "Words, or words for each language",
        "anyOf": [
            {"type": "array", "items": {"type": _SCALAR}, "minItems": 1},
            {**_BY_LANGUAGE, "additionalProperties": {"type": "array", "items": {"type": _SCALAR}}},
        ],
    },
    "media": {
        "description": "A file beside the script or a link, or one for each language",
        "anyOf": [{"type": "string"}, {**_BY_LANGUAGE, "additionalProperties": {"type": "string"}}],
    },
    "link": {
        "description": "A link, or one for each language",
        "anyOf": [
            {"type": "string", "pattern": "^https?://"},
            {**_BY_LANGUAGE, "additionalProperties": {"type": "string", "pattern": "^https?://"}},
        ],
    },
    "condition": {
        "description": "A condition or a value: comparisons, and, or, not, in, + - * /",
        "type": _SCALAR,
        "examples": ["style != 'unsure' and area > 4", "'island' in features", "temperature == 'hot'"],
    },
    "name": {
        **_string(values.NAME, "Small Latin letters, digits and _, a letter first", "call_time"),
        "not": {"enum": sorted(values.RESERVED)},
    },
    "step_id": _string(values.NAME, "The id of a step of this file", "bye"),
    "option_id": {
        "description": "Small Latin letters, digits and _",
        "anyOf": [_string(values.OPTION_ID, "", "classic"), {"type": "integer", "minimum": 0}],
    },
    "script_id": _string(values.SCRIPT_ID, "Small Latin letters, digits, _ and -", "kitchen"),
    "ref": {"anyOf": [_string(values.REF, "What a start link carries", "vk_ads_*"), {"type": "integer", "minimum": 0}]},
    "code": _string(r"[\w-]*\{random\}[\w-]*", "A code with {random} in it", "KUH-{random}"),
    "catalogue": _string(r"[\w-]{1,64}", "The name of NAME.csv beside the script", "catalogue"),
    "duration": _string(values.DURATION, "A number and one of s, m, h, d, w", "15m", "3d"),
    "clock": _string(values.CLOCK, "Hours and minutes", "09:00"),
    "hours": _string(f"{values.CLOCK} ?[-–] ?{values.CLOCK}", "Two clock times", "10:00-20:00"),
    "number": {"type": "number"},
    "whole": {"type": "integer", "minimum": 0},
    "percent": {"type": "integer", "minimum": 0, "maximum": 100},
    "weekday": {"type": "integer", "minimum": 1, "maximum": 7},
    "flag": {"type": "boolean"},
    "version": {"const": FORMAT_VERSION},
    "language": _string("[a-z]{2}", "Two small letters", "ru", "en"),
    "region": _string("[A-Z]{2}", "Two capital letters", "RU"),
    "timezone": {"type": "string", "description": "A time zone of the tz database", "examples": ["Europe/Moscow"]},
    "tags": {"description": "Tags, or a text that prints them", "anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
    "trigger": _string(
        f"finished|abandoned|lost|won|contacted|{values.EVENT}", "What starts the chain", "finished", "event:delivered"
    ),
    "stop_on": _string(f"wrote|won|lost|stop|contacted|finished|{values.EVENT}", "What stops the chain", "wrote"),
    "reward": {"const": "reward"},
    "managers": {"const": "managers"},
    "empty": {"type": "object", "maxProperties": 0},
    "set": {
        "description": "Names and the conditions that give their values",
        "type": "object",
        "propertyNames": {"$ref": "#/$defs/name"},
        "additionalProperties": {"$ref": "#/$defs/condition"},
        "minProperties": 1,
        "examples": [{"segment": "'b2b'"}],
    },
    "split": {
        "description": "One name, its groups and their weights",
        "type": "object",
        "propertyNames": {"$ref": "#/$defs/name"},
        "additionalProperties": {
            "type": "object",
            "propertyNames": {"pattern": f"^{values.OPTION_ID}$"},
            "additionalProperties": {"type": "number", "minimum": 0},
            "minProperties": 2,
        },
        "minProperties": 1,
        "maxProperties": 1,
        "examples": [{"ab": {"short": 50, "long": 50}}],
    },
}
_FURTHER: Mapping[str, Json] = {  # what keys of one table demand of each other
    "step": {
        "dependentSchemas": {
            "ask": {"oneOf": [{"required": [key.name]} for key in INPUTS]},
            **{key.name: {"required": ["ask"]} for key in INPUTS},
            "many": {"required": ["options"]},
            "refuse": {"required": ["consent"]},
            **{key: {"required": ["ask"]} for key in ("score", "retry", "optional", "remind", "give_up")},
            "end": {"not": {"required": ["go"]}},
        },
        "anyOf": [{"required": ["id"]}, *({"required": [key]} for key in ("set", "go", "notify"))],
        "allOf": [
            {"not": {"required": [one.name, other.name]}}
            for place, one in enumerate(KINDS)
            for other in KINDS[place + 1 :]
        ],
    },
    "way": {"oneOf": [{"required": ["when", "go"]}, {"required": ["otherwise"]}]},
    "option": {},
    "rating": {"properties": {"max": {"type": "integer", "minimum": 2, "maximum": MOST_STARS}}},
}
_LIMITS: Mapping[str, Json] = {"options": {"maxItems": MOST_OPTIONS}}


def _table(name: str) -> Json:
    keys = TABLES[name]
    properties: Json = {key.name: _key(key) for key in keys}
    further = dict(_FURTHER.get(name, {}))
    narrower = further.pop("properties", {})
    assert isinstance(narrower, dict)
    for key, shape in narrower.items():
        properties[key] = {**shape, "description": next(each.about for each in keys if each.name == key)}
    found: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    required = [key.name for key in keys if key.required]
    if required:
        found["required"] = required
    return found | further


def _key(key: Key) -> Json:
    shape = _shape(key.shape)
    if not key.required:
        shape = {"anyOf": [shape, {"type": "null"}]}
    return {"description": key.about, **shape, **_LIMITS.get(key.name, {})}


def _shape(shape: str) -> Json:
    if shape.startswith("["):
        return {"type": "array", "items": _shape(shape[1:-1]), "minItems": 1}
    if "|" in shape:
        return {"enum": shape.split("|")}
    return {"$ref": f"#/$defs/{shape}"}
