// What a run did at one site, according to the engine's events.
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import type { Comparison } from "./drift.ts";

/** What happened to objects on the site's server. A replacement counts once. */
export const operations = ["create", "update", "replace", "delete", "unchanged"] as const;
export type Operation = (typeof operations)[number];

export interface Change {
  readonly operation: Exclude<Operation, "unchanged">;
  /** The resource's name in the program. */
  readonly resource: string;
  /** Whether the change was found on the server; otherwise this run made or planned it. */
  readonly found: boolean;
  /** Names of changed fields, for an update; never their values, which may be secret. */
  readonly fields: readonly string[];
}

/** Collects the events of one run. */
export class RunEvents implements Comparison {
  readonly changes: Change[] = [];
  readonly owned = new Set<string>();
  readonly found = new Map<string, Change>();
  readonly planned = new Map<string, Change>();
  readonly #operations = new Map<string, Operation>();
  readonly #refreshing = new Set<string>();
  readonly #failures: string[] = [];
  readonly #onChange: (change: Change) => void;

  constructor(onChange: (change: Change) => void) {
    this.#onChange = onChange;
  }

  readonly onEvent = (event: EngineEvent): void => {
    const { metadata: begun } = event.resourcePreEvent ?? {};
    if (begun?.op === "refresh") {
      this.#refreshing.add(begun.urn);
      if (isObject(begun)) this.owned.add(begun.urn);
    }
    if (event.resOutputsEvent) this.#done(event.resOutputsEvent.metadata);
    const { severity, message } = event.diagnosticEvent ?? {};
    if (severity === "error" && message !== undefined && !isSummary(message)) this.#failures.push(message);
  };

  count(operation: Operation): number {
    return [...this.#operations.values()].filter((each) => each === operation).length;
  }

  /** The error of the first failed resource. */
  get failure(): string | undefined {
    const [first] = this.#failures;
    return first === undefined ? undefined : oneLine(first).replace(/^Preview failed: /, "");
  }

  #done(metadata: StepEventMetadata): void {
    const { urn, op } = metadata;
    const found = this.#refreshing.delete(urn);
    // With `--refresh` the program's step for the resource follows later.
    const operation = op === "refresh" ? operationFound(metadata) : operationOf[op];
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
    this.#onChange(change);
  }
}

/** Whether the resource is an object on the server, unlike the stack, its provider and the component. */
const isObject = ({ type }: StepEventMetadata) => type.startsWith("pulumi-nodejs:dynamic/");

/** Whether the provider's settings changed, such as the password. */
const isChangedProvider = ({ type, op }: StepEventMetadata) =>
  type.startsWith("pulumi:providers:") && op === "update";

const operationOf: Readonly<Partial<Record<StepEventMetadata["op"], Operation>>> = {
  same: "unchanged",
  create: "create",
  import: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
};

/** Whether an error is of the run as a whole, or of a cancelled call. */
const isSummary = (message: string) =>
  /^(\w+ (failed|canceled|cancelled)|no changes were expected .*|(grpc|rpc error): .*)$/i.test(
    oneLine(message),
  );

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

/** Without colour codes, line breaks and other control characters. */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/<\{%[^%]*%\}>/g, "")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
