"""Who may do what, written a second time: the oracle that `policy` is compared with.

Made from the domain rules (who may do what; process and lifecycle) as plain loops over a plan, without `policy`,
`consent` or `lifecycle`. Where the rules name an action for nobody, the line below is the project's own decision.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from app.domain.actor import Staff
from app.domain.participant import Participant
from app.domain.plan import Plan
from tests.domain.clock import sip_holds, unit_is_let_in

# i initiator · k coordinator (samordningsansvarig) · h main responsible (huvudansvarig) · d participant unit
# m participant whose consent covers the mapping · c called, and no no · e offered successor (efterträdare)
# n told of the closure (underrättad) · p the coordinator's principal, by right. Statuses: I O A(declined) P S M E C
# X(annulled).
ROLES = {
    "i": "initiator",
    "k": "coordinator",
    "h": "main_responsible",
    "d": "participant",
    "m": "mapped",
    "c": "called",
    "e": "successor",
    "n": "notified",
    "p": "principal",
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
plan.read           ikhd       IOAPSMECX  read
summons.read        ikhdc      IOAPSMECX  read
actions.read        ikhdmcenp  IOAPSMECX  read
mapping.read        km         IOAPSMECX  read
mapping.write       k          PSME       write
plan.change         ik         IOAPSME    write
plan.protect        ik         IOAPSMEC   write
plan.release        k          SMEC       write
coordinator.name    ik         IOA        write
plan.offer          ik         IA         write
plan.accept         ik         O          write
plan.decline        ik         O          write
plan.prepare        ik         O          write
plan.establish      k          M          write
plan.resume         k          S          write
plan.close          ikh        OAPSME     write
plan.annul          ik         IOAPSMEC   write
plan.take-over      p          IOAPSMEC   takeover
unit.add            ik         IOAPSME    write
participant.add     ikhd       IOAPSME    write
participant.protect ikhd       IOAPSMEC   write
consent.register    ikhd       OPSME      write
consent.withdraw    ikhd       IOAPSMEC   write
representation.register ik     IOAPSMEC   write
representation.end  ik         IOAPSMEC   write
age-exception.decide ik        IOAPSMEC   write
age-exception.end   ik         IOAPSMEC   write
block.read          ik         IOAPSMECX  read
block.register      ik         IOAPSMEC   write
block.lift          ik         IOAPSMEC   write
summons.send        k          PSME       write
summons.reply       khdc       PSME       write
meeting.record      k          SME        write
goal.write          kh         PSME       write
goal.withhold       kh         PSMEC      write
intervention.write  khd        PSME       write
intervention.withhold khd      PSMEC      write
follow-up.withhold  kh         PSMEC      write
intervention.follow khd        PSME       write
follow-up.record    kh         E          write
deviation.report    khd        PSME       write
deviation.handle    khd        PSMEC      write
note.write          ikhd       IOAPSME    write
source.add          ikhd       IOAPSMEC   write
number.change       ik         PSME       numbers
number.undo         ik         IOAPSMECX  numbers
handover.offer      k          PSME       write
handover.withdraw   k          PSME       write
handover.accept     e          PSME       write
handover.refuse     e          PSME       write
copy.record         kh         EC         write
notice.read         ikhdn      IOAPSMECX  read
notice.acknowledge  ikn        C          write
"""
TABLE = {line.split()[0]: tuple(line.split()[1:]) for line in WHO_MAY.strip().splitlines()}
RESTING = ("preparing", "summoned", "met", "established")


def roles(actor: Staff, plan: Plan, now: datetime) -> set[str]:
    """What this person at this unit is to the plan at this instant; nothing, if the plan does not exist for her."""
    if is_blocked(actor, plan):
        return set()
    found = set()
    people = {one.id: one for one in plan.participants}
    units = {one.id: one.hsa_id for one in plan.units}

    def is_she(part_id: UUID | None) -> bool:
        one = people.get(part_id)  # type: ignore[arg-type]
        return one is not None and one.hsa_id == actor.person and units.get(one.unit_id) == actor.unit  # type: ignore[arg-type]

    if is_she(plan.coordinator_id):
        found.add("coordinator")
    if plan.coordinator_id is None and units.get(plan.initiated_by_unit_id) == actor.unit:
        found.add("initiator")
    coordinator = people.get(plan.coordinator_id)  # type: ignore[arg-type]
    coordinating = units.get(coordinator.unit_id) if coordinator is not None else None  # type: ignore[arg-type]
    if coordinating and plan.status != "annulled" and "journal:takeover" in actor.scopes:
        # A unit's HSA-id begins with its principal's: SE2329990015 in SE2329990015-CLINIC.
        found |= {"principal"} if coordinating.startswith(f"{actor.principal}-") else set()
    if plan.status in RESTING:
        for one in plan.handovers:
            if not (one.accepted_at or one.refused_at or one.withdrawn_at) and is_she(one.to_id):
                found.add("successor")
    if plan.status == "closed":
        told = [one for one in plan.notices if units.get(one.unit_id) == actor.unit]
        found |= {"notified"} if any(one.notified_at <= now for one in told) else set()
    return found | _by_consent(actor, plan, now, coordinator, is_she)


def _by_consent(
    actor: Staff, plan: Plan, now: datetime, coordinator: Participant | None, is_she: Callable[[UUID | None], bool]
) -> set[str]:
    """No consent, no plan: nobody but its coordinator and those by right, whatever it was closed for."""
    found: set[str] = set()
    if plan.status == "annulled" or plan.closing_reason in ("consent_withdrawn", "consent_ended"):
        return found
    if not sip_holds(plan, now) or taken_back(plan):
        return found
    for unit in plan.units:
        if unit.hsa_id != actor.unit:
            continue
        replies = [one.reply for one in plan.invitations if one.unit_id == unit.id]
        if {"none", "attends"} & set(replies) and plan.status in RESTING:
            found.add("called")
        takes_part = "attends" in replies or (coordinator is not None and coordinator.unit_id == unit.id)
        if takes_part and unit_is_let_in(plan, unit.id, now):
            found.add("participant")
            if is_she(plan.main_responsible_id):
                found.add("main_responsible")
            # What the consent does not say may be read is not read: the plan, and not the mapping with it.
            if unit_is_let_in(plan, unit.id, now, "mapping"):
                found.add("mapped")
    return found


def is_blocked(actor: Staff, plan: Plan) -> bool:
    """She has said no to this unit, or to its principal, and has not said yes since: then nothing else counts."""
    standing = [one for one in plan.blocks if one.lifted_at is None]
    return any(one.hsa_id == (actor.principal if one.kind == "principal" else actor.unit) for one in standing)


def taken_back(plan: Plan) -> bool:
    """She has said no, and nobody has registered another yes after it."""
    sips = [one for one in plan.consents if one.kind == "sip"]
    noes = [one.withdrawal_entered_at or one.withdrawn_at for one in sips if one.withdrawn_at]
    return any(not any(yes.entered_at > no for yes in sips if not yes.withdrawn_at) for no in noes if no)


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
