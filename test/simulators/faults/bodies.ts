import { STATUS_CODES } from "node:http";
import { gzipSync } from "node:zlib";

export function withSecret(body: string, secret: unknown): string {
  return JSON.stringify({ ...JSON.parse(body), secret });
}

export function withoutSecret(body: string): string {
  const { secret: _, ...rest } = JSON.parse(body);
  return JSON.stringify(rest);
}

/** Values of other types in place of the secret's text. */
export const oddSecrets = { null: null, number: 4711, object: {} };

/** The last value is missing, so JSON.parse's error quotes the end of a creation's secret. */
export function malformedJsonOf(body: string): string | undefined {
  if (body === "") return undefined;
  const end = body.slice(-1);
  return `${body.slice(0, -1)}${end === "}" ? ',"":' : ","}${end}`;
}

export function truncatedJsonOf(body: string): string | undefined {
  return body === "" ? undefined : body.slice(0, body.length / 2);
}

/** A body for `content-encoding: gzip` that can't be decompressed. */
export function brokenGzipOf(body: string, how: "not-gzip" | "cut-short"): Buffer | undefined {
  if (body === "") return undefined;
  if (how === "not-gzip") return Buffer.from(body);
  const whole = gzipSync(body);
  return whole.subarray(0, whole.length / 2);
}

/** A success status without a matching body. */
export const errorEnvelope = '{"status":"error","message":"the request could not be processed","errors":[]}';

/** Changes the entries of a list, which is an array or the only array in an object. `undefined` for an empty list. */
export function changeEntries(
  body: string,
  change: (entries: readonly unknown[]) => unknown[],
): string | undefined {
  const list: unknown = JSON.parse(body);
  if (Array.isArray(list)) return list.length === 0 ? undefined : JSON.stringify(change(list));
  const found = Object.entries(list ?? {}).find(([, value]) => Array.isArray(value) && value.length > 0);
  return found && JSON.stringify({ ...(list as object), [found[0]]: change(found[1]) });
}

export function repeatOne(entries: readonly unknown[], turn: number): unknown[] {
  const index = turn % entries.length;
  return entries.toSpliced(index, 0, entries[index]);
}

export function leaveOneOut(entries: readonly unknown[], turn: number): unknown[] {
  return entries.toSpliced(turn % entries.length, 1);
}

export function errorPage(status: number): string {
  const title = `${status} ${STATUS_CODES[status] ?? ""}`;
  return `<!DOCTYPE html>
<html>
<head><title>${title}</title></head>
<body><center><h1>${title}</h1></center><hr><center>load balancer</center></body>
</html>
`;
}
