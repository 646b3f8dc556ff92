// Runs a scenario in numbered steps, and stops with one sentence at the first failed check.
import { styleText } from "node:util";
import { useTemporaryFolder } from "./temporary-folder.ts";

const started = Date.now();
let steps = 0;
let current = "starting";
const interruption = new AbortController();

export function step(what: string): void {
  interruption.signal.throwIfAborted();
  current = what;
  console.log(`\n${styleText("bold", `${++steps}. ${what}`)}`);
}

export const info = (line: string): void => console.log(styleText("green", `   ${line}`));

/** Throws the message unless the condition holds. */
export function check(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

/**
 * Runs a scenario and prints how it ended; `success` ends the last line. Removes its temporary folders, on
 * signals too.
 */
export async function runScenario(
  name: string,
  scenario: (interrupted: AbortSignal) => Promise<void>,
  success: string,
): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => interruption.abort(new Error("interrupted")));
  }
  // A closed terminal, or `| head`.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => interruption.abort(new Error("its output was closed")));
  }
  const temporary = useTemporaryFolder(`rockit-durst-${name}-`);
  try {
    await scenario(interruption.signal);
    interruption.signal.throwIfAborted();
    console.log(`\nDone in ${Math.round((Date.now() - started) / 1000)} s${success}`);
  } catch (failure) {
    const { aborted, reason } = interruption.signal;
    const words = messageOf(aborted ? reason : failure);
    console.error(`\nThe ${name} stopped at step ${steps} (${current}): ${words}`);
    process.exitCode = 1;
  } finally {
    temporary.remove();
  }
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));
