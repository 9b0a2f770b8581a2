"""Who may do what, written a second time: the oracle that `policy` is compared with.

Made from the domain rules (who may do what; process and lifecycle) as plain loops over a plan, without `policy`,
`consent` or `lifecycle`. Where the rules name an action for nobody, the line below is the project's own decision.
"""

from datetime import datetime

from app.domain.actor import Staff
from app.domain.plan import Plan
from tests.domain.clock import sip_holds, unit_is_let_in

# i initiator · k coordinator (samordningsansvarig) · h main responsible (huvudansvarig) · d participant unit
# c called and not answered · e offered successor (efterträdare). Statuses: I O A(declined) P S M E C X(annulled).
ROLES = {
    "i": "initiator",
    "k": "coordinator",
    "h": "main_responsible",
    "d": "participant",
    "c": "called",
    "e": "successor",
}
STATUSES = {
    "initiated": "I",
    "offered": "O",
    "declined": "A",
    "preparing": "P",
    "summoned": "S",
    "met": "M",
    "established": "E",
    "closed": "C",
    "annulled": "X",
}
WHO_MAY = """
plan.read           ikhd   IOAPSMECX  read
summons.read        ikhdc  IOAPSMECX  read
mapping.read        khd    IOAPSMECX  read
mapping.write       k      PSME       write
plan.change         ik     IOAPSME    write
plan.release        k      EC         write
coordinator.name    i      IOA        write
plan.offer          ik     IA         write
plan.decline        ik     O          write
plan.prepare        ik     O          write
plan.establish      k      M          write
plan.close          ikh    OAPSME     write
plan.annul          ik     IOAPSMEC   write
unit.add            ik     IOAPSME    write
participant.add     ikhd   IOAPSME    write
consent.register    ikhd   OPSME      write
consent.withdraw    ikhd   IOAPSMEC   write
summons.send        k      PSME       write
summons.reply       khdc   PSME       write
meeting.record      k      SME        write
goal.write          kh     PSME       write
intervention.write  khd    PSME       write
intervention.follow khd    PSME       write
follow-up.record    kh     E          write
deviation.report    khd    PSME       write
note.write          ikhd   IOAPSME    write
handover.offer      k      PSME       write
handover.accept     e      PSME       write
"""
TABLE = {line.split()[0]: tuple(line.split()[1:]) for line in WHO_MAY.strip().splitlines()}
RESTING = ("preparing", "summoned", "met", "established")


def roles(actor: Staff, plan: Plan, now: datetime) -> set[str]:
    """What this person at this unit is to the plan at this instant; nothing, if the plan does not exist for her."""
    found = set()
    people = {one.id: one for one in plan.participants}
    units = {one.id: one.hsa_id for one in plan.units}

    def is_she(part_id: object) -> bool:
        one = people.get(part_id)  # type: ignore[call-overload]
        return one is not None and one.hsa_id == actor.person and units.get(one.unit_id) == actor.unit

    if is_she(plan.coordinator_id):
        found.add("coordinator")
    if plan.coordinator_id is None and units.get(plan.initiated_by_unit_id) == actor.unit:
        found.add("initiator")
    if plan.status in RESTING:
        for one in plan.handovers:
            if one.accepted_at is None and is_she(one.to_id):
                found.add("successor")
    if plan.status == "annulled" or plan.closing_reason in ("consent_withdrawn", "consent_ended"):
        return found
    if not sip_holds(plan, now) or any(one.kind == "sip" and one.withdrawn_at for one in plan.consents):
        return found  # no consent, no plan: nobody but its coordinator, also when it was closed for another reason
    coordinator = people.get(plan.coordinator_id)
    for unit_id, hsa_id in units.items():
        if hsa_id != actor.unit:
            continue
        replies = [one.reply for one in plan.invitations if one.unit_id == unit_id]
        if "none" in replies and plan.status in RESTING:
            found.add("called")
        takes_part = "attends" in replies or (coordinator is not None and coordinator.unit_id == unit_id)
        if takes_part and unit_is_let_in(plan, unit_id, now):
            found.add("participant")
            if is_she(plan.main_responsible_id):
                found.add("main_responsible")
    return found


def answer(action: str, scopes: set[str], held: set[str], status: str) -> str:
    """`yes`, or the one refusal that it must be: the scope first, then reach, then right, then status."""
    letters, statuses, scope = TABLE[action]
    if f"journal:{scope}" not in scopes:
        return "scope"
    if not held:
        return "unreachable"
    if not held & {ROLES[letter] for letter in letters}:
        return "forbidden"
    if STATUSES[status] not in statuses:
        return "conflict"
    return "yes"
