import { zod } from "../resource/on-demand";
import { nonEmptyString, suggestion, validAddress } from "../resource/schema";
import { hostAndPortProblem, urlProblem } from "../resource/web-address";
import { type DurstTopic, durstEntities } from "./vocabulary";

// Schemas of values that only Durst has. Each message follows the field's name.

/** An int32 number that the server assigned. */
export const numberOfA = (what: string) => {
  const rule = `must be the number of a ${what}`;
  const error = ({ input }: { input?: unknown }) => (input === undefined ? "is required" : rule);
  // Not `z.int`: for a fraction zod would then skip the rules across fields.
  return zod()
    .number({ error })
    .refine(Number.isInteger, { error })
    .min(0, { error })
    .max(2 ** 31 - 1, { error });
};

/** Converts an id, which is a string to the engine, to the vendor's number. */
export const asNumber = (id: unknown) => (typeof id === "string" && /^\d{1,10}$/.test(id) ? Number(id) : id);

const hostRule =
  "must be a URL such as https://host.example:443/base/ without user, password, query or fragment, or host:port";

function hostUriProblem(value: string): "none" | "ambiguous" | undefined {
  if (!value.includes("://")) return hostAndPortProblem(value);
  const problem = urlProblem(value);
  if (problem !== undefined) return problem;
  const { username, password } = new URL(value);
  // An appended path would become part of the query or fragment.
  return username === "" && password === "" && !/[?#]/.test(value) ? undefined : "none";
}

/** A receiving host. */
export const hostUri = () => validAddress(hostUriProblem, hostRule);

export const httpHeaderName = () =>
  nonEmptyString().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: "must be the name of an HTTP header" });

const topicRule = `must be STATUS/*, STATUS/<ENTITY>/* or STATUS/<ENTITY>/<id>, with an entity of ${durstEntities.join(", ")}`;
const topicForm = new RegExp(`^STATUS/(\\*|(${durstEntities.join("|")})/(\\*|[^/*\\s\\p{Cc}]+))$`, "u");

/** Message for a wrong topic. Suggests the probable entity if only that is wrong. */
const topicError = ({ input }: { input?: unknown }) => {
  const [status, entity = ""] = typeof input === "string" ? input.split("/") : [];
  const near = status?.toUpperCase() === "STATUS" ? suggestion(entity, durstEntities) : undefined;
  return near === undefined ? topicRule : `${topicRule}; did you mean STATUS/${near}/…?`;
};

export const topic = () =>
  nonEmptyString(topicRule).refine((value): value is DurstTopic => topicForm.test(value), {
    error: topicError,
  });

const pathRule =
  "must be a relative path such as a/b, without a leading slash, empty, '.' or '..' segments, query or fragment";

const isPath = (value: string) =>
  /^[\x21-\x7e]+$/.test(value) &&
  !/[?#\\]|%(?![\da-f]{2})/i.test(value) &&
  value
    .replace(/\/$/, "")
    .split("/")
    .every((segment) => !["", ".", ".."].includes(segment.replaceAll(/%2e/gi, ".")));

/** A path that is appended to the receiving host. */
export const callbackPath = () => nonEmptyString(pathRule).refine(isPath, { error: pathRule });
