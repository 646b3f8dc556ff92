import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { DurstWebhookHandlerOptions } from "rockit-durst-webhooks";
import { nodeWebhookHandler } from "rockit-durst-webhooks/node";
import { CliError } from "../print/errors";
import { type Forwarded, forward } from "./deliver";
import type { Verification } from "./verification";

/** Seconds for forwarding a delivery; longer than `deliver` waits. */
const eventTimeout = 60;

/** A delivery and its result. */
export type Delivery = {
  readonly time: Date;
  /** Size of the body, if the sender declared it. */
  readonly bytes?: number;
} & (
  | { readonly verified: true; readonly event: unknown; readonly forwarded?: Forwarded }
  | { readonly verified: false; readonly code: string; readonly message: string }
);

type DeliveryResult = Delivery extends infer One
  ? One extends unknown
    ? Omit<One, "time" | "bytes">
    : never
  : never;

/**
 * Creates a listener that verifies deliveries. It answers as the package's handler does, or with the answer
 * of the service that it forwards to.
 *
 * @throws WebhookVerificationError `bad-secret`
 */
export function createReceiver(
  verification: Verification,
  onDelivery: (delivery: Delivery) => void,
  forwardTo?: URL,
): RequestListener {
  const handlerWith = (
    report: (result: DeliveryResult) => void,
    sendOn?: (body: Uint8Array) => Promise<Forwarded>,
  ) => {
    const onRejected: DurstWebhookHandlerOptions["onRejected"] = ({ code, message }) =>
      report({ verified: false, code, message: messages[code] ?? message });
    const verified = async (event: unknown, body: Uint8Array) =>
      report({ verified: true, event, ...(sendOn && { forwarded: await sendOn(body) }) });
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
      // An event of an unknown sender or type is reported as it was sent.
      onEvent: (event, { rawBody }) => verified(event.type === "unlisted" ? event.body : event, rawBody),
    });
  };
  // Throws for a malformed secret before the first delivery.
  handlerWith(() => {});
  return (request, response) => {
    const report = (result: DeliveryResult) =>
      onDelivery({ time: new Date(), ...sizeOf(request), ...result } as Delivery);
    // The handler does not report such requests.
    if (request.method !== "POST") report(notPosted(request));
    const sendOn = forwardTo && ((body: Uint8Array) => forward(forwardTo, [request, response], body));
    return handlerWith(report, sendOn)(request, response);
  };
}

/** Replaces messages of the package that recommend its options. */
const messages: Readonly<Record<string, string>> = {
  "body-too-large": "the body is larger than 1 MiB",
  "body-timeout": "the body did not arrive within 30 s",
  expired: "the token has expired, or is too old: check this machine's clock",
  "not-yet-valid": "the token is not valid yet: check this machine's clock",
};

const sizeOf = ({ headers }: IncomingMessage) =>
  headers["content-length"] === undefined ? {} : { bytes: Number(headers["content-length"]) };

const notPosted = ({ method }: IncomingMessage): DeliveryResult => ({
  verified: false,
  code: "method-not-allowed",
  message: `a ${method} request is no delivery: both vendors use POST`,
});

/** Starts a server; returns it with its URL. @throws CliError if it can't listen there */
export async function startServer(
  listener: RequestListener,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ server: Server; url: string }> {
  const server = createServer(listener).listen(port, host);
  try {
    await once(server, "listening");
  } catch (failure) {
    throw new CliError(listenError(failure as NodeJS.ErrnoException, host, port));
  }
  const { address, family, port: given } = server.address() as AddressInfo;
  return { server, url: `http://${family === "IPv6" ? `[${address}]` : address}:${given}` };
}

function listenError({ code }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === "EADDRINUSE") {
    return `port ${port} of ${host} is in use: stop the program that listens there, or choose another port with --port`;
  }
  if (code === "EACCES")
    return `this account may not listen on port ${port}: choose a port above 1023 with --port`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return `${host} is not an address of this machine: correct --host`;
  }
  return `can't listen on port ${port} of ${host} (${code}): choose another address with --port and --host`;
}

/** Waits for SIGINT, SIGTERM or a closed output; then closes the server. */
export async function untilStopped(server: Server): Promise<void> {
  const stop = new AbortController();
  const stopping = ["SIGINT", "SIGTERM"].map((signal) => once(process, signal, { signal: stop.signal }));
  process.stdout.on("error", () => stop.abort());
  await Promise.race(stopping).catch(() => {});
  stop.abort();
  server.close();
  server.closeAllConnections();
}
