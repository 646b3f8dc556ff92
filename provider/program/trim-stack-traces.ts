import { dirname, sep } from "node:path";

/** What the SDK skips, since it is on top of every stack trace that it takes: two frames that look and the constructors of three classes. */
const skipped = 5;
/** Among them the SDK does not count our common base class. */
const uncounted = 4;

/**
 * Until the returned function is called, the stack traces that the SDK takes lead to the program's own lines and nowhere else. It would put every
 * frame into every resource's state, also Node.js's and its own, which is a third of what a subscription takes there. Frames of
 * installed packages are left out, but for the caller if there is no other.
 */
export function trimStackTraces(): () => void {
  // Node.js maps lines to sources by itself then, but only while nothing is set here.
  if (process.sourceMapsEnabled) return () => {};
  const { prepareStackTrace, stackTraceLimit } = Error;
  // The SDK takes one for each promise as well, should it never be settled: a whole one costs a program more than all else about a resource.
  Error.stackTraceLimit = 1;
  Error.prepareStackTrace = (error, frames) => {
    const counted = frames.filter((_, index) => index !== uncounted);
    const callers = counted.slice(skipped);
    const own = callers.filter((frame) => isOwn(frame.getFileName() ?? "node:"));
    const kept = [...counted.slice(0, skipped), ...(own.length > 0 ? own : callers.slice(0, 1))];
    return prepareStackTrace?.(error, kept) ?? [error, ...kept.map((frame) => `    at ${frame}`)].join("\n");
  };
  return () => {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  };
}

const packageFolder = dirname(__dirname) + sep;

const isOwn = (file: string): boolean =>
  !/^node:|[\\/]node_modules[\\/]/.test(file) && !file.startsWith(packageFolder);
