"""What amazon.ion makes of the Ion text of exports: the expectation of the transcoder's tests.

    ion_lines.py random SEED COUNT ION JSON    random records, half of them as amazon.ion writes
                                               them, half in odd spellings, and what it reads
    ion_lines.py values FOLDER JSON            every line of the files below a folder that is a
                                               value by itself, and what it reads

Lines of JSON are what an export in DYNAMODB_JSON would have; `values` has lines
`{"ion": <base64 of a record>, "item": <the item, or null where no attribute is such a value>}`.
"""
import json
import os
import random
import re
import sys
from base64 import b64encode
from decimal import Decimal

from amazon.ion import simpleion
from amazon.ion.core import IonType
from amazon.ion.simple_types import IonPyDecimal, IonPyList

SETS = {"$dynamodb_SS": "SS", "$dynamodb_NS": "NS", "$dynamodb_BS": "BS"}
TEXTS = ["a", "Z", "0", " ", '"', "'", "\\", "/", "\n", "\t", "\0", "\x0b", "\x1f", "\x7f", "\x85",
         "é", "ß", "\u07ff", "ハ", "\uffff", "🧳", "{", "}", ":", ",", "$", "_", "?"]
KEYWORDS = {"null", "true", "false", "nan"}


class Refused(Exception):
    """A value that no attribute of DynamoDB is."""


def number(value):
    decimal = Decimal(value)
    digits = decimal.as_tuple().digits
    text = "".join(map(str, digits)).strip("0")
    if len(text) > 38 or text and not -130 <= decimal.adjusted() <= 125:
        raise Refused(value)
    return format(decimal, "f") if decimal else "0"


def typed(value):
    """DynamoDB JSON of a value that amazon.ion has read."""
    names = [name.text for name in getattr(value, "ion_annotations", ())]
    kind = value.ion_type
    if names:
        if len(names) > 1 or names[0] not in SETS or kind != IonType.LIST or not len(value):
            raise Refused(names)
        letters = SETS[names[0]]
        members = [typed(member) for member in value]
        if any(list(member) != [letters[0]] for member in members):
            raise Refused(names)
        return {letters: [member[letters[0]] for member in members]}
    if type(value).__name__ == "IonPyNull":
        return {"NULL": True}
    if kind == IonType.BOOL:
        return {"BOOL": bool(value)}
    if kind in (IonType.INT, IonType.DECIMAL):
        return {"N": number(value)}
    if kind == IonType.STRING:
        return {"S": str(value)}
    if kind == IonType.BLOB:
        return {"B": b64encode(bytes(value)).decode()}
    if kind == IonType.LIST:
        return {"L": [typed(member) for member in value]}
    if kind == IonType.STRUCT:
        return {"M": item(value)}
    raise Refused(kind)


def item(struct):
    fields = list(struct.items())
    if len({name for name, _ in fields}) != len(fields):
        raise Refused("a name twice")
    return {name: typed(member) for name, member in fields}


# --- random records


