"""boto3, unmodified, against the S3 and STS of a local endpoint.

    local_boto3_s3.py ENDPOINT

Ends with 0 and prints `ok` where all is as AWS would have it.
"""
import hashlib
import io
import sys
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

OPTIONS = dict(
    endpoint_url=sys.argv[1], region_name="eu-west-1",
    config=Config(retries={"mode": "standard", "max_attempts": 6},
                  s3={"addressing_style": "path"}))
KEYS = dict(aws_access_key_id="any", aws_secret_access_key="local")


def code(call, **arguments):
    """The error that a call ends with."""
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    raise AssertionError("nothing was refused")


def buckets(s3):
    s3.create_bucket(
        Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.get_waiter("bucket_exists").wait(Bucket="lake")
    assert s3.get_bucket_location(Bucket="lake")["LocationConstraint"] == "eu-west-1"
    assert [b["Name"] for b in s3.list_buckets()["Buckets"]] == ["lake"]
    assert code(s3.create_bucket, Bucket="lake", CreateBucketConfiguration={
        "LocationConstraint": "eu-west-1"}) == "BucketAlreadyOwnedByYou"
    assert code(s3.head_bucket, Bucket="none") == "404"


def objects(s3):
    body = bytes(range(256)) * 40
    for name in [None, "CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"]:
        if name in ("CRC32C", "CRC64NVME"):
            try:
                import awscrt  # noqa: F401
            except ImportError:
                continue
        more = {"ChecksumAlgorithm": name} if name else {}
        put = s3.put_object(Bucket="lake", Key="dir/\u00e9 +%.bin", Body=body,
                            ContentType="text/plain", Metadata={"who": "me"}, **more)
        assert put["ETag"] == '"%s"' % hashlib.md5(body).hexdigest()
        got = s3.get_object(Bucket="lake", Key="dir/\u00e9 +%.bin", ChecksumMode="ENABLED")
        assert got["Body"].read() == body and got["Metadata"] == {"who": "me"}
        assert got["ContentType"] == "text/plain"
    # A stream whose end is not known beforehand.
    s3.put_object(Bucket="lake", Key="stream", Body=io.BytesIO(body))
    part = s3.get_object(Bucket="lake", Key="stream", Range="bytes=10-19")
    assert part["Body"].read() == body[10:20]
    assert part["ContentRange"] == "bytes 10-19/10240"
    assert code(s3.put_object, Bucket="lake", Key="stream", Body=b"",
                IfNoneMatch="*") == "PreconditionFailed"
    assert code(s3.get_object, Bucket="lake", Key="none") == "NoSuchKey"
    s3.copy_object(Bucket="lake", Key="copy", CopySource={"Bucket": "lake", "Key": "stream"})
    assert s3.head_object(Bucket="lake", Key="copy")["ContentLength"] == len(body)
    # Unless it is told, boto3 writes URLs by Signature Version 2, which is not answered.
    presigning = boto3.client(
        "s3", **KEYS, **{**OPTIONS, "config": Config(
            signature_version="s3v4", s3={"addressing_style": "path"})})
    url = presigning.generate_presigned_url(
        "get_object", Params={"Bucket": "lake", "Key": "copy"})
    assert urllib.request.urlopen(url).read() == body


def listings(s3):
    for number in range(25):
        s3.put_object(Bucket="lake", Key="many/%02d" % number, Body=b"x")
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket="lake", Prefix="many/", PaginationConfig={"PageSize": 7})
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    assert keys == ["many/%02d" % number for number in range(25)]
    old = s3.get_paginator("list_objects").paginate(
        Bucket="lake", Delimiter="/", PaginationConfig={"PageSize": 1})
    prefixes = [p["Prefix"] for page in old for p in page.get("CommonPrefixes", [])]
    assert prefixes == ["dir/", "many/"], prefixes
    gone = s3.delete_objects(
        Bucket="lake", Delete={"Objects": [{"Key": key} for key in keys + ["never"]]})
    assert len(gone["Deleted"]) == 26
    assert s3.list_objects_v2(Bucket="lake", Prefix="many/")["KeyCount"] == 0


def uploads(s3):
    body = bytes(1 << 20) * 6 + bytes(range(256)) * (1 << 14)
    s3.upload_fileobj(
        io.BytesIO(body), "lake", "large",
        Config=TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20))
    assert s3.head_object(Bucket="lake", Key="large")["ETag"].endswith('-2"')
    found = io.BytesIO()
    s3.download_fileobj("lake", "large", found)
    assert found.getvalue() == body
    upload = s3.create_multipart_upload(Bucket="lake", Key="other")["UploadId"]
    part = s3.upload_part(Bucket="lake", Key="other", UploadId=upload, PartNumber=3, Body=b"abc")
    assert [p["PartNumber"] for p in s3.list_parts(
        Bucket="lake", Key="other", UploadId=upload)["Parts"]] == [3]
    done = s3.complete_multipart_upload(
        Bucket="lake", Key="other", UploadId=upload, IfNoneMatch="*",
        MultipartUpload={"Parts": [{"PartNumber": 3, "ETag": part["ETag"]}]})
    wanted = hashlib.md5(hashlib.md5(b"abc").digest()).hexdigest()
    assert done["ETag"] == '"%s-1"' % wanted


def roles():
    sts = boto3.client("sts", **KEYS, **OPTIONS)
    assert sts.get_caller_identity()["Account"] == "000000000000"
    role = "arn:aws:iam::111122223333:role/reader"
    assumed = sts.assume_role(RoleArn=role, RoleSessionName="me")["Credentials"]
    keys = dict(
        aws_access_key_id=assumed["AccessKeyId"],
        aws_secret_access_key=assumed["SecretAccessKey"],
        aws_session_token=assumed["SessionToken"])
    identity = boto3.client("sts", **keys, **OPTIONS).get_caller_identity()
    assert identity["Arn"] == "arn:aws:sts::111122223333:assumed-role/reader/me"
    boto3.client("s3", **keys, **OPTIONS).head_object(Bucket="lake", Key="copy")
    boto3.client("dynamodb", **keys, **OPTIONS).list_tables()
    keys["aws_session_token"] = "other"
    wrong = boto3.client("dynamodb", **keys, **OPTIONS)
    assert code(wrong.list_tables) == "UnrecognizedClientException"


s3 = boto3.client("s3", **KEYS, **OPTIONS)
buckets(s3)
objects(s3)
listings(s3)
uploads(s3)
roles()
print("ok")
