// After the checks: one open issue for each stack whose servers differ from the program, or that could not be checked.
// It is written anew every time, and closed only by a check that looked and found no difference. Works at GitHub
// (GH_TOKEN) and GitLab (DRIFT_ISSUE_TOKEN); STACKS are those that had to be checked.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isStackName, readResult, stacksFromEnvironment } from "./settings.mjs";
import { tracker } from "./trackers.mjs";

const { HEARTBEAT_URL, ONLY = "", STACKS = "" } = process.env;
const run = `[The run](${process.env.RUN || process.env.CI_PIPELINE_URL || ""})`;
const title = (stack) => `Drift: ${stack}`;
/** For what is wrong with the check itself. No stack can have this name. */
const itself = "the check itself";
/** For a night on which something that all stacks share is down. */
const many = "many stacks";
const mostNewIssues = 30;
/** GitHub takes 65,536 characters, with everything around this text. */
const limit = 40_000;
const longestRow = 120;

/** Indented text is code, whatever it holds: no mention, no link, no quick action. */
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
  changed: "changed at the server",
  gone: "deleted at the server",
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
    `The servers do not have what the program declares for **${stack}**.`,
    findings.map(({ kind, text: sentence }) => `- **${kind}**: ${sentence}`).join("\n"),
    remedies[tracker.kind],
    run,
    rows.length > 0 ? `${rows.join("\n")}\n${more}` : "",
    asText(text ?? ""),
  ].join("\n\n");
}

const unknown = (stack, why, text = "") =>
  `Could not check **${stack}**: ${why}.\n\n${run}\n\n${asText(text)}`;

const open = new Map();
async function say(stack, body) {
  const issue = open.get(title(stack));
  open.delete(title(stack));
  if (issue) await tracker.edit(issue, body);
  else await tracker.create(title(stack), body);
}
async function settle(stack, why) {
  const issue = open.get(title(stack));
  open.delete(title(stack));
  if (issue) await tracker.close(issue, `${why} ${run}`);
}

async function stackChecked(stack) {
  const result = readResult(stack);
  if (result?.outcome === "unchanged")
    await settle(stack, "The check found no difference between the servers and the program.");
  else if (result?.outcome === "differs") await say(stack, difference(result));
  else if (result) await say(stack, unknown(stack, "the check failed", result.text));
  else await say(stack, unknown(stack, "the check timed out, was cancelled, or failed before it looked"));
}

/** A server that all share can make hundreds differ at once: they get one issue together, as GitHub limits new ones. */
async function stacksChecked(stacks) {
  const unreported = stacks.filter(
    (stack) => readResult(stack)?.outcome !== "unchanged" && !open.has(title(stack)),
  );
  const together = unreported.length > mostNewIssues ? unreported : [];
  const rows = together.map((stack) => `- ${stack}: ${readResult(stack)?.outcome ?? "no result"}`);
  if (together.length > 0)
    await say(
      many,
      `${together.length} stacks differ or could not be checked.\n\n${run}\n\n${rows.join("\n")}\n`,
    );
  else if (!ONLY)
    await settle(many, `No more than ${mostNewIssues} stacks are without an issue of their own.`);
  for (const stack of stacks) if (!together.includes(stack)) await onItsOwn(stack, () => stackChecked(stack));
}

/** One issue that is refused keeps no other from being written. */
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
      await say(
        stack,
        `The file of **${stack}** was removed, but its stack is not empty (${resources === 1 ? "1 entry" : `${resources} entries`} in its state): the servers may still have its subscriptions.\n\nTo delete them: ${tracker.kind === "github" ? `run the workflow *Remove* with \`${stack}\`` : `run a pipeline with \`REMOVE=${stack}\``}. To keep the site: restore its file.\n\n${run}\n`,
      );
  }
  // The issues that are still open are of stacks that this job can't read: removed ones, or ones that were never created.
  for (const name of [...open.keys()].map((one) => one.slice(title("").length)))
    if (isStackName(name) && open.has(title(name)))
      await settle(name, "The stack has no file, and is not among the stacks that this job can read.");
  return true;
}

if (!tracker) {
  console.log(
    "No issue is written: the variable DRIFT_ISSUE_TOKEN is not set. Only the failed job tells of drift.",
  );
} else {
  for (const issue of await tracker.open()) open.set(issue.title, issue);
  if (STACKS === "") {
    // A person who started a check of one stack sees for themselves.
    if (!ONLY) await say(itself, `No stack was checked: the job that lists the stacks failed.\n\n${run}\n`);
  } else {
    const stacks = stacksFromEnvironment();
    await stacksChecked(stacks);
    const looked = stacks.some((stack) => ["unchanged", "differs"].includes(readResult(stack)?.outcome));
    if (!ONLY) {
      if (stacks.length === 0)
        await say(itself, `No stack was checked: the project has no file Pulumi.<stack>.yaml.\n\n${run}\n`);
      else if (await stacksWithoutFile()) await settle(itself, "The stacks were listed and checked.");
      else await say(itself, `Stacks whose file was removed could not be looked for.\n\n${run}\n`);
      // A service that expects this request every night raises the alarm when the schedule stops.
      if (looked && HEARTBEAT_URL)
        await fetch(HEARTBEAT_URL, { method: "POST", signal: AbortSignal.timeout(30_000) });
    }
  }
}
