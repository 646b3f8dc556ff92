import { once } from "node:events";
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener } from "node:http";
import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { transportError } from "../../http/transport-errors";
import { CliError } from "../print/errors";

/** Milliseconds for a receiver's whole answer. */
const answerTimeout = 20_000;

/** Maximum size of an answer in bytes. */
const maxAnswerSize = 1_048_576;

interface ReceiverAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** The result of a forwarded delivery: the status that the sender got, and why the service did not answer. */
export interface Forwarded {
  readonly status: number;
  readonly failure?: string;
}

/**
 * Posts a delivery once; follows no redirect and uses no proxy.
 *
 * @throws CliError without a complete answer in time
 */
export async function deliver(
  url: URL,
  headers: OutgoingHttpHeaders,
  body: Uint8Array | string,
  timeout = answerTimeout,
): Promise<ReceiverAnswer> {
  const signal = AbortSignal.timeout(timeout);
  const post = url.protocol === "https:" ? secureRequest : plainRequest;
  let begun = false;
  try {
    const length = { "content-length": Buffer.byteLength(body) };
    const request = post(url, { method: "POST", headers: { ...headers, ...length }, agent: false, signal });
    request.once("socket", (socket) => socket.once("connect", () => (begun = true)));
    // Errors are ignored here: an answer may arrive before the body is sent. A buffer, since Node.js would
    // write headers in a string's encoding.
    request.on("error", () => {}).end(Buffer.from(body));
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response) {
      size += chunk.length;
      if (size > maxAnswerSize) throw Object.assign(new Error(), { code: "UND_ERR_RES_EXCEEDED_MAX_SIZE" });
      chunks.push(chunk);
    }
    return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
  } catch (failure) {
    const cause = signal.aborted ? signal.reason : failure;
    const { what, remedy } = transportError(cause, url.host, { begun, proxied: false });
    throw new CliError(what, remedy);
  }
}

/** Forwards a verified delivery unchanged, and answers its sender with the service's answer. */
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

/** Hop-by-hop headers, and those that the new request sets itself. */
const hopByHop =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|host|content-length)$/;

const endToEnd = (headers: OutgoingHttpHeaders | NodeJS.Dict<string[]>): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.test(name)));
