/** Why there is no engine, in one sentence with a remedy. Print the message without the stack trace. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/** The first line of an error, for use in a message. */
export function reasonOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const line = text.split("\n").find((candidate) => candidate.trim() !== "") ?? "no reason given";
  return line.trim();
}
