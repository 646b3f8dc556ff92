// Runs one command at one site. It never throws: a failure is the outcome of this site.
import { ConcurrentUpdateError, type Stack } from "@pulumi/pulumi/automation/index.js";
import { type Difference, differences, differencesOf } from "./drift.ts";
import type { Command, Options } from "./options.ts";
import { type Change, type Operation, oneLine, operations, RunEvents } from "./run-events.ts";
import { secretOf, variableOf, withoutSecrets } from "./secrets.ts";
import type { Site } from "./sites.ts";
import { type OpenStackOptions, openStack, pulumiErrorOf } from "./stacks.ts";
import { type Deadlines, startTimeLimit } from "./time-limit.ts";

export type Result = "ok" | "differs" | "failed" | "interrupted" | "skipped";

export interface Outcome extends Readonly<Record<Operation, number>> {
  readonly site: string;
  readonly result: Result;
  /** The findings of `drift`, if the result is `differs`. */
  readonly differences?: readonly Difference[];
  readonly seconds: number;
  readonly changes: readonly Change[];
  /** Why the result is not ok, in one sentence. */
  readonly reason?: string;
}

const none = Object.fromEntries(operations.map((operation) => [operation, 0])) as Record<Operation, number>;

/** The outcome of a site without any change. */
export const emptyOutcome = ({ name }: Site, result: Result, reason: string): Outcome => ({
  site: name,
  result,
  ...none,
  seconds: 0,
  changes: [],
  reason,
});

export interface Running extends Deadlines {
  readonly options: Options;
  readonly openOptions: OpenStackOptions;
  readonly onChange: (change: Change) => void;
}

export async function runSite(site: Site, running: Running): Promise<Outcome> {
  const { options, openOptions, stopping, onChange } = running;
  const { command, timeout } = options;
  const started = performance.now();
  const events = new RunEvents(onChange);
  const ended = (result: Result, reason?: string, found?: readonly Difference[]): Outcome => ({
    site: site.name,
    result,
    ...(found === undefined ? {} : { differences: found }),
    ...none,
    ...Object.fromEntries(operations.map((operation) => [operation, events.count(operation)])),
    seconds: Math.round((performance.now() - started) / 100) / 10,
    changes: events.changes,
    ...(reason === undefined ? {} : { reason: withoutSecrets(oneLine(reason), site.name) }),
  });
  const differs = (found: readonly Difference[]): Outcome =>
    ended("differs", found.map((one) => differences[one]).join("; "), found);

  if (!openOptions.exists) {
    if (command === "drift") return differs(["never created"]);
    if (command === "destroy") return ended("ok");
    if (command === "refresh") return ended("failed", "the site has no stack yet: run `up` first");
  }
  const limit = startTimeLimit(options, running);
  try {
    const stack = await openStack(site, { ...openOptions, timeout });
    limit.signal.throwIfAborted();
    const common = { signal: limit.signal, onEvent: events.onEvent, color: "never" } as const;
    if (command !== "drift") {
      await perform[command](stack, common, options);
      return ended("ok");
    }
    const found = await compare(stack, common, events);
    return found.length === 0 ? ended("ok") : differs(found);
  } catch (failure) {
    const failed = events.failure === undefined ? undefined : events.failure + origin(events.failure, site);
    if (limit.isExceeded)
      return ended(
        "failed",
        `stopped after ${timeout} s (--timeout)${failed === undefined ? "" : `: ${failed}`}`,
      );
    if (failed !== undefined) return ended("failed", failed);
    if (stopping.aborted)
      return ended(
        "interrupted",
        "the site was stopped: run the same command again to continue; if a second signal ended it, see the package's docs/recover.md first",
      );
    return ended("failed", reasonOf(failure, site));
  } finally {
    limit.end();
  }
}

const listOf = (one: string | undefined): string[] => (one === undefined ? [] : [one]);

interface Common {
  readonly signal: AbortSignal;
  readonly onEvent: RunEvents["onEvent"];
  readonly color: "never";
}

const up = (stack: Stack, common: Common, { policyPack }: Options, refresh: boolean) =>
  stack.up({ ...common, refresh, policyPacks: listOf(policyPack), showSecrets: false });

const perform: Readonly<
  Record<Exclude<Command, "drift">, (stack: Stack, common: Common, options: Options) => Promise<unknown>>
> = {
  preview: (stack, common, { refresh, policyPack }) =>
    stack.preview({ ...common, refresh, policyPacks: listOf(policyPack) }),
  up: (stack, common, options) => up(stack, common, options, options.refresh),
  repair: (stack, common, options) => up(stack, common, options, true),
  refresh: (stack, common) => stack.refresh({ ...common, showSecrets: false }),
  destroy: (stack, common) => stack.destroy({ ...common, showSecrets: false }),
};

/**
 * Compares the server with the program: `pulumi preview --refresh --expect-no-changes`.
 *
 * @throws if the comparison fails
 */
async function compare(stack: Stack, common: Common, events: RunEvents): Promise<readonly Difference[]> {
  const equal = await stack.preview({ ...common, refresh: true, expectNoChanges: true }).then(
    () => true,
    (failure: Error) => {
      if (changesProposed.test(failure.message)) return false;
      throw failure;
    },
  );
  if (equal && events.planned.size === 0) return [];
  const lastUpdate = await lastUpdateOf(stack);
  const found = differencesOf(events, lastUpdate);
  // Without a changed object something else differs, such as an output of the stack.
  return found.length > 0 ? found : [lastUpdate === "failed" ? "half done" : "not applied"];
}

/** How the engine ends if `--expect-no-changes` finds changes. */
const changesProposed = /Command failed with exit code 7: /;

async function lastUpdateOf(stack: Stack): Promise<"succeeded" | "failed"> {
  // Without a history the difference is still reported, but less precisely.
  const updates = await stack.history(20, 1, false).catch(() => []);
  const last = updates.find(({ kind }) => kind === "update" || kind === "destroy");
  return last?.result === "failed" ? "failed" : "succeeded";
}

/** Where the password comes from: the provider's error names only the setting. */
const origin = (reason: string, { name }: Site): string =>
  reason.includes("durst:password") && secretOf(name, "password") !== undefined
    ? `; here it comes from ${variableOf(name, "password")}`
    : "";

function reasonOf(failure: unknown, { name }: Site): string {
  if (failure instanceof ConcurrentUpdateError) {
    const [, by] = /created by (.+)$/m.exec(failure.message) ?? [];
    const owner = by === undefined ? "another run" : `another run (${by})`;
    return `the stack is locked by ${owner}: wait until that run ends; if it was killed, run \`pulumi cancel --yes --stack ${name}\` and see the package's docs/recover.md`;
  }
  return failure instanceof Error ? pulumiErrorOf(failure) : "unknown error";
}
