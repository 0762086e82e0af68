#!/usr/bin/env python3
"""Serves a folder with `rclone serve s3` on a free port of 127.0.0.1, signatures checked.

Usage: serve_rclone.py FOLDER ACCESS_KEY_ID SECRET. Prints one JSON object when it is ready, and
ends when its standard input does. Exits with 3 where rclone is not installed beside this Python.
"""
import json
import os
import re
import subprocess
import sys


def main():
    folder, access_key_id, secret = sys.argv[1:]
    program = os.path.join(os.path.dirname(sys.executable), "rclone")
    if not os.path.exists(program):
        print("there is no " + program, file=sys.stderr)
        sys.exit(3)
    process = subprocess.Popen(
        [program, "serve", "s3", "--addr", "127.0.0.1:0", "--config", "",
         "--auth-key", access_key_id + "," + secret, folder],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        for line in process.stderr:
            found = re.search(r"(http://127\.0\.0\.1:\d+)", line)
            if found:
                print(json.dumps({"endpoint": found.group(1)}), flush=True)
                break
        sys.stdin.read()
    finally:
        process.kill()
        process.wait()


main()
