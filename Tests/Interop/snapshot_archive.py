"""Compares an archive, as tarfile reads it, with its manifest, and unpacks it.

usage: snapshot_archive.py ARCHIVE FOLDER
"""

import json
import sys
import tarfile
import zlib

archive, folder = sys.argv[1:]
with tarfile.open(archive, "r:") as tar:
    members = tar.getmembers()
    assert all(member.isreg() for member in members), "not only plain files"
    contents = {member.name: tar.extractfile(member).read() for member in members}
    tar.extractall(folder, filter="data")
names = [member.name for member in members]
manifest_name, checksum_name = names[-2:]
assert int(contents[checksum_name], 16) == zlib.crc32(contents[manifest_name])
manifest = json.loads(contents[manifest_name])
assert [file["name"] for file in manifest["files"]] == names[:-2]
for file in manifest["files"]:
    data = contents[file["name"]]
    assert len(data) == file["bytes"] and zlib.crc32(data) == int(file["crc32"], 16), file
print(len(members))
