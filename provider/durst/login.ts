import { isHeaderValue } from "../config/credential-format";
import type { HttpResponse, HttpClient } from "../http/client";
import { HttpError } from "../http/errors";
import { zod } from "../resource/on-demand";
import { type ActiveUntil, activeUntilIn } from "./active-until";
import type { DurstCredentials } from "./settings";

export interface Login {
  /** Absent if the account has expired. */
  readonly token: string | undefined;
  readonly activeUntil: ActiveUntil | undefined;
}

/** Version 2, of servers since 1.21.1, takes credentials in a body; version 1 takes them in the URL. */
export type LoginVersion = "1" | "2";

const unknownRoute = [404, 405];
const refused = [401, 403];

/** The login of one server, by the version that it knows. */
export class DurstLogin {
  /** Known once it let an account in. */
  version: LoginVersion | undefined;

  constructor(
    private readonly http: HttpClient,
    /** The version that a setting names: then no other one is tried. */
    fixed: string | undefined,
  ) {
    this.version = fixed === "1" || fixed === "2" ? fixed : undefined;
  }

  /**
   * Tries version 2 first, and version 1 only where the server does not know the other. A server may answer 404 for a user that it does not know, too: then
   * version 1 is asked once in vain. Wrong credentials are offered to one version only.
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
    const activeUntil = activeUntilIn(JSON.stringify(body)) ?? activeUntilIn(headerWords(answer));
    if (refused.includes(status)) {
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
      const what = token === undefined ? "without an x-auth-token" : "with a token that no header can carry";
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
    const wrong = status === 403 ? `${account} that may log in` : account;
    if (version === "1" || this.version !== undefined) return wrong;
    return `${wrong}, or the server is older than version 1.21.1: then set durst:loginVersion (DURST_LOGIN_VERSION) to 1`;
  }

  private failure(
    code: "unauthorized" | "not-found" | "unexpected-answer",
    words: string,
    remedy: string,
    status: number,
  ) {
    return new HttpError(code, `${this.http.host} ${words}`, status, { remedy });
  }

  private async send(version: LoginVersion, { username, password }: DurstCredentials): Promise<HttpResponse> {
    const route = ["api", `v${version}`, "login"];
    const accept = [...refused, ...unknownRoute];
    const request =
      version === "2"
        ? ({ method: "POST", body: { username, password }, idempotent: true } as const)
        : ({ method: "GET", query: { username, password } } as const);
    try {
      return await this.http.request({ ...request, route, accept });
    } catch (failure) {
      throw failure instanceof HttpError ? wordless(failure, this.http.host) : failure;
    }
  }
}

/** Without the server's words, which may repeat the URL or the body and so the password, in whatever form. */
function wordless(failure: HttpError, host: string): HttpError {
  const { code, status, ambiguous, transient, retryAfter } = failure;
  if (status === undefined || status < 400) return failure;
  const asked = retryAfter === undefined ? "" : `; it asks to wait ${Math.ceil(retryAfter / 1000)} s`;
  return new HttpError(code, `${host} answered the login with ${status}${asked}`, status, {
    ambiguous,
    transient,
    retryAfter,
  });
}

/** An empty object if the body is no JSON object. */
function bodyOf(answer: HttpResponse): Readonly<Record<string, unknown>> {
  try {
    return answer.json(zod().looseObject({}));
  } catch (failure) {
    if (failure instanceof HttpError) return {};
    throw failure;
  }
}

/** A header of any name that ends with `activeUntil`, such as `x-active-until`, as if it stood in a body. */
const headerWords = ({ headers }: HttpResponse): string =>
  Object.entries(headers)
    .filter(([name]) => name.replaceAll("-", "").endsWith("activeuntil"))
    .map(([, value]) => `activeUntil: "${value}"`)
    .join();

/** From the header, or else from the body. */
function tokenOf({ headers }: HttpResponse, body: Readonly<Record<string, unknown>>): string | undefined {
  const name = Object.keys(body).find((key) => key.toLowerCase() === "x-auth-token");
  const [token] = [headers["x-auth-token"] || (name && body[name])].flat();
  return typeof token === "string" && token !== "" ? token : undefined;
}
