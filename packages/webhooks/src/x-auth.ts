import { WebhookVerificationError } from "./errors.ts";
import { onlyHeader, type WebhookHeaders } from "./headers.ts";
import { filled } from "./secrets.ts";

/** User and password that the subscriber was given (`xAuthInfo`). */
export interface DurstWebhookXAuth {
  readonly user: string;
  readonly password: string;
}

export const defaultUserHeader = "x-auth-user";
export const defaultPasswordHeader = "x-auth-password";

/** Digests of the forms in which a text can travel in a header: which one a server uses is not documented. */
type Forms = readonly Uint8Array[];

interface KnownAccount {
  readonly user: Promise<Forms>;
  readonly password: Promise<Forms>;
}

/** The accounts to compare with, or a `bad-secret` for one that no header can carry. */
export function accountsOf(accounts: readonly DurstWebhookXAuth[]): readonly KnownAccount[] {
  const users = filled(
    "user",
    accounts.map((account) => account?.user),
  );
  const passwords = filled(
    "password",
    accounts.map((account) => account?.password),
  );
  for (const user of users) checkCarried("user", user);
  for (const password of passwords) checkCarried("password", password);
  return accounts.map(({ user, password }) => ({ user: formsOf(user), password: formsOf(password) }));
}

/** Which account a callback carries. */
export async function checkXAuth(
  headers: WebhookHeaders,
  accounts: readonly KnownAccount[],
  names: { readonly userHeader: string; readonly passwordHeader: string },
): Promise<number> {
  const [user, password] = await Promise.all([
    digest(received(onlyHeader(headers, names.userHeader))),
    digest(received(onlyHeader(headers, names.passwordHeader))),
  ]);
  // Every form of every account is compared, whatever the others gave: `&` and `|` stop at nothing.
  let found = -1;
  for (const [index, account] of accounts.entries()) {
    const fits = isOneOf(user, await account.user) & isOneOf(password, await account.password);
    if (fits === 1 && found === -1) found = index;
  }
  if (found !== -1) return found;
  throw new WebhookVerificationError(
    "bad-signature",
    "user or password are not those that this receiver was given: give what the subscriber's xAuthInfo declares, and not the masked form that the server answers",
  );
}

function checkCarried(what: string, text: string): void {
  const why = /^[ \t]|[ \t]$/.test(text)
    ? "begins or ends with a blank, which every server removes from a header"
    : /[\0\r\n]/.test(text)
      ? "has a line break or a NUL in it, which no header can carry"
      : undefined;
  if (why === undefined) return;
  throw new WebhookVerificationError(
    "bad-secret",
    `the ${what} that this receiver was given ${why}: choose another ${what} for the subscriber`,
  );
}

const encoder = new TextEncoder();

/** In UTF-8, and in Latin-1 where that has all its letters. */
function formsOf(text: string): Promise<Forms> {
  const forms = [encoder.encode(text), latin1(text)].filter((form) => form !== undefined);
  return Promise.all(forms.map(digest));
}

/** Servers give a header's bytes as letters, a byte each; one that has decoded them gives letters beyond. */
const received = (value: string) => latin1(value) ?? encoder.encode(value);

function latin1(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0xff) return undefined;
    bytes[at] = code;
  }
  return bytes;
}

const digest = async (bytes: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

const isOneOf = (one: Uint8Array, forms: Forms): number =>
  forms.reduce((known, form) => known | equal(one, form), 0);

/** In constant time: digests are all as long, and every byte is looked at. */
function equal(one: Uint8Array, other: Uint8Array): number {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) difference |= (one[at] ?? 0) ^ (other[at] ?? 0);
  return Number(difference === 0);
}
