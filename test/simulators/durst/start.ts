import { addCompression } from "../compression.ts";
import { Deliveries } from "../deliveries.ts";
import { errorPage } from "../faults/bodies.ts";
import { answerError, HttpError } from "../http-error.ts";
import { createServer, textOf } from "../server.ts";
import { Callbacks } from "./callbacks.ts";
import { durstFaultSupport } from "./fault-support.ts";
import { addLogins } from "./logins.ts";
import { Masking } from "./masking.ts";
import { addRoutes } from "./routes.ts";
import { Sessions } from "./sessions.ts";
import { Subscribers, secretOf } from "./subscribers.ts";
import type { DurstBehaviour, DurstOptions, DurstSimulator } from "./types.ts";

const defaults: DurstBehaviour = {
  tokenLifetime: 24 * 60 * 60 * 1000,
  login: "both",
  tokenIn: "both",
  unknownRouteStatus: 404,
  unknownUserStatus: 401,
  activeUntil: undefined,
  expired: "login-refused",
  sessions: "many",
  permissions: ["read", "write"],
  createPath: "create",
  masking: "deterministic",
  hostUriForms: "any",
  publishInitialState: true,
  listShape: "array",
  absentFields: "omitted",
  errorBodies: "json",
  compress: "none",
  normalises: [],
  absentPath: "absent",
  unusedAuthentication: "absent",
  signingMethod: "shown",
  ids: "number",
  putAnswer: "object",
  unknownCreatePath: 404,
  notFoundBody: "none",
  foreignEntries: [],
};

/** A Durst Workflow server of one site, on 127.0.0.1, listening when the promise resolves. */
export async function startDurst(options: DurstOptions = {}): Promise<DurstSimulator> {
  const {
    username = "sim-operator-93ad",
    // Its characters break a query string unless they are escaped.
    password = "sim durst+pass&word=50%25#7e",
    port = 0,
    basePath = "",
    firstSubscriberId = 17,
    firstSubscriptionId = 4,
    maskingKey,
    now = Date.now,
    tls,
    ...chosen
  } = options;
  const credentials = { username, password };
  const behaviour: DurstBehaviour = { ...defaults, ...chosen };
  const sessions = new Sessions(now);
  const masking = new Masking(maskingKey);
  const subscribers = new Subscribers(firstSubscriberId, firstSubscriptionId, behaviour);
  const deliveries = new Deliveries();
  const callbacks = new Callbacks(subscribers, deliveries);
  const server = createServer(basePath, durstFaultSupport(sessions), tls);
  const { app, log, faults } = server;
  addCompression(app, behaviour);
  addLogins(app, basePath, { credentials, behaviour, sessions });
  addRoutes(app, basePath, { behaviour, sessions, masking, subscribers, callbacks });

  app.setNotFoundHandler(() => {
    throw new HttpError(404, "there is no such path");
  });

  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const refusal =
      error instanceof HttpError ? error : new HttpError(error.statusCode ?? 500, error.message);
    if (refusal.status === 404 && behaviour.notFoundBody === "html")
      return reply.code(404).type("text/html; charset=utf-8").send(errorPage(404));
    const bodies = [401, 403, 404].includes(refusal.status) ? "none" : behaviour.errorBodies;
    return answerError(reply, refusal, bodies, textOf(request));
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
    requestsTo: (method, path) => log.requestsTo(method, path),
    writes: () => log.writes(),
    clearRequests: () => log.clearRequests(),
    subscribers: subscribers.byId,
    subscriptions: (subscriberId) => subscribers.subscriptionsOf(subscriberId),
    credentialOf: (subscriberId) => secretOf(subscribers.get(subscriberId)),
    subscribersHoldingAMask: () =>
      [...subscribers.byId.values()]
        .filter((subscriber) => masking.hasShown(secretOf(subscriber) ?? ""))
        .map(({ id }) => id),
    addSubscriber: (subscriber) => subscribers.create(subscriber).id,
    editSubscriber: (id, change) => subscribers.edit(id, change),
    removeSubscriber: (id) => subscribers.remove(id),
    addSubscription: (subscriberId, subscription) =>
      subscribers.createSubscription(subscriberId, subscription).id,
    editSubscription: (subscriberId, id, change) => subscribers.editSubscription(subscriberId, id, change),
    removeSubscription: (subscriberId, id) => subscribers.removeSubscription(subscriberId, id),
    changeCredentials: (change) => void Object.assign(credentials, change),
    get logins() {
      return sessions.logins;
    },
    expireTokens: () => sessions.endAll(),
    restart: () => sessions.endAll(),
    statusChange: (change, signing) => callbacks.statusChange(change, signing),
    deliveries: deliveries.results,
    idle: () => deliveries.idle(),
    faults,
    outage: () => server.outage(),
    recover: () => server.recover(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
