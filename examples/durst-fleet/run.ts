// One command at one site. It never throws: whatever goes wrong here is the outcome of this site alone.
import { ConcurrentUpdateError, type Stack } from "@pulumi/pulumi/automation/index.js";
import { type Difference, differences, differencesOf } from "./drift.ts";
import type { Command, Options } from "./options.ts";
import { type Change, Observed, type Operation, oneLine, operations } from "./outcome.ts";
import { secretOf, variableOf, withoutSecrets } from "./secrets.ts";
import type { Site } from "./sites.ts";
import { type Opening, openStack, wordsOf } from "./stacks.ts";
import { type Deadlines, stopAt } from "./time-limit.ts";

export type Result = "ok" | "differs" | "failed" | "interrupted" | "skipped";

export interface Outcome extends Readonly<Record<Operation, number>> {
  readonly site: string;
  readonly result: Result;
  /** What `drift` found, where the result is `differs`. */
  readonly differences?: readonly Difference[];
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

export interface Running extends Deadlines {
  readonly options: Options;
  readonly opening: Opening;
  readonly tell: (change: Change) => void;
}

export async function runSite(site: Site, running: Running): Promise<Outcome> {
  const { options, opening, stopping, tell } = running;
  const { command, timeout } = options;
  const started = performance.now();
  const observed = new Observed(tell);
  const ended = (result: Result, reason?: string, found?: readonly Difference[]): Outcome => ({
    site: site.name,
    result,
    ...(found === undefined ? {} : { differences: found }),
    ...none,
    ...Object.fromEntries(operations.map((operation) => [operation, observed.count(operation)])),
    seconds: Math.round((performance.now() - started) / 100) / 10,
    changes: observed.changes,
    ...(reason === undefined ? {} : { reason: withoutSecrets(oneLine(reason), site.name) }),
  });
  const differs = (found: readonly Difference[]): Outcome =>
    ended("differs", found.map((one) => differences[one]).join("; "), found);

  if (!opening.exists) {
    if (command === "drift") return differs(["never created"]);
    if (command === "destroy") return ended("ok");
    if (command === "refresh") return ended("failed", "it has no stack yet: run `up` for it first");
  }
  const limit = stopAt(options, running);
  try {
    const stack = await openStack(site, { ...opening, timeout });
    limit.signal.throwIfAborted();
    const common = { signal: limit.signal, onEvent: observed.onEvent, color: "never" } as const;
    if (command !== "drift") {
      await perform[command](stack, common, options);
      return ended("ok");
    }
    const found = await compare(stack, common, observed);
    return found.length === 0 ? ended("ok") : differs(found);
  } catch (failure) {
    const failed =
      observed.failure === undefined ? undefined : observed.failure + origin(observed.failure, site);
    if (limit.late)
      return ended(
        "failed",
        `stopped after ${timeout} s (--timeout)${failed === undefined ? "" : `: ${failed}`}`,
      );
    if (failed !== undefined) return ended("failed", failed);
    if (stopping.aborted) return ended("interrupted", "it was stopped: the same command again goes on");
    return ended("failed", reasonOf(failure, site));
  } finally {
    limit.end();
  }
}

const listOf = (one: string | undefined): string[] => (one === undefined ? [] : [one]);

interface Common {
  readonly signal: AbortSignal;
  readonly onEvent: Observed["onEvent"];
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

/** `pulumi preview --refresh --expect-no-changes`: the server with the program, not with the last state. @throws if it could not look */
async function compare(stack: Stack, common: Common, observed: Observed): Promise<readonly Difference[]> {
  const equal = await stack.preview({ ...common, refresh: true, expectNoChanges: true }).then(
    () => true,
    (failure: Error) => {
      if (changesProposed.test(failure.message)) return false;
      throw failure;
    },
  );
  if (equal && observed.planned.size === 0) return [];
  const lastUpdate = await lastUpdateOf(stack);
  const found = differencesOf(observed, lastUpdate);
  // The engine proposes a change that is of no object, such as an output of the stack.
  return found.length > 0 ? found : [lastUpdate === "failed" ? "half done" : "not applied"];
}

/** How the engine ends `--expect-no-changes`. */
const changesProposed = /Command failed with exit code 7: /;

async function lastUpdateOf(stack: Stack): Promise<"succeeded" | "failed"> {
  // A backend that keeps no history leaves the site red all the same, only less precisely.
  const updates = await stack.history(20, 1, false).catch(() => []);
  const last = updates.find(({ kind }) => kind === "update" || kind === "destroy");
  return last?.result === "failed" ? "failed" : "succeeded";
}

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
