import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { Route } from "./dispatcher";
import type { HttpError } from "./errors";
import { transportError } from "./transport-errors";

interface OutgoingRequest {
  readonly url: URL;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A complete response, its body still encoded. */
export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Sends one request and receives its answer. The timeout covers all of it: DNS, proxy, TLS, sending and
 * receiving.
 * @throws HttpError that tells whether sending had started
 */
export function exchange(
  { dispatcher, proxied }: Route,
  { url, method, headers, body }: OutgoingRequest,
  { timeout, maxSize }: { readonly timeout: number; readonly maxSize: number },
): Promise<RawResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<RawResponse>();
  const chunks: Buffer[] = [];
  let size = 0;
  let answer: Omit<RawResponse, "body"> | undefined;
  let controller: Dispatcher.DispatchController | undefined;
  let ended: HttpError | undefined;
  /** Rejects at once: undici ignores an abort until it has a connection. */
  const fail = (failure: unknown) => {
    ended ??= transportError(failure, url.host, {
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
        // Already failed: nothing is sent.
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
