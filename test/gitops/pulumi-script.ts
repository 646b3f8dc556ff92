// Runs ci/pulumi.mjs with a fake `pulumi`, whose output a test sets. `npm run pipeline` uses the real one.
import { scripts } from "./scripts.ts";

export const urnOf = (name: string, type = "pulumi-nodejs:dynamic/rockit:Subscription") =>
  `urn:pulumi:lienz::webhooks::${type}::${name}`;

export interface PreviewStep {
  readonly op: string;
  readonly name?: string;
  readonly type?: string;
  readonly old?: object;
  readonly now?: object | null;
}

const eventLogOf = (steps: readonly PreviewStep[]) =>
  steps
    .flatMap(
      ({ op, name = "builds", type = "pulumi-nodejs:dynamic/rockit:Subscription", old = {}, now = {} }) => {
        const state = (outputs: object | null) => outputs && { inputs: outputs, outputs };
        const metadata = { op, urn: urnOf(name, type), type, old: state(old), new: state(now) };
        return [{ resourcePreEvent: { metadata } }, { resOutputsEvent: { metadata } }];
      },
    )
    .map((event) => JSON.stringify(event))
    .join("\n");

interface FakeRun {
  readonly steps?: readonly PreviewStep[];
  readonly prints?: string;
  readonly code?: number;
  /** Entries of `pulumi stack history`, the newest first. */
  readonly history?: readonly object[];
}

/** Writes a fake `pulumi`, which logs each of its commands as a line of the file `calls`. */
export function fakePulumi({ steps, prints = "", code = 0, history = [] }: FakeRun): void {
  scripts.write("events", steps ? eventLogOf(steps) : "");
  scripts.write("prints", prints);
  scripts.write("history", JSON.stringify(history));
  scripts.write("created", eventLogOf([{ op: "create" }]));
  scripts.replacePulumi(`
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
export const pulumiCalls = () => scripts.read("calls").trim().split("\n");
export const runPulumiScript = (command: string, environment: Record<string, string> = {}) =>
  scripts.run("pulumi.mjs", [command], { STACK: "lienz", ...environment });

export const sameStep: PreviewStep = { op: "same" };
export const updateStep: PreviewStep = { op: "update" };
