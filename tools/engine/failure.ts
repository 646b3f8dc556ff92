/** Why there is no engine, in one sentence a person can act on. Print the message, not the stack. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/** The first line of whatever was thrown, for a sentence of our own. */
export function reasonOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const line = text.split("\n").find((candidate) => candidate.trim() !== "") ?? "no reason given";
  return line.trim();
}
