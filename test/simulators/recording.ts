import type { IncomingHttpHeaders } from "node:http";

interface RecordedRequest {
  readonly method: string;
  /** As it was sent, below the endpoint and with its query. A login's query is left out: it holds the password. */
  readonly path: string;
  /** Method and path pattern, like `PUT /api/v1/subscribers/:subscriberId`, or `unknown`. */
  readonly route: string;
  /** How many requests this route has had since the simulator started, this one included. */
  readonly nth: number;
  /** A name that was sent repeatedly has all its values. Empty for a login. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** The JSON value, or the text if not JSON; absent without a body and for a login. */
  readonly body?: unknown;
  /** Absent until it is answered, and for ever if the connection broke before. */
  readonly status?: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Recording {
  /** Everything the server was sent, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /**
   * A text is compared with the whole path without its query, a pattern is tested on the path with its query. Without a path: all but
   * logins.
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

/** One request while it is being served. */
export type OpenRecord = { -readonly [Field in keyof RecordedRequest]: RecordedRequest[Field] };

export class RequestLog implements Recording {
  readonly requests: OpenRecord[] = [];
  readonly #arrivalsByRoute = new Map<string, number>();

  arrived({ method, url, route, headers }: Arrival): OpenRecord {
    const nth = (this.#arrivalsByRoute.get(route) ?? 0) + 1;
    this.#arrivalsByRoute.set(route, nth);
    const { pathname, query } = splitUrl(url);
    const secret = "password" in query || isLogin(pathname);
    const record: OpenRecord = {
      method,
      path: secret ? pathname : url,
      route,
      nth,
      query: secret ? {} : query,
      headers: { ...headers },
      at: Date.now(),
    };
    this.requests.push(record);
    return record;
  }

  requestsTo(method: string, path?: string | RegExp): OpenRecord[] {
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

  writes(): OpenRecord[] {
    return this.requests.filter(({ method, path }) => method !== "GET" && !isLogin(splitUrl(path).pathname));
  }

  clearRequests(): void {
    this.requests.length = 0;
  }
}

/** Requests with a password in the query or the body. */
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
