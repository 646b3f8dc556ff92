import { z } from "zod";
import type { RockitCredentials, RockitSettings } from "../config/settings";
import { MassDeletionGuard } from "../resource/mass-deletion-guard";
import { type HttpAnswer, HttpClient, type HttpRequest } from "../http/client";
import { HttpError, isHttpError } from "../http/errors";
import { CircuitBreaker } from "../http/circuit-breaker";
import { RequestCache } from "../http/request-cache";
import { listOf, maybe } from "../http/shapes";
import { SubscriptionList } from "./subscription-list";
import type { RockitEvent, RockitSender, RockitTarget } from "./vocabulary";

/** Body of `POST /be/v1/subscriptions` ("Subscribe"). */
export interface SubscribeRequest {
  readonly name: string;
  readonly sender: RockitSender;
  readonly event?: RockitEvent | undefined;
  readonly events?: readonly RockitEvent[] | undefined;
  readonly type: RockitTarget;
  readonly url?: string | undefined;
  readonly slackToken?: string | undefined;
  readonly channelId?: string | undefined;
}

const subscribeAnswer = z.looseObject({ secret: z.base64().min(1) });

const listedSubscription = z.looseObject({
  name: z.string().min(1),
  sender: maybe(z.string()),
  event: maybe(z.string()),
  events: maybe(z.array(z.string())),
  type: maybe(z.string()),
  url: maybe(z.string()),
  channelId: maybe(z.string()),
});

/** An entry of the list; the page documents no fields, so all but the name may be missing. */
export type ListedSubscription = z.infer<typeof listedSubscription>;

const listAnswer = listOf(listedSubscription);

const route = ["be", "v1", "subscriptions"] as const;
const largestPage = 1000;

/** The subscriptions of one organisation on one ROCKIT Edge backend; one method an endpoint. */
export class RockitRun {
  private readonly http: HttpClient;
  private readonly presence: MassDeletionGuard;
  private readonly lookout = new CircuitBreaker();
  private credentials: RockitCredentials;
  /** As the server is since the last write, as far as they were read; the second one is read where something is missing in the first. */
  private readonly lists = new Map<"first" | "second", SubscriptionList>();
  private readonly before = new RequestCache<"names", ReadonlySet<string> | undefined>();
  /** What this run itself did: the secret of one that it created, `undefined` for one that it deleted. */
  private readonly done = new Map<string, string | undefined>();
  /** Beginnings and ends of calls that may change the list, so far. */
  private writes = 0;

  constructor(private readonly settings: RockitSettings) {
    this.http = new HttpClient(settings);
    this.credentials = settings.credentials;
    this.presence = new MassDeletionGuard("subscriptions", settings.endpoint.host, settings.allowAllMissing);
  }

  /** Creates a subscription. The secret in the answer is given here only, and only once. */
  async subscribe(request: SubscribeRequest): Promise<{ secret: string }> {
    const secrets = request.slackToken === undefined ? [] : [request.slackToken];
    return this.writing(async () => {
      const answer = await this.call({ method: "POST", route, body: request, secrets });
      const { secret } = answer.json(subscribeAnswer);
      this.done.set(request.name, secret);
      return { secret };
    });
  }

  /**
   * Whether there was one of this name before this run came to create it. One list is read for all creations, but none where this run itself
   * has just deleted it; `undefined` if this account may not read it.
   */
  async wasThere(name: string): Promise<boolean | undefined> {
    const left = this.leftThere(name);
    if (left !== undefined) return left;
    const names = await this.before.get("names", () => this.namesBefore());
    // Meanwhile this run may have changed it.
    return this.leftThere(name) ?? names?.has(name);
  }

  /** Whether this run itself left one of this name there; `undefined` if it did nothing with the name. */
  private leftThere(name: string): boolean | undefined {
    return this.done.has(name) ? this.done.get(name) !== undefined : undefined;
  }

