// What a run did at one site, told from the engine's events.
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";

/** What happened to objects of the site's server. A replacement counts once. */
export const operations = ["create", "update", "replace", "delete", "same"] as const;
export type Operation = (typeof operations)[number];

export interface Change {
  readonly operation: Exclude<Operation, "same">;
  /** The resource's name in the program. */
  readonly resource: string;
  /** Found at the server, as opposed to made by this run. */
  readonly found: boolean;
  /** Of what was found, the fields that differ; never their values, which may be secret. */
  readonly fields: readonly string[];
}

/** Reads one run's events. */
export class Observed {
  readonly changes: Change[] = [];
  readonly #operations = new Map<string, Operation>();
  readonly #looking = new Set<string>();
  readonly #failures: string[] = [];
  readonly #tell: (change: Change) => void;

  constructor(tell: (change: Change) => void) {
    this.#tell = tell;
  }

  readonly onEvent = (event: EngineEvent): void => {
    if (event.resourcePreEvent?.metadata.op === "refresh")
      this.#looking.add(event.resourcePreEvent.metadata.urn);
    if (event.resOutputsEvent) this.#done(event.resOutputsEvent.metadata);
    const { severity, message, urn } = event.diagnosticEvent ?? {};
    // The engine adds an error of its own, about the whole run.
    if (severity === "error" && message !== undefined && (urn !== undefined || !isSummary(message)))
      this.#failures.push(message);
  };

  count(operation: Operation): number {
    return [...this.#operations.values()].filter((each) => each === operation).length;
  }

  /** What the first failed resource said. */
  get failure(): string | undefined {
    const [first] = this.#failures;
    return first === undefined ? undefined : oneLine(first).replace(/^Preview failed: /, "");
  }

  #done({ urn, op, type, old, new: now }: StepEventMetadata): void {
    const found = this.#looking.delete(urn);
    // The stack, its provider and the component stand for nothing at the server.
    const operation = type.startsWith("pulumi-nodejs:dynamic/") ? kinds[op] : undefined;
    if (operation === undefined) return;
    const before = this.#operations.get(urn);
    this.#operations.set(urn, operation);
    if (operation === "same" || (operation === "replace" && before === "replace")) return;
    const resource = urn.split("::").at(-1) ?? urn;
    const fields = found && operation === "update" ? differing(old?.outputs, now?.outputs) : [];
    const change = { operation, resource, found, fields };
    this.changes.push(change);
    this.#tell(change);
  }
}

const kinds: Readonly<Partial<Record<StepEventMetadata["op"], Operation>>> = {
  same: "same",
  create: "create",
  import: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
};

const isSummary = (message: string) => /^\w+ (failed|cancell?ed)\s*$/i.test(message);

function differing(before: Record<string, unknown> = {}, after: Record<string, unknown> = {}): string[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...fields]
    .filter((field) => field !== "__provider")
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .sort();
}

/** Without colour codes, line breaks and whatever else acts on a terminal. */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/<\{%[^%]*%\}>/g, "")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
