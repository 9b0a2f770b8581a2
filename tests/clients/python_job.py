"""The main job with the generated Python clients: from the need to a plan that its person reads, and out again.

Imported when both packages have been generated and can be found. Every value is the clients' own type; nothing here
knows an address or a member's name on the wire.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from sip_citizen_client import AuthenticatedClient as Portal
from sip_citizen_client.api.consents import list_consents
from sip_citizen_client.api.plans import list_plans as list_her_plans
from sip_journal_client import AuthenticatedClient, models
from sip_journal_client.api.consents import add_consent, withdraw_consent
from sip_journal_client.api.follow_ups import add_follow_up
from sip_journal_client.api.goals import add_goal, correct_goal
from sip_journal_client.api.interventions import add_intervention
from sip_journal_client.api.mapping import put_mapping
from sip_journal_client.api.meetings import add_meeting
from sip_journal_client.api.participants import add_participant
from sip_journal_client.api.plans import correct_plan, create_plan, get_plan, name_coordinator, release_plan
from sip_journal_client.api.summonses import add_summons, reply_to_summons
from sip_journal_client.api.transitions import take_transition
from sip_journal_client.api.units import add_unit
from sip_journal_client.models import Problem

T = TypeVar("T")
NOW = datetime.now(UTC)


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def done(answer: "T | Problem | None") -> T:
    """The answer, or the problem that came instead of it."""
    assert answer is not None and not isinstance(answer, Problem), answer
    return answer


@dataclass
class Job:
    """Two units' record systems and the person's portal; `key` gives each creating request one of its own."""

    region: AuthenticatedClient
    municipality: AuthenticatedClient
    portal: Portal
    region_unit: str
    region_person: str
    municipal_unit: str
    municipal_person: str
    number: str
    mapping_text: str

    def __post_init__(self) -> None:
        self._keys = count(1)
        self.body = self.plan_in()
        self.plan = done(create_plan.sync(client=self.region, body=self.body, idempotency_key=self.key()))

    def key(self) -> str:
        return f"{self.region_unit}-{next(self._keys)}"

    def creating(self, client: AuthenticatedClient | None = None) -> dict[str, Any]:
        """What every request that adds a part shares."""
        return {"plan_id": self.plan.id, "client": client or self.region, "idempotency_key": self.key()}

    @property
    def tag(self) -> str:
        """If-Match for the plan as it is now."""
        return f'"{done(get_plan.sync(client=self.region, plan_id=self.plan.id)).version}"'

    def unit_in(self, name: str, hsa_id: str, principal: models.PrincipalType) -> models.UnitIn:
        number = hsa_id.partition("-")[0]
        return models.UnitIn(
            name=name,
            kind="Vård och omsorg",
            principal_type=principal,
            principal_name=f"{name}s huvudman",
            hsa_id=hsa_id,
            principal_org_number=number,
        )

    def plan_in(self) -> models.PlanIn:
        return models.PlanIn(
            title="Hem efter sjukhus",
            reason="Insatser från båda huvudmännen.",
            legal_bases=["HSL 16:4", "SoL 10:8-9"],
            initiated_at=ago(9),
            person=models.PersonIn(personnummer=self.number, name="Test Testsson"),
            unit=self.unit_in("Geriatriken", self.region_unit, models.PrincipalType.REGION),
        )

    def step(self, step: models.Step, **more: Any) -> Any:
        body = models.TransitionIn(transition=step, **more)
        return done(take_transition.sync(client=self.region, plan_id=self.plan.id, body=body, if_match=self.tag))

    def people(self) -> None:
        """The other unit, and one of each unit's staff."""
        self.own = self.plan.units[0].id
        other = self.unit_in("Hemtjänsten", self.municipal_unit, models.PrincipalType.MUNICIPALITY)
        self.other = done(add_unit.sync(**self.creating(), body=other)).id
        self.coordinator = self.participant(self.own, self.region_person)
        self.partner = self.participant(self.other, self.municipal_person)

    def participant(self, unit: UUID, hsa_id: str) -> UUID:
        body = models.ParticipantIn(
            kind=models.ParticipantKind.STAFF, name="Personal", role="Samordnare", unit_id=unit, hsa_id=hsa_id
        )
        return done(add_participant.sync(**self.creating(), body=body)).id

    def consents(self) -> None:
        """She is offered the plan, says yes to it, and to what the municipality may read: not the mapping."""
        self.step(models.Step.OFFER, happened_at=ago(8))
        by = models.TransitionInBy.PERSON
        self.step(models.Step.ACCEPT, happened_at=ago(8), by=by)
        given: dict[str, Any] = {
            "given_by": models.ConsentGiver.PERSON,
            "form": models.ConsentForm.ORAL,
            "given_at": ago(8),
            "registered_by_id": self.coordinator,
        }
        sip = models.ConsentIn(kind=models.ConsentKind.SIP, **given)
        self.consent = done(add_consent.sync(**self.creating(), body=sip)).id
        shared = models.ConsentIn(
            kind=models.ConsentKind.INFORMATION_SHARING,
            recipients=[self.other],
            information=[models.Information.PLAN],
            **given,
        )
        done(add_consent.sync(**self.creating(), body=shared))

    def prepare(self) -> None:
        body = models.CoordinatorIn(participant_id=self.coordinator)
        done(name_coordinator.sync(client=self.region, plan_id=self.plan.id, body=body, if_match=self.tag))
        self.step(models.Step.PREPARE)
        entry = models.MappingEntryIO(life_area=models.LifeArea.HOME, text=self.mapping_text)
        mapping = models.MappingIn(situation=self.mapping_text, entries=[entry])
        done(put_mapping.sync(client=self.region, plan_id=self.plan.id, body=mapping))

    def meet(self) -> None:
        """The municipality is called, answers with its own client, and they meet."""
        summons = models.SummonsIn(
            form=models.SummonsForm.WRITTEN,
            sent_at=ago(7),
            meeting_at=ago(2),
            purpose="Planera hemgången.",
            place="Avdelning 4",
            invited=[models.InvitedIn(unit_id=self.other)],
        )
        made = done(add_summons.sync(**self.creating(), body=summons))
        reply = models.ReplyIn(reply=models.ReplyInReply.ATTENDS, replied_at=ago(6), representative_id=self.partner)
        done(
            reply_to_summons.sync(
                client=self.municipality,
                plan_id=self.plan.id,
                summons_id=made.id,
                invitation_id=made.invitations[0].id,
                body=reply,
                if_match=f'"{made.invitations[0].version}"',
            )
        )
        agreed = models.RoleIO(participant_id=self.coordinator, origin=models.RoleOrigin.AGREED)
        meeting = models.MeetingIn(
            held_at=ago(2),
            form=models.MeetingForm.PHYSICAL,
            place="Avdelning 4",
            what_matters="Att få komma hem.",
            attendee_ids=[self.coordinator, self.partner],
            person_attended=True,
            chair=agreed,
            writer=agreed,
            main_responsible=agreed,
        )
        done(add_meeting.sync(**self.creating(), body=meeting))

    def agree(self) -> None:
        """A goal with what each side does, who is responsible over all, and the day of the follow-up."""
        goal = models.GoalIn(
            term=models.GoalTerm.LONG,
            life_area=models.LifeArea.MOBILITY,
            text="Gå till affären.",
            follow_up_responsible_id=self.partner,
        )
        self.goal = done(add_goal.sync(**self.creating(), body=goal))
        for place, unit in enumerate((self.own, self.other), 1):
            responsible = models.ResponsibleIO(kind=models.ResponsibleKind.UNIT, unit_id=unit)
            intervention = models.InterventionIn(
                goal_id=self.goal.id, text=f"Insats {place}", responsible=responsible, position=place
            )
            done(add_intervention.sync(**self.creating(), body=intervention))
        self.first_follow_up = (NOW + timedelta(days=30)).date()
        patch = models.PlanPatch(
            overall_responsible=models.PlanPatchOverallResponsible.REGION, first_follow_up_on=self.first_follow_up
        )
        done(correct_plan.sync(client=self.region, plan_id=self.plan.id, body=patch, if_match=self.tag))

    def establish(self) -> None:
        assert self.step(models.Step.ESTABLISH).status == models.PlanStatus.ESTABLISHED

    def release(self) -> None:
        body = models.ReleaseIn(approved_for_patient=True)
        done(release_plan.sync(client=self.region, plan_id=self.plan.id, body=body, if_match=self.tag))

    def follow_up(self) -> None:
        body = models.FollowUpIn(
            held_at=NOW,
            how_is_it_going="Hon går till affären.",
            continued_coordination=True,
            decision=models.FollowUpDecision.CONTINUE,
            next_on=(NOW + timedelta(days=60)).date(),
            results=[models.ResultIO(goal_id=self.goal.id, outcome=models.GoalOutcome.PARTLY_ACHIEVED)],
        )
        done(add_follow_up.sync(**self.creating(), body=body))

    def reword(self, tag: str) -> Any:
        """The goal's text, by somebody who has read the version of that tag."""
        return correct_goal.sync_detailed(
            client=self.region,
            plan_id=self.plan.id,
            goal_id=self.goal.id,
            body=models.GoalPatch(text="Gå till affären varje dag."),
            if_match=tag,
        )

    def withdraw(self) -> Any:
        body = models.WithdrawalIn(
            withdrawn_by=models.WithdrawalInWithdrawnBy.PERSON,
            withdrawn_at=NOW,
            registered_by_id=self.coordinator,
        )
        return withdraw_consent.sync_detailed(
            client=self.region, plan_id=self.plan.id, consent_id=self.consent, body=body, if_match="*"
        )

    def shown(self) -> Any:
        """What the person's portal reads: her plans."""
        answer = list_her_plans.sync_detailed(client=self.portal)
        assert answer.status_code == 200, answer.content
        assert self.mapping_text.encode() not in answer.content
        return answer.parsed.plans

    def shown_consents(self) -> Any:
        return done(list_consents.sync(client=self.portal)).consents
