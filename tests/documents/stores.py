"""A folder and a bucket of an archive, with the hands that can reach around it."""

import secrets

import boto3
from pydantic import SecretStr

from documents.archive import key_of, open_archive


class Folder:
    """A folder archive, and the hands that can reach around it."""

    def __init__(self, path):
        self.path = path
        self.archive = open_archive(f"folder://{path}")

    def tamper(self, name, data):
        file = self.path / key_of(name)
        file.chmod(0o644)
        file.write_bytes(data)

    def objects(self):
        return [file.name for file in self.path.rglob("*") if file.is_file()]


class Bucket:
    """An S3 archive in a bucket of its own, and a client that can reach around it."""

    def __init__(self, server, query=""):
        self.name = f"archive-{secrets.token_hex(4)}"
        self.archive = open_archive(
            f"s3://{self.name}?endpoint={server.endpoint}{query}",
            access_key=SecretStr(server.access_key),
            secret_key=SecretStr(server.secret_key),
        )
        self.client = boto3.client(
            "s3",
            endpoint_url=server.endpoint,
            region_name="us-east-1",
            aws_access_key_id=server.access_key,
            aws_secret_access_key=server.secret_key,
        )

    def remove(self):
        """Give the test server its room back; what is locked stays, as it should."""
        listed = self.client.list_object_versions(Bucket=self.name)
        for version in [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]:
            self.client.delete_object(Bucket=self.name, Key=version["Key"], VersionId=version["VersionId"])
        self.client.delete_bucket(Bucket=self.name)

    def tamper(self, name, data):
        self.client.put_object(Bucket=self.name, Key=key_of(name), Body=data)

    def objects(self):
        versions = self.client.list_object_versions(Bucket=self.name).get("Versions", [])
        return [version["Key"].rpartition("/")[2] for version in versions]
