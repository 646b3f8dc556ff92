import { createHash, timingSafeEqual } from "node:crypto";
import { WebhookVerificationError } from "./errors";
import { onlyHeader, type WebhookHeaders } from "./headers";

/** User and password that the subscriber was given (`xAuthInfo`). */
export interface DurstWebhookXAuth {
  readonly user: string;
  readonly password: string;
}

export const defaultUserHeader = "x-auth-user";
export const defaultPasswordHeader = "x-auth-password";

/** Refuses a callback that carries none of the accounts. */
export function checkXAuth(
  headers: WebhookHeaders,
  accounts: readonly DurstWebhookXAuth[],
  { userHeader, passwordHeader }: { userHeader: string; passwordHeader: string },
): void {
  const user = onlyHeader(headers, userHeader);
  const password = onlyHeader(headers, passwordHeader);
  // Every part of every account is compared, whatever the others gave: `&` and `|` stop at nothing.
  const known = accounts.reduce(
    (known, account) => known | (equal(user, account.user) & equal(password, account.password)),
    0,
  );
  if (known === 1) return;
  throw new WebhookVerificationError(
    "bad-signature",
    "user or password are not those that this receiver was given: give what the subscriber's xAuthInfo declares, and not the masked form that the server answers",
  );
}

/** In constant time: of digests, since those of texts of any length are as long. */
const equal = (one: string, other: string) => Number(timingSafeEqual(digest(one), digest(other)));

const digest = (text: string) => createHash("sha256").update(text, "utf8").digest();
