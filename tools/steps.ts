// A story in numbered steps for the person at the terminal, that stops with one sentence at the first that does not hold.
import { styleText } from "node:util";

const started = Date.now();
let steps = 0;
let current = "getting ready";

export function step(what: string): void {
  current = what;
  console.log(`\n${styleText("bold", `${++steps}. ${what}`)}`);
}

export const tell = (line: string): void => console.log(styleText("green", `   ${line}`));

/** Throws unless the condition holds. */
export function demand(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise);
}

/** Runs the story and says how it ended; `ends` is the last sentence if all held. */
export async function told(what: string, story: () => Promise<void>, ends: string): Promise<void> {
  // The engine is interrupted along with us; its command ends, and what was started is cleaned up on the way out.
  let interrupted = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      interrupted = true;
    });
  }
  try {
    await story();
    console.log(`\nDone in ${Math.round((Date.now() - started) / 1000)} s${ends}`);
  } catch (failure) {
    const words = failure instanceof Error ? failure.message : String(failure);
    const reason = interrupted ? "it was interrupted" : words;
    console.error(`\nThe ${what} stopped at step ${steps} (${current}): ${reason}`);
    process.exitCode = 1;
  }
}
