// One command at one site. It never throws: whatever goes wrong here is the outcome of this site alone.
import { ConcurrentUpdateError, type Stack } from "@pulumi/pulumi/automation/index.js";
import type { Command, Options } from "./options.ts";
import { type Change, Observed, type Operation, oneLine, operations } from "./outcome.ts";
import { secretOf, variableOf, withoutSecrets } from "./secrets.ts";
import type { Site } from "./sites.ts";
import { type Opening, openStack, wordsOf } from "./stacks.ts";

export type Result = "ok" | "drift" | "failed" | "interrupted" | "not begun";

export interface Outcome extends Readonly<Record<Operation, number>> {
  readonly site: string;
  readonly result: Result;
  readonly seconds: number;
  readonly changes: readonly Change[];
  /** One sentence, of what is not ok. */
  readonly reason?: string;
}

const none = Object.fromEntries(operations.map((operation) => [operation, 0])) as Record<Operation, number>;

/** Of a site to which nothing was done. */
export const idle = ({ name }: Site, result: Result, reason: string): Outcome => ({
  site: name,
  result,
  ...none,
  seconds: 0,
  changes: [],
  reason,
});

export interface Running {
  readonly options: Options;
  readonly opening: Opening;
  /** `begun` by a first signal, `urgent` from a second one on. */
  readonly interruption: { readonly begun: boolean; readonly urgent: AbortSignal };
  readonly tell: (change: Change) => void;
}

export async function runSite(
  site: Site,
  { options, opening, interruption, tell }: Running,
): Promise<Outcome> {
  const { command, timeout } = options;
  const started = performance.now();
  const observed = new Observed(tell);
  const late = AbortSignal.timeout(timeout * 1000);
  const ended = (result: Result, reason?: string): Outcome => ({
    site: site.name,
    result,
    ...none,
    ...Object.fromEntries(operations.map((operation) => [operation, observed.count(operation)])),
    seconds: Math.round((performance.now() - started) / 100) / 10,
    changes: observed.changes,
    ...(reason === undefined ? {} : { reason: withoutSecrets(oneLine(reason), site.name) }),
  });

  if (!opening.exists && !["up", "preview"].includes(command))
    return command === "destroy"
      ? ended("ok")
      : ended("failed", "it has no stack yet: run `up` for it first");
  try {
    const stack = await openStack(site, opening);
    const signal = AbortSignal.any([late, interruption.urgent]);
    signal.throwIfAborted();
    await perform[command](stack, { signal, onEvent: observed.onEvent, color: "never" }, options);
    if (command !== "drift" || observed.changes.length === 0) return ended("ok");
    return ended("drift", "the server has something else than declared: `up --refresh` repairs it");
  } catch (failure) {
    if (observed.failure !== undefined)
      return ended("failed", observed.failure + origin(observed.failure, site));
    if (late.aborted)
      return ended("failed", `it was stopped after ${timeout} s (--timeout): the same command again goes on`);
    if (interruption.begun)
      return ended("interrupted", "it was stopped at a safe point: the same command again goes on");
    return ended("failed", reasonOf(failure, site));
  }
}

const listOf = (one: string | undefined): string[] => (one === undefined ? [] : [one]);

interface Common {
  readonly signal: AbortSignal;
  readonly onEvent: Observed["onEvent"];
  readonly color: "never";
}

const perform: Readonly<
  Record<Command, (stack: Stack, common: Common, options: Options) => Promise<unknown>>
> = {
  preview: (stack, common, { refresh, policyPack }) =>
    stack.preview({ ...common, refresh, policyPacks: listOf(policyPack) }),
  up: (stack, common, { refresh, policyPack }) =>
    stack.up({ ...common, refresh, policyPacks: listOf(policyPack), showSecrets: false }),
  refresh: (stack, common) => stack.refresh({ ...common, showSecrets: false }),
  drift: (stack, common) => stack.previewRefresh(common),
  destroy: (stack, common) => stack.destroy({ ...common, showSecrets: false }),
};

/** The provider knows the password by the name that it has in a single stack. */
const origin = (reason: string, { name }: Site): string =>
  reason.includes("durst:password") && secretOf(name, "password") !== undefined
    ? `; here it comes from ${variableOf(name, "password")}`
    : "";

function reasonOf(failure: unknown, { name }: Site): string {
  if (failure instanceof ConcurrentUpdateError) {
    const [, by] = /created by (.+)$/m.exec(failure.message) ?? [];
    const owner = by === undefined ? "another run" : `another run (${by})`;
    return `its stack is locked by ${owner}: wait until that has ended; if it was killed, run \`pulumi cancel --yes --stack ${name}\` and see the package's docs/recovery.md`;
  }
  return failure instanceof Error ? wordsOf(failure) : "it failed for an unknown reason";
}
