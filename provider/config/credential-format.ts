import type { SettingsDefinition } from "./setting";

const headerValue = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;

/** Whether a string is a valid header value. */
export const isHeaderValue = (text: string): boolean => headerValue.test(text);

/** Line breaks, control characters and invisible marks that a file or a clipboard adds. */
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\uFEFF]|^\p{Cf}|\p{Cf}$/u;

/** Problem of a credential. Follows its name. */
export function credentialProblem(
  { credentialsSentIn = "body" }: SettingsDefinition,
  value: string,
): string | undefined {
  if (credentialsSentIn === "headers") {
    return isHeaderValue(value)
      ? undefined
      : "has characters that are invalid in an HTTP header (a trailing line break or space?)";
  }
  if (value.trim() === "") return "is blank";
  return invisible.test(value) || !value.isWellFormed()
    ? "contains a line break, a control character or a byte order mark (from a file?)"
    : undefined;
}
