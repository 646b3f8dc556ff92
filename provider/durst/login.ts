import { isHeaderValue } from "../config/credential-format";
import type { HttpClient, HttpResponse } from "../http/client";
import { HttpError } from "../http/errors";
import { zod } from "../resource/on-demand";
import { type ActiveUntil, activeUntilIn } from "./active-until";
import type { DurstCredentials } from "./settings";

export interface Login {
  /** Absent if the account has expired. */
  readonly token: string | undefined;
  readonly activeUntil: ActiveUntil | undefined;
}

/** Version 2, of servers since 1.21.1, sends credentials in the body; version 1 in the URL. */
export type LoginVersion = "1" | "2";

const unknownRoute = [404, 405];
const rejected = [401, 403];

/** Logs in to one server, with the version that it supports. */
export class DurstLogin {
  /** Known after the first successful login. */
  version: LoginVersion | undefined;

  constructor(
    private readonly http: HttpClient,
    /** Version from the settings; if set, no other one is tried. */
    configured: string | undefined,
  ) {
    this.version = configured === "1" || configured === "2" ? configured : undefined;
  }

  /**
   * Tries version 2 first, and version 1 only if the server does not support version 2. A server may also
   * answer 404 for an unknown user: then version 1 is tried once in vain. Rejected credentials are not tried
   * with the other version.
   */
  async login(credentials: DurstCredentials): Promise<Login> {
    const known = this.version;
    const answer = await this.send(known ?? "2", credentials);
    if (known !== undefined || !unknownRoute.includes(answer.status)) {
      return this.read(answer, known ?? "2");
    }
    const older = await this.send("1", credentials);
    if (unknownRoute.includes(older.status)) {
      throw this.failure(
        "not-found",
        `answered the login with ${older.status}, in both versions`,
        "check the base path in durst:endpoint (such as /pms), and durst:username",
        older.status,
      );
    }
    return this.read(older, "1");
  }

  private read(answer: HttpResponse, version: LoginVersion): Login {
    const { status } = answer;
    const body = bodyOf(answer);
    const activeUntil = activeUntilIn(JSON.stringify(body)) ?? activeUntilIn(headerText(answer));
    if (rejected.includes(status)) {
      if (activeUntil?.isPast) return { token: undefined, activeUntil };
      throw this.failure("unauthorized", "refused the login", this.whyRefused(status, version), status);
    }
    if (unknownRoute.includes(status)) {
      throw this.failure(
        "not-found",
        `answered the login with ${status}, in version ${version}`,
        "check the base path in durst:endpoint (such as /pms), durst:username, and durst:loginVersion (DURST_LOGIN_VERSION) if it is set",
        status,
      );
    }
    const token = tokenOf(answer, body);
    if (token === undefined || !isHeaderValue(token)) {
      const what =
        token === undefined ? "without an x-auth-token" : "with a token that is invalid in a header";
      throw this.failure(
        "unexpected-answer",
        `answered the login ${what}`,
        "check that durst:endpoint is a Durst Workflow server",
        status,
      );
    }
    this.version = version;
    return { token, activeUntil };
  }

  private whyRefused(status: number, version: LoginVersion): string {
    const account = "durst:username and durst:password do not match an account there";
    const mismatch = status === 403 ? `${account} that may log in` : account;
    if (version === "1" || this.version !== undefined) return mismatch;
    return `${mismatch}, or the server is older than version 1.21.1: then set durst:loginVersion (DURST_LOGIN_VERSION) to 1`;
  }

  private failure(
    code: "unauthorized" | "not-found" | "unexpected-answer",
    what: string,
    remedy: string,
    status: number,
  ) {
    return new HttpError(code, `${this.http.host} ${what}`, status, { remedy });
  }

  private async send(version: LoginVersion, { username, password }: DurstCredentials): Promise<HttpResponse> {
    const route = ["api", `v${version}`, "login"];
    const accept = [...rejected, ...unknownRoute];
    const request =
      version === "2"
        ? ({ method: "POST", body: { username, password }, idempotent: true } as const)
        : ({ method: "GET", query: { username, password } } as const);
    try {
      return await this.http.request({ ...request, route, accept });
    } catch (failure) {
      throw failure instanceof HttpError ? withoutExcerpt(failure, this.http.host) : failure;
    }
  }
}

/** The failure without the server's text, which may repeat the URL or the body and so the password. */
function withoutExcerpt(failure: HttpError, host: string): HttpError {
  const { code, status, ambiguous, transient, retryAfter } = failure;
  if (status === undefined || status < 400) return failure;
  const wait = retryAfter === undefined ? "" : `; it asks to wait ${Math.ceil(retryAfter / 1000)} s`;
  return new HttpError(code, `${host} answered the login with ${status}${wait}`, status, {
    ambiguous,
    transient,
    retryAfter,
  });
}

/** The body, or an empty object if it is not a JSON object. */
function bodyOf(answer: HttpResponse): Readonly<Record<string, unknown>> {
  try {
    return answer.json(zod().looseObject({}));
  } catch (failure) {
    if (failure instanceof HttpError) return {};
    throw failure;
  }
}

/** Headers whose name ends with `activeUntil`, such as `x-active-until`, as text for `activeUntilIn`. */
const headerText = ({ headers }: HttpResponse): string =>
  Object.entries(headers)
    .filter(([name]) => name.replaceAll("-", "").endsWith("activeuntil"))
    .map(([, value]) => `activeUntil: "${value}"`)
    .join();

/** Token from the header, or else from the body. */
function tokenOf({ headers }: HttpResponse, body: Readonly<Record<string, unknown>>): string | undefined {
  const name = Object.keys(body).find((key) => key.toLowerCase() === "x-auth-token");
  const [token] = [headers["x-auth-token"] || (name && body[name])].flat();
  return typeof token === "string" && token !== "" ? token : undefined;
}
