/** `75_000` as `1m15s`. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60
    ? `${seconds}s`
    : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, "0")}s`;
}

/** Logs `doing … 1m15s, state` every 15 seconds until disposed. */
export function reportProgress(log: (line: string) => void, doing: string, state?: () => string): Disposable {
  const started = Date.now();
  const timer = setInterval(() => {
    const now = state?.() ?? "";
    log(`${doing} … ${elapsed(Date.now() - started)}${now === "" ? "" : `, ${now}`}`);
  }, 15_000);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
