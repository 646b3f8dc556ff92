import { zod } from "../resource/on-demand";
import { validAddress, nonEmptyString, suggestion } from "../resource/schema";
import { hostAndPortProblem, urlProblem } from "../resource/web-address";
import { type DurstTopic, durstEntities } from "./vocabulary";

// Values that only Durst has. Each message continues a sentence that begins with the field's name.

/** A number that the server gave: int32. */
export const numberOfA = (what: string) => {
  const rule = `must be the number of a ${what}`;
  const error = ({ input }: { input?: unknown }) => (input === undefined ? "is required" : rule);
  // Not `z.int`: a fraction would end the check there, and zod would ask no rule across fields any more.
  return zod()
    .number({ error })
    .refine(Number.isInteger, { error })
    .min(0, { error })
    .max(2 ** 31 - 1, { error });
};

/** An id is a text to the engine and a number to the vendor. */
export const asNumber = (id: unknown) => (typeof id === "string" && /^\d{1,10}$/.test(id) ? Number(id) : id);

const hostRule =
  "must be a URL such as https://host.example:443/base/ without user, password, query or fragment, or host:port";

function hostUriProblem(value: string): "none" | "ambiguous" | undefined {
  if (!value.includes("://")) return hostAndPortProblem(value);
  const fault = urlProblem(value);
  if (fault !== undefined) return fault;
  const { username, password } = new URL(value);
  // What is appended to it would become a part of a query or a fragment.
  return username === "" && password === "" && !/[?#]/.test(value) ? undefined : "none";
}

/** A receiving host. */
export const hostUri = () => validAddress(hostUriProblem, hostRule);

export const httpHeaderName = () =>
  nonEmptyString().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: "must be the name of an HTTP header" });

const topicRule = `must be STATUS/*, STATUS/<ENTITY>/* or STATUS/<ENTITY>/<id>, with an entity of ${durstEntities.join(", ")}`;
const topicForm = new RegExp(`^STATUS/(\\*|(${durstEntities.join("|")})/(\\*|[^/*\\s\\p{Cc}]+))$`, "u");

/** A topic that is wrong in its entity only is answered with the one that was probably meant. */
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
  "must be a relative path such as a/b: no slash before it, no empty, '.' or '..' part, no query, no fragment";

const isPath = (value: string) =>
  /^[\x21-\x7e]+$/.test(value) &&
  !/[?#\\]|%(?![\da-f]{2})/i.test(value) &&
  value
    .replace(/\/$/, "")
    .split("/")
    .every((segment) => !["", ".", ".."].includes(segment.replaceAll(/%2e/gi, ".")));

/** What a callback's address has after the receiving host. */
export const callbackPath = () => nonEmptyString(pathRule).refine(isPath, { error: pathRule });
