import type { ZodType } from "zod";
import { type HttpResponse, HttpClient, type HttpRequest } from "../http/client";
import { responseSchema } from "../resource/response-schema";
import { type ResourceKind, secretsIn } from "../resource/kind";
import { zod } from "../resource/on-demand";
import type { Properties } from "../resource/properties";
import { listOf, numberOrText, parseEntry } from "../resource/shapes";
import type { LoginVersion } from "./login";
import { DurstSession } from "./session";
import type { DurstSettings } from "./settings";

/** Rows of the two kinds that a Durst server has, or copies with other fields. */
export interface DurstKinds {
  readonly subscriber: ResourceKind;
  readonly subscription: ResourceKind;
}

/** `SubscriberApi` as the server answers it; its password and key are masked. */
export interface SubscriberAnswer extends Properties {
  readonly id: number;
  readonly hostUri: string;
  readonly externalAuthType: string;
  readonly xAuthInfo?: { readonly user?: string; readonly password?: string };
  readonly jwtSigningInfo?: {
    readonly httpHeaderName?: string;
    readonly method?: string;
    readonly key?: string;
  };
}

/** `SubscriptionApi` as the server answers it. */
export interface SubscriptionAnswer extends Properties {
  readonly id: number;
  readonly topic: string;
  readonly status: string;
  readonly path?: string;
}

/** An object that the server has just made. */
export interface Created {
  readonly id: number;
}

/** A subscriber that the server has just made, and what it says of it, if that can be read. */
export interface CreatedSubscriber extends Created {
  readonly answer: SubscriberAnswer | undefined;
}

const created = () => zod().looseObject({ id: numberOrText() });

/** Servers differ in the route by which a subscription is created: with `create` at its end, or without. */
export type CreateRoute = "create" | "plain";

/** The endpoints of a Durst Workflow server, a method each; keeps nothing of what was asked. */
export class DurstClient {
  readonly host: string;
  private readonly http: HttpClient;
  private readonly session: DurstSession;
  private readonly passwords: readonly string[];
  private readonly shapes: {
    subscriber?: ZodType<SubscriberAnswer>;
    subscription?: ZodType<SubscriptionAnswer>;
  } = {};

  constructor(
    settings: DurstSettings,
    private readonly kinds: DurstKinds,
  ) {
    const { credentials, fallbackCredentials } = settings;
    this.http = new HttpClient(settings);
    this.host = this.http.host;
    this.session = new DurstSession(this.http, settings);
    this.passwords = [credentials, fallbackCredentials].flatMap((one) => one?.password ?? []);
  }

  /** Logs in, as the first call would; gives the version of the login that the server knows. */
  async login(): Promise<LoginVersion | undefined> {
    await this.session.authenticated(async () => {});
    return this.session.loginVersion;
  }

  /** `POST /api/v1/subscribers/create`. No more than the number is needed of the answer. */
  async createSubscriber(body: Properties): Promise<CreatedSubscriber> {
    const secrets = secretsIn(this.kinds.subscriber, body);
    const answer = await this.call({ method: "POST", route: ["create"], body, secrets });
    const { id } = answer.json(created());
    return { id, answer: answer.tryJson(this.subscriber()) };
  }

  /** `GET /api/v1/subscribers/{id}`; `undefined` if the server has no such subscriber. */
  async readSubscriber(id: number): Promise<SubscriberAnswer | undefined> {
    const answer = await this.call({ method: "GET", route: [id], accept: [404] });
    return isMissing(answer) ? undefined : answer.json(this.subscriber());
  }

  /** `PUT /api/v1/subscribers/{id}`; `false` if the server has no such subscriber. */
  async updateSubscriber(id: number, body: Properties): Promise<boolean> {
    const secrets = secretsIn(this.kinds.subscriber, body);
    return isChanged(await this.call({ method: "PUT", route: [id], body, secrets, accept: [404] }));
  }

  /** `POST /api/v1/subscribers/{id}/subscriptions`, by one of its two routes; the status if the server does not know it. */
  async createSubscription(
    subscriberId: number,
    body: Properties,
    route: CreateRoute,
  ): Promise<Created | 404 | 405> {
    const answer = await this.call({
      method: "POST",
      route: [subscriberId, "subscriptions", ...(route === "create" ? ["create"] : [])],
      body,
      accept: [404, 405],
    });
    const { status } = answer;
    return status === 404 || status === 405 ? status : answer.json(created());
  }

  /**
   * `GET /api/v1/subscribers/{id}/subscriptions`; `undefined` if the server has no such subscriber. An entry that can't be read is left out: who
   * misses one asks for it.
   */
  async listSubscriptions(subscriberId: number): Promise<readonly SubscriptionAnswer[] | undefined> {
    const answer = await this.call({ method: "GET", route: [subscriberId, "subscriptions"], accept: [404] });
    if (isMissing(answer)) return undefined;
    const entries = answer
      .json(listOf(zod().unknown()))
      .map((entry) => parseEntry(this.subscription(), entry));
    const hasNumber = ({ entry }: (typeof entries)[number]) => numberOrText().safeParse(entry["id"]).success;
    if (entries.length > 0 && !entries.some(hasNumber))
      throw answer.unexpected("has entries of an unknown shape");
    return entries.flatMap(({ entry, problem }) => (problem === undefined ? [entry as SubscriptionAnswer] : []));
  }

  /** `GET /api/v1/subscribers/{id}/subscriptions/{subscriptionId}`; `undefined` if there is none. */
  async readSubscription(subscriberId: number, id: number): Promise<SubscriptionAnswer | undefined> {
    const route = [subscriberId, "subscriptions", id];
    const answer = await this.call({ method: "GET", route, accept: [404] });
    return isMissing(answer) ? undefined : answer.json(this.subscription());
  }

  /** `PUT /api/v1/subscribers/{id}/subscriptions/{subscriptionId}`; `false` if there is none. */
  async updateSubscription(subscriberId: number, id: number, body: Properties): Promise<boolean> {
    const route = [subscriberId, "subscriptions", id];
    return isChanged(await this.call({ method: "PUT", route, body, accept: [404] }));
  }

  /** `GET /api/v1/subscribers/testresponse/{productionJobId}`: a made-up status change of the job for all active subscribers. */
  async sendTestCallback(productionJobId: string | number): Promise<void> {
    await this.call({ method: "GET", route: ["testresponse", productionJobId] });
  }

  /** Made once: a list has many entries. */
  private subscriber(): ZodType<SubscriberAnswer> {
    this.shapes.subscriber ??= responseSchema<SubscriberAnswer>(this.kinds.subscriber, { id: numberOrText() });
    return this.shapes.subscriber;
  }

  private subscription(): ZodType<SubscriptionAnswer> {
    this.shapes.subscription ??= responseSchema<SubscriptionAnswer>(this.kinds.subscription, {
      id: numberOrText(),
    });
    return this.shapes.subscription;
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

/** Whether the server has no such object: its own 404 has no body, and one with a body comes from something else. */
function isMissing(answer: HttpResponse): boolean {
  if (answer.status !== 404) return false;
  if (answer.isEmpty) return true;
  throw answer.unexpected("is not Durst's, whose 404 has none");
}

/** Whether a change was made; `false` if there is no such object. */
function isChanged(answer: HttpResponse): boolean {
  if (isMissing(answer)) return false;
  answer.expectSuccess();
  return true;
}
