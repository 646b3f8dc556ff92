import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { DurstWebhookHandlerOptions } from "rockit-durst-webhooks";
import { nodeWebhookHandler } from "rockit-durst-webhooks/node";
import { CliError } from "../print/errors";
import { type Forwarded, forward } from "./deliver";
import type { Verification } from "./secrets";

/** Seconds in which a delivery is sent on, and more. */
const eventTimeout = 60;

/** One delivery, and what became of it. */
export type Delivery = {
  readonly time: Date;
  /** Size of the body as the sender declared it; absent if it did not. */
  readonly bytes?: number;
} & (
  | { readonly verified: true; readonly event: unknown; readonly forwarded?: Forwarded }
  | { readonly verified: false; readonly code: string; readonly message: string }
);

type Outcome = Delivery extends infer One
  ? One extends unknown
    ? Omit<One, "time" | "bytes">
    : never
  : never;

/**
 * Verifies, answers as the package's handler does or as the receiver does to which it is sent on, and tells what became of it.
 *
 * @throws WebhookVerificationError `bad-secret`
 */
export function receiver(
  verification: Verification,
  tell: (delivery: Delivery) => void,
  forwardTo?: URL,
): RequestListener {
  const handle = (told: (outcome: Outcome) => void, sendOn?: (body: Uint8Array) => Promise<Forwarded>) => {
    const onRejected: DurstWebhookHandlerOptions["onRejected"] = ({ code, message }) =>
      told({ verified: false, code, message: ownWords[code] ?? message });
    const verified = async (event: unknown, body: Uint8Array) =>
      told({ verified: true, event, ...(sendOn && { forwarded: await sendOn(body) }) });
    if ("durst" in verification) {
      return nodeWebhookHandler({
        ...verification,
        onRejected,
        eventTimeout,
        onEvent: ({ body }, { rawBody }) => verified(body, rawBody),
      });
    }
    return nodeWebhookHandler({
      ...verification,
      onRejected,
      eventTimeout,
      // One of an unknown sender or event is shown as it was sent, too.
      onEvent: (event, { rawBody }) => verified(event.type === "unlisted" ? event.body : event, rawBody),
    });
  };
  // A wrong secret is told before anything is sent here.
  handle(() => {});
  return (request, response) => {
    const told = (outcome: Outcome) => tell({ time: new Date(), ...sizeOf(request), ...outcome } as Delivery);
    // The handler's answer to it is no rejection of a delivery; who waits for one still wants to see it.
    if (request.method !== "POST") told(notPosted(request));
    const sendOn = forwardTo && ((body: Uint8Array) => forward(forwardTo, [request, response], body));
    return handle(told, sendOn)(request, response);
  };
}

/** Where the package advises options that a terminal does not have. */
const ownWords: Readonly<Record<string, string>> = {
  "body-too-large": "the body is larger than 1 MiB, which is not read",
  "body-timeout": "the body did not arrive within 30 s",
  expired: "the token has expired, or is too old: check this machine's clock",
  "not-yet-valid": "the token is not valid yet: check this machine's clock",
};

const sizeOf = ({ headers }: IncomingMessage) =>
  headers["content-length"] === undefined ? {} : { bytes: Number(headers["content-length"]) };

const notPosted = ({ method }: IncomingMessage): Outcome => ({
  verified: false,
  code: "method-not-allowed",
  message: `a ${method} is no delivery: both vendors send theirs by POST`,
});

/** Starts to listen; gives the server and its address. @throws CliError if it can't listen there */
export async function listening(
  listener: RequestListener,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ server: Server; url: string }> {
  const server = createServer(listener).listen(port, host);
  try {
    await once(server, "listening");
  } catch (failure) {
    throw new CliError(whyNot(failure as NodeJS.ErrnoException, host, port));
  }
  const { address, family, port: given } = server.address() as AddressInfo;
  return { server, url: `http://${family === "IPv6" ? `[${address}]` : address}:${given}` };
}

function whyNot({ code }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === "EADDRINUSE") {
    return `port ${port} of ${host} is in use: end what listens there, or choose another one with --port`;
  }
  if (code === "EACCES")
    return `this account may not listen on port ${port}: choose one above 1023 with --port`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return `${host} is no address of this machine: correct --host`;
  }
  return `can't listen on port ${port} of ${host} (${code}): choose others with --port and --host`;
}

/** Ends with Ctrl-C, with a request to terminate, or when nobody reads what is printed. */
export async function untilStopped(server: Server): Promise<void> {
  const stop = new AbortController();
  const stopping = ["SIGINT", "SIGTERM"].map((signal) => once(process, signal, { signal: stop.signal }));
  process.stdout.on("error", () => stop.abort());
  await Promise.race(stopping).catch(() => {});
  stop.abort();
  server.close();
  server.closeAllConnections();
}
