#!/usr/bin/env python3
"""Evaluates expressions with moto, within this process.

Usage: moto_expressions.py CASES

CASES has a JSON object a line: `kind` (condition, projection, update or query), `text`, `names` and
`values` (as DynamoDB JSON, perhaps empty), and `item` or, for a query, `items` with a number `sk`.
Prints a JSON object a line: `holds`, `item`, `keys`, or `error` with the name of the error. Exits
with 3 where moto is not installed.
"""
import base64
import json
import os
import sys

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError
    from moto import mock_aws
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)


def decoded(value):
    """An attribute value with its binaries as bytes, as boto3 wants it."""
    (kind, content), = value.items()
    if kind == "B":
        return {kind: base64.b64decode(content)}
    if kind == "BS":
        return {kind: [base64.b64decode(member) for member in content]}
    if kind == "M":
        return {kind: {name: decoded(member) for name, member in content.items()}}
    if kind == "L":
        return {kind: [decoded(member) for member in content]}
    return value


def encoded(value):
    (kind, content), = value.items()
    if kind == "B":
        return {kind: base64.b64encode(content).decode()}
    if kind == "BS":
        return {kind: [base64.b64encode(member).decode() for member in content]}
    if kind == "M":
        return {kind: {name: encoded(member) for name, member in content.items()}}
    if kind == "L":
        return {kind: [encoded(member) for member in content]}
    return value


def items(item, convert):
    return {name: convert(value) for name, value in item.items()}


class Evaluator:
    def __init__(self):
        self.client = boto3.client(
            "dynamodb", region_name="eu-west-1", config=Config(parameter_validation=False))
        for name, extra in (("plain", []), ("sorted", ["sk"])):
            self.client.create_table(
                TableName=name, BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}] + [
                    {"AttributeName": key, "AttributeType": "N"} for key in extra],
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}] + [
                    {"AttributeName": key, "KeyType": "RANGE"} for key in extra])

    def evaluate(self, case):
        inputs = {}
        if case["names"]:
            inputs["ExpressionAttributeNames"] = case["names"]
        if case["values"]:
            inputs["ExpressionAttributeValues"] = items(case["values"], decoded)
        try:
            return getattr(self, case["kind"])(case, inputs)
        except ClientError as error:
            return {"error": error.response["Error"]["Code"]}
        except Exception as error:  # moto itself fails on some expressions
            return {"error": type(error).__name__}

    def put(self, item, table="plain"):
        self.client.put_item(TableName=table, Item=items(item, decoded))

    def condition(self, case, inputs):
        self.put(case["item"])
        try:
            self.client.put_item(
                TableName="plain", Item=items(case["item"], decoded),
                ConditionExpression=case["text"], **inputs)
        except self.client.exceptions.ConditionalCheckFailedException:
            return {"holds": False}
        return {"holds": True}

    def projection(self, case, inputs):
        self.put(case["item"])
        reply = self.client.get_item(
            TableName="plain", Key={"pk": case["item"]["pk"]}, ProjectionExpression=case["text"],
            **inputs)
        return {"item": items(reply.get("Item", {}), encoded)}

    def update(self, case, inputs):
        self.put(case["item"])
        reply = self.client.update_item(
            TableName="plain", Key={"pk": case["item"]["pk"]}, UpdateExpression=case["text"],
            ReturnValues="ALL_NEW", **inputs)
        return {"item": items(reply["Attributes"], encoded)}

    def query(self, case, inputs):
        for item in case["items"]:
            self.put(item, "sorted")
        reply = self.client.query(
            TableName="sorted", KeyConditionExpression=case["text"], **inputs)
        keys = [item["sk"]["N"] for item in reply["Items"]]
        for item in case["items"]:
            self.client.delete_item(
                TableName="sorted", Key={"pk": item["pk"], "sk": item["sk"]})
        return {"keys": keys}


def main():
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        os.environ[name] = "none"
    with mock_aws(), open(sys.argv[1], encoding="utf-8") as cases:
        evaluator = Evaluator()
        for line in cases:
            print(json.dumps(evaluator.evaluate(json.loads(line))))


main()
