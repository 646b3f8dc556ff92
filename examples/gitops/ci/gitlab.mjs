// Prints GitLab's child pipeline, with a job for each stack in STACKS: node ci/gitlab.mjs up|check
// Each job names its environment literally: GitLab then gives it that environment's variables and approval.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readResult, stacksFromEnvironment } from "./settings.mjs";

const { ONLY = "", REPAIR } = process.env;
const [mode] = process.argv.slice(2);
const stacks = stacksFromEnvironment();

const stackJob = (template, stack) => ({
  extends: template,
  variables: { STACK: stack },
});
const deploying = (template, stack, more = {}) => ({
  ...stackJob(template, stack),
  environment: { name: stack },
  resource_group: stack,
  ...more,
});

function jobs() {
  if (mode === "up") {
    const changed = stacks.filter((stack) => ["changes", "new"].includes(readResult(stack)?.outcome));
    return changed.map((stack) => [`up: ${stack}`, deploying(".up", stack)]);
  }
  const checks = stacks.map((stack) => [
    `check: ${stack}`,
    // An environment without approval: a check that waits for approval would never run at night.
    { ...stackJob(".check", stack), environment: { name: `${stack}-drift`, action: "access" } },
  ]);
  // Manual: a person reads the check first.
  const repairs =
    REPAIR === "true"
      ? stacks.map((stack) => [`repair: ${stack}`, deploying(".repair", stack, { when: "manual" })])
      : [];
  const report = { extends: ".report", variables: { STACKS: JSON.stringify(stacks), ONLY } };
  return [
    ...checks,
    ...(ONLY ? [] : [["orphaned-stacks", { extends: ".orphaned-stacks" }]]),
    ["report", report],
    ...repairs,
  ];
}

const made = jobs();
const nothing = [
  "nothing to do",
  { extends: ".image", stage: "deploy", script: ["echo 'No stack changes.'"] },
];
console.log(readFileSync(join(import.meta.dirname, "..", ".gitlab", "jobs.yml"), "utf8"));
const rows = [
  ["stages", ["check", "report", "deploy"]],
  ["workflow", { rules: [{ when: "always" }] }],
  ...(made.length > 0 ? made : [nothing]),
];
// JSON is YAML.
for (const [key, value] of rows) console.log(`${JSON.stringify(key)}: ${JSON.stringify(value)}`);
