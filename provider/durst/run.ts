import { z } from "zod";
import type { DurstSettings } from "../config/settings";
import { MassDeletionGuard } from "../resource/mass-deletion-guard";
import { defaultLimits, HttpClient, type HttpRequest } from "../http/client";
import { HttpError } from "../http/errors";
import { CircuitBreaker } from "../http/circuit-breaker";
import { RequestCache } from "../http/request-cache";
import { listOf, maybe } from "../http/shapes";
import type { DurstSubscriberInputs } from "./schema";
import { DurstSession } from "./session";
import type { DurstStatus } from "./vocabulary";

const subscriber = z.looseObject({
  id: z.int(),
  hostUri: z.string(),
  externalAuthType: z.string(),
  xAuthInfo: maybe(z.looseObject({ user: maybe(z.string()), password: maybe(z.string()) })),
  jwtSigningInfo: maybe(
    z.looseObject({ httpHeaderName: maybe(z.string()), method: maybe(z.string()), key: maybe(z.string()) }),
  ),
});

const subscription = z.looseObject({
  id: z.int(),
  path: maybe(z.string()),
  topic: z.string(),
  status: z.string(),
});

/** `SubscriberApi` as the server answers it; its password and key are masked. */
export type SubscriberAnswer = z.infer<typeof subscriber>;

/** `SubscriptionApi` as the server answers it. */
export type SubscriptionAnswer = z.infer<typeof subscription>;

/** `SubscriberApi` as it is sent. */
export type SubscriberRequest = Pick<
  DurstSubscriberInputs,
  "hostUri" | "externalAuthType" | "xAuthInfo" | "jwtSigningInfo"
>;

/** `SubscriptionApi` as it is sent. */
export interface SubscriptionRequest {
  readonly topic: string;
  readonly path?: string | undefined;
  readonly status: DurstStatus;
  readonly publishInitialState?: boolean | undefined;
}

/** A subscription, and what of it stays as it is. */
type Unsubscribed = Pick<SubscriptionAnswer, "id" | "topic" | "path">;

/** The subscribers and subscriptions of one Durst Workflow server; one method an endpoint. */
export class DurstRun {
  /** Milliseconds in which a server that lost its answer has certainly done what it was asked. */
  readonly patience: number;
  private readonly http: HttpClient;
  private readonly session: DurstSession;
  private readonly lookout = new CircuitBreaker();
  private readonly passwords: readonly string[];
  private readonly presence: { readonly subscribers: MassDeletionGuard; readonly subscriptions: MassDeletionGuard };
  /** Lists by their subscriber: as they are since the last write, and as they were before this run created any. */
  private readonly listed = new RequestCache<number, readonly SubscriptionAnswer[] | undefined>();
  private readonly before = new RequestCache<number, readonly SubscriptionAnswer[]>();
  /** Subscriptions that this run made, by their subscriber. */
  private readonly made = new Map<number, ReadonlySet<number>>();
  private readonly queues = new Map<string, Promise<unknown>>();
  private createRoute: "create" | "plain" | undefined;

  constructor(settings: DurstSettings) {
    this.patience = (settings.requestTimeout ?? defaultLimits.requestTimeout) / 20;
    this.http = new HttpClient(settings);
    this.session = new DurstSession(this.http, settings);
    const { credentials, otherCredentials, allowAllMissing, endpoint } = settings;
    this.passwords = [credentials, otherCredentials].flatMap((one) => one?.password ?? []);
    this.presence = {
      subscribers: new MassDeletionGuard("subscribers", endpoint.host, allowAllMissing),
      subscriptions: new MassDeletionGuard("subscriptions", endpoint.host, allowAllMissing),
    };
  }

  /** Logs in, as the first call would. */
  login(): Promise<void> {
    return this.session.authenticated(async () => {});
  }

  async createSubscriber(body: SubscriberRequest): Promise<SubscriberAnswer> {
    const answer = await this.call({ method: "POST", route: ["create"], body, secrets: credentialsOf(body) });
    return answer.json(subscriber);
  }

  /** `undefined` if the server has no such subscriber. */
  async readSubscriber(id: number): Promise<SubscriberAnswer | undefined> {
    const answer = await this.call({ method: "GET", route: [id], accept: [404] });
    return answer.status === 404 ? undefined : answer.json(subscriber);
  }

  /** The same for one that should be there. @throws PreconditionError if none of several is, which is rather another server. */
  findSubscriber(id: number): Promise<SubscriberAnswer | undefined> {
    return this.presence.subscribers.find(`${id}`, () => this.readSubscriber(id));
  }

  /** `false` if the server has no such subscriber. */
  async updateSubscriber(id: number, body: SubscriberRequest): Promise<boolean> {
    const secrets = credentialsOf(body);
    const answer = await this.call({ method: "PUT", route: [id], body, secrets, accept: [404] });
    return answer.status !== 404;
  }

