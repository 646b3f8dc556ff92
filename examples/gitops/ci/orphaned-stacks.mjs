// Writes results/.orphaned-stacks.json: the project's stacks without a file, and the number of resources of
// each. Their subscriptions stay on the servers until someone removes the stacks.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { settings } from "./settings.mjs";

const { organization, project } = settings();
const scope = organization ? ["--organization", organization] : [];
const printed = execFileSync(
  "pulumi",
  ["stack", "ls", "--json", ...scope, "--non-interactive", "--color", "never"],
  {
    cwd: project,
    encoding: "utf8",
  },
);
const hasFile = (stack) =>
  ["yaml", "yml"].some((ending) => existsSync(join(project, `Pulumi.${stack}.${ending}`)));
const orphaned = JSON.parse(printed)
  .map(({ name, resourceCount = 0 }) => ({ stack: name.split("/").at(-1), resources: resourceCount }))
  .filter(({ stack }) => !hasFile(stack));
mkdirSync("results", { recursive: true });
writeFileSync(join("results", ".orphaned-stacks.json"), JSON.stringify(orphaned));
for (const { stack, resources } of orphaned)
  console.log(
    `${stack} has no file, but its state has ${resources === 1 ? "1 entry" : `${resources} entries`}.`,
  );
