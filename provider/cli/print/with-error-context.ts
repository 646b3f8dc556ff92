import { operationError } from "../../resource/errors";
import { CliError } from "./errors";
import { withProgress } from "./with-progress";

/** Does what `doing` says, and shows it if it takes its time. @throws CliError with the server's words */
export async function withErrorContext<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await withProgress(doing, work);
  } catch (failure) {
    if (failure instanceof CliError) throw failure;
    throw new CliError(operationError(doing, failure).message);
  }
}
