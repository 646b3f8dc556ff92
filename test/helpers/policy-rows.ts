import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface PolicyRow {
  readonly name: string;
  readonly level: string;
  readonly severity: string;
  readonly demand: string;
  /** `name`: `default`, with semicolons between them. */
  readonly parameters: string;
  /** `yes`, or nothing. */
  readonly mends: string;
  /** What of it waits for an `up` even where the program leaves nothing unknown; nothing if a preview judges it. */
  readonly waits: string;
}

/** The table of docs/policies.md. */
export const policyRows = (): PolicyRow[] =>
  readFileSync(join(import.meta.dirname, "..", "..", "docs", "policies.md"), "utf8")
    .split("\n")
    .filter((line) => /^\| `(rockit|durst|production|endpoint|secret)/.test(line))
    .map((line) => {
      const [name = "", level = "", severity = "", demand = "", parameters = "", mends = "", waits = ""] =
        line
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim());
      return { name: name.replaceAll("`", ""), level, severity, demand, parameters, mends, waits };
    });
