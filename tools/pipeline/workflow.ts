// What a workflow of examples/gitops/github-actions does with pulumi, as it stands there.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";

const folder = join(
  import.meta.dirname,
  "..",
  "..",
  "examples",
  "gitops",
  "github-actions",
  ".github",
  "workflows",
);

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps?: readonly Step[] }>>;
}

interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly run?: string;
}

export interface Command {
  readonly name: string;
  /** Lines for bash. */
  readonly run: string;
}

/** The steps of a job that run pulumi, in order; those with the condition `inputs.repair` only for a repair. */
export async function pulumiSteps(file: string, job: string, { repair = false } = {}): Promise<Command[]> {
  const { jobs } = parse(await readFile(join(folder, file), "utf8")) as Workflow;
  const steps = (jobs[job]?.steps ?? []).flatMap((step): Command[] => {
    const { name = "", run = "" } = step;
    if (!/^pulumi /.test(run) || (step.if === "inputs.repair" && !repair)) return [];
    return [{ name, run: run.trim() }];
  });
  if (steps.length === 0) throw new Error(`${file} has no step in its job ${job} that runs pulumi`);
  return steps;
}
