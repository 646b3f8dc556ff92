import type { FastifyRequest } from "fastify";
import { addCompression } from "../compression.ts";
import { Deliveries } from "../deliveries.ts";
import { answerError, HttpError } from "../http-error.ts";
import { createServer, jsonBodyOf, queryOf, refuseBody, refuseQuery, textOf } from "../server.ts";
import { emit } from "./emit.ts";
import { rockitFaultSupport } from "./fault-support.ts";
import { addGateway } from "./gateway.ts";
import { authenticate, readListQuery, readName, readNewSubscription } from "./requests.ts";
import { secretFieldOf } from "./secrets.ts";
import { Subscriptions } from "./subscriptions.ts";
import type { RockitBehaviour, RockitOptions, RockitPermission, RockitSimulator } from "./types.ts";

const defaults: RockitBehaviour = {
  maxPageSize: 100,
  paging: "offset",
  listShape: "array",
  listFields: "all",
  listEvents: "as-sent",
  unordered: "creation",
  plusSign: "ascending",
  foreignEntries: [],
  normalises: [],
  secretForm: "base64",
  secretAnswer: "given",
  slackSecretAnswer: "same",
  deleteStatus: 200,
  errorBodies: "json",
  compress: "none",
  permissions: ["subscriptions.create", "subscriptions.read", "subscriptions.delete"],
  maintenance: false,
  firewall: false,
  rateLimit: "none",
};

/** A ROCKIT Edge server with one organisation, on 127.0.0.1, listening when the promise resolves. */
export async function startRockit(options: RockitOptions = {}): Promise<RockitSimulator> {
  const {
    orgName = "sim-org-4f1c",
    username = "sim-machine-82be",
    apiKey = "sim-rockit-api-key-d5107c93e2",
    authToken = "sim-rockit-token-61aa0be47f",
    port = 0,
    basePath = "",
    existing = [],
    now = Date.now,
    tls,
    ...chosen
  } = options;
  const credentials = { orgName, username, apiKey, authToken };
  const behaviour: RockitBehaviour = { ...defaults, ...chosen };
  const subscriptions = new Subscriptions(behaviour);
  for (const subscription of existing) subscriptions.create(readNewSubscription(subscription));
  const deliveries = new Deliveries();
  const server = createServer(basePath, rockitFaultSupport(subscriptions), tls);
  const { app, log, faults } = server;
  addGateway(app, behaviour, now);
  addCompression(app, behaviour);
  let validToken: string | undefined = authToken;

  const authorise = (permission: RockitPermission) => async (request: FastifyRequest) => {
    authenticate(request.headers, credentials, validToken);
    if (!behaviour.permissions.includes(permission)) throw new HttpError(401, `${permission} is not granted`);
  };

  const path = `${basePath}/be/v1/subscriptions`;

  app.post(path, { onRequest: authorise("subscriptions.create") }, async (request) => {
    refuseQuery(request);
    const subscription = readNewSubscription(jsonBodyOf(request));
    const secret = subscriptions.create(subscription);
    const { secretAnswer, slackSecretAnswer } = behaviour;
    const how =
      subscription.type === "slack" && slackSecretAnswer !== "same" ? slackSecretAnswer : secretAnswer;
    return { status: "ok", message: "the subscription was created", ...secretFieldOf(secret, how) };
  });

  app.get(path, { onRequest: authorise("subscriptions.read") }, async (request, reply) => {
    refuseBody(request);
    const list = subscriptions.list(readListQuery(queryOf(request), behaviour));
    return reply.type("application/json; charset=utf-8").send(JSON.stringify(list));
  });

  app.delete(`${path}/:name`, { onRequest: authorise("subscriptions.delete") }, async (request, reply) => {
    refuseQuery(request);
    refuseBody(request);
    subscriptions.delete(readName(request.originalUrl));
    reply.code(behaviour.deleteStatus);
    return behaviour.deleteStatus === 204
      ? reply.send()
      : { status: "ok", message: "the subscription was deleted" };
  });

  app.setNotFoundHandler(() => {
    throw new HttpError(404, "there is no such path");
  });

  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const refusal =
      error instanceof HttpError ? error : new HttpError(error.statusCode ?? 500, error.message);
    return answerError(reply, refusal, behaviour.errorBodies, textOf(request));
  });

  const close = async () => {
    await deliveries.close();
    await server.close();
  };

  return {
    endpoint: await server.listen(port),
    credentials,
    behaviour,
    requests: log.requests,
    requestsTo: (method, pattern) => log.requestsTo(method, pattern),
    writes: () => log.writes(),
    clearRequests: () => log.clearRequests(),
    subscriptions: subscriptions.byName,
    secretOf: (name) => subscriptions.secretOf(name).text,
    add: (subscription) => void subscriptions.create(subscription),
    edit: (name, change) => subscriptions.edit(name, change),
    remove: (name) => subscriptions.delete(name),
    changeCredentials: (change) => void Object.assign(credentials, change),
    expireAuthToken: () => {
      validToken = undefined;
    },
    emit: (occurrence, signing) => emit(subscriptions, deliveries, orgName, occurrence, signing),
    faults,
    outage: () => server.outage(),
    recover: () => server.recover(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
