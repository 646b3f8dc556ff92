import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { Route } from "./dispatcher";
import type { HttpError } from "./errors";
import { errorOfTransport } from "./transport-errors";

interface Sent {
  readonly url: URL;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What came back, its body still encoded. */
export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * One request and its answer. The deadline covers all of it: waiting for DNS, a proxy and TLS, sending and receiving.
 * @throws HttpError that knows whether the request had begun to be written
 */
export function exchange(
  { dispatcher, proxied }: Route,
  { url, method, headers, body }: Sent,
  { timeout, maxSize }: { readonly timeout: number; readonly maxSize: number },
): Promise<Received> {
  const { promise, resolve, reject } = Promise.withResolvers<Received>();
  const chunks: Buffer[] = [];
  let size = 0;
  let answer: Omit<Received, "body"> | undefined;
  let controller: Dispatcher.DispatchController | undefined;
  let ended: HttpError | undefined;
  /** Ends it, whatever undici does: before a connection is there, an abort is not listened to. */
  const fail = (failure: unknown) => {
    ended ??= errorOfTransport(failure, url.host, {
      begun: controller !== undefined,
      proxied,
      status: answer?.status,
    });
    reject(ended);
    controller?.abort(ended);
  };
  const timer = setTimeout(() => fail(new DOMException("too late", "TimeoutError")), Math.max(1, timeout));
  const request = {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  };
  try {
    dispatcher.dispatch(request, {
      onRequestStart(started) {
        // It comes too late: nothing is written.
        if (ended !== undefined) started.abort(ended);
        else controller = started;
      },
      onResponseStart(_controller, status, received) {
        if (status >= 200) answer = { status, headers: received };
      },
      onResponseData(_controller, chunk) {
        size += chunk.length;
        if (size > maxSize) fail(Object.assign(new Error(), { code: "UND_ERR_RES_EXCEEDED_MAX_SIZE" }));
        else chunks.push(chunk);
      },
      onResponseEnd() {
        if (answer !== undefined) resolve({ ...answer, body: Buffer.concat(chunks) });
      },
      onResponseError: (_controller, failure) => fail(failure),
    });
  } catch (failure) {
    fail(failure);
  }
  return promise.finally(() => clearTimeout(timer));
}
