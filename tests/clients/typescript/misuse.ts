// What a record system's developer gets wrong, a line each: none of it may pass the type checker.

import createClient from "openapi-fetch";

import type { paths as CitizenPaths } from "./citizen.d.ts";
import type { components, paths as JournalPaths } from "./journal.d.ts";

const journal = createClient<JournalPaths>({ baseUrl: "http://127.0.0.1/journal/v1" });
const portal = createClient<CitizenPaths>({ baseUrl: "http://127.0.0.1/citizen/v1" });
const path = { planId: "019a3f5e-7c1b-7d52-9a64-1f0c2b3d4e5f" };
const body: components["schemas"]["GoalIn"] = { term: "long", lifeArea: "mobility", text: "Gå till affären." };
const key = { "Idempotency-Key": "f1c7d2de-5a0e-4f7b-9a55-5a4f1c1f7e10" };
const tag = { "If-Match": '"3"' };

await journal.POST("/plans/{planId}/goals", { params: { path }, body }); // no Idempotency-Key
await journal.PUT("/plans/{planId}/release", { params: { path }, body: { approvedForPatient: true } }); // no If-Match
await journal.POST("/plans/{planId}/goals", { params: { path, header: key }, body: { ...body, term: "soon" } });
await journal.POST("/plans/{planId}/goals", { params: { path, header: key }, body: { term: "long", text: "" } });
await journal.PUT("/plans/{planId}/release", { params: { path, header: tag }, body: { approved: true } });
await journal.DELETE("/plans/{planId}", { params: { path } });
await portal.GET("/plans/{planId}/mapping", { params: { path } });
(await portal.GET("/plans")).data?.plans[0]?.mapping;
