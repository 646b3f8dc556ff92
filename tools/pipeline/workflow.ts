// Reads the Pulumi commands from the workflows in examples/gitops/github-actions.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";

export const gitops = join(import.meta.dirname, "..", "..", "examples", "gitops");

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps?: readonly { readonly run?: string }[] }>>;
}

/** The bash command with which a job runs Pulumi. */
export async function pulumiStep(file: string, job: string): Promise<string> {
  const text = await readFile(join(gitops, "github-actions", ".github", "workflows", file), "utf8");
  const { jobs } = parse(text) as Workflow;
  const [line, ...others] = (jobs[job]?.steps ?? []).flatMap(({ run = "" }) =>
    /^(?:exec )?node ci\/(pulumi|orphaned-stacks)\.mjs/.test(run) ? [run.trim()] : [],
  );
  if (line === undefined || others.length > 0)
    throw new Error(`${file} must have exactly one step that runs Pulumi in its job ${job}`);
  return line;
}
