import { operationError } from "../../resource/errors";
import { CliError } from "./errors";
import { withProgress } from "./with-progress";

/** Does the work with progress; begins its errors with what was being done. @throws CliError */
export async function withErrorContext<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await withProgress(doing, work);
  } catch (failure) {
    if (failure instanceof CliError) throw failure;
    throw new CliError(operationError(doing, failure).message);
  }
}
