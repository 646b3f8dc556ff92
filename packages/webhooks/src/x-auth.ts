import { WebhookVerificationError } from "./errors.ts";
import { onlyHeader, type WebhookHeaders } from "./headers.ts";
import { nonEmptyStrings } from "./secrets.ts";

/** User and password of the subscriber (`xAuthInfo`). */
export interface DurstWebhookXAuth {
  readonly user: string;
  readonly password: string;
}

export const defaultUserHeader = "x-auth-user";
export const defaultPasswordHeader = "x-auth-password";

/** Digests of the encodings of a text in a header: the vendor does not document which one it uses. */
type Forms = readonly Uint8Array[];

interface KnownAccount {
  readonly user: Promise<Forms>;
  readonly password: Promise<Forms>;
}

/** The accounts to compare with. @throws WebhookVerificationError `bad-secret` if no header can carry one */
export function accountsOf(accounts: readonly DurstWebhookXAuth[]): readonly KnownAccount[] {
  const users = nonEmptyStrings(
    "user",
    accounts.map((account) => account?.user),
  );
  const passwords = nonEmptyStrings(
    "password",
    accounts.map((account) => account?.password),
  );
  for (const user of users) checkHeaderValue("user", user);
  for (const password of passwords) checkHeaderValue("password", password);
  return accounts.map(({ user, password }) => ({ user: formsOf(user), password: formsOf(password) }));
}

/** The index of the account in a callback's headers. */
export async function checkXAuth(
  headers: WebhookHeaders,
  accounts: readonly KnownAccount[],
  names: { readonly userHeader: string; readonly passwordHeader: string },
): Promise<number> {
  const [user, password] = await Promise.all([
    digest(received(onlyHeader(headers, names.userHeader))),
    digest(received(onlyHeader(headers, names.passwordHeader))),
  ]);
  // Compares every form of every account: `&` and `|` never stop early.
  let found = -1;
  for (const [index, account] of accounts.entries()) {
    const fits = isOneOf(user, await account.user) & isOneOf(password, await account.password);
    if (fits === 1 && found === -1) found = index;
  }
  if (found !== -1) return found;
  throw new WebhookVerificationError(
    "bad-signature",
    "user or password differ from those of this receiver: give the ones in the subscriber's xAuthInfo, not the masked form that the server returns",
  );
}

function checkHeaderValue(what: string, text: string): void {
  const why = /^[ \t]|[ \t]$/.test(text)
    ? "begins or ends with a blank, which every server removes from a header"
    : /[\0\r\n]/.test(text)
      ? "contains a line break or a NUL, which no header can carry"
      : undefined;
  if (why === undefined) return;
  throw new WebhookVerificationError(
    "bad-secret",
    `the receiver's ${what} ${why}: choose another ${what} for the subscriber`,
  );
}

const encoder = new TextEncoder();

/** In UTF-8, and in Latin-1 if it has all letters. */
function formsOf(text: string): Promise<Forms> {
  const forms = [encoder.encode(text), latin1(text)].filter((form) => form !== undefined);
  return Promise.all(forms.map(digest));
}

/**
 * Servers return a header as one character per byte. A server that decodes UTF-8 returns other characters
 * too.
 */
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

/** Compares in constant time: digests have equal lengths, and every byte is compared. */
function equal(one: Uint8Array, other: Uint8Array): number {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) difference |= (one[at] ?? 0) ^ (other[at] ?? 0);
  return Number(difference === 0);
}
