/** What went wrong and what to do, a sentence for the person at the terminal. Never a secret. */
export class CliError extends Error {
  override readonly name = "CliError";
}
