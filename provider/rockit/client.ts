import type { ZodType } from "zod";
import { HttpError, isCompleteAnswer } from "../http/errors";
import { type ResourceKind, secretsIn } from "../resource/kind";
import { zod } from "../resource/on-demand";
import type { Properties } from "../resource/properties";
import { responseSchema } from "../resource/response-schema";
import { type ListedEntry, listOf, parseEntry } from "../resource/shapes";
import { isSigningSecret } from "./secret";
import { RockitSession } from "./session";
import type { RockitSettings } from "./settings";

/** An entry of the list. The vendor documents no fields, so all but the name may be missing. */
export interface ListedSubscription extends Properties {
  readonly name: string;
  readonly sender?: string;
  readonly event?: string;
  readonly events?: readonly string[];
  readonly type?: string;
  readonly url?: string;
  readonly channelId?: string;
}

/** Query for one page of the list. */
export interface PageQuery {
  readonly offset: number;
  /** Default: the largest page size that servers allow. */
  readonly limit?: number | undefined;
  /** Default: by name, ascending. */
  readonly order?: "name" | "-name" | undefined;
}

/** Result of a deletion request. */
interface Deletion {
  /** Why the subscription may still exist. */
  readonly doubt?: HttpError | undefined;
  /** An earlier attempt that the server may still process. */
  readonly earlierFailure?: HttpError | undefined;
}

const route = ["be", "v1", "subscriptions"] as const;
const largestPage = 1000;

/** Endpoints of a ROCKIT Edge backend, one method each. Stateless. */
export class RockitClient {
  private readonly session: RockitSession;
  private shape: ZodType<ListedSubscription> | undefined;

  constructor(
    private readonly settings: RockitSettings,
    private readonly kind: ResourceKind,
  ) {
    this.session = new RockitSession(settings);
  }

  /**
   * `POST /be/v1/subscriptions` ("Subscribe"). Only this answer contains the secret, and only once. A Slack
   * subscription may have none, because its messages are not signed.
   */
  async subscribe(body: Properties): Promise<{ secret?: string | undefined }> {
    const secrets = secretsIn(this.kind, body);
    const answer = await this.session.request({ method: "POST", route, body, secrets });
    const z = zod();
    const secret = z
      .string({ error: "expected a string" })
      .refine(isSigningSecret, { error: "expected base64" });
    const shape = z.looseObject({ secret });
    // The secret is never sent again, so warnings in the same answer are ignored.
    const given = answer.tryJson(shape);
    if (given !== undefined) return given;
    if (body["type"] !== "slack") return answer.json(shape);
    if (!answer.isEmpty) answer.json(z.looseObject({}));
    return {};
  }

  /** A page of `GET /be/v1/subscriptions` ("List Subscriptions"). */
  async listPage({
    offset,
    limit = largestPage,
    order = "name",
  }: PageQuery): Promise<ListedEntry<ListedSubscription>[]> {
    const query = { offset, limit, "order[]": order };
    const answer = await this.session.request({ method: "GET", route, query });
    return answer.json(listOf(zod().unknown())).map((entry) => parseEntry(this.entry(), entry));
  }

  /** Lists one entry: the smallest request that requires authentication. */
  async probe(): Promise<void> {
    await this.listPage({ offset: 0, limit: 1 });
  }

  /**
   * `DELETE /be/v1/subscriptions/{name}` ("Unsubscribe"). Returns a doubt if the answer does not confirm the
   * deletion: a 404 or an HTML page may come from a proxy in front of the server.
   */
  async unsubscribe(name: string): Promise<Deletion> {
    try {
      const answer = await this.session.request({
        method: "DELETE",
        route: [...route, name],
        accept: [404, 410],
      });
      const { earlierFailure } = answer;
      if (answer.status < 300) {
        answer.expectSuccess();
        const doubt = answer.saysSuccess ? undefined : answer.unexpected("does not confirm the deletion");
        return { doubt, earlierFailure };
      }
      const { host } = this.settings.endpoint;
      const doubt = new HttpError(
        "unexpected-answer",
        `${host} answered ${answer.status} to the deletion but still has the subscription, so the request did not reach the vendor's API: check the path of rockit:endpoint, and any proxy in front of the server`,
        answer.status,
      );
      return { doubt, earlierFailure };
    } catch (failure) {
      if (isCompleteAnswer(failure)) return { doubt: failure };
      throw failure;
    }
  }

  /** Built once, because a list has thousands of entries. */
  private entry(): ZodType<ListedSubscription> {
    this.shape ??= responseSchema<ListedSubscription>(this.kind, { name: zod().string().min(1) });
    return this.shape;
  }

  close(): Promise<void> {
    return this.session.close();
  }
}
