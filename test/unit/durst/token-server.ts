import { expect } from "vitest";
import { DurstSession } from "../../../provider/durst/session.ts";
import type { HttpError } from "../../../provider/http/errors.ts";
import { canary } from "../../helpers/canary.ts";
import { clientOf } from "../../helpers/client.ts";
import { type Responder, startServer } from "../../helpers/server.ts";

export const username = "operator & co";
const whenRefused = "look at the settings";
/** The error for refused credentials while the login version is still unknown. */
export const loginRefusal = (host: string, but = "") =>
  `${host} refused the login: durst:username and durst:password do not match an account there${but}, or the server is older than version 1.21.1: then set durst:loginVersion (DURST_LOGIN_VERSION) to 1; ${whenRefused}`;
const credentials = { username, password: canary };
const allowAllMissing = { key: "durst:allowAllMissing", variable: "DURST_ALLOW_ALL_MISSING", on: false };

/** The credentials in a login request of either version. */
export const credentialsIn = ({ path, body }: { path: string; body: string }) =>
  body === ""
    ? Object.fromEntries(new URL(path, "http://h").searchParams)
    : (JSON.parse(body) as Record<string, string>);

/** A Durst server whose tokens a test can revoke, with a session. `login` and `work` override its answers. */
export async function startTokenServer(
  overrides: { login?: Responder; work?: Responder } = {},
  fallbackCredentials?: { username: string; password: string },
) {
  const valid = new Set<string>();
  const durst = { logins: 0, works: 0, answers: overrides, valid };
  const acceptLogin: Responder = (_request, response) => {
    valid.add(`token-${durst.logins}`);
    response.writeHead(200, { "x-auth-token": `token-${durst.logins}` }).end();
  };
  const work: Responder = ({ headers }, response) =>
    response.writeHead(valid.has(String(headers["x-auth-token"])) ? 200 : 401).end();
  const server = await startServer((request, response) => {
    if (!/^\/base\/api\/v[12]\/login/.test(request.path)) {
      durst.works += 1;
      return (durst.answers.work ?? work)(request, response);
    }
    durst.logins += 1;
    return (durst.answers.login ?? acceptLogin)(request, response);
  });
  const endpoint = new URL(`${server.url}/base`);
  const client = clientOf(endpoint.href, { maxConnections: 50, requestTimeout: 5000 });
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const settings = { endpoint, credentials, fallbackCredentials, whenRefused, allowAllMissing, log };
  const session = new DurstSession(client, settings);
  const callWork = () =>
    session.withToken((headers) => client.request({ method: "GET", route: ["work"], headers }));
  return { ...server, durst, settings, session, lines, work: callWork };
}

export const runConcurrently = <T>(count: number, make: () => Promise<T>) =>
  Promise.all(Array.from({ length: count }, () => make()));
export const failureOf = (work: Promise<unknown>): Promise<HttpError> =>
  work.then(
    () => expect.fail("nothing failed"),
    (failure) => failure,
  );
