// The main job with the generated TypeScript clients: from the need to a plan that its person reads, and out again.
// What it is told and what it saw go by standard input and output; it judges nothing, the test does.

import { readFileSync } from "node:fs";

import createClient from "openapi-fetch";

import type { paths as CitizenPaths } from "./citizen.d.ts";
import type { components, paths as JournalPaths } from "./journal.d.ts";

type Schemas = components["schemas"];
type Told = {
  url: string;
  region: { token: string; unit: string; person: string };
  municipality: { token: string; unit: string; person: string };
  portal: { token: string; personnummer: string };
  mapping: string;
};

const told = JSON.parse(readFileSync(0, "utf8")) as Told;
const journal = (token: string) =>
  createClient<JournalPaths>({ baseUrl: `${told.url}/journal/v1`, headers: { Authorization: `Bearer ${token}` } });
const region = journal(told.region.token);
const municipality = journal(told.municipality.token);
const portal = createClient<CitizenPaths>({
  baseUrl: `${told.url}/citizen/v1`,
  headers: { Authorization: `Bearer ${told.portal.token}` },
});

const DAY = 24 * 3600 * 1000;
const instant = (days: number) => new Date(Date.now() + days * DAY).toISOString();
const day = (days: number) => instant(days).slice(0, 10);
const creating = () => ({ "Idempotency-Key": crypto.randomUUID() });

/** The answer, or the problem that came instead of it. */
function done<T>(answer: { data?: T; error?: Schemas["Problem"] }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

const unit = (name: string, hsaId: string, principalType: "region" | "municipality"): Schemas["UnitIn"] => ({
  name,
  kind: "Vård och omsorg",
  hsaId,
  principalType,
  principalName: `${name}s huvudman`,
  principalOrgNumber: hsaId.split("-")[0] ?? null,
});

// Two units, one of the staff of each.
const body: Schemas["PlanIn"] = {
  title: "Hem efter sjukhus",
  reason: "Insatser från båda huvudmännen.",
  legalBases: ["HSL 16:4", "SoL 10:8-9"],
  initiatedAt: instant(-9),
  person: { personnummer: told.portal.personnummer, name: "Test Testsson" },
  unit: unit("Geriatriken", told.region.unit, "region"),
};
const header = creating();
const plan = done(await region.POST("/plans", { params: { header }, body }));
const again = done(await region.POST("/plans", { params: { header }, body }));
const planId = plan.id;
const path = { planId };
const own = plan.units[0]!.id;
const etag = async () => `"${done(await region.GET("/plans/{planId}", { params: { path } })).version}"`;
const added = () => ({ path, header: creating() });
const changed = async () => ({ path, header: { "If-Match": await etag() } });

const other = done(
  await region.POST("/plans/{planId}/units", {
    params: added(),
    body: unit("Hemtjänsten", told.municipality.unit, "municipality"),
  }),
).id;
const participant = async (unitId: string, hsaId: string) =>
  done(
    await region.POST("/plans/{planId}/participants", {
      params: added(),
      body: { kind: "staff", name: "Personal", role: "Samordnare", unitId, hsaId },
    }),
  ).id;
const coordinator = await participant(own, told.region.person);
const partner = await participant(other, told.municipality.person);

// Offer, consent, coordinator, mapping.
const step = async (body: Schemas["TransitionIn"]) =>
  region.POST("/plans/{planId}/transitions", { params: await changed(), body });
done(await step({ transition: "offer", happenedAt: instant(-8) }));
done(await step({ transition: "accept", happenedAt: instant(-8), by: "person" }));
const given = { givenBy: "person", form: "oral", givenAt: instant(-8), registeredById: coordinator } as const;
const consent = done(
  await region.POST("/plans/{planId}/consents", { params: added(), body: { ...given, kind: "sip" } }),
);
done(
  await region.POST("/plans/{planId}/consents", {
    params: added(),
    body: { ...given, kind: "information_sharing", recipients: [other], information: ["plan"] },
  }),
);
done(
  await region.PUT("/plans/{planId}/coordinator", {
    params: await changed(),
    body: { participantId: coordinator },
  }),
);
done(await step({ transition: "prepare" }));
done(
  await region.PUT("/plans/{planId}/mapping", {
    params: { path },
    body: { situation: told.mapping, entries: [{ lifeArea: "home", text: told.mapping }] },
  }),
);

// Summons and reply, meeting, goal with interventions of both sides.
const summons = done(
  await region.POST("/plans/{planId}/summonses", {
    params: added(),
    body: {
      form: "written",
      sentAt: instant(-7),
      meetingAt: instant(-2),
      purpose: "Planera hemgången.",
      invited: [{ unitId: other }],
    },
  }),
);
const invitation = summons.invitations[0]!;
done(
  await municipality.PUT("/plans/{planId}/summonses/{summonsId}/invitations/{invitationId}/reply", {
    params: {
      path: { planId, summonsId: summons.id, invitationId: invitation.id },
      header: { "If-Match": `"${invitation.version}"` },
    },
    body: { reply: "attends", repliedAt: instant(-6), representativeId: partner },
  }),
);
const agreed: Schemas["RoleIO"] = { participantId: coordinator, origin: "agreed" };
done(
  await region.POST("/plans/{planId}/meetings", {
    params: added(),
    body: {
      heldAt: instant(-2),
      form: "physical",
      whatMatters: "Att få komma hem.",
      personAttended: true,
      chair: agreed,
      writer: agreed,
      mainResponsible: agreed,
    },
  }),
);
const early = await step({ transition: "establish" });
const goal = done(
  await region.POST("/plans/{planId}/goals", {
    params: added(),
    body: { term: "long", lifeArea: "mobility", text: "Gå till affären.", followUpResponsibleId: partner },
  }),
);
for (const [place, unitId] of [own, other].entries()) {
  done(
    await region.POST("/plans/{planId}/interventions", {
      params: added(),
      body: {
        goalId: goal.id,
        text: `Insats ${place}`,
        position: place + 1,
        responsible: { kind: "unit", unitId },
      },
    }),
  );
}
done(
  await region.PATCH("/plans/{planId}", {
    params: await changed(),
    body: { overallResponsible: "region", firstFollowUpOn: day(30) },
  }),
);

// Established, released, read by the person, followed up, withdrawn.
const established = done(await step({ transition: "establish" }));
const shown = async () => done(await portal.GET("/plans")).plans;
const before = await shown();
done(await region.PUT("/plans/{planId}/release", { params: await changed(), body: { approvedForPatient: true } }));
const released = await shown();
const stale = await region.PATCH("/plans/{planId}/goals/{goalId}", {
  params: { path: { planId, goalId: goal.id }, header: { "If-Match": '"9999"' } },
  body: { text: "Något annat." },
});
done(
  await region.POST("/plans/{planId}/follow-ups", {
    params: added(),
    body: {
      heldAt: instant(0),
      howIsItGoing: "Hon går till affären.",
      continuedCoordination: true,
      decision: "continue",
      nextOn: day(60),
    },
  }),
);
const followed = await shown();
const withdrawn = await region.PUT("/plans/{planId}/consents/{consentId}/withdrawal", {
  params: { path: { planId, consentId: consent.id }, header: { "If-Match": "*" } },
  body: { withdrawnBy: "person", withdrawnAt: instant(0), registeredById: coordinator },
});

console.log(
  JSON.stringify({
    plan: planId,
    again: again.id,
    early: early.error,
    established: established.status,
    stale: stale.error,
    before,
    released,
    followed,
    withdrawn: withdrawn.response.status,
    after: await shown(),
  }),
);
