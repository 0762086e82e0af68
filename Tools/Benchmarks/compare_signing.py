#!/usr/bin/env python3
"""Signs the same request with ddbkit, botocore and, where it is installed, awscrt; prints one JSON
line with the microseconds of CPU that one signature takes, and the ratios.

    compare_signing.py SIGNING_BENCHMARK [--rounds N]

The rounds of all take turns, and the best of each counts. awscrt signs on threads of its own, so
the CPU time of the process is what is measured for everybody.
"""
import argparse
import datetime
import json
import subprocess
import time

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SIGNS = 2000
URL = "https://dynamodb.eu-west-1.amazonaws.com/"
KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
BODY = bytes(97 + index % 26 for index in range(2048))
HEADERS = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "DynamoDB_20120810.PutItem",
    "accept-encoding": "identity",
    "amz-sdk-invocation-id": "0c2b1f2e-5d5e-4d0a-9a41-9f3a1f1c2b3d",
    "amz-sdk-request": "attempt=1; max=4",
    "user-agent": "ddbkit",
}


def botocore_round():
    signer = auth.SigV4Auth(Credentials(KEY, SECRET), "dynamodb", "eu-west-1")
    start = time.process_time()
    for _ in range(SIGNS):
        signer.add_auth(AWSRequest(method="POST", url=URL, headers=dict(HEADERS), data=BODY))
    return (time.process_time() - start) / SIGNS * 1e6


def awscrt_round():
    import io
    from awscrt.auth import (AwsCredentialsProvider, AwsSigningAlgorithm, AwsSigningConfig,
                             aws_sign_request)
    from awscrt.http import HttpHeaders, HttpRequest
    provider = AwsCredentialsProvider.new_static(KEY, SECRET)
    headers = list(HEADERS.items()) + [("host", "dynamodb.eu-west-1.amazonaws.com")]
    start = time.process_time()
    for _ in range(SIGNS):
        config = AwsSigningConfig(
            algorithm=AwsSigningAlgorithm.V4, credentials_provider=provider, region="eu-west-1",
            service="dynamodb", date=datetime.datetime.now(datetime.timezone.utc))
        request = HttpRequest("POST", "/", HttpHeaders(headers), io.BytesIO(BODY))
        aws_sign_request(request, config).result()
    return (time.process_time() - start) / SIGNS * 1e6


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("benchmark")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    peers = {"botocore": botocore_round}
    try:
        import awscrt.auth  # noqa: F401
        peers["awscrt"] = awscrt_round
    except ImportError:
        pass
    result, others = None, {name: float("inf") for name in peers}
    for _ in range(options.rounds):
        line = json.loads(subprocess.run(
            [options.benchmark, "--rounds", "1", "--signs", "20000"], check=True,
            capture_output=True, text=True).stdout)
        for key in ("us_per_sign", "us_with_session_token"):
            if result is not None:
                line[key] = min(line[key], result[key])
        result = line
        for name, measure in peers.items():
            others[name] = min(others[name], measure())
    for name, value in others.items():
        result[name + "_us"] = round(value, 2)
        result["times_" + name] = round(value / result["us_per_sign"], 1)
    print(json.dumps(result, separators=(",", ":")))


main()
