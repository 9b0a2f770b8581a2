// An OpenID provider for the tests: the real oidc-provider on loopback, with keys, clients and claims as it is told.
//
// It is told by lines of JSON on its standard input, and answers each with a line: the first line starts it, the later
// ones rotate its keys ("keys") or set its clock ("clock", in seconds from the true time). When the input ends, so
// does it. No test decides anything here, and nothing here knows what the service under test will make of a token.

import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const real = Date.now;
let told;
let answer;

function provider() {
  const made = new Provider(told.issuer, {
    clients: told.clients,
    cookies: { keys: ['a key for the cookies of a test'] },
    jwks: { keys: told.keys },
    claims: { openid: ['sub', 'acr'] },
    extraTokenClaims: (ctx, token) => told.claims[token.clientId],
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    ttl: { ClientCredentials: 300, AccessToken: 300, IdToken: 300, Grant: 300, Interaction: 300, Session: 300 },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      dPoP: { enabled: true },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        getCertificate: (ctx) => ctx.get('client-certificate') || undefined,
      },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => told.resources[resource],
      },
    },
  });
  made.on('server_error', (ctx, error) => console.error(error));
  return made.callback();
}

const commands = {
  keys(keys) {
    told.keys = keys;
    answer = provider();
  },
  clock(seconds) {
    Date.now = () => real() + seconds * 1000;
  },
};

const server = createServer((request, response) => answer(request, response));
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const command = JSON.parse(line);
  if (told) {
    for (const [name, value] of Object.entries(command)) commands[name](value);
    console.log('{}');
    return;
  }
  told = command;
  answer = provider();
  server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
});
lines.on('close', () => process.exit(0));
