import { answerOf } from "../resource/answer";
import { type ResourceKind, secretPaths } from "../resource/kind";
import { zod } from "../resource/on-demand";
import { type Properties, valueAt } from "../resource/properties";
import { listOf } from "../resource/shapes";
import { RockitSession } from "./session";
import type { RockitSettings } from "./settings";

/** An entry of the list; the vendor's page documents no fields, so all but the name may be missing. */
export interface ListedSubscription extends Properties {
  readonly name: string;
  readonly sender?: string;
  readonly event?: string;
  readonly events?: readonly string[];
  readonly type?: string;
  readonly url?: string;
  readonly channelId?: string;
}

const route = ["be", "v1", "subscriptions"] as const;
const largestPage = 1000;

/** The endpoints of a ROCKIT Edge backend, a method each; keeps nothing of what was asked. */
export class RockitClient {
  private readonly session: RockitSession;

  constructor(
    settings: RockitSettings,
    private readonly kind: ResourceKind,
  ) {
    this.session = new RockitSession(settings);
  }

  /** `POST /be/v1/subscriptions` ("Subscribe"). The secret in the answer is given here only, and only once. */
  async subscribe(body: Properties): Promise<{ secret: string }> {
    const secrets = secretPaths(this.kind).flatMap(
      (path) => (valueAt(body, path) as string | undefined) ?? [],
    );
    const answer = await this.session.request({ method: "POST", route, body, secrets });
    const z = zod();
    return answer.json(z.looseObject({ secret: z.base64().min(1) }));
  }

  /** A page of `GET /be/v1/subscriptions` ("List Subscriptions"), by name, as long as the server allows. */
  async listPage(offset: number): Promise<ListedSubscription[]> {
    const query = { offset, limit: largestPage, "order[]": "+name" };
    const answer = await this.session.request({ method: "GET", route, query });
    return answer.json(listOf(this.entry()));
  }

  /** Asks for one entry: the smallest question that the server answers to none but this account. */
  async probe(): Promise<void> {
    const answer = await this.session.request({ method: "GET", route, query: { offset: 0, limit: 1 } });
    answer.json(listOf(this.entry()));
  }

  /** `DELETE /be/v1/subscriptions/{name}` ("Unsubscribe"); one that is already gone counts as deleted. */
  async unsubscribe(name: string): Promise<void> {
    await this.session.request({ method: "DELETE", route: [...route, name], accept: [404] });
  }

  private entry() {
    return answerOf<ListedSubscription>(this.kind, { name: zod().string().min(1) });
  }

  close(): Promise<void> {
    return this.session.close();
  }
}
