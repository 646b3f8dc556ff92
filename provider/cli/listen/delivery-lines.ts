import { coloured, oneLine, safeJson } from "../print/terminal";
import type { Forwarded } from "./deliver";
import type { Delivery } from "./listen";

/** Characters of a sender's text that are printed. */
const maxNameLength = 60;
const maxBodyLength = 120;

/** A delivery as one line for a person. */
export function deliveryLine(delivery: Delivery): string {
  const { time, bytes, verified } = delivery;
  const clock = coloured("dim", time.toTimeString().slice(0, 8));
  const size = bytes === undefined ? "" : coloured("dim", `  (${bytes} bytes)`);
  if (verified)
    return `${clock} ${coloured("green", "✓ verified")} ${summary(delivery.event)}${size}${forwardResult(delivery.forwarded)}`;
  const reason = `${delivery.code}: ${oneLine(delivery.message, 1000)}`;
  return `${clock} ${coloured("red", "✗ rejected")} ${reason}${size}`;
}

/** A delivery as one line of JSON, with the whole body as the event. */
export const deliveryJsonLine = (delivery: Delivery): string => safeJson(delivery);

/** The answer of the service that the delivery was forwarded to. */
function forwardResult(forwarded: Forwarded | undefined): string {
  if (forwarded === undefined) return "";
  const { status, failure } = forwarded;
  const colour = status >= 200 && status < 300 ? "green" : "red";
  const reason = failure === undefined ? "" : `: ${oneLine(failure, 500)}`;
  return ` → ${coloured(colour, `${status}`)}${reason}`;
}

/** Sender, event and app of a ROCKIT event; the body of a Durst event, whose schema is not documented. */
function summary(event: unknown): string {
  const { type, event: name, appName } = (event ?? {}) as Readonly<Record<string, unknown>>;
  const named = [type, name, appName].filter((part) => typeof part === "string");
  if (named.length === 3) return named.map((part) => oneLine(part, maxNameLength)).join(" ");
  return oneLine(JSON.stringify(event), maxBodyLength);
}
