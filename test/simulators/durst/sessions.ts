import { randomBytes } from "node:crypto";
import { Refusal } from "../refusal.ts";
import type { DurstBehaviour, DurstCredentials } from "./types.ts";

/** The login tokens of one server. */
export class Sessions {
  logins = 0;
  readonly #issuedAt = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  login(
    query: URLSearchParams,
    { username, password }: DurstCredentials,
    { sessions }: DurstBehaviour,
  ): string {
    const sent = [...query].sort(([one], [other]) => (one < other ? -1 : 1));
    const expected = [
      ["password", password],
      ["username", username],
    ];
    if (JSON.stringify(sent) !== JSON.stringify(expected)) throw new Refusal(401, "wrong login");
    if (sessions === "latest-only") this.endAll();
    const token = randomBytes(24).toString("base64url");
    this.#issuedAt.set(token, this.#now());
    this.logins += 1;
    return token;
  }

  check(token: string | string[] | undefined, { tokenLifetime }: DurstBehaviour): void {
    const issuedAt = typeof token === "string" ? this.#issuedAt.get(token) : undefined;
    if (issuedAt === undefined || this.#now() - issuedAt >= tokenLifetime) {
      throw new Refusal(401, "no valid token");
    }
  }

  endAll(): void {
    this.#issuedAt.clear();
  }
}
