import type { SettingsDefinition } from "./setting";

const headerValue = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;

/** Whether a text can be the value of a header. */
export const isHeaderValue = (text: string): boolean => headerValue.test(text);

/** Line breaks, control characters and marks that a file or a clipboard adds and nobody sees. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\uFEFF]|^\p{Cf}|\p{Cf}$/u;

/** What is wrong with a credential, to follow its name. */
export function credentialProblem(
  { credentialsSentIn = "body" }: SettingsDefinition,
  value: string,
): string | undefined {
  if (credentialsSentIn === "headers") {
    return isHeaderValue(value)
      ? undefined
      : "has characters that no HTTP header can carry (a line break or blank at its end?)";
  }
  if (value.trim() === "") return "consists of blanks";
  return unseen.test(value) || !value.isWellFormed()
    ? "has a line break, a control character or a byte order mark in it (from a file?)"
    : undefined;
}