  /** Servers differ in the route: it asks the older one first and remembers which one answered. */
  async createSubscription(subscriberId: number, body: SubscriptionRequest): Promise<SubscriptionAnswer> {
    const post = (route: "create" | "plain") =>
      this.call({
        method: "POST",
        route: [subscriberId, "subscriptions", ...(route === "create" ? ["create"] : [])],
        body,
        accept: [404, 405],
      });
    const unknown = ({ status }: { status: number }) => status === 404 || status === 405;
    try {
      let route = this.createRoute ?? "create";
      let answer = await post(route);
      if (unknown(answer) && this.createRoute === undefined) {
        route = "plain";
        answer = await post(route);
      }
      if (unknown(answer)) throw await this.whyNotCreated(subscriberId, answer.status);
      this.createRoute = route;
      const created = answer.json(subscription);
      this.claim(subscriberId, created.id);
      return created;
    } finally {
      this.listed.forget(subscriberId);
    }
  }

  /** Subscriptions that a subscriber had before this run created any; one list is read for all creations. */
  listBefore(subscriberId: number): Promise<readonly SubscriptionAnswer[]> {
    return this.before.get(subscriberId, async () => (await this.listSubscriptions(subscriberId)) ?? []);
  }

  /** Numbers of the subscriptions that this run made. */
  madeBy(subscriberId: number): ReadonlySet<number> {
    return this.made.get(subscriberId) ?? new Set();
  }

  /** Counts a subscription as made by this run. */
  claim(subscriberId: number, id: number): void {
    this.made.set(subscriberId, new Set([...this.madeBy(subscriberId), id]));
  }

  /** Does the works of one key one after the other. */
  oneAfterTheOther<T>(key: string, work: () => Promise<T>): Promise<T> {
    const working = (this.queues.get(key) ?? Promise.resolve()).then(work, work);
    this.queues.set(key, working);
    return working;
  }

  private async whyNotCreated(subscriberId: number, status: number): Promise<HttpError> {
    const exists = (await this.readSubscriber(subscriberId)) !== undefined;
    const why = exists
      ? `knows neither of the documented routes for it: check the server's version and durst:endpoint`
      : `has no subscriber ${subscriberId}: create it first, or refresh if it was removed`;
    return new HttpError("not-found", `${this.http.host} answered ${status}; it ${why}`, status);
  }

  /** All subscriptions of a subscriber, read once and shared until the next write; `undefined` if it has no such subscriber. */
  listSubscriptions(subscriberId: number): Promise<readonly SubscriptionAnswer[] | undefined> {
    return this.listed.get(subscriberId, () => this.readSubscriptions(subscriberId));
  }

  /** The same as it is now. */
  listAnew(subscriberId: number): Promise<readonly SubscriptionAnswer[] | undefined> {
    return this.lookout.look(() => {
      this.listed.forget(subscriberId);
      return this.listSubscriptions(subscriberId);
    });
  }

  /** One that should be there. @throws PreconditionError if none of several is, which is rather another server. */
  async findSubscription(subscriberId: number, id: number): Promise<SubscriptionAnswer | undefined> {
    const { subscribers, subscriptions } = this.presence;
    const key = `${subscriberId}/${id}`;
    const listing = subscribers.find(`${subscriberId}`, () => this.listSubscriptions(subscriberId));
    // Begun together, so that those of several subscribers know of each other whosever list comes first.
    const finding = subscriptions.find(key, async () => {
      const list = await listing;
      if (list === undefined) subscriptions.forget(key);
      // A list that lacks an entry by mistake looks like any other: the server is asked for this one.
      return list && (list.find((entry) => entry.id === id) ?? this.readSubscription(subscriberId, id));
    });
    finding.catch(() => {});
    return (await listing) && finding;
  }

  private async readSubscription(subscriberId: number, id: number): Promise<SubscriptionAnswer | undefined> {
    const route = [subscriberId, "subscriptions", id];
    const answer = await this.call({ method: "GET", route, accept: [404] });
    return answer.status === 404 ? undefined : answer.json(subscription);
  }

  private async readSubscriptions(subscriberId: number) {
    const answer = await this.call({ method: "GET", route: [subscriberId, "subscriptions"], accept: [404] });
    return answer.status === 404 ? undefined : answer.json(listOf(subscription));
  }

  /** Sets a subscription INACTIVE, the vendor's way to unsubscribe; one that is gone is as good. */
  async unsubscribe(subscriberId: number, { id, topic, path }: Unsubscribed): Promise<void> {
    await this.updateSubscription(subscriberId, id, { topic, path, status: "INACTIVE" });
  }

  /** Changes a subscription. `false` if it is gone. */
  async updateSubscription(subscriberId: number, id: number, body: SubscriptionRequest): Promise<boolean> {
    try {
      const answer = await this.call({
        method: "PUT",
        route: [subscriberId, "subscriptions", id],
        body,
        accept: [404],
      });
      return answer.status !== 404;
    } finally {
      this.listed.forget(subscriberId);
    }
  }

  /** Makes the server send a made-up status change of a production job to all active subscribers. */
  async sendTestCallback(productionJobId: string | number): Promise<void> {
    await this.call({ method: "GET", route: ["testresponse", productionJobId] });
  }

  private call(request: HttpRequest) {
    return this.session.authenticated((headers) =>
      this.http.request({
        ...request,
        route: ["api", "v1", "subscribers", ...request.route],
        headers,
        secrets: [...this.passwords, ...Object.values(headers), ...(request.secrets ?? [])],
      }),
    );
  }

  close(): Promise<void> {
    return this.http.close();
  }
}

const credentialsOf = ({ xAuthInfo, jwtSigningInfo }: SubscriberRequest) =>
  [xAuthInfo?.password, jwtSigningInfo?.key].filter((secret) => secret !== undefined);
