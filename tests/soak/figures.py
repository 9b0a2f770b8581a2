"""The properties: how often the suite tries each, how often a release does, and the test and setting that try it.

What a test does not try by itself has no test here and says what does instead: the table leaves no property out.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`settings` are the environment's for that many: {n} is the number. `wanted` is what was set out to be shown."""

    name: str
    wanted: str
    suite: int
    release: int
    test: str = ""
    settings: str = ""
    databases: tuple[str, ...] = ("sqlite", "postgresql")
    instead: str = ""


RACE, WITHDRAWAL = "tests/house/test_if_match_race.py", "tests/house/test_withdrawal_race.py"
SEALS, OUTAGES = "tests/house/test_seals_tampered.py", "tests/api/test_database_outages.py"
SEQUENCED = "tests/feed/test_sequencer.py::test_everything_committed_is_read_once_and_in_order"
FIGURES = (
    Figure(
        "token mutants that are taken",
        "0 of 100,000; release 1,000,000",
        20_000,
        1_000_000,
        "tests/identity/test_mutations.py",
        "TOKEN_MUTANTS={n}",
        ("sqlite",),
    ),
    Figure(
        "If-Match race of 50 clients, rounds",
        "one winner in each of 200; release 2,000",
        10,
        2_000,
        f"{RACE}::test_one_goal_one_tag_one_winner",
        "RACE_ROUNDS={n}",
    ),
    Figure(
        "consent-withdrawal race, rounds",
        "0 reads that began after the answer, of 200; release 5,000",
        100,
        5_000,
        f"{WITHDRAWAL}::test_no_read_that_begins_after_the_answer_shows_the_plan",
        "WITHDRAWAL_ROUNDS={n}",
    ),
    Figure(
        "block race, rounds",
        "no figure was set; release 5,000",
        40,
        5_000,
        "tests/house/test_block_race.py",
        "BLOCK_ROUNDS={n}",
    ),
    Figure(
        "kill -9 under writers, cycles",
        "0 lost, 0 doubled, 0 torn in 25; release 200",
        4,
        200,
        "tests/house/test_killed.py",
        "KILLS={n}",
    ),
    Figure(
        "audit tamperings found; as many honest steps accused",
        "200 of 200, 0 of 200; release 1,000, 0",
        200,
        1_000,
        SEALS,
        "TAMPERINGS={n}",
    ),
    Figure(
        "pairs of worlds answered alike, 200 requests each (30 in the suite)",
        "0 bytes differ in 200 pairs of 200; release 5,000 of 500",
        50,
        5_000,
        "tests/interference/test_non_interference.py",
        "INTERFERENCE_PAIRS={n} INTERFERENCE_REQUESTS=200",
        ("sqlite",),
    ),
    Figure(
        "random sequences of 50 steps held to the model",
        "no figure was set; release 2,000",
        40,
        2_000,
        "tests/model/test_model.py",
        "MODEL_SEQUENCES={n}",
    ),
    Figure(
        "database outages of 6 kinds, times",
        "a clean 503 within 5 s and recovery within 5 s; release 50 of 4 kinds",
        1,
        9,
        OUTAGES,
        "OUTAGE_TIMES={n}",
        ("postgresql",),
    ),
    Figure(
        "access matrix, two oracles",
        "every cell; release the same",
        1,
        1,
        "tests/domain/test_policy.py",
        "",
        ("sqlite",),
    ),
    Figure(
        "SQL attempts by the citizen's connection",
        "all, after every migration; release the same",
        1,
        1,
        "tests/house/test_walls_postgresql.py tests/house/test_walls_sqlite.py",
        "",
        ("both",),
    ),
    Figure(
        "projections with canaries",
        "0 bytes leaked of 1,000,000; release 20,000,000",
        1_000,
        20_000_000,
        "tests/soak/test_projections.py",
        "PROJECTIONS={n}",
        ("sqlite",),
    ),
    Figure(
        "invalid inputs that give 5xx",
        "0 of 20,000; release 100,000",
        300,
        100_000,
        "tests/soak/test_invalid_inputs.py",
        "INVALID_INPUTS={n}",
    ),
    Figure(
        "access without entry, entry without access",
        "0 of 20,000; release 500,000",
        300,
        500_000,
        "tests/soak/test_audit_pairs.py",
        "AUDIT_PAIRS={n}",
    ),
    Figure(
        "SIGTERM under load",
        "no accepted request fails in 20; release 100",
        1,
        100,
        "tests/soak/test_sigterm.py",
        "STOPS={n}",
    ),
    Figure(
        "overload at ten times the capacity, seconds",
        "accepted p99 within 2 s, the rest 429 or 503; release ten minutes",
        0,
        600,
        "tests/soak/test_overload.py",
        "OVERLOAD_SECONDS={n}",
    ),
    Figure(
        "requests made up from the contracts (Schemathesis), both APIs, every kind of caller",
        "0 failures, no undocumented status, of 20,000; release the same",
        500,
        20_000,
        "tests/fuzz/test_made_up_requests.py",
        "FUZZ_CASES={n}",
    ),
    Figure(
        "plans created and asked for again, with 60 kill -9 between (4 in the suite)",
        "0 doubled, 0 lost, the same answers, of 10,000; release the same",
        150,
        10_000,
        "tests/house/test_retries_killed.py",
        "CREATES={n} CREATE_KILLS=60",
    ),
    Figure(
        "feed under eight writers with delays and rollbacks, seconds",
        "every committed event once and in order, for 60; release the same",
        3,
        60,
        f"tests/feed/test_eight_writers.py {SEQUENCED}",
        "FEED_SECONDS={n}",
    ),
)
