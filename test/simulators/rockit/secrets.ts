import { randomBytes } from "node:crypto";
import { oddSecrets } from "../faults/bodies.ts";
import type { RockitSecretAnswer } from "./types.ts";

/** How the text of a secret spells its bytes. */
export type SecretForm =
  | "base64"
  | "unpadded"
  | "base64url"
  | "base64url-unpadded"
  /** base64 and a line break. */
  | "line-break"
  /** base64 in lines of 76 characters, as MIME has it. */
  | "wrapped";

export interface Secret {
  readonly key: Buffer;
  /** The secret in the answer to the creation. */
  readonly text: string;
}

/** Starts a secret with `+//+` in base64, so that both alphabets always differ. */
const alphabetMarker = Buffer.from([0xfb, 0xff, 0xfe]);

const forms: Record<SecretForm, (key: Buffer) => string> = {
  base64: (key) => key.toString("base64"),
  unpadded: (key) => key.toString("base64").replaceAll("=", ""),
  base64url: (key) => key.toString("base64").replaceAll("+", "-").replaceAll("/", "_"),
  "base64url-unpadded": (key) => key.toString("base64url"),
  "line-break": (key) => `${key.toString("base64")}\n`,
  wrapped: (key) => key.toString("base64").replaceAll(/.{76}/g, "$&\r\n"),
};

export function newSecret(form: SecretForm): Secret {
  const key = randomBytes(form === "wrapped" ? 64 : 32);
  if (form.startsWith("base64url")) alphabetMarker.copy(key);
  return { key, text: forms[form](key) };
}

/** The part of a creation's answer with the secret, if any. */
export function secretFieldOf({ text }: Secret, how: RockitSecretAnswer): object {
  if (how === "missing") return {};
  return { secret: { given: text, empty: "", ...oddSecrets }[how] };
}
