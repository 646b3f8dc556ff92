import { CredentialFallback } from "../config/credential-fallback";
import type { HttpClient } from "../http/client";
import { HttpError, isDenied, isHttpError } from "../http/errors";
import { withinTimeLimit, withoutTimeLimit } from "../http/time-limit";
import { activeUntilIn } from "./active-until";
import { DurstLogin, type Login, type LoginVersion } from "./login";
import type { DurstCredentials, DurstSettings } from "./settings";

/**
 * One login shared by all calls to one Durst server. A token ends after 24 hours or whenever the Durst services
 * restart, which shows as a 401: then it logs in again, once per token however many calls saw it. Refused credentials are
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

  /** The version of the login that the server knows; `undefined` until it let the account in. */
  get loginVersion(): LoginVersion | undefined {
    return this.logins.version;
  }

  async authenticated<T>(call: (headers: Record<string, string>) => Promise<T>): Promise<T> {
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

  /** A server may let an expired account log in and refuse everything else. */
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
      { remedy: "have it renewed there, or give another account" },
    );
  }
}

/** A login that fails leaves open what became of the login, but not of what was to follow it. */
const unsent = <T>(login: Promise<T>): Promise<T> =>
  withinTimeLimit(login).catch((failure) => {
    throw failure instanceof HttpError ? failure.unsent() : failure;
  });
