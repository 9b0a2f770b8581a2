// Whether the Ed25519 signature of a webhook holds: one JSON document on stdin, `true` or `false` on stdout.
// Read from the specification, with Node's own cryptography; nothing of the service is known here.
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const { publicKey, headers, body } = JSON.parse(readFileSync(0, "utf8"));
const start = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`);
const signed = Buffer.concat([start, Buffer.from(body, "base64")]);
const x = Buffer.from(publicKey.replace(/^whpk_/, ""), "base64").toString("base64url");
const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
const held = headers["webhook-signature"]
  .split(" ")
  .filter((one) => one.startsWith("v1a,"))
  .some((one) => verify(null, signed, key, Buffer.from(one.slice(4), "base64")));
console.log(held);
