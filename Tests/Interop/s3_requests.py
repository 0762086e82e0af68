#!/usr/bin/env python3
"""Prints the requests that botocore makes for operations of S3, one JSON object a line.

The tests of the S3 client make the same calls and compare: method, target, fields and body.
"""
import json

import boto3
from botocore.config import Config

ENDPOINT = "http://127.0.0.1:9000"
# Those that every attempt has anew, and those that belong to the library that sends.
LEFT_OUT = {
    "user-agent", "authorization", "x-amz-date", "amz-sdk-invocation-id", "amz-sdk-request",
    "expect", "content-length", "content-type", "host",
}
KEY = "a b/+=@:()'*%&,~\u00e9//../x"
CALLS = {
    "GetObject": dict(Key=KEY),
    "GetObject range": dict(Key=KEY, Range="bytes=5-9", IfMatch='"e"', VersionId="v/1+"),
    "HeadObject": dict(Key="k", ExpectedBucketOwner="111122223333"),
    "ListObjectsV2": dict(Prefix="a/\u00e9 +", Delimiter="/", StartAfter="a/b", MaxKeys=7),
    "ListObjectsV2 token": dict(Prefix="", ContinuationToken="1+/=="),
    "PutObject": dict(Key="k", Body=b"hello", IfNoneMatch="*", Metadata={"Mark": "x"},
                      ServerSideEncryption="aws:kms", SSEKMSKeyId="kid",
                      ContentMD5="XUFAKrxLKna5cZ2REBfFkg=="),
    "PutObject match": dict(Key="k", Body=b"", IfMatch='"e"', ServerSideEncryption="AES256"),
    "CreateMultipartUpload": dict(
        Key="k", ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT"),
    "UploadPart": dict(Key="k", PartNumber=3, UploadId="u+/=", Body=b"123456789"),
    "CompleteMultipartUpload": dict(
        Key="k", UploadId="u", IfNoneMatch="*", ChecksumType="FULL_OBJECT",
        ChecksumCRC32="y/Q5Jg==", MpuObjectSize=9,
        MultipartUpload={"Parts": [
            {"PartNumber": 1, "ETag": '"e1"', "ChecksumCRC32": "y/Q5Jg=="},
            {"PartNumber": 2, "ETag": '"<&"', "ChecksumCRC32": "AAAAAA=="}]}),
    "AbortMultipartUpload": dict(Key="k", UploadId="u"),
    "ListParts": dict(Key="k", UploadId="u"),
    "DeleteObject": dict(Key="k", VersionId="v"),
    "DeleteObjects": dict(Delete={"Quiet": True, "Objects": [
        {"Key": "a<b>&\"'\t\r\n"}, {"Key": "\u00e9/caf\u0065\u0301"}, {"Key": " "}]}),
    "GetBucketLocation": dict(),
    "HeadBucket": dict(),
}


class Captured(Exception):
    pass


def main():
    session = boto3.session.Session(
        aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret", region_name="eu-west-1")
    client = session.client(
        "s3", endpoint_url=ENDPOINT, config=Config(s3={"addressing_style": "path"}))
    captured = []

    def capture(request, **_):
        captured.append(request)
        raise Captured()

    client.meta.events.register("before-send.s3.*", capture)
    methods = {v: k for k, v in client.meta.method_to_api_mapping.items()}
    for name, arguments in CALLS.items():
        try:
            getattr(client, methods[name.split(" ")[0]])(Bucket="bkt", **arguments)
        except Captured:
            pass
        request = captured.pop()
        body = request.body.read() if hasattr(request.body, "read") else request.body
        if isinstance(body, str):
            body = body.encode()
        fields = {}
        for field, value in request.headers.items():
            if field.lower() not in LEFT_OUT:
                fields[field.lower()] = value.decode() if isinstance(value, bytes) else value
        print(json.dumps({
            "name": name, "method": request.method, "target": request.url[len(ENDPOINT):],
            "headers": fields, "body": (body or b"").hex()}))


main()