  private async namesBefore(): Promise<ReadonlySet<string> | undefined> {
    try {
      return new Set((await this.all()).map(({ name }) => name));
    } catch (failure) {
      // Whoever may only create still can; what becomes of a lost answer is then not to be told.
      if (isHttpError(failure, "unauthorized") || isHttpError(failure, "forbidden")) return undefined;
      throw failure;
    }
  }

  /** Whether the one of this name is another one, which this run created: then the one with the given secret is gone. */
  isReplaced(name: string, secret: string | undefined): boolean {
    const created = this.done.get(name);
    return created !== undefined && created !== secret;
  }

  /** One subscription as the server lists it after the last write; `undefined` if there is none. */
  look(name: string): Promise<ListedSubscription | undefined> {
    return this.lookout.look(() => this.lookTwice(name));
  }

  /**
   * One subscription, from a list that is read once, as far as needed, and shared until the next write; `undefined` if there is none.
   * @throws PreconditionError if none of several is there, which is rather another organisation than all of them gone.
   */
  find(name: string): Promise<ListedSubscription | undefined> {
    return this.presence.find(name, () => this.lookTwice(name));
  }

  /** A list that lacks an entry by mistake looks like any other: only a second one, read for all that are missing, tells that it is gone. */
  async lookTwice(name: string): Promise<ListedSubscription | undefined> {
    const found = await this.list("first").find(name);
    return found ?? this.list("second").find(name);
  }

  /** Asks for one entry: the smallest question that the server answers to none but this account. */
  async knock(): Promise<void> {
    const answer = await this.call({ method: "GET", route, query: { offset: 0, limit: 1 } });
    answer.json(listAnswer);
  }

  /** All subscriptions of the organisation. */
  all(): Promise<readonly ListedSubscription[]> {
    return this.list("first").all();
  }

  private list(which: "first" | "second"): SubscriptionList {
    const list =
      this.lists.get(which) ??
      new SubscriptionList(
        (offset) => this.readPage(offset),
        () => this.writes,
      );
    this.lists.set(which, list);
    return list;
  }

  /** Deletes a subscription; one that is already gone is as good. */
  async unsubscribe(name: string): Promise<void> {
    await this.writing(async () => {
      await this.call({ method: "DELETE", route: [...route, name], accept: [404] });
      this.presence.forget(name);
      this.done.set(name, undefined);
    });
  }

  private async writing<T>(work: () => Promise<T>): Promise<T> {
    this.writes++;
    try {
      return await work();
    } finally {
      this.writes++;
      this.lists.clear();
    }
  }

  private async readPage(offset: number): Promise<ListedSubscription[]> {
    const query = { offset, limit: largestPage, "order[]": "+name" };
    const answer = await this.call({ method: "GET", route, query });
    return answer.json(listAnswer);
  }

  /** Refused credentials are replaced by those of the environment, once and for all calls, if it has other ones. */
  private async call(request: HttpRequest): Promise<HttpAnswer> {
    const used = this.credentials;
    try {
      return await this.send(request, used);
    } catch (failure) {
      if (!isHttpError(failure, "unauthorized")) throw failure;
      const { credentials, otherCredentials, whenRefused } = this.settings;
      if (used === credentials && otherCredentials !== undefined) {
        this.credentials = otherCredentials;
        return this.call(request);
      }
      throw new HttpError("unauthorized", `${failure.message}; ${whenRefused}`, failure.status);
    }
  }

  private send(request: HttpRequest, credentials: RockitCredentials): Promise<HttpAnswer> {
    const [headers, secret] =
      "authToken" in credentials
        ? [{ "x-rockit-beauth-token": credentials.authToken }, credentials.authToken]
        : [
            {
              "x-rockit-orgname": credentials.orgName,
              "x-rockit-username": credentials.username,
              "x-rockit-api-key": credentials.apiKey,
            },
            credentials.apiKey,
          ];
    return this.http.request({ ...request, headers, secrets: [secret, ...(request.secrets ?? [])] });
  }

  close(): Promise<void> {
    return this.http.close();
  }
}
