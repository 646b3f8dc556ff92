// A story in numbered steps for the person at the terminal, that stops with one sentence at the first that does not hold.
import { styleText } from "node:util";
import { useTemporaryFolder } from "./temporary.ts";

const started = Date.now();
let steps = 0;
let current = "getting ready";
const interruption = new AbortController();

export function step(what: string): void {
  interruption.signal.throwIfAborted();
  current = what;
  console.log(`\n${styleText("bold", `${++steps}. ${what}`)}`);
}

export const tell = (line: string): void => console.log(styleText("green", `   ${line}`));

/** Throws unless the condition holds. */
export function demand(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise);
}

/** Runs the story and says how it ended; `ends` is the last sentence if all held. What it leaves in temporary folders goes with it, on signals too. */
export async function told(
  what: string,
  story: (interrupted: AbortSignal) => Promise<void>,
  ends: string,
): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => interruption.abort(new Error("it was interrupted")));
  }
  // A terminal that was closed, or `| head`.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => interruption.abort(new Error("nobody reads what it prints")));
  }
  const temporary = useTemporaryFolder(`rockit-durst-${what}-`);
  try {
    await story(interruption.signal);
    interruption.signal.throwIfAborted();
    console.log(`\nDone in ${Math.round((Date.now() - started) / 1000)} s${ends}`);
  } catch (failure) {
    const { aborted, reason } = interruption.signal;
    const words = messageOf(aborted ? reason : failure);
    console.error(`\nThe ${what} stopped at step ${steps} (${current}): ${words}`);
    process.exitCode = 1;
  } finally {
    temporary.remove();
  }
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));
