"""Whether a database answers by an index."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def plans_of(queries: CaptureQueriesContext) -> list[str]:
    """How the database would answer each of these queries."""
    sqlite = connection.vendor == "sqlite"
    sent = [query["sql"] for query in queries.captured_queries]
    with connection.cursor() as cursor:
        plans = []
        for sql in sent:
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{sql}")
            plans.append("\n".join(str(row[-1]) for row in cursor.fetchall()))
    return plans


def scans(plan: str, table: str) -> bool:
    """Whether the whole table is read through."""
    words = (f"SCAN {table}", f"Seq Scan on {table}")
    return any(line.strip().lstrip("-> ").startswith(words) for line in plan.splitlines())
