// One open issue a stack says that its servers do not have what was declared, or that it can't be told. It is written anew
// at every check and closed when all is well again. For a job's after_script: node .gitlab/drift-issue.mjs drift.txt
import { existsSync, readFileSync } from "node:fs";

const { CI_API_V4_URL, CI_PROJECT_ID, CI_JOB_STATUS, CI_JOB_URL, DRIFT_ISSUE_TOKEN, STACK } = process.env;
const [file] = process.argv.slice(2);

async function gitlab(method, path, body) {
  const response = await fetch(`${CI_API_V4_URL}/projects/${CI_PROJECT_ID}/${path}`, {
    method,
    headers: { "PRIVATE-TOKEN": DRIFT_ISSUE_TOKEN, "content-type": "application/json" },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`GitLab answered ${response.status} to ${method} ${path.split("?")[0]}`);
  return response.json();
}

/** Indented text is code, whatever it holds: no mention, no link, no quick action that GitLab would carry out. */
const asText = (text) => text.replaceAll(/^/gm, "    ");

function description() {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const finding = text.includes("no changes were expected")
    ? `The servers do not have what was declared for **${STACK}**. If what was changed there is right, declare it; if not, run a pipeline with \`REPAIR=true\`.`
    : `Whether the servers have what was declared for **${STACK}** could not be told: the check failed.`;
  return `${finding}\n\n[The job](${CI_JOB_URL})\n\n${asText(text.slice(0, 50_000))}\n`;
}

async function report() {
  const title = `Drift: ${STACK}`;
  const query = new URLSearchParams({ state: "opened", in: "title", search: title, per_page: "100" });
  const issue = (await gitlab("GET", `issues?${query}`)).find((one) => one.title === title);
  if (CI_JOB_STATUS !== "success") {
    if (issue) await gitlab("PUT", `issues/${issue.iid}`, { description: description() });
    else await gitlab("POST", "issues", { title, description: description() });
  } else if (issue) {
    await gitlab("PUT", `issues/${issue.iid}`, { state_event: "close" });
  }
}

if (!DRIFT_ISSUE_TOKEN) {
  console.log(
    "No issue is written: the variable DRIFT_ISSUE_TOKEN is not set. A failed job is all that tells of drift.",
  );
} else if (CI_JOB_STATUS !== "canceled") {
  try {
    await report();
  } catch (failure) {
    console.error(`The issue about drift in ${STACK} could not be written: ${failure.message}.`);
    process.exitCode = 1;
  }
}
