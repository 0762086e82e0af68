#!/usr/bin/env python3
"""Serves a new folder with `rclone serve s3` on a free port of 127.0.0.1, signatures checked.

Usage: serve_rclone.py BUCKET ACCESS_KEY_ID SECRET. Prints one JSON object when it is ready, and
ends when its standard input does, the folder with it. Exits with 3 where rclone is not installed beside this Python.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import threading


def main():
    bucket, access_key_id, secret = sys.argv[1:]
    program = os.path.join(os.path.dirname(sys.executable), "rclone")
    if not os.path.exists(program):
        print("there is no " + program, file=sys.stderr)
        sys.exit(3)
    with tempfile.TemporaryDirectory(prefix="ddbkit-rclone-") as folder:
        os.mkdir(os.path.join(folder, bucket))
        serve([program, "serve", "s3", "--addr", "127.0.0.1:0", "--config", "",
               "--auth-key", access_key_id + "," + secret, folder])


def serve(command):
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True)
    try:
        for line in process.stderr:
            found = re.search(r"(http://127\.0\.0\.1:\d+)", line)
            if found:
                print(json.dumps({"endpoint": found.group(1)}), flush=True)
                break
        else:
            # It ended, and nobody can wait for it.
            sys.exit(1)
        # What it says later is thrown away, but read: a full pipe would stop it.
        threading.Thread(target=process.stderr.read, daemon=True).start()
        sys.stdin.read()
    finally:
        process.kill()
        process.wait()


main()
