// What a run did at one site, told from the engine's events.
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import type { Comparison } from "./drift.ts";

/** What happened to objects of the site's server. A replacement counts once. */
export const operations = ["create", "update", "replace", "delete", "unchanged"] as const;
export type Operation = (typeof operations)[number];

export interface Change {
  readonly operation: Exclude<Operation, "unchanged">;
  /** The resource's name in the program. */
  readonly resource: string;
  /** Found at the server, as opposed to made or planned by this run. */
  readonly found: boolean;
  /** Of an update, the fields that differ; never their values, which may be secret. */
  readonly fields: readonly string[];
}

/** Reads one run's events. */
export class Observed implements Comparison {
  readonly changes: Change[] = [];
  readonly owned = new Set<string>();
  readonly found = new Map<string, Change>();
  readonly planned = new Map<string, Change>();
  readonly #operations = new Map<string, Operation>();
  readonly #looking = new Set<string>();
  readonly #failures: string[] = [];
  readonly #tell: (change: Change) => void;

  constructor(tell: (change: Change) => void) {
    this.#tell = tell;
  }

  readonly onEvent = (event: EngineEvent): void => {
    const { metadata: begun } = event.resourcePreEvent ?? {};
    if (begun?.op === "refresh") {
      this.#looking.add(begun.urn);
      if (isObject(begun)) this.owned.add(begun.urn);
    }
    if (event.resOutputsEvent) this.#done(event.resOutputsEvent.metadata);
    const { severity, message } = event.diagnosticEvent ?? {};
    if (severity === "error" && message !== undefined && !isSummary(message)) this.#failures.push(message);
  };

  count(operation: Operation): number {
    return [...this.#operations.values()].filter((each) => each === operation).length;
  }

  /** What the first failed resource said. */
  get failure(): string | undefined {
    const [first] = this.#failures;
    return first === undefined ? undefined : oneLine(first).replace(/^Preview failed: /, "");
  }

  #done(metadata: StepEventMetadata): void {
    const { urn, op } = metadata;
    const found = this.#looking.delete(urn);
    // With `--refresh` the engine only says that it looked, and the program's step comes later.
    const operation = op === "refresh" ? operationFound(metadata) : kinds[op];
    if (operation === undefined) return;
    if (isObject(metadata)) {
      const before = this.#operations.get(urn);
      if (op !== "refresh") this.#operations.set(urn, operation);
      if (operation === "replace" && before === "replace") return;
    } else if (!isChangedProvider(metadata) || found) return;
    if (operation === "unchanged") return;
    const resource = urn.split("::").at(-1) ?? urn;
    const change = { operation, resource, found, fields: fieldsOf(operation, metadata, found) };
    (found ? this.found : this.planned).set(urn, change);
    this.changes.push(change);
    this.#tell(change);
  }
}

/** The stack, its provider and the component stand for nothing at the server. */
const isObject = ({ type }: StepEventMetadata) => type.startsWith("pulumi-nodejs:dynamic/");

/** Settings that the stack does not have yet, such as a new password. */
const isChangedProvider = ({ type, op }: StepEventMetadata) =>
  type.startsWith("pulumi:providers:") && op === "update";

const kinds: Readonly<Partial<Record<StepEventMetadata["op"], Operation>>> = {
  same: "unchanged",
  create: "create",
  import: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
};

/** Of the run as a whole, or what calls say that were given up. */
const isSummary = (message: string) =>
  /^(\w+ (failed|cancell?ed)|no changes were expected .*|(grpc|rpc error): .*)$/i.test(oneLine(message));

function operationFound({ old, new: now }: StepEventMetadata): Operation {
  if (now === undefined || now === null) return "delete";
  return differing(old?.outputs, now.outputs).length > 0 ? "update" : "unchanged";
}

function fieldsOf(operation: Operation, { old, new: now }: StepEventMetadata, found: boolean): string[] {
  if (operation !== "update") return [];
  return found ? differing(old?.outputs, now?.outputs) : differing(old?.inputs, now?.inputs);
}

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
