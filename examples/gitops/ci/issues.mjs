// After the checks: keeps one open issue for each stack that differs from the program, or that could not be
// checked. Each run rewrites the issue; only a check without differences closes it. Works at GitHub
// (GH_TOKEN) and GitLab (DRIFT_ISSUE_TOKEN). STACKS names the stacks to check.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isStackName, readResult, stacksFromEnvironment } from "./settings.mjs";
import { tracker } from "./trackers.mjs";

const { HEARTBEAT_URL, ONLY = "", STACKS = "" } = process.env;
const run = `[The run](${process.env.RUN || process.env.CI_PIPELINE_URL || ""})`;
const title = (stack) => `Drift: ${stack}`;
/** The issue about a failure of the check itself. No stack can have this name. */
const itself = "the check itself";
/** The issue for a night on which something that all stacks share is down. */
const many = "many stacks";
const mostNewIssues = 30;
/** GitHub allows 65,536 characters for the whole issue. */
const limit = 40_000;
const longestRow = 120;

/** Indented text is code: it can't contain mentions, links or quick actions. */
const asText = (text) => {
  const indented = text.replaceAll(/\r\n?/g, "\n").replaceAll(/^/gm, "    ");
  const cut = indented.length > limit;
  return `${indented.slice(0, limit)}\n${cut ? `\n**Cut here**: ${run} has the rest.\n` : ""}`;
};

const remedies = {
  github: "To deploy: run the workflow *Deploy*. To repair: run the workflow *Drift* with *repair*.",
  gitlab: "To deploy: run a pipeline. To repair: run a pipeline with `REPAIR=true`.",
};

const causes = {
  changed: "changed on the server",
  gone: "deleted on the server",
  unapplied: "declared, not applied",
  "never created": "declared, never created",
};

function difference({ stack, findings = [], resources = [], text }) {
  const rows = resources
    .slice(0, 100)
    .map(
      ({ resource, cause }) =>
        `    ${causes[cause] ?? cause}: ${String(resource).replaceAll(/\s/g, " ").slice(0, longestRow)}`,
    );
  const more = resources.length > 100 ? `    … and ${resources.length - 100} more\n` : "";
  return [
    `The servers differ from the program of **${stack}**.`,
    findings.map(({ kind, text: sentence }) => `- **${kind}**: ${sentence}`).join("\n"),
    remedies[tracker.kind],
    run,
    rows.length > 0 ? `${rows.join("\n")}\n${more}` : "",
    asText(text ?? ""),
  ].join("\n\n");
}

const unknown = (stack, reason, text = "") =>
  `Could not check **${stack}**: ${reason}.\n\n${run}\n\n${asText(text)}`;

const open = new Map();
async function openIssue(stack, body) {
  const issue = open.get(title(stack));
  open.delete(title(stack));
  if (issue) await tracker.edit(issue, body);
  else await tracker.create(title(stack), body);
}
async function closeIssue(stack, reason) {
  const issue = open.get(title(stack));
  open.delete(title(stack));
  if (issue) await tracker.close(issue, `${reason} ${run}`);
}

async function stackChecked(stack) {
  const result = readResult(stack);
  if (result?.outcome === "unchanged")
    await closeIssue(stack, "The check found no difference between the servers and the program.");
  else if (result?.outcome === "differs") await openIssue(stack, difference(result));
  else if (result) await openIssue(stack, unknown(stack, "the check failed", result.text));
  else
    await openIssue(
      stack,
      unknown(stack, "the check timed out, was cancelled, or failed before it compared anything"),
    );
}

/**
 * A shared server can make hundreds of stacks differ at once: they get one common issue, since GitHub limits
 * new issues.
 */
async function stacksChecked(stacks) {
  const unreported = stacks.filter(
    (stack) => readResult(stack)?.outcome !== "unchanged" && !open.has(title(stack)),
  );
  const together = unreported.length > mostNewIssues ? unreported : [];
  const rows = together.map((stack) => `- ${stack}: ${readResult(stack)?.outcome ?? "no result"}`);
  if (together.length > 0)
    await openIssue(
      many,
      `${together.length} stacks differ or could not be checked.\n\n${run}\n\n${rows.join("\n")}\n`,
    );
  else if (!ONLY) await closeIssue(many, `At most ${mostNewIssues} stacks have no issue of their own.`);
  for (const stack of stacks) if (!together.includes(stack)) await onItsOwn(stack, () => stackChecked(stack));
}

/** A failed write does not stop the other issues. */
async function onItsOwn(stack, write) {
  try {
    await write();
  } catch (failure) {
    console.error(`error: the issue of ${stack} could not be written: ${failure.message}`);
    process.exitCode = 1;
  }
}

async function stacksWithoutFile() {
  const file = join("results", ".orphaned-stacks.json");
  if (!existsSync(file)) return false;
  for (const { stack, resources } of JSON.parse(readFileSync(file, "utf8"))) {
    if (!isStackName(stack)) continue;
    if (resources > 0)
      await openIssue(
        stack,
        `The file of **${stack}** was removed, but its stack is not empty (${resources === 1 ? "1 entry" : `${resources} entries`} in its state): the servers may still have its subscriptions.\n\nTo delete them: ${tracker.kind === "github" ? `run the workflow *Remove* with \`${stack}\`` : `run a pipeline with \`REMOVE=${stack}\``}. To keep the site: restore its file. If it was renamed: restore the file, and rename the stack with \`pulumi stack rename\` first.\n\n${run}\n`,
      );
  }
  // The issues that are still open are of stacks that this job can't read: removed ones, or ones that were
  // never created.
  for (const name of [...open.keys()].map((one) => one.slice(title("").length)))
    if (isStackName(name) && open.has(title(name)))
      await closeIssue(name, "The stack has no file, and is not among the stacks that this job can read.");
  return true;
}

if (!tracker) {
  console.log(
    "No issue is written: the variable DRIFT_ISSUE_TOKEN is not set. Only the failed job shows drift.",
  );
} else {
  for (const issue of await tracker.open()) open.set(issue.title, issue);
  if (STACKS === "") {
    // Whoever checks one stack by hand sees the result in the run.
    if (!ONLY)
      await openIssue(itself, `No stack was checked: the job that lists the stacks failed.\n\n${run}\n`);
  } else {
    const stacks = stacksFromEnvironment();
    await stacksChecked(stacks);
    const looked = stacks.some((stack) => ["unchanged", "differs"].includes(readResult(stack)?.outcome));
    if (!ONLY) {
      if (stacks.length === 0)
        await openIssue(
          itself,
          `No stack was checked: the project has no file Pulumi.<stack>.yaml.\n\n${run}\n`,
        );
      else if (await stacksWithoutFile()) await closeIssue(itself, "The stacks were listed and checked.");
      else await openIssue(itself, `The search for stacks without a file failed.\n\n${run}\n`);
      // A monitoring service expects this request every night, and raises an alarm without it.
      if (looked && HEARTBEAT_URL)
        await fetch(HEARTBEAT_URL, { method: "POST", signal: AbortSignal.timeout(30_000) });
    }
  }
}
