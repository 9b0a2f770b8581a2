"""Who acts in a sequence: units and staff of its own, the citizen, and the time, which only goes forward."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.http import minting
from tests.model.door import Answer, Door
from tests.persons import Persons, number

# The real clock is far behind, so nothing that follows it (the sweeper) comes in between.
BEGINS = datetime(2030, 1, 7, 9, tzinfo=UTC)
REGION, MUNICIPALITY, STRANGER = "SE2329990015", "SE2129990023", "SE2129990031"
PRINCIPALS = {"r1": REGION, "r2": REGION, "r3": REGION, "k1": MUNICIPALITY, "k2": MUNICIPALITY, "x1": STRANGER}
# The initiating unit's two, the usual coordinator, two of the partner's, one of its second unit (where a summons is
# forwarded), a stranger, and two who may take over: at the coordinator's usual principal, and at the other one.
STAFF = {
    "anna": "r1", "arne": "r1", "cia": "r2", "kim": "k1", "kai": "k1", "eva": "k2", "xia": "x1",
    "mia": "r3", "max": "k2",
}  # fmt: skip
MANAGERS = ("mia", "max")
ADULT = date(1950, 5, 17)
# How old she is when the sequence begins decides what she sees; the last comes of age within some of the sequences.
BORN = {"adult": ADULT, "child": date(2019, 6, 1), "teenager": date(2013, 6, 1), "almost": date(2012, 4, 1)}


def principal_type(unit: str) -> str:
    return "region" if PRINCIPALS[unit] == REGION else "municipality"


class World:
    """`clock` is the time of the next request."""

    def __init__(self, door: Door, persons: Persons, age: str) -> None:
        self.door = door
        stamp = persons.unit()[-9:]
        self.units = {name: f"{principal}-E{stamp}{name.upper()}" for name, principal in PRINCIPALS.items()}
        self.staff = {name: f"{PRINCIPALS[unit]}-P{stamp}{name.upper()}" for name, unit in STAFF.items()}
        self.born = BORN[age]
        self.number = persons.adult() if age == "adult" else persons.born(self.born)
        # Twenty to a day, then the next day's: her day of birth is what her number says.
        self.born = datetime.strptime(self.number[:8], "%Y%m%d").date()
        self.clock = BEGINS
        self._tokens: dict[str, str] = {}
        self._keys = 0
        self._stamp = stamp

    def forward(self, step: timedelta) -> None:
        self.clock += step

    def at(self, ago: timedelta = timedelta()) -> str:
        return (self.clock - ago).isoformat().replace("+00:00", "Z")

    def day(self, ahead: int) -> str:
        return (self.clock + timedelta(days=ahead)).date().isoformat()

    def key(self) -> str:
        self._keys += 1
        return f"model-{self._stamp}-{self._keys}"

    def guardian_number(self, place: int) -> str:
        return number(date(1988, 3, 4), 985 + place)

    def unit_body(self, unit: str) -> dict[str, Any]:
        return {
            "name": f"Enhet {unit}", "kind": "enhet", "hsaId": self.units[unit], "principalType": principal_type(unit),
            "principalName": PRINCIPALS[unit], "principalOrgNumber": PRINCIPALS[unit],
        }  # fmt: skip

    def ask(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """As that member of staff; `If_Match` and `Idempotency_Key` are written as Python writes names."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"Authorization": f"Bearer {self._token(who)}", "Sip-Development-Time": self.at()}
        return self.door.ask(method, f"/journal/v1{path}", sent, body)

    def citizen(self, what: str) -> Any:
        sent = {"Authorization": f"Bearer {self._token('citizen')}", "Sip-Development-Time": self.at()}
        answer = self.door.ask("GET", f"/citizen/v1/{what}", sent)
        assert answer.status == 200, answer
        return answer.body[what]

    def _token(self, who: str) -> str:
        if who not in self._tokens:
            self._tokens[who] = self._mint(who)
        return self._tokens[who]

    def _mint(self, who: str) -> str:
        settings, ring = self.door.settings, self.door.keys
        if who == "citizen":
            return minting.citizen(settings, ring, personnummer=self.number)
        scopes = ["journal:read", "journal:write"] + (["journal:takeover"] if who in MANAGERS else [])
        return minting.staff(settings, ring, person=self.staff[who], unit=self.units[STAFF[who]], scopes=scopes)
