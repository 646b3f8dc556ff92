import type { IncomingHttpHeaders } from "node:http";

interface RecordedRequest {
  readonly method: string;
  /** The path below the endpoint, with its query as sent. Without the query for a login, or if the query contains a password. */
  readonly path: string;
  /** Method and path pattern, like `PUT /api/v1/subscribers/:subscriberId`, or `unknown`. */
  readonly route: string;
  /** How many requests this route has had since the simulator started, this one included. */
  readonly nth: number;
  /** A repeated name has an array of its values. Empty for a login, or if it contains a password. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** The JSON value, or the text if not JSON; absent without a body and for a login. */
  readonly body?: unknown;
  /** Absent until the answer, and forever if the connection broke before. */
  readonly status?: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Recording {
  /** All requests, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /**
   * A string must equal the path without its query; a pattern is tested on the path with its query. Without a path: all
   * requests except logins.
   */
  requestsTo(method: string, path?: string | RegExp): RecordedRequest[];
  /** Every request except GET and login. */
  writes(): RecordedRequest[];
  clearRequests(): void;
}

interface Arrival {
  readonly method: string;
  readonly url: string;
  readonly route: string;
  readonly headers: IncomingHttpHeaders;
}

/** A record that can still get a body and a status. */
export type MutableRecord = { -readonly [Field in keyof RecordedRequest]: RecordedRequest[Field] };

export class RequestLog implements Recording {
  readonly requests: MutableRecord[] = [];
  readonly #arrivalsByRoute = new Map<string, number>();

  recordArrival({ method, url, route, headers }: Arrival): MutableRecord {
    const nth = (this.#arrivalsByRoute.get(route) ?? 0) + 1;
    this.#arrivalsByRoute.set(route, nth);
    const { pathname, query } = splitUrl(url);
    const hasPassword = "password" in query || isLogin(pathname);
    const record: MutableRecord = {
      method,
      path: hasPassword ? pathname : url,
      route,
      nth,
      query: hasPassword ? {} : query,
      headers: { ...headers },
      at: Date.now(),
    };
    this.requests.push(record);
    return record;
  }

  requestsTo(method: string, path?: string | RegExp): MutableRecord[] {
    return this.requests.filter(
      (request) =>
        request.method === method.toUpperCase() &&
        (path instanceof RegExp
          ? path.test(request.path)
          : path === undefined
            ? !isLogin(splitUrl(request.path).pathname)
            : path === splitUrl(request.path).pathname),
    );
  }

  writes(): MutableRecord[] {
    return this.requests.filter(({ method, path }) => method !== "GET" && !isLogin(splitUrl(path).pathname));
  }

  clearRequests(): void {
    this.requests.length = 0;
  }
}

/** Whether a request to this path has a password in its query or body. */
export const isLogin = (path: string): boolean => /\/login\/?$/i.test(path);

function splitUrl(url: string): { pathname: string; query: Record<string, string | string[]> } {
  const mark = url.indexOf("?");
  if (mark === -1) return { pathname: url, query: {} };
  const parameters = new URLSearchParams(url.slice(mark + 1));
  const query = [...new Set(parameters.keys())].map((name): [string, string | string[]] => {
    const values = parameters.getAll(name);
    return [name, values.length === 1 ? (values[0] ?? "") : values];
  });
  return { pathname: url.slice(0, mark), query: Object.fromEntries(query) };
}
