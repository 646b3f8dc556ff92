// The generated parts of docs/policies.md.
import type { ResourcePolicy, StackPolicy } from "../../packages/policy/src/policy.ts";
import { table } from "./tables.ts";

export type DocumentedPolicy = ResourcePolicy | StackPolicy;

type Option = NonNullable<DocumentedPolicy["configSchema"]>["properties"][string];

const code = (value: unknown) => `\`${value}\``;

const optionsOf = ({ configSchema }: DocumentedPolicy) => Object.entries(configSchema?.properties ?? {});

/** What a policy forbids, as the object of "forbids", with options as code. */
const forbiddenBy = ({ description }: DocumentedPolicy): string =>
  description
    .replace(/^Forbids /, "")
    .replace(/\.$/, "")
    .replace(/\bthe option (\w+)/g, "`$1`");

/** Policies with a configuration for their examples do nothing without one. */
function levelOf({ enforcementLevel, docs }: DocumentedPolicy): string {
  const needed = Object.keys(docs.configured ?? {}).map(code);
  return needed.length === 0 ? `${enforcementLevel}` : `${enforcementLevel}, once ${needed} is set`;
}

/** All policies at a glance, in the pack's order. */
export const policyTable = (policies: readonly DocumentedPolicy[]): string =>
  table(
    ["policy", "forbids", "level by default", "options"],
    policies.map((policy) => [
      `[${code(policy.name)}](#${policy.name})`,
      forbiddenBy(policy),
      levelOf(policy),
      optionsOf(policy)
        .map(([name]) => code(name))
        .join(", "),
    ]),
  );

const typeOf = ({ type, items }: Option): string =>
  type === "array" && items !== undefined && !Array.isArray(items) && typeof items !== "boolean"
    ? `list of ${items.type}s`
    : `${type}`;

/** Longer defaults follow the table of options. */
const longestCell = 60;

const isLong = ({ default: value }: Option) => JSON.stringify(value).length > longestCell;

/** A list as JSON, with lines of at most 96 characters. */
function wrappedJson(values: readonly unknown[]): string {
  const lines = [""];
  for (const text of values.map((value) => JSON.stringify(value))) {
    const line = lines.at(-1) ?? "";
    if (line.length + text.length > 92) lines.push(`${text}, `);
    else lines[lines.length - 1] = `${line}${text}, `;
  }
  const all = lines.map((line) => `  ${line.trimEnd()}`).join("\n");
  return `[\n${all.replace(/,$/, "")}\n]`;
}

const block = (heading: string, language: string, text: string) =>
  `${heading}\n\n\`\`\`${language}\n${text.trim()}\n\`\`\``;

function configuration(policy: DocumentedPolicy): readonly string[] {
  const options = optionsOf(policy);
  if (options.length === 0) return ["No options."];
  const rows = options.map(([name, option]) => [
    code(name),
    typeOf(option),
    isLong(option) ? "see below" : code(JSON.stringify(option.default)),
    `${option.description}`,
  ]);
  return [
    table(["option", "type", "default", "description"], rows),
    ...options
      .filter(([, option]) => isLong(option))
      .map(([name, option]) =>
        block(`Default of ${code(name)}:`, "json", wrappedJson([option.default].flat())),
      ),
  ];
}

function section(policy: DocumentedPolicy): string {
  const { name, description, severity, remediationSteps, url, docs } = policy;
  const stack = docs.stack === undefined ? [] : [`in a stack named ${code(docs.stack)}`];
  const configured = docs.configured === undefined ? [] : [`with ${code(JSON.stringify(docs.configured))}`];
  const given = [...stack, ...configured].map((words) => `, ${words}`).join("");
  const corrects =
    "remediateResource" in policy ? " With the level `remediate`, the policy corrects the resource." : "";
  const waits = docs.waits === undefined ? "" : ` Checked only at the end of an \`up\`: ${docs.waits}.`;
  return [
    `### ${name}`,
    description.replace(/\bthe option (\w+)/g, "the option `$1`"),
    `**Default:** ${levelOf(policy)}; severity ${severity}.${corrects}${waits}`,
    `**Prevents:** ${docs.prevents}${docs.prevents.includes(`${url}`) ? "" : ` ([reference](${url}))`}`,
    ...configuration(policy),
    block(`Passes${given}:`, "ts", docs.passes),
    block(`Fails${given}:`, "ts", docs.fails),
    `**To fix:** ${remediationSteps}`,
  ].join("\n\n");
}

/** A section for each policy. */
export const policySections = (policies: readonly DocumentedPolicy[]): string =>
  policies.map(section).join("\n\n");
