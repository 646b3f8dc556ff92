import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { HttpError } from "../http-error.ts";
import type { RockitBehaviour, RockitCredentials } from "./types.ts";

const sender = z.enum(["dltar", "mkraw", "deploy"]);
const eventName = z.enum(["submit", "begin", "progress", "end", "success", "exception", "error"]);
const nonEmptyText = z.string().min(1);

// A lone surrogate can be written in JSON, but no URL could ever name it.
const name = nonEmptyText.refine((text) => !/\p{Surrogate}/u.test(text), "must be well-formed Unicode");
const url = z
  .string()
  .refine(
    (text) => /^https?:\/\/[^\s\\]+$/i.test(text) && URL.canParse(text),
    "must be an absolute http(s) URL",
  );

const common = {
  name,
  sender,
  event: eventName.exactOptional(),
  events: z.array(eventName).min(1).exactOptional(),
};

const newSubscription = z
  .discriminatedUnion("type", [
    z.strictObject({ ...common, type: z.literal("webhook"), url }),
    z.strictObject({
      ...common,
      type: z.literal("slack"),
      slackToken: nonEmptyText,
      channelId: nonEmptyText,
    }),
  ])
  .refine(({ event, events }) => (event === undefined) !== (events === undefined), {
    error: "exactly one of event and events must be given",
  });

export type RockitSender = z.infer<typeof sender>;
export type RockitEventName = z.infer<typeof eventName>;
export type RockitNewSubscription = z.infer<typeof newSubscription>;

export function readNewSubscription(body: unknown): RockitNewSubscription {
  const result = newSubscription.safeParse(body);
  if (!result.success) throw new HttpError(400, z.prettifyError(result.error));
  return result.data;
}

const credentialHeaders = ["x-rockit-orgname", "x-rockit-username", "x-rockit-api-key"] as const;
const tokenHeader = "x-rockit-beauth-token";

export function authenticate(
  headers: IncomingHttpHeaders,
  { orgName, username, apiKey }: RockitCredentials,
  validToken: string | undefined,
): void {
  const account = credentialHeaders.map((header) => headers[header]);
  const token = headers[tokenHeader];
  const hasAccount = account.some((value) => value !== undefined);
  if (hasAccount && token !== undefined)
    throw new HttpError(401, "a machine account and a token exclude each other");
  if (token !== undefined) {
    if (token !== validToken) throw new HttpError(401, "the token is not valid");
    return;
  }
  const expected = [orgName, username, apiKey];
  if (account.some((value, index) => value !== expected[index])) throw new HttpError(401, "not authorised");
}

export interface ListQuery {
  readonly offset: number;
  readonly limit: number;
  readonly order: "ascending" | "descending" | undefined;
}

export function readListQuery(
  query: URLSearchParams,
  { plusSign }: Pick<RockitBehaviour, "plusSign">,
): ListQuery {
  for (const parameter of query.keys()) {
    if (!["offset", "limit", "order[]"].includes(parameter)) {
      throw new HttpError(400, `unknown query parameter ${parameter}`);
    }
  }
  // An unescaped `+name` arrives as ` name`.
  const orders = query.getAll("order[]");
  if (orders.some((order) => !/^[+-]?name$/.test(order)))
    throw new HttpError(400, "order[] sorts by name only");
  const [order] = orders;
  if (order?.startsWith("+") && plusSign === "refused") throw new HttpError(400, `unknown order ${order}`);
  const isKnown = order !== undefined && !(order.startsWith("+") && plusSign === "ignored");
  return {
    offset: readCount(query, "offset", 0),
    limit: readCount(query, "limit", 10),
    order: isKnown ? (order.startsWith("-") ? "descending" : "ascending") : undefined,
  };
}

function readCount(query: URLSearchParams, parameter: string, defaultValue: number): number {
  const values = query.getAll(parameter);
  const [value] = values;
  if (value === undefined) return defaultValue;
  if (values.length > 1 || !/^\d{1,9}$/.test(value)) {
    throw new HttpError(400, `${parameter} must be one non-negative integer`);
  }
  return Number(value);
}

/** The name at the end of a path, decoded once from the sent bytes. */
export function readName(originalUrl: string): string {
  const segment = originalUrl.split("?", 1)[0]?.split("/").at(-1) ?? "";
  if (segment === "") throw new HttpError(404, "not found");
  return decodeURIComponent(segment);
}
