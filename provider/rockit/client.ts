import type { ZodType } from "zod";
import { HttpError, isCompleteAnswer } from "../http/errors";
import { responseSchema } from "../resource/response-schema";
import { type ResourceKind, secretsIn } from "../resource/kind";
import { zod } from "../resource/on-demand";
import type { Properties } from "../resource/properties";
import { type ListedEntry, listOf, parseEntry } from "../resource/shapes";
import { isSigningSecret } from "./secret";
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

/** A page of the list, as it was asked for. */
export interface PageQuery {
  readonly offset: number;
  /** Default: as many as a server may give. */
  readonly limit?: number | undefined;
  /** Default: by name, ascending. */
  readonly order?: "name" | "-name" | undefined;
}

/** What the answer to a deletion says. */
interface Deletion {
  /** Why it may not be gone. */
  readonly doubt?: HttpError | undefined;
  /** An earlier attempt that the server may still act on. */
  readonly earlierFailure?: HttpError | undefined;
}

const route = ["be", "v1", "subscriptions"] as const;
const largestPage = 1000;

/** The endpoints of a ROCKIT Edge backend, a method each; keeps nothing of what was asked. */
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
   * `POST /be/v1/subscriptions` ("Subscribe"). The secret in the answer is given here only, and only once; a Slack subscription, of which nothing is
   * signed, can do without.
   */
  async subscribe(body: Properties): Promise<{ secret?: string | undefined }> {
    const secrets = secretsIn(this.kind, body);
    const answer = await this.session.request({ method: "POST", route, body, secrets });
    const z = zod();
    const secret = z
      .string({ error: "no text where the secret should be" })
      .refine(isSigningSecret, { error: "a secret in no form of base64" });
    const shape = z.looseObject({ secret });
    // It exists once: warnings beside it cost nothing.
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

  /** Asks for one entry: the smallest question that the server answers to none but this account. */
  async probe(): Promise<void> {
    await this.listPage({ offset: 0, limit: 1 });
  }

  /**
   * `DELETE /be/v1/subscriptions/{name}` ("Unsubscribe"). Gives the doubt that it is gone, where the answer does not say so beyond one: a 404 may be
   * that of whatever stands before the server, and so may be a page.
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
        const doubt = answer.saysSuccess ? undefined : answer.unexpected("does not say that it was deleted");
        return { doubt, earlierFailure };
      }
      const { host } = this.settings.endpoint;
      const doubt = new HttpError(
        "unexpected-answer",
        `${host} answered ${answer.status} to the deletion and still has the subscription, so that the request did not reach the vendor's API: check the path of rockit:endpoint and what stands before the server`,
        answer.status,
      );
      return { doubt, earlierFailure };
    } catch (failure) {
      if (isCompleteAnswer(failure)) return { doubt: failure };
      throw failure;
    }
  }

  /** Made once: a list has thousands of entries. */
  private entry(): ZodType<ListedSubscription> {
    this.shape ??= responseSchema<ListedSubscription>(this.kind, { name: zod().string().min(1) });
    return this.shape;
  }

  close(): Promise<void> {
    return this.session.close();
  }
}
