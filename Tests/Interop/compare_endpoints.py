"""The same requests to two endpoints, and the answers compared.

    compare_endpoints.py OURS MOTO SEED COUNT

Prints a JSON object: how many answers were equal, and for each class of differences how often it was
seen and one example. The classes that are known have names; whatever else differs is `other`.
"""
import json
import random
import re
import sys
from decimal import Decimal

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

TABLE = "compared"
# The same with a sort key of text, of which there may be beginnings.
TEXTS = "texts"
TEXT_KEYS = ["a", "ab", "abc", "abd", "b", "ba", "A", "é", "z z", "~"]


def client(url):
    return boto3.client(
        "dynamodb", endpoint_url=url, region_name="us-east-1", aws_access_key_id="local",
        aws_secret_access_key="local", config=Config(retries={"max_attempts": 1}))


def plain(value):
    """A value in a form that does not depend on the order of sets or on how numbers are spelt."""
    (kind, content), = value.items()
    if kind == "N":
        return ["N", str(Decimal(content).normalize())]
    if kind in ("SS", "NS", "BS"):
        return [kind, sorted(str(Decimal(one).normalize()) if kind == "NS" else str(one)
                             for one in content)]
    if kind == "L":
        return ["L", [plain(one) for one in content]]
    if kind == "M":
        return ["M", {name: plain(one) for name, one in sorted(content.items())}]
    return [kind, str(content)]


def item_of(item):
    return None if item is None else {name: plain(value) for name, value in sorted(item.items())}


def outcome(service, operation, arguments):
    """What an endpoint answers to a call, as far as both mean the same."""
    try:
        reply = getattr(service, operation)(**arguments)
    except ClientError as error:
        found = dict(error=error.response["Error"]["Code"])
        if "Item" in error.response:
            found["item"] = item_of(error.response["Item"])
        reasons = error.response.get("CancellationReasons")
        if reasons:
            found["reasons"] = [reason["Code"] for reason in reasons]
        return found
    return answer(operation, reply)


def pages(service, arguments):
    """What the pages of a query answer, one after another to the last."""
    found, arguments = [], dict(arguments)
    while len(found) < 30:
        try:
            reply = service.query(**arguments)
        except ClientError as error:
            return found + [dict(error=error.response["Error"]["Code"])]
        found.append(answer("query", reply))
        if "LastEvaluatedKey" not in reply:
            return found
        arguments["ExclusiveStartKey"] = reply["LastEvaluatedKey"]
        found[-1]["last"] = item_of(reply["LastEvaluatedKey"])
    return found


def answer(operation, reply):
    """What a reply says."""
    found = {}
    for name in ("Item", "Attributes"):
        if name in reply:
            found[name] = item_of(reply[name])
    if "Items" in reply:
        items = [item_of(item) for item in reply["Items"]]
        found["Items"] = items if operation == "query" else sorted(items, key=json.dumps)
    for name in ("Count", "ScannedCount"):
        if name in reply:
            found[name] = reply[name]
    if "Responses" in reply:
        responses = reply["Responses"]
        if isinstance(responses, dict):
            found["Responses"] = sorted(
                (item_of(item) for item in responses.get(TABLE, [])), key=json.dumps)
        else:
            found["Responses"] = [item_of(one.get("Item")) for one in responses]
    found["More"] = "LastEvaluatedKey" in reply
    return found


