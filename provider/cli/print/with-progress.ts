import { operationError } from "../../resource/errors";
import { CliError } from "./errors";
import { showing } from "./progress";

/** Does what `doing` says, and shows it if it takes its time. @throws CliError with the server's words */
export async function asked<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await showing(doing, work);
  } catch (failure) {
    if (failure instanceof CliError) throw failure;
    throw new CliError(operationError(doing, failure).message);
  }
}
