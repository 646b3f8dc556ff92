// Whether what was built is newer than its sources. A stamp beside it keeps the list of the sources, since a file that was removed has no time.
import { globSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export class Freshness {
  readonly #root: string;
  readonly #patterns: readonly string[];
  readonly #made: string;
  readonly #stamp: string;

  /** `made` is a file that the build makes; `patterns` find its sources below `root`. */
  constructor(root: string, { made, sources }: { made: string; sources: readonly string[] }, stamp: string) {
    this.#root = root;
    this.#patterns = sources;
    this.#made = join(root, made);
    this.#stamp = stamp;
  }

  get isFresh(): boolean {
    const built = timeOf(this.#stamp);
    if (built === undefined || timeOf(this.#made) === undefined) return false;
    const sources = this.#sources();
    return (
      readFileSync(this.#stamp, "utf8") === listed(sources) &&
      sources.every((path) => (timeOf(join(this.#root, path)) ?? 0) < built)
    );
  }

  /** Whether the last build came to its end. */
  get isWhole(): boolean {
    return timeOf(this.#stamp) !== undefined && timeOf(this.#made) !== undefined;
  }

  /** Until the build has come to its end nothing is fresh; answers what to call then. */
  begin(): () => void {
    // File systems have a coarser clock than processes.
    const [started, sources] = [new Date(Date.now() - 100), this.#sources()];
    rmSync(this.#stamp, { force: true });
    return () => {
      writeFileSync(this.#stamp, listed(sources));
      // A source that was changed meanwhile is newer.
      utimesSync(this.#stamp, started, started);
    };
  }

  #sources(): string[] {
    return this.#patterns
      .flatMap((pattern) => globSync(pattern, { cwd: this.#root }))
      .filter((path) => statSync(join(this.#root, path)).isFile())
      .toSorted();
  }
}

const listed = (paths: readonly string[]) => `${paths.join("\n")}\n`;

/** Milliseconds; undefined for what is not there. */
const timeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs;
