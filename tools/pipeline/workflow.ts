// What a workflow of examples/gitops/github-actions runs with Pulumi, as it stands there.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";

export const gitops = join(import.meta.dirname, "..", "..", "examples", "gitops");

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps?: readonly { readonly run?: string }[] }>>;
}

/** The line for bash with which a job runs Pulumi. */
export async function pulumiStep(file: string, job: string): Promise<string> {
  const text = await readFile(join(gitops, "github-actions", ".github", "workflows", file), "utf8");
  const { jobs } = parse(text) as Workflow;
  const [line, ...others] = (jobs[job]?.steps ?? []).flatMap(({ run = "" }) =>
    /^(?:exec )?node ci\/(pulumi|orphaned-stacks)\.mjs/.test(run) ? [run.trim()] : [],
  );
  if (line === undefined || others.length > 0)
    throw new Error(`${file} does not have one step in its job ${job} that runs Pulumi`);
  return line;
}
