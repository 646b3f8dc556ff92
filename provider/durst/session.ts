import type { HttpClient } from "../http/client";
import { HttpError, isHttpError } from "../http/errors";
import type { DurstCredentials, DurstSettings } from "./settings";

/**
 * One login shared by all calls to one Durst server. A token ends after 24 hours or whenever the Durst services
 * restart, which shows as a 401: then it logs in again, once per token however many calls saw it. Refused credentials are
 * remembered, so that many calls do not lock the account.
 */
export class DurstSession {
  private token: Promise<string> | undefined;
  private credentials: DurstCredentials;

  constructor(
    private readonly http: HttpClient,
    private readonly settings: DurstSettings,
  ) {
    this.credentials = settings.credentials;
  }

  async authenticated<T>(call: (headers: Record<string, string>) => Promise<T>): Promise<T> {
    const used = this.current();
    const token = await unsent(used);
    try {
      return await call({ "x-auth-token": token });
    } catch (failure) {
      if (!isHttpError(failure, "unauthorized")) throw failure;
      if (this.token === used) this.token = undefined;
      const again = async () => call({ "x-auth-token": await unsent(this.current()) });
      return again().catch((later) => {
        throw later instanceof HttpError ? later.after(failure) : later;
      });
    }
  }

  private current(): Promise<string> {
    if (this.token === undefined) {
      const login = this.login();
      this.token = login;
      login.catch((failure) => {
        const refused = isHttpError(failure, "unauthorized") || isHttpError(failure, "forbidden");
        if (!refused && this.token === login) this.token = undefined;
      });
    }
    return this.token;
  }

  /** Refused credentials are replaced by those of the environment, for good, if it has other ones. */
  private async login(): Promise<string> {
    const { credentials, otherCredentials, whenRefused } = this.settings;
    try {
      return await this.loginWith(this.credentials);
    } catch (failure) {
      if (!isHttpError(failure, "unauthorized")) throw failure;
      if (this.credentials === credentials && otherCredentials !== undefined) {
        this.credentials = otherCredentials;
        return this.login();
      }
      throw new HttpError("unauthorized", `${failure.message}; ${whenRefused}`, failure.status);
    }
  }

  private async loginWith({ username, password }: DurstCredentials): Promise<string> {
    const answer = await this.http
      .request({
        method: "GET",
        route: ["api", "v1", "login"],
        query: { username, password },
      })
      .catch((failure) => {
        if (!(failure instanceof HttpError) || failure.status === undefined || failure.status < 400)
          throw failure;
        // Not with the server's words, which may repeat the URL and so the password, in whatever form.
        const { host } = this.http;
        const refused = `${host} refused the login: durst:username and durst:password do not match an account there`;
        const failed = `${host} answered the login with ${failure.status}`;
        const { code, status, ambiguous } = failure;
        throw new HttpError(code, code === "unauthorized" ? refused : failed, status, { ambiguous });
      });
    const token = answer.headers["x-auth-token"];
    if (typeof token === "string" && token !== "") return token;
    throw new HttpError(
      "unexpected-answer",
      `${this.http.host} answered the login without an x-auth-token header: check that durst:endpoint is a Durst Workflow server`,
      answer.status,
    );
  }
}

/** A login that fails leaves open what became of the login, but not of what was to follow it. */
const unsent = <T>(login: Promise<T>): Promise<T> =>
  login.catch((failure) => {
    throw failure instanceof HttpError ? failure.unsent() : failure;
  });
