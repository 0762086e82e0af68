#!/usr/bin/env python3
"""Serves moto on a free port of 127.0.0.1.

Usage: serve_moto.py --checked|--unchecked [BUCKET...], where signatures and policies are.

Prints one JSON object when it is ready, and ends when its standard input does, so that it never
outlives the tests that started it. Exits with 3 where moto is not installed.
"""
import json
import os
import sys
import urllib.request

try:
    import boto3
    from botocore.config import Config
    from moto.server import ThreadedMotoServer
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)

REGION = "eu-west-1"
EXTERNAL_ID = "between-us"


def main():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://%s:%d" % server.get_host_and_port()

    def client(name):
        return boto3.client(
            name, endpoint_url=endpoint, region_name=REGION, aws_access_key_id="first",
            aws_secret_access_key="first", config=Config(s3={"addressing_style": "path"}))

    iam, keys = client("iam"), {}
    everything = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    for user in ("administrator", "stranger"):
        arn = iam.create_user(UserName=user)["User"]["Arn"]
        key = iam.create_access_key(UserName=user)["AccessKey"]
        keys[user] = {
            "accessKeyID": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"],
            "arn": arn}
    iam.put_user_policy(
        UserName="administrator", PolicyName="everything", PolicyDocument=json.dumps(everything))
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": keys["administrator"]["arn"]},
         "Action": "sts:AssumeRole",
         "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}}}]}
    role = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    iam.put_role_policy(
        RoleName="reader", PolicyName="everything", PolicyDocument=json.dumps(everything))
    for bucket in sys.argv[2:]:
        client("s3").create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})

    if sys.argv[1] == "--checked":
        # From here on nothing is free: every call is checked.
        urllib.request.urlopen(urllib.request.Request(
            endpoint + "/moto-api/reset-auth", data=b"0",
            headers={"Content-Type": "text/plain"}))
    print(json.dumps({
        "endpoint": endpoint, "region": REGION, "administrator": keys["administrator"],
        "stranger": keys["stranger"], "role": role["Arn"], "externalID": EXTERNAL_ID}), flush=True)
    sys.stdin.read()
    os._exit(0)


main()
