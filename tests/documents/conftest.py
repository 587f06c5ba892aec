"""The places where papers are kept: a folder, and buckets on a real S3 server, given back afterwards."""

import contextlib

import pytest
from botocore.exceptions import ClientError

from tests.documents.stores import Bucket, Folder


@pytest.fixture
def new_bucket(s3_server):
    made = []

    def make(query=""):
        made.append(Bucket(s3_server, query))
        return made[-1]

    yield make
    for bucket in made:
        with contextlib.suppress(ClientError):
            bucket.remove()
        bucket.client.close()


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.s3)])
def place(request, tmp_path):
    if request.param == "folder":
        return Folder(tmp_path / "archive")
    return request.getfixturevalue("new_bucket")()
