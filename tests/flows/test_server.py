"""What our start of Prefect's server adds to it."""

INDEX_OF_TAGS = "triplehelix_flow_run_tags"
"""As `flows.server` names it, which is not imported: Prefect's mappers are for a process of their own."""


def test_runs_are_found_by_their_tags_through_an_index(prefect_server, postgres_server):
    """Asked as Prefect asks; without it each search of a subject's windows reads all runs there are."""
    with postgres_server.connect("prefect") as session:
        session.execute("set enable_seqscan = off")  # among the few runs of a test it would be the quickest
        plan = session.execute("explain select id from flow_run where tags ?& array['task:DN-2026-001']")
        assert any(INDEX_OF_TAGS in line for (line,) in plan)
