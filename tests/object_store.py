"""A server of S3's kind on this machine (moto), its buckets, and the keys that open them."""

import hashlib
import json
import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

import boto3
from moto.server import ThreadedMotoServer

REGION = "us-east-1"


@dataclass(frozen=True)
class Key:
    """What a user shows to be let in."""

    identity: str
    secret: str


ANY_KEY = Key("any", "key")  # the server asks for none until it is told to


class ObjectStore:
    """The server, seen by its owner, whom no lock keeps out."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        access = {
            "endpoint_url": self.url,
            "region_name": REGION,
            "aws_access_key_id": ANY_KEY.identity,
            "aws_secret_access_key": ANY_KEY.secret,
        }
        self._objects: Any = boto3.client("s3", **access)
        self._users: Any = boto3.client("iam", **access)

    def make_bucket(self, name: str) -> None:
        """A new, empty bucket."""
        self._objects.create_bucket(Bucket=name)

    def contents(self, bucket: str) -> dict[str, bytes]:
        """Every object of a bucket, by its path."""
        pages = self._objects.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        paths = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
        return {path: self._read(bucket, path) for path in paths}

    def _read(self, bucket: str, path: str) -> bytes:
        return self._objects.get_object(Bucket=bucket, Key=path)["Body"].read()

    def put(self, bucket: str, path: str, content: bytes) -> None:
        """Write an object, whatever was there."""
        self._objects.put_object(Bucket=bucket, Key=path, Body=content)

    def remove(self, bucket: str, path: str) -> None:
        """Take an object away."""
        self._objects.delete_object(Bucket=bucket, Key=path)

    def key_for(self, user: str, *actions: str) -> Key:
        """A new user who may do these actions and no other; what lets him in."""
        rights = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [rights]})
        self._users.create_user(UserName=user)
        self._users.put_user_policy(UserName=user, PolicyName="rights", PolicyDocument=policy)
        made = self._users.create_access_key(UserName=user)["AccessKey"]
        return Key(made["AccessKeyId"], made["SecretAccessKey"])

    @contextmanager
    def locked(self) -> Generator[None]:
        """Inside the block only known keys are let in, and each to its rights."""
        self._ask_for_keys_after("0")
        try:
            yield
        finally:
            self._ask_for_keys_after("inf")

    def _ask_for_keys_after(self, requests: str) -> None:
        request = Request(  # noqa: S310 - this machine
            f"{self.url}/moto-api/reset-auth",
            data=requests.encode(),
            headers={"Content-Type": "text/plain"},  # of a form it would see nothing
        )
        urlopen(request).close()  # noqa: S310 - this machine


def misnamed(contents: dict[str, bytes]) -> set[str]:
    """Those of DVC's objects that are not what their names say, the MD5 of their bytes."""
    return {
        path
        for path, content in contents.items()
        if "/files/md5/" in path
        and "".join(path.split("/")[-2:]).removesuffix(".dir") != hashlib.md5(content).hexdigest()  # noqa: S324 - DVC's names
    }


@contextmanager
def object_store() -> Generator[ObjectStore]:
    """A server that runs inside the block."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # no line for each request
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield ObjectStore(server.get_host_and_port()[1])
    finally:
        server.stop()
