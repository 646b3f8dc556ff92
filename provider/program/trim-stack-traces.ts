import { dirname, sep } from "node:path";

/** Frames on top of every stack trace that the SDK takes and skips: two of its own and three constructors. */
const skipped = 5;
/** Index of the frame of our base class, which the SDK does not expect. */
const baseClassFrame = 4;

/**
 * Limits the stack traces that the SDK takes to the program's own frames, until the returned function is
 * called. The SDK stores every frame in every resource's state, which is a third of a subscription's size
 * there. Frames of installed packages are dropped, unless there is no other caller.
 */
export function trimStackTraces(): () => void {
  // With source maps, Node.js translates frames only if `prepareStackTrace` is not set.
  if (process.sourceMapsEnabled) return () => {};
  const { prepareStackTrace, stackTraceLimit } = Error;
  // The SDK also takes a trace for each promise. Whole traces would cost more than everything else about a
  // resource.
  Error.stackTraceLimit = 1;
  Error.prepareStackTrace = (error, frames) => {
    const counted = frames.filter((_, index) => index !== baseClassFrame);
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
