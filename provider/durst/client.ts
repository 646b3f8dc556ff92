import type { ZodType } from "zod";
import { HttpClient, type HttpRequest, type HttpResponse } from "../http/client";
import { type ResourceKind, secretsIn } from "../resource/kind";
import { zod } from "../resource/on-demand";
import type { Properties } from "../resource/properties";
import { responseSchema } from "../resource/response-schema";
import { listOf, numberOrText, parseEntry } from "../resource/shapes";
import type { LoginVersion } from "./login";
import { DurstSession } from "./session";
import type { DurstSettings } from "./settings";

/** The two kinds of a Durst server; tests pass copies with other fields. */
export interface DurstKinds {
  readonly subscriber: ResourceKind;
  readonly subscription: ResourceKind;
}

/** `SubscriberApi` as the server returns it, with masked password and key. */
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

/** `SubscriptionApi` as the server returns it. */
export interface SubscriptionAnswer extends Properties {
  readonly id: number;
  readonly topic: string;
  readonly status: string;
  readonly path?: string;
}

/** An object that the server has just created. */
export interface Created {
  readonly id: number;
}

/** A subscriber that the server has just created, with the answer if it can be parsed. */
export interface CreatedSubscriber extends Created {
  readonly answer: SubscriberAnswer | undefined;
}

const created = () => zod().looseObject({ id: numberOrText() });

/**
 * Route that creates a subscription: with `/create` at its end, or without. Servers support one of the two.
 */
export type CreateRoute = "create" | "plain";

/** Endpoints of a Durst Workflow server, one method each. Stateless except for the login. */
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

  /** Logs in, as the first call does; returns the version of the server's login. */
  async login(): Promise<LoginVersion | undefined> {
    await this.session.withToken(async () => {});
    return this.session.loginVersion;
  }

  /** `POST /api/v1/subscribers/create`. Only the number is required in the answer. */
  async createSubscriber(body: Properties): Promise<CreatedSubscriber> {
    const secrets = secretsIn(this.kinds.subscriber, body);
    const answer = await this.call({ method: "POST", route: ["create"], body, secrets });
    const { id } = answer.json(created());
    return { id, answer: answer.tryJson(this.subscriber()) };
  }

  /** `GET /api/v1/subscribers/{id}`; `undefined` if it does not exist. */
  async readSubscriber(id: number): Promise<SubscriberAnswer | undefined> {
    const answer = await this.call({ method: "GET", route: [id], accept: [404] });
    return isMissing(answer) ? undefined : answer.json(this.subscriber());
  }

  /** `PUT /api/v1/subscribers/{id}`; `false` if it does not exist. */
  async updateSubscriber(id: number, body: Properties): Promise<boolean> {
    const secrets = secretsIn(this.kinds.subscriber, body);
    return isChanged(await this.call({ method: "PUT", route: [id], body, secrets, accept: [404] }));
  }

  /**
   * `POST /api/v1/subscribers/{id}/subscriptions` on one of the two routes; the status if the server does not
   * support it.
   */
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
   * `GET /api/v1/subscribers/{id}/subscriptions`; `undefined` if the subscriber does not exist. Entries of an
   * unknown shape are left out; a caller that misses one reads it directly.
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
    return entries.flatMap(({ entry, problem }) =>
      problem === undefined ? [entry as SubscriptionAnswer] : [],
    );
  }

  /** `GET /api/v1/subscribers/{id}/subscriptions/{subscriptionId}`; `undefined` if it does not exist. */
  async readSubscription(subscriberId: number, id: number): Promise<SubscriptionAnswer | undefined> {
    const route = [subscriberId, "subscriptions", id];
    const answer = await this.call({ method: "GET", route, accept: [404] });
    return isMissing(answer) ? undefined : answer.json(this.subscription());
  }

  /** `PUT /api/v1/subscribers/{id}/subscriptions/{subscriptionId}`; `false` if it does not exist. */
  async updateSubscription(subscriberId: number, id: number, body: Properties): Promise<boolean> {
    const route = [subscriberId, "subscriptions", id];
    return isChanged(await this.call({ method: "PUT", route, body, accept: [404] }));
  }

  /**
   * `GET /api/v1/subscribers/testresponse/{productionJobId}`: sends a sample status change of the job to all
   * active subscribers.
   */
  async sendTestCallback(productionJobId: string | number): Promise<void> {
    await this.call({ method: "GET", route: ["testresponse", productionJobId] });
  }

  /** Built once, because a list has many entries. */
  private subscriber(): ZodType<SubscriberAnswer> {
    this.shapes.subscriber ??= responseSchema<SubscriberAnswer>(this.kinds.subscriber, {
      id: numberOrText(),
    });
    return this.shapes.subscriber;
  }

  private subscription(): ZodType<SubscriptionAnswer> {
    this.shapes.subscription ??= responseSchema<SubscriptionAnswer>(this.kinds.subscription, {
      id: numberOrText(),
    });
    return this.shapes.subscription;
  }

  private call(request: HttpRequest) {
    return this.session.withToken((headers) =>
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

/**
 * Whether the object does not exist. Durst's own 404 has no body; a 404 with a body comes from elsewhere,
 * such as a proxy.
 */
function isMissing(answer: HttpResponse): boolean {
  if (answer.status !== 404) return false;
  if (answer.isEmpty) return true;
  throw answer.unexpected("does not come from Durst, whose 404 has no body");
}

/** Whether a change was made; `false` if the object does not exist. */
function isChanged(answer: HttpResponse): boolean {
  if (isMissing(answer)) return false;
  answer.expectSuccess();
  return true;
}
