import { randomBytes } from "node:crypto";
import { HttpError } from "../http-error.ts";
import type { DurstBehaviour, DurstCredentials } from "./types.ts";

/** The login tokens of one server. */
export class Sessions {
  logins = 0;
  readonly #issuedAt = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Issues a token for exactly these credentials, as names and values. */
  login(
    sent: Iterable<readonly [string, unknown]>,
    { username, password }: DurstCredentials,
    { sessions, unknownUserStatus }: DurstBehaviour,
  ): string {
    const sorted = [...sent].sort(([one], [other]) => (one < other ? -1 : 1));
    const expected = [
      ["password", password],
      ["username", username],
    ];
    if (JSON.stringify(sorted) !== JSON.stringify(expected)) {
      const isKnown = sorted.some(([name, value]) => name === "username" && value === username);
      throw new HttpError(isKnown ? 401 : unknownUserStatus, "wrong login");
    }
    if (sessions === "latest-only") this.endAll();
    const token = randomBytes(24).toString("base64url");
    this.#issuedAt.set(token, this.#now());
    this.logins += 1;
    return token;
  }

  check(token: string | string[] | undefined, behaviour: DurstBehaviour): void {
    const issuedAt = typeof token === "string" ? this.#issuedAt.get(token) : undefined;
    if (issuedAt === undefined || this.#now() - issuedAt >= behaviour.tokenLifetime) {
      throw new HttpError(401, "no valid token");
    }
    if (this.isExpired(behaviour)) throw new HttpError(401, "the account has expired");
  }

  isExpired({ activeUntil }: DurstBehaviour): boolean {
    return activeUntil !== undefined && new Date(activeUntil).getTime() < this.#now();
  }

  endAll(): void {
    this.#issuedAt.clear();
  }
}
