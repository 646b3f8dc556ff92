import { z } from "zod";
import type { RockitSettings } from "../config/settings";
import { HttpClient } from "../http/client";
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
export class RockitApi {
  private readonly http: HttpClient;
  private readonly headers: Record<string, string>;
  private readonly secrets: string[];
  private listed: Promise<SubscriptionList> | undefined;

  constructor(settings: RockitSettings) {
    this.http = new HttpClient(settings);
    const given = settings.credentials;
    this.headers =
      "authToken" in given
        ? { "x-rockit-beauth-token": given.authToken }
        : {
            "x-rockit-orgname": given.orgName,
            "x-rockit-username": given.username,
            "x-rockit-api-key": given.apiKey,
          };
    this.secrets = ["authToken" in given ? given.authToken : given.apiKey];
  }

  /** Creates a subscription. The secret in the answer is given here only, and only once. */
  async subscribe(request: SubscribeRequest): Promise<{ secret: string }> {
    const secrets = request.slackToken === undefined ? this.secrets : [...this.secrets, request.slackToken];
    try {
      const answer = await this.http.request({
        method: "POST",
        route,
        headers: this.headers,
        body: request,
        secrets,
      });
      return answer.json(subscribeAnswer);
    } finally {
      this.listed = undefined;
    }
  }

  /** One subscription, from a list that is read once and shared until the next write; `undefined` if there is none. */
  async find(name: string): Promise<ListedSubscription | undefined> {
    return (await this.list()).find(name);
  }

  private list(): Promise<SubscriptionList> {
    if (this.listed === undefined) {
      const reading = SubscriptionList.read((offset) => this.readPage(offset));
      this.listed = reading;
      reading.catch(() => {
        if (this.listed === reading) this.listed = undefined;
      });
    }
    return this.listed;
  }

  /** Deletes a subscription; one that is already gone is as good. */
  async unsubscribe(name: string): Promise<void> {
    try {
      await this.http.request({
        method: "DELETE",
        route: [...route, name],
        headers: this.headers,
        secrets: this.secrets,
        accept: [404],
      });
    } finally {
      this.listed = undefined;
    }
  }

  private async readPage(offset: number): Promise<ListedSubscription[]> {
    const answer = await this.http.request({
      method: "GET",
      route,
      query: { offset, limit: largestPage, "order[]": "+name" },
      headers: this.headers,
      secrets: this.secrets,
    });
    return answer.json(listAnswer);
  }

  close(): Promise<void> {
    return this.http.close();
  }
}
