import { ActionableError } from "../../http/actionable-error";

/** An error for the person at the terminal: what failed and what to do. It never contains a secret. */
export class CliError extends ActionableError {
  override readonly name = "CliError";
}
