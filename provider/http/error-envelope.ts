/** Top-level keys, normalised by `keyed`, that report a failure if they have content. */
const failureKeys = [
  ...["error", "errors", "errormessage", "errormsg", "errorcode", "errortype", "err", "errno"],
  ...["iserror", "haserror", "haserrors", "fault", "exception"],
];

const failed =
  /^(err|errors?|errored|fail(ed|ure|s)?|fault|ko|nok|not[ _-]?ok|denied|forbidden|unauthori[sz]ed|unavailable|maintenance|rejected|refused|invalid|exception)$/i;

const succeeded =
  /^(ok(ay)?|success(ful(ly)?)?|succeeded|done|complete(d)?|created|updated|deleted|accepted|(in)?active|0|2\d\d)$/i;

/** Keys whose lists hold errors or messages, not objects of the API. */
const errorListKeys =
  /^(\w*errors?|warnings?|failures?|faults?|exceptions?|details|violations|messages?|trace|stack)$/;

/**
 * Error message of a body that reports a failure under a 2xx status; `undefined` if the body reports none.
 * Entries of a list are not examined: they are objects with fields of their own.
 */
export function reportedError(body: unknown): string | undefined {
  if (!isObject(body) || !reportsFailure(body)) return undefined;
  return messageOf(body) ?? "no message";
}

/** Whether a body explicitly reports failure, whatever else it contains. */
export function saysFailure(body: unknown): boolean {
  if (!isObject(body)) return false;
  const { status, result, success, ok, succeeded: done } = keyed(body);
  if ([status, result].some((word) => typeof word === "string" && failed.test(word.trim()))) return true;
  if ([success, ok, done].some((value) => value === 0)) return true;
  return [success, ok, done, status].some((value) => value === false || value === "false");
}

/** Whether a body explicitly reports success. */
export function saysSuccess(body: unknown): boolean {
  if (!isObject(body) || reportsFailure(body)) return false;
  const { status, result, success, ok, succeeded: done } = keyed(body);
  if ([success, ok, done, status].some((value) => value === true || value === 1 || value === "true"))
    return true;
  return [status, result].some(
    (word) => ["string", "number"].includes(typeof word) && succeeded.test(`${word}`.trim()),
  );
}

/** Whether the list under a key may report an error instead of holding objects. */
export function mayBeErrorList(body: Readonly<Record<string, unknown>>, key: string): boolean {
  if (errorListKeys.test(normalised(key))) return true;
  const list = body[key];
  if (!Array.isArray(list) || list.length > 0 || saysSuccess(body)) return false;
  if (reportsFailure(body)) return true;
  const { status, code, success, ok, message, msg, meta } = keyed(body);
  const isOdd = [status, success, ok, message, msg].some(
    (value) => hasContent(value) && !succeeded.test(`${value}`),
  );
  return (
    isOdd || (code !== undefined && !succeeded.test(`${code}`)) || (isObject(meta) && reportsFailure(meta))
  );
}

function reportsFailure(body: Readonly<Record<string, unknown>>): boolean {
  if (saysFailure(body)) return true;
  const { status, code, statuscode, httpstatus, ...others } = keyed(body);
  if (typeof status === "string" && succeeded.test(status.trim())) return false;
  if ([code, status, statuscode, httpstatus].some(isFailureCode)) return true;
  return failureKeys.some((key) => hasContent(others[key]));
}

/** The same fields with normalised keys: lower case, without `_` and `-`. */
const keyed = (body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(body).map(([key, value]) => [normalised(key), value]));

const normalised = (key: string) => key.toLowerCase().replaceAll(/[_-]/g, "");

const isFailureCode = (code: unknown) =>
  typeof code === "number"
    ? code >= 400 && code < 600
    : typeof code === "string" && /^([45]\d\d|err.*)$/i.test(code.trim());

function hasContent(value: unknown): boolean {
  if (typeof value === "string")
    return !["", "none", "null", "false", "0"].includes(value.trim().toLowerCase());
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** The first error message in a body, under the keys that APIs commonly use. */
function messageOf(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  if (Array.isArray(value)) return messageOf(value[0]);
  if (!isObject(value)) return undefined;
  const keys = ["message", "errordescription", "detail", "description", "title", "reason", ...failureKeys];
  const fields = keyed(value);
  return keys.map((key) => messageOf(fields[key])).find((message) => message !== undefined);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
