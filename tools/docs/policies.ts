// What docs/policies.md says of each policy, made of the policies' own words.
import type { ResourcePolicy, StackPolicy } from "../../packages/policy/src/policy.ts";
import { table } from "./tables.ts";

export type DocumentedPolicy = ResourcePolicy | StackPolicy;

type Option = NonNullable<DocumentedPolicy["configSchema"]>["properties"][string];

const code = (value: unknown) => `\`${value}\``;

const canRemediate = (policy: DocumentedPolicy) => "remediateResource" in policy;

const anchorOf = ({ name }: DocumentedPolicy) => `[${code(name)}](#${name})`;

/** All policies at a glance, in the pack's order. */
export const policyTable = (policies: readonly DocumentedPolicy[]): string =>
  table(
    ["policy", "level", "severity", "what it demands", "remediates", "waits for `up`"],
    policies.map((policy) => [
      anchorOf(policy),
      `${policy.enforcementLevel}`,
      `${policy.severity}`,
      policy.description,
      canRemediate(policy) ? "yes" : "",
      policy.docs.waits ?? "",
    ]),
  );

const typeOf = ({ type, items }: Option): string =>
  type === "array" && items !== undefined && !Array.isArray(items) && typeof items !== "boolean"
    ? `list of ${items.type}s`
    : `${type}`;

function configuration({ configSchema, docs }: DocumentedPolicy): string {
  const options = Object.entries(configSchema?.properties ?? {});
  if (options.length === 0) return "No options.";
  const rows = options.map(([name, option]) => [
    code(name),
    typeOf(option),
    code(JSON.stringify(option.default)),
    `${option.description}`,
  ]);
  const example = docs.configured === undefined ? "" : `\n\nBelow: ${code(JSON.stringify(docs.configured))}.`;
  return `${table(["option", "type", "default", "what it is"], rows)}${example}`;
}

const program = (heading: string, text: string) => `${heading}\n\n\`\`\`ts\n${text.trim()}\n\`\`\``;

function section(policy: DocumentedPolicy): string {
  const { name, description, enforcementLevel, severity, remediationSteps, url, docs } = policy;
  const level = `${enforcementLevel}, severity ${severity}`;
  const inStack = docs.stack === undefined ? "" : `, in a stack named ${code(docs.stack)}`;
  return [
    `### ${name}`,
    `${description} (${level}${canRemediate(policy) ? ", can remediate" : ""})`,
    `**Prevents:** ${docs.prevents}${docs.prevents.includes(`${url}`) ? "" : ` ([reference](${url}))`}`,
    configuration(policy),
    program(`Passes${inStack}:`, docs.passes),
    program(`Fails${inStack}:`, docs.fails),
    `**Remediation:** ${remediationSteps}`,
  ].join("\n\n");
}

/** A section for each policy. */
export const policySections = (policies: readonly DocumentedPolicy[]): string =>
  policies.map(section).join("\n\n");
