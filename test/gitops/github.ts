import { filesOf, parseYaml, textOf } from "./files.ts";

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly needs?: string | readonly string[];
  readonly with?: Readonly<Record<string, unknown>>;
  readonly "timeout-minutes"?: number;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

export interface Workflow {
  readonly on: unknown;
  readonly permissions?: unknown;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = ["github-actions", ".github", "workflows"] as const;

/** The workflows' texts by file name. */
export const workflowTexts = new Map(
  filesOf(folder.join("/")).map((file) => [file, textOf(...folder, file)]),
);

export const readWorkflow = (file: string) => parseYaml<Workflow>(workflowTexts.get(file) ?? "");

export const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps = [] }) => steps);

/** The composite action that the jobs with a Pulumi command share. */
export const pulumiAction = parseYaml<{ readonly runs: { readonly steps: readonly Step[] } }>(
  textOf("github-actions", ".github", "actions", "pulumi", "action.yml"),
);

export function findStep(file: string, name: string): Step {
  const step = stepsOf(readWorkflow(file)).find((one) => one.name === name);
  if (step === undefined) throw new Error(`${file} has no step "${name}"`);
  return step;
}
