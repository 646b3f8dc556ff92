import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { HttpError } from "../http-error.ts";
import { isLogin } from "../recording.ts";
import { jsonBodyOf, refuseBody, refuseQuery } from "../server.ts";
import { answerPut, listOf, subscriberEntry, subscriptionEntry } from "./answers.ts";
import type { Callbacks } from "./callbacks.ts";
import type { Masking } from "./masking.ts";
import {
  readChangedSubscriber,
  readChangedSubscription,
  readId,
  readNewSubscriber,
  readNewSubscription,
} from "./requests.ts";
import type { Sessions } from "./sessions.ts";
import type { Subscribers } from "./subscribers.ts";
import type { DurstBehaviour, DurstStoredSubscriber } from "./types.ts";

export interface DurstParts {
  readonly behaviour: DurstBehaviour;
  readonly sessions: Sessions;
  readonly masking: Masking;
  readonly subscribers: Subscribers;
  readonly callbacks: Callbacks;
}

interface Ids {
  readonly subscriberId: string;
  readonly subscriptionId: string;
}

export function addRoutes(app: FastifyInstance, basePath: string, parts: DurstParts): void {
  const { behaviour, sessions, masking, subscribers, callbacks } = parts;
  const all = `${basePath}/api/v1/subscribers`;
  const one = `${all}/:subscriberId`;

  app.addHook("onRequest", async (request) => {
    const isOfThisServer = request.originalUrl.startsWith(`${basePath}/api/`);
    if (!isOfThisServer || isLogin(request.routeOptions.url ?? "")) return;
    sessions.check(request.headers["x-auth-token"], behaviour);
    const needed = request.method === "GET" ? "read" : "write";
    if (!request.is404 && !behaviour.permissions.includes(needed)) throw new HttpError(403, "not permitted");
  });

  const subscriberAnswer = (reply: FastifyReply, status: number, subscriber: DurstStoredSubscriber) =>
    reply.code(status).send(subscriberEntry(subscriber, masking, behaviour));

  app.post(`${all}/create`, async (request, reply) => {
    refuseQuery(request);
    return subscriberAnswer(
      reply,
      201,
      subscribers.create(readNewSubscriber(jsonBodyOf(request), behaviour)),
    );
  });

  app.get<{ Params: Ids }>(one, async (request, reply) => {
    refuseQuery(request);
    refuseBody(request);
    return subscriberAnswer(reply, 200, subscribers.get(readId(request.params.subscriberId)));
  });

  app.put<{ Params: Ids }>(one, async (request, reply) => {
    refuseQuery(request);
    const { id } = subscribers.get(readId(request.params.subscriberId));
    const changed = readChangedSubscriber(jsonBodyOf(request), id, behaviour);
    const replaced = subscribers.replace(id, changed);
    return answerPut(reply, subscriberEntry(replaced, masking, behaviour), behaviour);
  });

  app.get<{ Params: { productionJobId: string } }>(
    `${all}/testresponse/:productionJobId`,
    async (request, reply) => {
      refuseQuery(request);
      refuseBody(request);
      if (request.params.productionJobId === "") throw new HttpError(404, "no production job");
      void callbacks.testResponse(request.params.productionJobId);
      return reply.send();
    },
  );

  const createSubscription =
    (path: "create" | "plain") =>
    async (request: FastifyRequest<{ Params: Ids }>, reply: FastifyReply): Promise<FastifyReply> => {
      refuseQuery(request);
      if (behaviour.createPath !== path && behaviour.createPath !== "both") {
        throw new HttpError(behaviour.unknownCreatePath, "not a path of this version");
      }
      const subscriber = subscribers.get(readId(request.params.subscriberId));
      const { subscription, publishInitialState } = readNewSubscription(jsonBodyOf(request), behaviour);
      const created = subscribers.createSubscription(subscriber.id, subscription);
      if (publishInitialState) void callbacks.initialState(subscriber, created);
      return reply.code(201).send(subscriptionEntry(created, behaviour));
    };
  app.post(`${one}/subscriptions/create`, createSubscription("create"));
  app.post(`${one}/subscriptions`, createSubscription("plain"));

  app.get<{ Params: Ids }>(`${one}/subscriptions`, async (request, reply) => {
    refuseQuery(request);
    refuseBody(request);
    const subscriptions = subscribers.subscriptionsOf(readId(request.params.subscriberId));
    const entries = [...subscriptions.values()].map((subscription) =>
      subscriptionEntry(subscription, behaviour),
    );
    return reply.type("application/json; charset=utf-8").send(JSON.stringify(listOf(entries, behaviour)));
  });

  app.get<{ Params: Ids }>(`${one}/subscriptions/:subscriptionId`, async (request, reply) => {
    refuseQuery(request);
    refuseBody(request);
    const { subscriberId, subscriptionId } = request.params;
    const subscription = subscribers.getSubscription(readId(subscriberId), readId(subscriptionId));
    return reply.send(subscriptionEntry(subscription, behaviour));
  });

  app.put<{ Params: Ids }>(`${one}/subscriptions/:subscriptionId`, async (request, reply) => {
    refuseQuery(request);
    const subscriberId = readId(request.params.subscriberId);
    const { id } = subscribers.getSubscription(subscriberId, readId(request.params.subscriptionId));
    const changed = readChangedSubscription(jsonBodyOf(request), id);
    const replaced = subscribers.replaceSubscription(subscriberId, id, changed);
    return answerPut(reply, subscriptionEntry(replaced, behaviour), behaviour);
  });
}
