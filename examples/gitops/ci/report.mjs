// Reports what the jobs wrote into results/, for each stack in the variable STACKS:
//   node ci/report.mjs FILE        writes Markdown, within GitHub's limit for comments
//   node ci/report.mjs comment     writes or updates the comment on the pull request PULL_REQUEST
import { writeFileSync } from "node:fs";
import { findComment, github } from "./github-api.mjs";
import { output, readResult, stacksFromEnvironment } from "./settings.mjs";

/** GitHub allows 65,536 characters. */
const limit = 60_000;
const mark = "<!-- pulumi preview -->";
const { RUN = "" } = process.env;

const words = {
  unchanged: "no change",
  changes: "**changes**",
  new: "**new**: its stack does not exist yet",
  differs: "**differs**",
  failed: "**failed**",
  none: "**no result**: its job failed or timed out",
};

/** Escapes text within <pre>: it can't contain mentions, links or images. A cut text ends with a note. */
export function block(text, room) {
  const escaped = text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "&#64;");
  const cut = escaped.length > room;
  const shown = cut ? escaped.slice(0, Math.max(0, room)).replace(/&[^;]{0,4}$/, "") : escaped;
  return `<pre>\n${shown}\n</pre>\n${cut ? `\n**Cut here**: [the run](${RUN}) has the rest.\n` : ""}`;
}

export function report(stacks) {
  const results = stacks.map((stack) => readResult(stack) ?? { stack, outcome: "none", text: "" });
  const rank = ({ outcome }) => ["none", "failed", "new", "changes", "differs", "unchanged"].indexOf(outcome);
  results.sort((one, other) => rank(one) - rank(other) || one.stack.localeCompare(other.stack));
  const unchanged = results.filter(({ outcome }) => outcome === "unchanged");
  const others = results.filter(({ outcome }) => outcome !== "unchanged");
  const listed = others.slice(0, 300);
  const isCheck = results.some(({ outcome }) => outcome === "differs");
  const what = isCheck ? "differ or could not be checked" : "would change or failed";
  let text = `${mark}\n${others.length} of ${results.length} ${results.length === 1 ? "stack" : "stacks"} ${what}; [the run](${RUN}) has all texts in full.\n`;
  if (listed.length > 0)
    text += `\n| stack | |\n|---|---|\n${listed.map(({ stack, outcome }) => `| ${stack} | ${words[outcome] ?? "failed"} |`).join("\n")}\n`;
  if (listed.length < others.length) text += `\n… and ${others.length - listed.length} more stacks.\n`;
  if (unchanged.length > 0) text += `\n${unchanged.length} unchanged.\n`;
  const withText = listed.filter(({ text: printed }) => printed);
  const overhead = 200;
  let left = limit - text.length;
  let shown = 0;
  for (const [index, { stack, text: printed }] of withText.entries()) {
    const room = Math.floor(left / (withText.length - index)) - overhead - stack.length;
    if (room < 500 && withText.length > 1 && left < 700 + overhead) break;
    const part = `\n<details><summary>${stack}</summary>\n\n${block(printed, Math.max(room, 500))}\n</details>\n`;
    text += part;
    left -= part.length;
    shown += 1;
  }
  if (shown < withText.length)
    text += `\n**${withText.length - shown} more texts do not fit here**: [the run](${RUN}) has them.\n`;
  return text;
}

async function comment(body) {
  const { GITHUB_REPOSITORY, PULL_REQUEST } = process.env;
  const comments = `repos/${GITHUB_REPOSITORY}/issues/${PULL_REQUEST}/comments`;
  const earlier = await findComment(comments, mark);
  if (earlier) await github("PATCH", `repos/${GITHUB_REPOSITORY}/issues/comments/${earlier.id}`, { body });
  else await github("POST", comments, { body });
}

const [target] = process.argv.slice(2);
const stacks = stacksFromEnvironment();
const text = report(stacks);
if (target === "comment") await comment(text);
else writeFileSync(target, text, { flag: "a" });
const having = (...outcomes) => stacks.filter((stack) => outcomes.includes(readResult(stack)?.outcome));
output("changed", having("changes", "new"));
output("differing", having("differs"));