class Requests:
    """Random requests about few keys, so that they meet each other."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def key(self):
        return dict(pk={"S": self.random.choice("abc")}, sk={"N": str(self.random.randint(-3, 6))})

    def value(self, depth=0):
        kinds = ["S", "N", "BOOL", "NULL", "SS", "NS", "B"] + (["L", "M"] if depth < 2 else [])
        kind = self.random.choice(kinds)
        number = lambda: self.random.choice(["0", "1", "-5", "2.5", "100", "1000000"])
        return {kind: {
            "S": lambda: self.random.choice(["", "x", "yé", "zz"]),
            "N": number,
            "BOOL": lambda: self.random.random() < 0.5,
            "NULL": lambda: True,
            "SS": lambda: self.random.sample(["a", "b", "c"], self.random.randint(1, 3)),
            "NS": lambda: self.random.sample(["1", "2", "3.5"], self.random.randint(1, 3)),
            "B": lambda: b"\x00" * self.random.randint(1, 3),
            "L": lambda: [self.value(depth + 1) for _ in range(self.random.randint(0, 3))],
            "M": lambda: {name: self.value(depth + 1)
                          for name in self.random.sample("uvw", self.random.randint(0, 3))},
        }[kind]()}

    def item(self):
        item = self.key()
        for name in self.random.sample(["p", "q", "r", "g"], self.random.randint(0, 4)):
            item[name] = {"S": self.random.choice("xyz")} if name == "g" else self.value()
        return item

    def condition(self):
        choice = self.random.choice
        return choice([
            ("attribute_exists(p)", None), ("attribute_not_exists(pk)", None),
            ("attribute_type(p, :t)", {":t": {"S": choice(["S", "N", "L", "M", "SS"])}}),
            (f"p {choice(['=', '<>', '<', '<=', '>', '>='])} :v", {":v": self.value(2)}),
            ("contains(p, :v)", {":v": {"S": "x"}}), ("size(p) > :n", {":n": {"N": "1"}}),
            ("begins_with(g, :g) AND NOT attribute_exists(q)", {":g": {"S": "x"}}),
            ("sk BETWEEN :a AND :b OR g IN (:g, :h)",
             {":a": {"N": "0"}, ":b": {"N": "2"}, ":g": {"S": "x"}, ":h": {"S": "y"}}),
        ])

    def conditional(self, arguments, name="ConditionExpression", chance=0.5):
        if self.random.random() < chance:
            text, values = self.condition()
            arguments[name] = text
            if values:
                arguments.setdefault("ExpressionAttributeValues", {}).update(values)
        return arguments

    def change(self):
        choice = self.random.choice
        return choice([
            ("SET p = :s", {":s": self.value()}),
            ("SET p = if_not_exists(p, :s), q = :s", {":s": self.value()}),
            ("ADD q :n", {":n": {"N": "2"}}), ("ADD p :n", {":n": {"SS": ["d"]}}),
            ("DELETE p :n", {":n": {"SS": ["a"]}}), ("REMOVE p, q", None),
            ("SET p = list_append(p, :l)", {":l": {"L": [{"S": "n"}]}}),
            ("SET p.u = :s", {":s": {"S": "new"}}), ("REMOVE p[0]", None),
            ("SET q = q + :n", {":n": {"N": "1"}}), ("SET p[1] = :s", {":s": {"N": "9"}}),
        ])

    def next(self):
        kind = self.random.choice(
            ["put"] * 4 + ["update"] * 4 + ["query"] * 4 + ["pages"] * 3 + ["text"] * 3
            + ["delete", "get", "scan", "batch_get", "batch_write", "transact"])
        return dict(
            pages=self.pages, text=self.text, put=self.put, update=self.update,
            delete=self.delete, get=self.get, query=self.query,
            scan=self.scan, batch_get=self.batch_get, batch_write=self.batch_write,
            transact=self.transact)[kind]()

    def put(self):
        return "put_item", self.conditional(dict(
            TableName=TABLE, Item=self.item(),
            ReturnValues=self.random.choice(["NONE", "ALL_OLD"])), chance=0.3)

    def delete(self):
        return "delete_item", self.conditional(
            dict(TableName=TABLE, Key=self.key(), ReturnValues="ALL_OLD"))

    def get(self):
        return "get_item", dict(
            TableName=TABLE, Key=self.key(), ProjectionExpression="pk, g, p.u, q[0]",
            ConsistentRead=True)

    def update_arguments(self):
        text, values = self.change()
        arguments = dict(TableName=TABLE, Key=self.key(), UpdateExpression=text)
        if values:
            arguments["ExpressionAttributeValues"] = dict(values)
        return arguments

    def update(self):
        return "update_item", self.conditional(dict(
            self.update_arguments(), ReturnValues=self.random.choice(
                ["ALL_NEW", "ALL_OLD", "UPDATED_NEW", "UPDATED_OLD"])), chance=0.3)

    def text(self):
        """A change of the table whose sort key is text."""
        key = dict(pk={"S": self.random.choice("ab")}, sk={"S": self.random.choice(TEXT_KEYS)})
        if self.random.random() < 0.2:
            return "delete_item", dict(TableName=TEXTS, Key=key, ReturnValues="ALL_OLD")
        item = {**key, "n": {"N": str(self.random.randint(0, 9))}}
        if self.random.random() < 0.5:
            item["g"] = {"S": self.random.choice("xyz")}
        return "put_item", dict(TableName=TEXTS, Item=item)

    def key_condition(self, table):
        """A condition of keys, and its values: mostly sound."""
        choice = self.random.choice
        if table == TABLE:
            bound = lambda: {"N": str(self.random.randint(-4, 7))}
        else:
            bound = lambda: {"S": choice(TEXT_KEYS + ["ac", "0", "zz"])}
        low, high = bound(), bound()
        forms = [("", {})] + [
            (f"sk {sign} :a", {":a": low}) for sign in ("=", "<", "<=", ">", ">=")
        ] + [("sk BETWEEN :a AND :b", {":a": low, ":b": high})] * 3
        if table == TEXTS or self.random.random() < 0.1:
            forms += [("begins_with(sk, :a)", {":a": low})] * 3
        if self.random.random() < 0.15:
            forms += [
                ("sk <> :a", {":a": low}), ("sk IN (:a)", {":a": low}),
                ("contains(sk, :a)", {":a": low}), ("g = :a", {":a": low}),
                ("sk > :a AND sk < :b", {":a": low, ":b": high}),
                ("attribute_exists(sk)", {}), ("sk = :a", {":a": {"BOOL": True}}),
                ("NOT sk = :a", {":a": low}), ("sk = :unknown", {}), ("", {":unused": low}),
            ]
        text, values = choice(forms)
        first = choice(["pk = :p"] * 20 + ["pk > :p", "begins_with(pk, :p)", ""])
        parts = [part for part in (first, text) if part]
        if self.random.random() < 0.2:
            parts.reverse()
        if self.random.random() < 0.2:
            parts = [f"({part})" for part in parts]
        values = {**values, ":p": {"S": choice("abc")}} if first else values
        return " AND ".join(parts), values

    def query(self):
        table = self.random.choice([TABLE, TEXTS])
        text, values = self.key_condition(table)
        arguments = dict(
            TableName=table, KeyConditionExpression=text, ExpressionAttributeValues=values,
            ConsistentRead=self.random.random() < 0.5)
        if not values:
            del arguments["ExpressionAttributeValues"]
        if self.random.random() < 0.2 and "sk" in text:
            arguments["KeyConditionExpression"] = text.replace("sk", "#s")
            arguments["ExpressionAttributeNames"] = {"#s": "sk"}
        if self.random.random() < 0.8:
            arguments["ScanIndexForward"] = self.random.random() < 0.5
        if self.random.random() < 0.3:
            arguments["FilterExpression"] = "attribute_exists(g)"
        if self.random.random() < 0.1:
            arguments["Select"] = "COUNT"
        if self.random.random() < 0.3:
            arguments["Limit"] = self.random.randint(1, 5)
        return "query", arguments

    def pages(self):
        operation, arguments = self.query()
        arguments["Limit"] = self.random.randint(1, 4)
        return "pages", arguments

    def scan(self):
        arguments = self.conditional(dict(TableName=TABLE), "FilterExpression", 0.7)
        return "scan", arguments

    def batch_get(self):
        keys = [dict(pk={"S": "a"}, sk={"N": str(n)}) for n in range(4)]
        return "batch_get_item", dict(RequestItems={TABLE: dict(Keys=keys)})

    def batch_write(self):
        keys = self.random.sample(range(-3, 7), 4)
        writes = [dict(PutRequest=dict(Item=dict(self.item(), pk={"S": "b"}, sk={"N": str(n)})))
                  for n in keys[:2]]
        writes += [dict(DeleteRequest=dict(Key=dict(pk={"S": "b"}, sk={"N": str(n)})))
                   for n in keys[2:]]
        return "batch_write_item", dict(RequestItems={TABLE: writes})

    def transact(self):
        keys = self.random.sample(range(-3, 7), 3)
        actions = []
        for number in keys[:2]:
            item = dict(self.item(), pk={"S": "c"}, sk={"N": str(number)})
            actions.append(dict(Put=self.conditional(dict(TableName=TABLE, Item=item))))
        actions.append(dict(Update=dict(
            self.update_arguments(), Key=dict(pk={"S": "c"}, sk={"N": str(keys[2])}))))
        return "transact_write_items", dict(TransactItems=actions)


def known(operation, arguments, ours, theirs):
    """The class of a difference; Docs/LocalDifferences.md says for each who is right."""
    text = repr(arguments)
    if operation == "pages":
        # Which page differs first.
        ours, theirs = next(
            ((one, other) for one, other in zip(ours, theirs) if one != other),
            (dict(pages=len(ours)), dict(pages=len(theirs))))
    if str(theirs.get("error", "")).startswith("500"):
        return "moto fails"
    if operation in ("query", "pages"):
        condition = arguments["KeyConditionExpression"]
        without = lambda page: {k: v for k, v in page.items() if k not in ("More", "last")}
        if ours.get("More") and not theirs.get("More") and without(ours) == without(theirs):
            return "a page that ends with the last item"
        if ours.get("error") == "ValidationException" and "error" not in theirs:
            if "BETWEEN" in condition:
                return "bounds the wrong way round"
            if ":unknown" in condition or ":unused" in text or "BOOL" in text:
                return "values of a key condition"
    if operation == "transact_write_items":
        return "transactions"
    if "size(p)" in text and theirs.get("error") == "ValidationException":
        return "the size of what has none"
    if ours.get("error") == "ValidationException" and re.search(r"p (<|<=|>|>=) :v", text):
        return "the order of what has none"
    if re.search(r"p (=|<>) :v", text) and "NULL" in text:
        return "equality with NULL"
    if ours.get("error") == "ValidationException" and re.search(r"p(\.u|\[1\]) = :s", text):
        return "a path that leads nowhere"
    if "UPDATED" in arguments.get("ReturnValues", ""):
        return "returned parts of an update"
    return "other"


def main():
    services = [client(url) for url in sys.argv[1:3]]
    for service in services:
        for table, kind in ((TABLE, "N"), (TEXTS, "S")):
            service.create_table(
                TableName=table, BillingMode="PAY_PER_REQUEST",
                KeySchema=[dict(AttributeName="pk", KeyType="HASH"),
                           dict(AttributeName="sk", KeyType="RANGE")],
                AttributeDefinitions=[dict(AttributeName="pk", AttributeType="S"),
                                      dict(AttributeName="sk", AttributeType=kind)])
    requests = Requests(int(sys.argv[3]))
    equal, differences = 0, {}
    for _ in range(int(sys.argv[4])):
        operation, arguments = requests.next()
        ours, theirs = [
            pages(service, arguments) if operation == "pages"
            else outcome(service, operation, arguments) for service in services]
        if ours == theirs:
            equal += 1
        else:
            name = known(operation, arguments, ours, theirs)
            entry = differences.setdefault(name, dict(count=0, example=None))
            entry["count"] += 1
            if entry["example"] is None:
                entry["example"] = repr((operation, arguments, ours, theirs))[:3000]
        # Where only one has written, both go on from what DynamoDB would have.
        if ours != theirs:
            repair(services)
    print(json.dumps(dict(equal=equal, differences=differences)))


def repair(services):
    """Gives the other endpoint the items of ours."""
    found = [{(i["pk"]["S"], i["sk"]["N"]): i for i in s.scan(TableName=TABLE)["Items"]}
             for s in services]
    for key in found[1].keys() - found[0].keys():
        services[1].delete_item(TableName=TABLE, Key=dict(pk={"S": key[0]}, sk={"N": key[1]}))
    for key, item in found[0].items():
        if item_of(found[1].get(key)) != item_of(item):
            services[1].put_item(TableName=TABLE, Item=item)


main()