class Maker:
    """Makes values for amazon.ion to write, and texts of its own for it to read."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def text(self):
        length = self.random.choice([0, 1, 3, 7, 8, 9, 20, 60])
        plain = self.random.random() < 0.5
        return "".join(self.random.choice(TEXTS[:4] if plain else TEXTS) for _ in range(length))

    def name(self):
        if self.random.random() < 0.1:
            # Not `$7`: amazon.ion 0.15 reads that in quotes, too, as the seventh symbol.
            return self.random.choice(["null", "true", "nan", "$7a", "9", "a b", "x-y", "inf"])
        return self.text() or "n"

    def decimal(self):
        count = self.random.choice([1, 1, 2, 3, 5, 18, 19, 38])
        digits = [self.random.randint(0, 9) for _ in range(count)]
        exponent = self.random.choice([0, 0, 0, -1, -2, 2, 6, -count, -count - 3, -40, 80])
        return Decimal((self.random.randint(0, 1), digits, exponent))

    def values(self, make):
        count = self.random.choice([0, 1, 2, 5])
        return [make() for _ in range(count)]

    def value(self, depth=0):
        kinds = ["S", "N", "N", "B", "BOOL", "NULL", "SS", "NS", "BS"]
        kind = self.random.choice(kinds + (["L", "M"] if depth < 5 else []))
        if kind == "S":
            return self.text()
        if kind == "N":
            return self.decimal()
        if kind == "B":
            return self.random.randbytes(self.random.choice([0, 1, 2, 3, 30]))
        if kind == "BOOL":
            return self.random.random() < 0.5
        if kind == "NULL":
            return None
        if kind == "L":
            return self.values(lambda: self.value(depth + 1))
        if kind == "M":
            return {self.name(): member for member in self.values(lambda: self.value(depth + 1))}
        make = {"SS": self.text, "NS": self.decimal, "BS": lambda: self.random.randbytes(2)}[kind]
        members = {str(m): m for m in self.values(make)} or {"": make()}
        members = {(m.normalize() if kind == "NS" else m): m for m in members.values()}
        return IonPyList.from_value(
            IonType.LIST, list(members.values()), ("$dynamodb_" + kind,))

    def record(self):
        count = self.random.randint(1, 9)
        return {self.name(): self.value() for _ in range(count)}

    # Texts.

    def space(self):
        return self.random.choice(
            ["", "", "", "", " ", "\t", "\n", "\r\n", " /* x *** ' \" } */ ", "// y \" {\n", "\v\f"])

    def escaped(self, character, quote):
        code = ord(character)
        forms = ["\\U%08x" % code]
        if code < 0x10000:
            forms.append("\\u%04X" % code)
        else:
            code -= 0x10000
            forms.append("\\u%04x\\u%04x" % (0xD800 | code >> 10, 0xDC00 | code & 0x3FF))
        if ord(character) < 0x100:
            forms.append("\\x%02x" % ord(character))
        forms += {"\0": ["\\0"], "\n": ["\\n"], "\t": ["\\t", "\t"], "\x0b": ["\\v", "\x0b"],
                  '"': ['\\"'], "'": ["\\'"], "\\": ["\\\\"], "/": ["\\/"], "?": ["\\?"]
                  }.get(character, [])
        if ord(character) >= 0x20 and character not in ("\\", quote):
            forms += [character] * 6
        return self.random.choice(forms) + self.random.choice([""] * 20 + ["\\\n", "\\\r\n"])

    def quoted(self, text, quote):
        return quote + "".join(self.escaped(character, quote) for character in text) + quote

    def long(self, text):
        cut = self.random.randint(0, len(text))
        parts = [text[:cut], text[cut:]]
        return self.space().join("''" + self.quoted(part, "'") + "''" for part in parts)

    def string(self, text):
        return self.long(text) if self.random.random() < 0.3 else self.quoted(text, '"')

    def field(self, name):
        plain = re.fullmatch(r"[A-Za-z_$][A-Za-z0-9_$]*", name) and name not in KEYWORDS
        if plain and not re.fullmatch(r"\$[0-9]+", name) and self.random.random() < 0.7:
            return name
        return self.string(name) if self.random.random() < 0.5 else self.quoted(name, "'")

    def spelled(self, decimal):
        """A decimal as Ion, with the same digits."""
        sign, digits, exponent = decimal.as_tuple()
        digits = "".join(map(str, digits)).lstrip("0") or "0"
        forms = ["%s%s%s" % (digits, self.random.choice("dD"), exponent)]
        point = self.random.randint(1, len(digits))
        forms.append("%s.%sd%+d" % (digits[:point], digits[point:], exponent + len(digits) - point))
        if exponent == 0:
            forms += [digits, digits + "."] * 2
            if len(digits) > 1:
                forms.append("_".join(digits))
        elif -len(digits) < exponent < 0:
            forms += [digits[:exponent] + "." + digits[exponent:]] * 3
        elif exponent < 0:
            forms += ["0." + "0" * (-exponent - len(digits)) + digits] * 3
        return ("-" if sign else "") + self.random.choice(forms)

    def ion(self, value):
        annotations = [name for name in getattr(value, "ion_annotations", ())]
        space = self.space
        if value is None:
            types = ["", ".null", ".bool", ".string", ".timestamp", ".decimal", ".struct"]
            # The space: amazon.ion 0.15 mistakes a vertical tab behind a keyword, white space, too.
            return "null" + self.random.choice(types) + " "
        if isinstance(value, bool):
            return "true " if value else "false "
        if isinstance(value, Decimal):
            return self.spelled(value)
        if isinstance(value, str):
            return self.string(value)
        if isinstance(value, bytes):
            text = b64encode(value).decode()
            cut = self.random.randint(0, len(text))
            return "{{" + self.random.choice(["", " "]) + text[:cut] + self.random.choice(
                ["", "\n\t"]) + text[cut:] + "}}"
        comma = self.random.choice(["", ","]) if value else ""
        if isinstance(value, dict):
            fields = [space() + self.field(name) + space() + ":" + space() + self.ion(member)
                      + self.after() for name, member in value.items()]
            return "{" + ",".join(fields) + self.after() + comma + self.after() + "}"
        members = [space() + self.ion(member) + self.after() for member in value]
        text = "[" + ",".join(members) + self.after() + comma + self.after() + "]"
        for name in annotations:
            text = self.random.choice([name, "'" + name + "'"]) + space() + "::" + space() + text
        return text

    def after(self):
        # A comment is nothing that a number may end at.
        text = self.space()
        return " " + text if text.lstrip().startswith("/") else text


def write_random(seed, count, ion_path, json_path):
    maker = Maker(seed)
    parts = []
    for index in range(count):
        record = {"Item": maker.record()}
        if index % 2 == 0:
            parts.append(simpleion.dumps(record, binary=False) + "\n")
        else:
            marker = maker.random.choice(["", "$ion_1_0 ", "$ion_1_0\n"])
            parts.append(marker + maker.ion(record) + maker.random.choice(["\n", "", "\n\n"]))
    data = "".join(parts).encode()
    with open(ion_path, "wb") as file:
        file.write(data)
    records = simpleion.loads(data, single_value=False)
    assert len(records) == count, len(records)
    with open(json_path, "w", encoding="utf-8") as file:
        for record in records:
            assert list(record.keys()) == ["Item"]
            file.write(json.dumps({"Item": item(record["Item"])}) + "\n")
    print(count)


# --- the lines of files


def write_values(folder, json_path):
    count = 0
    with open(json_path, "w", encoding="utf-8") as output:
        for root, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                with open(os.path.join(root, name), "rb") as file:
                    lines = file.read().split(b"\n")
                for line in lines:
                    # Numbers of symbols, and integers of other bases, are refused by their text.
                    if re.search(rb"\$[0-9]|0[xXbB]", line):
                        continue
                    record = b"{Item:{value:\n" + line + b"\n}}"
                    try:
                        values = simpleion.loads(line, single_value=False)
                        again = simpleion.loads(record, single_value=False)
                    except Exception:
                        continue
                    if len(values) != 1 or len(again) != 1:
                        continue
                    try:
                        expected = item(again[0]["Item"])
                    except Refused:
                        expected = None
                    output.write(json.dumps(
                        {"ion": b64encode(record).decode(), "item": expected}) + "\n")
                    count += 1
    print(count)


if __name__ == "__main__":
    if sys.argv[1] == "random":
        write_random(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5])
    else:
        write_values(sys.argv[2], sys.argv[3])
