import { runInNewContext } from "node:vm";
import type { ResourcePolicy } from "../policy";
import { cwe } from "../references";
import { rockitSubscription, validateResourceOfKind } from "../resource-kinds";
import { isInVersionedComponent } from "./version";

interface NamesConfig {
  pattern: string;
  explicit: boolean;
}

/**
 * Names that people recognise in the vendor's list, which all teams of an organisation share. `explicit` is
 * off, because a generated name lets a rotation create the new subscription before it deletes the old one.
 */
export const rockitSubscriptionNames: ResourcePolicy = {
  name: "rockit-subscription-names",
  displayName: "ROCKIT subscription names match a pattern",
  description: "Forbids ROCKIT subscription names that do not match the option pattern.",
  enforcementLevel: "advisory",
  severity: "low",
  tags: ["rockit", "naming"],
  url: "https://www.pulumi.com/docs/iac/concepts/resources/names/",
  remediationSteps:
    "Give the subscription a name that matches the policy's option pattern. A new name replaces the subscription and gives it a new secret.",
  configSchema: {
    properties: {
      pattern: {
        type: "string",
        minLength: 1,
        default: "[a-z0-9][a-z0-9-]{0,62}",
        description:
          "JavaScript regular expression that must match the whole name. An invalid expression is reported, and so is one that takes more than a second for a name.",
      },
      explicit: {
        type: "boolean",
        default: false,
        description:
          "Whether the program must give name, instead of leaving it to the provider. Versions of a component are exempt.",
      },
    },
  },
  docs: {
    prevents: `Names that mean nothing in the vendor's list, which all teams share: someone may remove another team's subscription. [CWE-1099](${cwe(1099)}), inconsistent naming conventions.`,
    passes: `const hook = { sender: "mkraw", type: "webhook", url: "https://hooks.example.com/a" } as const;
new RockitSubscription("a", { ...hook, events: ["error", "exception"], name: "press-builds" });`,
    fails: `const hook = { sender: "mkraw", type: "webhook", url: "https://hooks.example.com/a" } as const;
new RockitSubscription("a", { ...hook, events: ["error", "exception"], name: "Test (2)" });`,
  },
  validateResource: validateResourceOfKind(rockitSubscription, (props, { urn, getConfig }, report) => {
    const { pattern, explicit } = getConfig<NamesConfig>();
    const whole = expressionOf(pattern);
    if (whole === undefined) {
      report(
        "The option pattern of this policy is not a valid regular expression: correct the policy's configuration.",
      );
      return;
    }
    // Two versions side by side can't have the same name.
    if (explicit && isGenerated(props) && !isInVersionedComponent(urn)) {
      report("name is not given, so the provider generates one: give the subscription a name.");
      return;
    }
    const { name } = props;
    const fits = name === undefined || isMatch(whole, name);
    if (fits === undefined)
      report(
        "The option pattern of this policy takes too long to match name: correct the policy's configuration.",
      );
    else if (!fits)
      report(
        `name does not match ${pattern}: choose a name that does. A generated name begins with the resource's name.`,
      );
  }),
};

function expressionOf(pattern: string): RegExp | undefined {
  try {
    new RegExp(pattern); // Checked alone: with brackets around it, an invalid pattern may become valid.
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    return undefined;
  }
}

/**
 * The provider's check marks names that it generated or that the engine proposed. A subscription that is only
 * read has no sender.
 */
const isGenerated = (props: { readonly name?: unknown }): boolean =>
  "namePrefix" in props || "nameProposed" in props || ("sender" in props && !("name" in props));

/** `undefined` after a second, as with nested repetitions: the engine would wait forever. */
function isMatch(expression: RegExp, text: string): boolean | undefined {
  try {
    return runInNewContext("expression.test(text)", { expression, text }, { timeout: 1_000 });
  } catch {
    return undefined;
  }
}
