// Prints the stacks as JSON: one for each file Pulumi.<stack>.yaml. There is no other list: a new site is a
// new file.
//   ONLY=lienz            only this stack
//   CHANGED_SINCE=HEAD^1  only stacks that a pull request can change: not for documentation,
//                         and only its own stack for a stack's file
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { fail, isStackName, output, settings } from "./settings.mjs";

const { project, watch } = settings();
const { ONLY = "", CHANGED_SINCE = "" } = process.env;
const file = /^Pulumi\.(.+)\.ya?ml$/s;

/** Names that the pipelines use for their own environments and artifacts. */
const reserved = ["drift-report", "orphaned-stacks", "preview"];

function allStacks() {
  const names = readdirSync(project).flatMap((name) => file.exec(name)?.[1] ?? []);
  for (const name of names) {
    if (!isStackName(name))
      fail(`the file of the stack ${JSON.stringify(name)} has characters that a name may not have.`);
    if (reserved.includes(name)) fail(`a stack can't be called ${name}: the pipeline itself uses that name.`);
    if (names.includes(`${name}-drift`))
      fail(`the stack ${name}-drift has the name of the environment for the check of ${name}.`);
    if (names.filter((other) => other.toLowerCase() === name.toLowerCase()).length > 1)
      fail(`the stack ${name} has two files, or another one differs only in upper and lower case.`);
  }
  return names.sort();
}

function changedFiles() {
  const printed = execFileSync("git", ["diff", "--name-only", "-z", "--no-renames", CHANGED_SINCE, "--"], {
    encoding: "utf8",
  });
  return printed.split("\0").filter(Boolean);
}

/** Paths are as git prints them: with `/`, and without `.`. */
const within = (path, folder) =>
  posix.join(folder, "/") === "./" || path.startsWith(posix.join(folder, "/")) || path === folder;

function affected(names) {
  const files = changedFiles().filter(
    (path) => !path.endsWith(".md") && ["ci", ...watch].some((folder) => within(path, folder)),
  );
  const ofOneStack = files.map((path) => {
    const [, name] = (posix.dirname(path) === posix.join(project) && file.exec(posix.basename(path))) || [];
    return name;
  });
  for (const name of new Set(ofOneStack))
    if (name !== undefined && isStackName(name) && !names.includes(name)) tellRemoved(name);
  if (ofOneStack.includes(undefined)) return names;
  return names.filter((name) => ofOneStack.includes(name));
}

function tellRemoved(name) {
  const sentence = `The file of the stack ${name} is removed: its subscriptions stay on the servers until someone removes the stack.`;
  console.error(process.env.GITHUB_ACTIONS ? `::notice::${sentence}` : sentence);
}

let stacks = allStacks();
if (ONLY) {
  if (!stacks.includes(ONLY)) fail(`there is no file ${join(project, `Pulumi.${ONLY}.yaml`)}.`);
  stacks = [ONLY];
} else if (CHANGED_SINCE) {
  stacks = affected(stacks);
}
// GitHub's limit for a matrix.
if (process.env.GITHUB_ACTIONS && stacks.length > 256)
  fail(
    `${stacks.length} stacks are more than the 256 that one GitHub matrix takes: divide them into two projects.`,
  );
console.log(JSON.stringify(stacks));
output("names", stacks);
