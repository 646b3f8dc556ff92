import { ActionableError } from "../../http/actionable-error";

/** What went wrong and what to do, a sentence for the person at the terminal. Never a secret. */
export class CliError extends ActionableError {
  override readonly name = "CliError";
}
