"""The properties: how often the suite tries each, how often it was wanted to, how often a release does, and by what.

`make test` is run many times a day and tries most of them less often than was wanted of a suite; one soak with that
number (`make soak SHARE=suite`) shows all of that column at once. What a test does not try by itself has no test here
and says what does instead: the table leaves no property out.
"""

from dataclasses import dataclass

SUITE = "suite"


@dataclass(frozen=True, slots=True)
class Figure:
    """`settings` are the environment's for that many: {n} is the number. `wanted` is what was set out to be shown.

    `suite` is how often `make test` tries it; `asked`, how often a suite was to; `release`, a release. `beside`: what
    else is set, where a release asks for another number of something besides, by `asked` and `release`.
    """

    name: str
    wanted: str
    suite: int
    asked: int
    release: int
    test: str = ""
    settings: str = ""
    databases: tuple[str, ...] = ("sqlite", "postgresql")
    instead: str = ""
    beside: tuple[int, int] = (0, 0)

    def number(self, share: str) -> int:
        """How often a soak with that share tries it: never less than the suite."""
        return max(self.suite, self.asked if share == SUITE else int(self.release * float(share)))

    def setting(self, number: int | str) -> str:
        """The environment's settings for that many; a part of a release goes by what was asked of a suite."""
        if not self.settings:
            return ""
        whole = number == "–" or int(number) >= self.release
        return self.settings.format(n=number, m=self.beside[whole])


RACE, WITHDRAWAL = "tests/house/test_if_match_race.py", "tests/house/test_withdrawal_race.py"
SEALS, OUTAGES = "tests/house/test_seals_tampered.py", "tests/api/test_database_outages.py"
SEQUENCED = "tests/feed/test_sequencer.py::test_everything_committed_is_read_once_and_in_order"
FIGURES = (
    Figure(
        "token mutants that are taken",
        "0 of 100,000; release 1,000,000",
        20_000,
        100_000,
        1_000_000,
        "tests/identity/test_mutations.py",
        "TOKEN_MUTANTS={n}",
        ("sqlite",),
    ),
    Figure(
        "If-Match race of 50 clients, rounds",
        "one winner in each of 200; release 2,000",
        10,
        200,
        2_000,
        f"{RACE}::test_one_goal_one_tag_one_winner",
        "RACE_ROUNDS={n}",
    ),
    Figure(
        "consent-withdrawal race, rounds",
        "0 reads that began after the answer, of 200; release 5,000",
        100,
        200,
        5_000,
        f"{WITHDRAWAL}::test_no_read_that_begins_after_the_answer_shows_the_plan",
        "WITHDRAWAL_ROUNDS={n}",
    ),
    Figure(
        "block race, rounds",
        "no figure was set, so as many as of the withdrawal: 200; release 5,000",
        15,
        200,
        5_000,
        "tests/house/test_block_race.py",
        "BLOCK_ROUNDS={n}",
    ),
    Figure(
        "kill -9 under 16 writers, cycles",
        "0 lost, 0 doubled, 0 torn in 25; release 200",
        3,
        25,
        200,
        "tests/house/test_killed.py",
        "KILLS={n}",
    ),
    Figure(
        "audit tamperings found; as many honest steps accused",
        "200 of 200, 0 of 200; release 1,000, 0",
        60,
        200,
        1_000,
        SEALS,
        "TAMPERINGS={n}",
    ),
    Figure(
        "pairs of worlds answered alike, 200 requests each, 500 for a release (30 in the suite)",
        "0 bytes differ in 200 pairs of 200; release 5,000 of 500",
        50,
        200,
        5_000,
        "tests/interference/test_non_interference.py",
        "INTERFERENCE_PAIRS={n} INTERFERENCE_REQUESTS={m}",
        ("sqlite",),
        beside=(200, 500),
    ),
    Figure(
        "time that answers take where much or little is hidden, rounds",
        "no figure was set: no difference of 0.4 ms in 200; release 2,000",
        0,
        200,
        2_000,
        "tests/interference/test_timing.py",
        "TIMING_ROUNDS={n}",
    ),
    Figure(
        "random sequences of 50 steps held to the model",
        "no difference from the model in 2,000; release the same",
        40,
        2_000,
        2_000,
        "tests/model/test_model.py",
        "MODEL_SEQUENCES={n}",
    ),
    Figure(
        "database outages of 6 kinds, times",
        "a clean 503 within 5 s and recovery within 5 s, 1 of each kind; release 50 of 4 kinds",
        1,
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
        1,
        "tests/domain/test_policy.py",
        "",
        ("sqlite",),
    ),
    Figure(
        "access matrix over both consents, emergencies, and what is stored of reach",
        "every cell; release the same",
        1,
        1,
        1,
        "tests/domain/test_policy_consents.py tests/api/test_policy_stored.py",
        "",
        ("both",),
    ),
    Figure(
        "SQL attempts by the citizen's connection",
        "all, after every migration; release the same",
        1,
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
        1_000_000,
        20_000_000,
        "tests/soak/test_projections.py",
        "PROJECTIONS={n}",
        ("sqlite",),
    ),
    Figure(
        "invalid inputs that give 5xx",
        "0 of 20,000; release 100,000",
        300,
        20_000,
        100_000,
        "tests/soak/test_invalid_inputs.py",
        "INVALID_INPUTS={n}",
    ),
    Figure(
        "access without entry, entry without access",
        "0 of 20,000; release 500,000",
        300,
        20_000,
        500_000,
        "tests/soak/test_audit_pairs.py",
        "AUDIT_PAIRS={n}",
    ),
    Figure(
        "SIGTERM under load",
        "no accepted request fails in 20; release 100",
        1,
        20,
        100,
        "tests/soak/test_sigterm.py",
        "STOPS={n}",
    ),
    Figure(
        "overload at ten times the capacity, seconds",
        "accepted p99 within 2 s, the rest 429 or 503, for 60 s; release ten minutes",
        0,
        60,
        600,
        "tests/soak/test_overload.py",
        "OVERLOAD_SECONDS={n}",
    ),
    Figure(
        "two coordinators, two units and a citizen at once, seconds",
        "no lost update, no torn plan, no mirror beside its plan, for 60; release the same",
        20,
        60,
        60,
        "tests/house/test_a_minute.py",
        "ACTING_SECONDS={n}",
    ),
    Figure(
        "requests made up from the contracts (Schemathesis), both APIs, every kind of caller",
        "0 failures, no undocumented status, of 20,000; release the same",
        500,
        20_000,
        20_000,
        "tests/fuzz/test_made_up_requests.py",
        "FUZZ_CASES={n}",
    ),
    Figure(
        "plans created and asked for again, with 60 kill -9 between (4 in the suite)",
        "0 doubled, 0 lost, the same answers, of 10,000; release the same",
        150,
        10_000,
        10_000,
        "tests/house/test_retries_killed.py",
        "CREATES={n} CREATE_KILLS=60",
    ),
    Figure(
        "feed under eight writers with delays and rollbacks, seconds",
        "every committed event once and in order, for 60; release the same",
        3,
        60,
        60,
        f"tests/feed/test_eight_writers.py {SEQUENCED}",
        "FEED_SECONDS={n}",
    ),
)
