import type { FastifyInstance, FastifyReply } from "fastify";
import { HttpError } from "../http-error.ts";
import { jsonBodyOf, queryOf, refuseBody, refuseQuery } from "../server.ts";
import type { Sessions } from "./sessions.ts";
import type { DurstBehaviour, DurstCredentials } from "./types.ts";

interface LoginParts {
  readonly credentials: DurstCredentials;
  readonly behaviour: DurstBehaviour;
  readonly sessions: Sessions;
}

/** Version 2 exists since server version 1.21.1, where version 1 is deprecated. */
export function addLogins(app: FastifyInstance, basePath: string, parts: LoginParts): void {
  const { credentials, behaviour, sessions } = parts;

  const refuseUnknownVersion = (version: "v1" | "v2") => {
    const { login, unknownRouteStatus } = behaviour;
    if (login !== version && login !== "both")
      throw new HttpError(unknownRouteStatus, "not a login of this version");
  };
  const answer = (reply: FastifyReply, sent: Iterable<readonly [string, unknown]>, version: "v1" | "v2") => {
    const { activeUntil, expired } = behaviour;
    const until = activeUntil === undefined ? {} : { activeUntil };
    if (sessions.isExpired(behaviour) && expired === "login-refused") return reply.code(401).send(until);
    const token = sessions.login(sent, credentials, behaviour);
    const tokenIn = version === "v1" ? "header" : behaviour.tokenIn;
    if (tokenIn !== "body") reply.header("x-auth-token", token);
    if (version === "v1") {
      if (activeUntil !== undefined) reply.header("activeUntil", `${activeUntil}`);
      return reply.send();
    }
    const inBody = tokenIn === "header" ? {} : { "X-Auth-Token": token };
    return reply.send({ userId: 5, username: credentials.username, ...until, ...inBody });
  };

  app.get(`${basePath}/api/v1/login`, async (request, reply) => {
    refuseUnknownVersion("v1");
    refuseBody(request);
    return answer(reply, queryOf(request), "v1");
  });

  app.post(`${basePath}/api/v2/login`, async (request, reply) => {
    refuseUnknownVersion("v2");
    refuseQuery(request);
    const body = jsonBodyOf(request);
    if (typeof body !== "object" || body === null) throw new HttpError(400, "the body is no object");
    return answer(reply, Object.entries(body), "v2");
  });
}
