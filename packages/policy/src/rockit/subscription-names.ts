import { runInNewContext } from "node:vm";
import type { ResourcePolicy } from "../documented";
import { rockitSubscription, validateResourceOfKind } from "../of-kind";
import { cwe } from "../references";

interface NamesConfig {
  pattern: string;
  explicit: boolean;
}

/**
 * Names that people recognise in the vendor's list, which all teams of an organisation share. `explicit` is off: a name that is made lets a
 * rotation create the new subscription before the old one is gone.
 */
export const rockitSubscriptionNames: ResourcePolicy = {
  name: "rockit-subscription-names",
  displayName: "ROCKIT subscriptions are named as agreed",
  description: "The name of a ROCKIT subscription is as agreed.",
  enforcementLevel: "advisory",
  severity: "low",
  tags: ["rockit", "naming"],
  url: "https://www.pulumi.com/docs/iac/concepts/resources/names/",
  remediationSteps:
    "Give the subscription a name that matches the policy's pattern; a change of the name replaces it and gives a new secret.",
  configSchema: {
    properties: {
      pattern: {
        type: "string",
        minLength: 1,
        default: "[a-z0-9][a-z0-9-]{0,62}",
        description:
          "JavaScript regular expression that the whole name matches. One that takes more than a second for a name is refused, as is what is no expression.",
      },
      explicit: {
        type: "boolean",
        default: false,
        description: "Whether name must be given in the program, instead of one that is made.",
      },
    },
  },
  docs: {
    prevents: `Names that say nothing in the vendor's list, which all teams share, so that somebody removes another team's subscription: [CWE-1099](${cwe(1099)}), inconsistent naming conventions.`,
    passes: `const hook = { sender: "mkraw", type: "webhook", url: "https://hooks.example.com/a" } as const;
new RockitSubscription("a", { ...hook, events: ["error", "exception"], name: "press-builds" });`,
    fails: `const hook = { sender: "mkraw", type: "webhook", url: "https://hooks.example.com/a" } as const;
new RockitSubscription("a", { ...hook, events: ["error", "exception"], name: "Test (2)" });`,
  },
  validateResource: validateResourceOfKind(rockitSubscription, (props, { getConfig }, report) => {
    const { pattern, explicit } = getConfig<NamesConfig>();
    const whole = expressionOf(pattern);
    if (whole === undefined) {
      report("pattern of this policy is no regular expression: mend it in the policy's configuration.");
      return;
    }
    if (explicit && isMade(props)) {
      report("name is not given, so that one is made: give it a name of its own.");
      return;
    }
    const { name } = props;
    const fits = name === undefined || isMatch(whole, name);
    if (fits === undefined)
      report("pattern of this policy takes too long for name: mend it in the policy's configuration.");
    else if (!fits)
      report(
        `name does not match ${pattern} as a whole: give a name that does; it begins with the resource's name if it is made.`,
      );
  }),
};

function expressionOf(pattern: string): RegExp | undefined {
  try {
    new RegExp(pattern); // Alone, for brackets around it could make a whole of its halves.
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    return undefined;
  }
}

/** The check leaves a mark beside a name that it made, or that the engine proposed. One that is only read has no sender. */
const isMade = (props: { readonly name?: unknown }): boolean =>
  "namePrefix" in props || "nameProposed" in props || ("sender" in props && !("name" in props));

/** `undefined` if it takes more than a second, as with nested repetitions; the engine would wait for good. */
function isMatch(expression: RegExp, text: string): boolean | undefined {
  try {
    return runInNewContext("expression.test(text)", { expression, text }, { timeout: 1_000 });
  } catch {
    return undefined;
  }
}
