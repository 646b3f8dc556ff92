import { CredentialFallback } from "../config/credential-fallback";
import type { HttpClient } from "../http/client";
import { HttpError, isDenied, isHttpError } from "../http/errors";
import { withinTimeLimit, withoutTimeLimit } from "../http/time-limit";
import { activeUntilIn } from "./active-until";
import { DurstLogin, type Login, type LoginVersion } from "./login";
import type { DurstCredentials, DurstSettings } from "./settings";

/**
 * One login shared by all calls to a Durst server. A token expires after 24 hours or when the Durst services
 * restart, which shows as a 401: then the session logs in again, once per token. Rejected credentials are
 * remembered, so that many calls do not lock the account.
 */
export class DurstSession {
  private login: Promise<string> | undefined;
  private last: Login | undefined;
  private readonly logins: DurstLogin;
  private readonly fallback: CredentialFallback<DurstCredentials>;

  constructor(
    private readonly http: HttpClient,
    settings: DurstSettings,
  ) {
    this.logins = new DurstLogin(http, settings.choices?.["loginVersion"]);
    this.fallback = new CredentialFallback(settings);
  }

  /** Version of the server's login; `undefined` before the first successful login. */
  get loginVersion(): LoginVersion | undefined {
    return this.logins.version;
  }

  async withToken<T>(call: (headers: Record<string, string>) => Promise<T>): Promise<T> {
    const used = this.current();
    const token = await unsent(used);
    try {
      return await call({ "x-auth-token": token });
    } catch (failure) {
      if (!isHttpError(failure, "unauthorized")) throw this.explained(failure);
      if (this.login === used) this.login = undefined;
      const again = async () => call({ "x-auth-token": await unsent(this.current()) });
      return again().catch((later) => {
        throw later instanceof HttpError ? this.explained(later.after(failure)) : later;
      });
    }
  }

  private current(): Promise<string> {
    if (this.login === undefined) {
      const login = withoutTimeLimit(() => this.newToken());
      this.login = login;
      login.catch((failure) => {
        if (!isHttpError(failure, "unauthorized") && this.login === login) this.login = undefined;
      });
    }
    return this.login;
  }

  private async newToken(): Promise<string> {
    const login = await this.fallback.with((credentials) => this.logins.login(credentials));
    this.last = login;
    if (login.token === undefined) throw this.expired(login.activeUntil?.day);
    return login.token;
  }

  /** Explains a refusal by an expired account: a server may let it log in and refuse all other requests. */
  private explained<T>(failure: T): T | HttpError {
    if (!isDenied(failure)) return failure;
    const until = activeUntilIn(failure.message) ?? this.last?.activeUntil;
    return until?.isPast ? this.expired(until.day, failure.status) : failure;
  }

  private expired(day: string | undefined, status?: number): HttpError {
    return new HttpError(
      "unauthorized",
      `${this.http.host} refused the account of durst:username, which expired on ${day}`,
      status,
      { remedy: "renew it on the server, or use another account" },
    );
  }
}

/** Waits for the login. If it fails, the request that follows was certainly not sent. */
const unsent = <T>(login: Promise<T>): Promise<T> =>
  withinTimeLimit(login).catch((failure) => {
    throw failure instanceof HttpError ? failure.unsent() : failure;
  });
