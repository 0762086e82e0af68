"""Signs the requests of a JSON file with botocore and prints what came out, as a JSON list.

    sign_requests.py REQUESTS

A request: method, url, headers (pairs), body (hex), region, service, key, secret, token, time
(as 20150830T123600Z), form (header, s3, query or s3query), expires.
"""
import datetime
import json
import sys

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.compat import HTTPHeaders

FORMS = {
    "header": auth.SigV4Auth,
    "s3": auth.S3SigV4Auth,
    "query": auth.SigV4QueryAuth,
    "s3query": auth.S3SigV4QueryAuth,
}


def sign(case):
    """The canonical request, the string to sign, and the signature."""
    time = datetime.datetime.strptime(case["time"], "%Y%m%dT%H%M%SZ")
    auth.get_current_datetime = lambda *_: time
    kind = FORMS[case["form"]]
    seen = {}

    class Watched(kind):
        def canonical_request(self, request):
            seen["canonical"] = super().canonical_request(request)
            return seen["canonical"]

        def string_to_sign(self, request, canonical_request):
            seen["to_sign"] = super().string_to_sign(request, canonical_request)
            return seen["to_sign"]

        def signature(self, string_to_sign, request):
            seen["signature"] = super().signature(string_to_sign, request)
            return seen["signature"]

    credentials = Credentials(case["key"], case["secret"], case.get("token"))
    options = {"expires": case["expires"]} if "query" in case["form"] else {}
    signer = Watched(credentials, case["service"], case["region"], **options)
    request = AWSRequest(
        method=case["method"], url=case["url"], data=bytes.fromhex(case["body"]))
    request.headers = HTTPHeaders()
    for name, value in case["headers"]:
        request.headers.add_header(name, value)
    signer.add_auth(request)
    seen["authorization"] = request.headers.get("Authorization")
    return seen


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    print(json.dumps([sign(case) for case in cases]))


main()
