"""Deletes rows of a Delta table with Sail, which writes a deletion vector.

usage: sail_delete.py TABLE CONDITION
"""
import sys

from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession


def main():
    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    port = server.listening_address[1]
    session = SparkSession.builder.remote("sc://127.0.0.1:%d" % port).getOrCreate()
    session.sql("DELETE FROM delta.`%s` WHERE %s" % (sys.argv[1], sys.argv[2])).collect()
    session.stop()
    server.stop()


if __name__ == "__main__":
    main()
