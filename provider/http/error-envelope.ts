/** Keys of an answer's own fields, as `keyed` gives them, that tell of a failure if there is anything in them. */
const failureKeys = [
  ...["error", "errors", "errormessage", "errormsg", "errorcode", "errortype", "err", "errno"],
  ...["iserror", "haserror", "haserrors", "fault", "exception"],
];

const failed =
  /^(err(or|ors|ored)?|fail(ed|ure|s)?|fault|ko|nok|not[ _-]?ok|denied|forbidden|unauthori[sz]ed|unavailable|maintenance|rejected|refused|invalid|exception)$/i;

const succeeded =
  /^(ok(ay)?|success(ful(ly)?)?|succeeded|done|complete(d)?|created|updated|deleted|accepted|(in)?active|0|2\d\d)$/i;

/** A list under such a key is no list of objects. */
const noObjects =
  /^(\w*errors?|warnings?|failures?|faults?|exceptions?|details|violations|messages?|trace|stack)$/;

/**
 * What an answer says that reports a failure although its HTTP status says success; `undefined` if it reports none. Entries of a list are
 * not looked at: they are objects with fields of their own.
 */
export function errorEnvelope(body: unknown): string | undefined {
  if (!isObject(body) || !reportsFailure(body)) return undefined;
  return messageOf(body) ?? "without a word";
}

/** Whether an answer plainly says that it failed, whatever else is in it. */
export function saysFailure(body: unknown): boolean {
  if (!isObject(body)) return false;
  const { status, result, success, ok, succeeded: done } = keyed(body);
  if ([status, result].some((word) => typeof word === "string" && failed.test(word.trim()))) return true;
  if ([success, ok, done].some((said) => said === 0)) return true;
  return [success, ok, done, status].some((said) => said === false || said === "false");
}

/** Whether an answer plainly says that what was asked for is done. */
export function saysSuccess(body: unknown): boolean {
  if (!isObject(body) || reportsFailure(body)) return false;
  const { status, result, success, ok, succeeded: done } = keyed(body);
  if ([success, ok, done, status].some((said) => said === true || said === 1 || said === "true")) return true;
  return [status, result].some(
    (word) => ["string", "number"].includes(typeof word) && succeeded.test(`${word}`.trim()),
  );
}

/** Whether an empty list under a key of an answer may be no answer at all: an error that has no entries. */
export function mayBeNoList(body: Readonly<Record<string, unknown>>, key: string): boolean {
  if (noObjects.test(normalised(key))) return true;
  const list = body[key];
  if (!Array.isArray(list) || list.length > 0 || saysSuccess(body)) return false;
  if (reportsFailure(body)) return true;
  const { status, code, success, ok, message, msg, meta } = keyed(body);
  const isOdd = [status, success, ok, message, msg].some(
    (said) => hasContent(said) && !succeeded.test(`${said}`),
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

/** The same fields by keys in lower case, without what separates words. */
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

/** The words for a person, wherever such answers have them. */
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
