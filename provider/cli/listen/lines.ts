import { coloured, plain, plainJson } from "../print/terminal";
import type { Forwarded } from "./deliver";
import type { Delivery } from "./listen";

/** Letters of a sender's text that are shown. */
const longestName = 60;
const longestBody = 120;

/** A delivery as one line for a person. */
export function lineOf(delivery: Delivery): string {
  const { time, bytes, verified } = delivery;
  const clock = coloured("dim", time.toTimeString().slice(0, 8));
  const size = bytes === undefined ? "" : coloured("dim", `  (${bytes} bytes)`);
  if (verified)
    return `${clock} ${coloured("green", "✓ verified")} ${summary(delivery.event)}${size}${sentOn(delivery.forwarded)}`;
  const why = `${delivery.code}: ${plain(delivery.message, 1000)}`;
  return `${clock} ${coloured("red", "✗ rejected")} ${why}${size}`;
}

/** A delivery as one line of JSON; the event is the body, whole. */
export const jsonLineOf = (delivery: Delivery): string => plainJson(delivery);

/** What the receiver answered to which it was sent on. */
function sentOn(forwarded: Forwarded | undefined): string {
  if (forwarded === undefined) return "";
  const { status, failure } = forwarded;
  const colour = status >= 200 && status < 300 ? "green" : "red";
  const why = failure === undefined ? "" : `: ${plain(failure, 500)}`;
  return ` → ${coloured(colour, `${status}`)}${why}`;
}

/** ROCKIT's by what it tells of; Durst's schema is not documented. */
function summary(event: unknown): string {
  const { type, event: name, appName } = (event ?? {}) as Readonly<Record<string, unknown>>;
  const named = [type, name, appName].filter((part) => typeof part === "string");
  if (named.length === 3) return named.map((part) => plain(part, longestName)).join(" ");
  return plain(JSON.stringify(event), longestBody);
}
