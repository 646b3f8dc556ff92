// ci/pulumi.mjs with a fake engine, whose output a test sets. `npm run pipeline` uses the real engine.
import { afterEach, beforeEach } from "vitest";
import { Scripts } from "./scripts.ts";

export let scripts: Scripts;

/** Gives each test of the file a folder of its own. */
export function eachInItsFolder(): void {
  beforeEach(() => {
    scripts = new Scripts();
  });
  afterEach(() => scripts[Symbol.dispose]());
}

export const urn = (name: string, type = "pulumi-nodejs:dynamic/rockit:Subscription") =>
  `urn:pulumi:lienz::webhooks::${type}::${name}`;

export interface Step {
  readonly op: string;
  readonly name?: string;
  readonly type?: string;
  readonly old?: object;
  readonly now?: object | null;
}

const events = (steps: readonly Step[]) =>
  steps
    .flatMap(
      ({ op, name = "builds", type = "pulumi-nodejs:dynamic/rockit:Subscription", old = {}, now = {} }) => {
        const state = (outputs: object | null) => outputs && { inputs: outputs, outputs };
        const metadata = { op, urn: urn(name, type), type, old: state(old), new: state(now) };
        return [{ resourcePreEvent: { metadata } }, { resOutputsEvent: { metadata } }];
      },
    )
    .map((event) => JSON.stringify(event))
    .join("\n");

interface Engine {
  readonly steps?: readonly Step[];
  readonly prints?: string;
  readonly code?: number;
  /** Entries of `pulumi stack history`, the newest first. */
  readonly history?: readonly object[];
}

/** Writes a fake `pulumi`, which logs each of its commands as a line of the file `calls`. */
export function engine({ steps, prints = "", code = 0, history = [] }: Engine): void {
  scripts.write("events", steps ? events(steps) : "");
  scripts.write("prints", prints);
  scripts.write("history", JSON.stringify(history));
  scripts.write("created", events([{ op: "create" }]));
  scripts.engine(`
printf '%s\\n' "$*" >> "$HOME/calls"
if [ "$1 $2" = "stack history" ]; then cat "$HOME/history"; exit 0; fi
if [ "$1" = stack ]; then exit 0; fi
events=events
case "$PULUMI_BACKEND_URL" in file:*) env | grep ^PULUMI_ > "$HOME/environment"; events=created ;; esac
while [ $# -gt 0 ]; do
  if [ "$1" = --event-log ] && [ -s "$HOME/$events" ]; then cp "$HOME/$events" "$2"; fi
  if [ "$1" = --save-plan ]; then echo plan > "$2"; fi
  shift
done
if [ $events = created ]; then exit 0; fi
cat "$HOME/prints"
exit ${code}`);
}
export const calls = () => scripts.read("calls").trim().split("\n");
export const pulumi = (command: string, environment: Record<string, string> = {}) =>
  scripts.run("pulumi.mjs", [command], { STACK: "lienz", ...environment });

export const same: Step = { op: "same" };
export const update: Step = { op: "update" };
