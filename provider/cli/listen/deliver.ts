import { once } from "node:events";
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener } from "node:http";
import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { transportError } from "../../http/transport-errors";
import { CliError } from "../print/errors";

/** Milliseconds that a receiver may take for its whole answer. */
const patience = 20_000;

/** Bytes of an answer that are read. */
const largest = 1_048_576;

interface ReceiverAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** What became of a delivery that was sent on: the answer that the sender got, and why it is not the receiver's. */
export interface Forwarded {
  readonly status: number;
  readonly failure?: string;
}

/** Posts a delivery once; follows no redirect and uses no proxy. @throws CliError if no whole answer comes in time */
export async function deliver(
  url: URL,
  headers: OutgoingHttpHeaders,
  body: Uint8Array | string,
  timeout = patience,
): Promise<ReceiverAnswer> {
  const signal = AbortSignal.timeout(timeout);
  const post = url.protocol === "https:" ? secureRequest : plainRequest;
  let begun = false;
  try {
    const length = { "content-length": Buffer.byteLength(body) };
    const request = post(url, { method: "POST", headers: { ...headers, ...length }, agent: false, signal });
    request.once("socket", (socket) => socket.once("connect", () => (begun = true)));
    // It may be answered before it is sent whole. Beside a text, Node.js writes headers in that text's encoding.
    request.on("error", () => {}).end(Buffer.from(body));
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response) {
      size += chunk.length;
      if (size > largest) throw Object.assign(new Error(), { code: "UND_ERR_RES_EXCEEDED_MAX_SIZE" });
      chunks.push(chunk);
    }
    return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
  } catch (failure) {
    const cause = signal.aborted ? signal.reason : failure;
    const { what, remedy } = transportError(cause, url.host, { begun, proxied: false });
    throw new CliError(what, remedy);
  }
}

/** Sends a verified delivery on as it came, and answers its sender as the receiver answers. */
export async function forward(
  to: URL,
  [request, response]: Parameters<RequestListener>,
  body: Uint8Array,
): Promise<Forwarded> {
  try {
    const answer = await deliver(to, endToEnd(request.headersDistinct), body);
    response.writeHead(answer.status, endToEnd(answer.headers)).end(answer.body);
    return { status: answer.status };
  } catch (failure) {
    if (!(failure instanceof CliError)) throw failure;
    response.writeHead(502, { "content-type": "text/plain" }).end("Bad Gateway");
    return { status: 502, failure: failure.message };
  }
}

/** Headers that belong to one connection, and not to what is sent through it. */
const ofConnection =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|host|content-length)$/;

const endToEnd = (headers: OutgoingHttpHeaders | NodeJS.Dict<string[]>): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.test(name)));
