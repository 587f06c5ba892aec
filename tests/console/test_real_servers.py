"""The servers that the suite itself stands on."""

import os
import socket

import boto3
import httpx
import psycopg
import pytest
from pytest_socket import SocketBlockedError


def plain(url: str) -> str:
    return url.replace("+psycopg", "")


def test_each_database_of_a_test_is_empty_and_its_own(empty_database):
    with psycopg.connect(plain(empty_database)) as session:
        session.execute("CREATE TABLE mark (id int)")
        (tables,) = session.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone() or (None,)
    assert tables == 1


def test_vietnamese_names_are_found_without_their_marks(postgres_url):
    with psycopg.connect(plain(postgres_url)) as session:
        assert session.execute("SELECT unaccent('Đồng Tháp'), similarity('dừa', 'dừa')").fetchone() == (
            "Dong Thap",
            1.0,
        )


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_a_test_that_asks_for_no_server_has_no_network():
    with pytest.raises(SocketBlockedError):
        socket.create_connection(("127.0.0.1", 9))


def test_the_prefect_server_lets_in_only_who_knows_the_word(prefect_server):
    word = tuple(os.environ["PREFECT_API_AUTH_STRING"].split(":"))
    assert httpx.get(f"{prefect_server}/admin/version", auth=word).json().startswith("3.")
    for stranger in (None, ("tests", "guess")):
        assert httpx.get(f"{prefect_server}/admin/version", auth=stranger).status_code == 401
        assert httpx.post(f"{prefect_server}/flow_runs/filter", json={}, auth=stranger).is_client_error
    assert httpx.get(f"{prefect_server}/ready").status_code == 200


def test_nobody_writes_to_the_prefect_server_without_its_csrf_token(prefect_server):
    word = tuple(os.environ["PREFECT_API_AUTH_STRING"].split(":"))
    refused = httpx.post(f"{prefect_server}/flows/", json={"name": "from another page"}, auth=word)
    assert (refused.status_code, refused.json()) == (403, {"detail": "Missing CSRF token."})


def test_the_s3_server_keeps_what_it_is_given_and_refuses_strangers(s3_server):
    def client(secret):
        return boto3.client(
            "s3",
            endpoint_url=s3_server.endpoint,
            aws_access_key_id=s3_server.access_key,
            aws_secret_access_key=secret,
            region_name="us-east-1",
        )

    friend = client(s3_server.secret_key)
    friend.create_bucket(Bucket="papers")
    friend.put_object(Bucket="papers", Key="a", Body=b"giay to")
    assert friend.get_object(Bucket="papers", Key="a")["Body"].read() == b"giay to"
    stranger = client("wrong")
    with pytest.raises(stranger.exceptions.ClientError, match="SignatureDoesNotMatch"):
        stranger.list_objects_v2(Bucket="papers")
