// Tells whether a build is newer than its sources. A stamp file stores the list of sources, to notice removed
// files.
import { globSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export class Freshness {
  readonly #root: string;
  readonly #patterns: readonly string[];
  readonly #made: string;
  readonly #stamp: string;

  /** `made` is an output file of the build; `sources` are glob patterns below `root`. */
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

  /** Whether the last build was completed. */
  get isComplete(): boolean {
    return timeOf(this.#stamp) !== undefined && timeOf(this.#made) !== undefined;
  }

  /** Marks the build as incomplete. Call the result when the build has succeeded. */
  begin(): () => void {
    // File systems have a coarser clock than processes.
    const [started, sources] = [new Date(Date.now() - 100), this.#sources()];
    rmSync(this.#stamp, { force: true });
    return () => {
      writeFileSync(this.#stamp, listed(sources));
      // A source that changes during the build is newer.
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

/** Modification time in milliseconds; undefined for a missing file. */
const timeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs;
