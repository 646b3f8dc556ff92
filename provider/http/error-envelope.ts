/** Keys of an answer's own fields that tell of a failure if there is anything in them. */
const failureKeys = ["error", "errors", "errorMessage", "errorCode", "errorType", "fault", "exception"];

const failed =
  /^(err(or|ors|ored)?|fail(ed|ure|s)?|fault|ko|nok|not[ _-]?ok|denied|forbidden|unauthori[sz]ed|rejected|refused|invalid|exception)$/i;

const succeeded =
  /^(ok(ay)?|success(ful(ly)?)?|succeeded|done|complete(d)?|created|updated|deleted|accepted|(in)?active)$/i;

/**
 * What an answer says that reports a failure although its HTTP status says success; `undefined` if it reports none. Entries of a list are
 * not looked at: they are objects with fields of their own.
 */
export function errorEnvelope(body: unknown): string | undefined {
  if (!isObject(body) || !reportsFailure(body)) return undefined;
  return messageOf(body) ?? "without a word";
}

function reportsFailure(body: Readonly<Record<string, unknown>>): boolean {
  const { status, result } = body;
  if ([status, result].some((word) => typeof word === "string" && failed.test(word.trim()))) return true;
  if (["success", "ok", "succeeded", "status"].some((key) => body[key] === false || body[key] === "false"))
    return true;
  if (typeof status === "string" && succeeded.test(status.trim())) return false;
  if (["code", "status", "statusCode"].some((key) => isFailureCode(body[key]))) return true;
  return failureKeys.some((key) => hasContent(body[key]));
}

const isFailureCode = (code: unknown) =>
  typeof code === "number" ? code >= 400 : typeof code === "string" && /^[45]\d\d$/.test(code.trim());

function hasContent(value: unknown): boolean {
  if (typeof value === "string")
    return !["", "none", "null", "false", "0"].includes(value.trim().toLowerCase());
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** The words for a person, wherever such answers have them. */
function messageOf(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  if (Array.isArray(value)) return messageOf(value[0]);
  if (!isObject(value)) return undefined;
  const keys = ["message", "error_description", "detail", "description", "title", "reason", ...failureKeys];
  return keys.map((key) => messageOf(value[key])).find((message) => message !== undefined);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
