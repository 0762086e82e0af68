"""Makes DynamoDB items of the rows of a table, by Docs/DiskFormat.md and nothing else.

A row is a dictionary of column names to Python values as any reader gives them; the table's Delta
schema says what they are. `canonical` gives the one text that equal items have.
"""
import base64
import json
import re

import export_reader

SYSTEM = ("_record", "_timestamp", "_event_type", "_old_record", "_is_deleted", "_sequence",
          "_rest")

# Numbers that are their own canonical text.
PLAIN = re.compile("0|-?[1-9][0-9]{0,37}")

# A list's element that its column does not hold; `_rest` has it.
ABSENT = {"?": None}


class RowError(Exception):
    pass


class Columns:
    """The columns of a Delta schema: how the value of each becomes an attribute."""

    def __init__(self, schema, keys):
        self.keys = keys
        self.makers = {}
        self.scalars = set()
        for field in schema["fields"]:
            metadata = field.get("metadata") or {}
            if "ddbkit.attribute" not in metadata:
                if field["name"] not in SYSTEM:
                    raise RowError("column %r is nobody's" % field["name"])
                continue
            kind = metadata["ddbkit.type"]
            attribute = metadata["ddbkit.attribute"]
            self.makers[field["name"]] = (attribute, maker(field["type"], kind))
            if kind in ("S", "N", "B", "BOOL"):
                self.scalars.add(attribute)

    def item(self, row):
        """The item of a row; RowError where the row contradicts itself."""
        base = {}
        record = row.get("_record")
        for name, (attribute, make) in self.makers.items():
            value = row.get(name)
            if value is not None and (record is None or attribute in self.keys):
                base[attribute] = make(value)
        if record is not None:
            base = {**{name: typed(field) for name, field in loads(record).items()}, **base}
        text = row.get("_rest")
        if text is None:
            return base
        rest = loads(text)
        for name in rest:
            if record is None and name in base and name in self.scalars:
                raise RowError("%r stands in its column and in _rest" % name)
        return overlaid(base, rest)


def as_text(value):
    return value.decode() if isinstance(value, (bytes, bytearray, memoryview)) else value


def maker(delta_type, kind):
    """A function from a column's value to the attribute's DynamoDB JSON."""
    if kind == "JSON":
        return lambda value: typed(loads(value))
    if kind == "S":
        return lambda value: {"S": as_text(value)}
    if kind == "N":
        return lambda value: {"N": number(value)}
    if kind == "BOOL":
        return lambda value: {"BOOL": bool(value)}
    if kind == "B":
        return lambda value: {"B": encoded(value)}
    if kind == "M":
        fields = []
        for field in delta_type["fields"]:
            metadata = field["metadata"]
            fields.append((field["name"], metadata["ddbkit.attribute"],
                           maker(field["type"], metadata["ddbkit.type"])))

        def structure(value):
            made = {}
            for name, attribute, make in fields:
                inner = value.get(name)
                if inner is not None:
                    made[attribute] = make(inner)
            return {"M": made}
        return structure
    element = maker(delta_type["elementType"],
                    kind[2:-1] if kind.startswith("L<") else kind[:-1])
    if kind in ("SS", "NS", "BS"):
        return lambda value: {kind: [next(iter(element(one).values())) for one in value]}
    if not kind.startswith("L<"):
        raise RowError("an unknown type, %r" % kind)
    return lambda value: {"L": [ABSENT if one is None else element(one) for one in value]}


def number(value):
    return str(value) if isinstance(value, int) else number_text(str(as_text(value)))


def number_text(text):
    return text if PLAIN.fullmatch(text) else export_reader.number_text(text)


def encoded(value):
    # SQL's JSON has bytes as base64 already.
    return value if isinstance(value, str) else base64.b64encode(bytes(value)).decode()


def typed(value):
    """The DynamoDB JSON of plain JSON, whose numbers were read as texts of a class of their own."""
    if isinstance(value, Digits):
        return {"N": str(value)}
    if isinstance(value, str):
        return {"S": value}
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, list):
        return {"L": [typed(one) for one in value]}
    return {"M": {name: typed(one) for name, one in value.items()}}


class Digits(str):
    """A JSON number's own text."""


def loads(text):
    return json.loads(as_text(text), parse_int=Digits, parse_float=Digits)


def overlaid(base, rest):
    """What `_rest` says laid over what the columns say, field by field."""
    result = dict(base)
    for name, over in rest.items():
        result[name] = laid(result[name], over) if name in result else over
    return result


def laid(base, over):
    (kind, content), = over.items()
    (base_kind, base_content), = base.items()
    if base_kind == "?":
        return over
    if kind == "M" and base_kind == "M":
        return {"M": overlaid(base_content, content)}
    if kind == "M" and not content:
        return base
    if kind == "L" and base_kind == "L" and len(content) == len(base_content):
        return {"L": [laid(one, other) for one, other in zip(base_content, content)]}
    return over


def canonical(item, is_weak=False):
    """The text that equal items have.

    Weakly, lists, sets and maps without anything in them are taken for missing: some readers cannot
    tell these apart.
    """
    whole = tree({"M": item}, is_weak)
    return json.dumps(whole, separators=(",", ":"))


def tree(value, is_weak):
    (kind, content), = value.items()
    if is_weak and kind in ("SS", "NS", "BS") and not content:
        return None
    if kind == "N":
        return ["N", number_text(content)]
    if kind == "B":
        return ["B", plain_base64(content)]
    if kind == "SS":
        return ["SS", sorted(content)]
    if kind == "NS":
        return ["NS", sorted(map(number_text, content))]
    if kind == "BS":
        return ["BS", sorted(map(plain_base64, content))]
    if kind == "L":
        elements = [tree(one, is_weak) for one in content]
        return ["L", elements] if elements or not is_weak else None
    if kind == "M":
        fields = sorted((name, tree(one, is_weak)) for name, one in content.items())
        if is_weak:
            fields = [field for field in fields if field[1] is not None]
        return ["M", fields] if fields or not is_weak else None
    if kind in ("S", "BOOL", "NULL"):
        return [kind, content]
    raise RowError("no column and no _rest holds an element of a list")


def plain_base64(text):
    return base64.b64encode(base64.b64decode(text)).decode()
