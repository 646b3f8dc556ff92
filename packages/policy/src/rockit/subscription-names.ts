import type { ResourceValidationPolicy } from "@pulumi/policy";
import { rockitSubscription, validateResourceOfKind } from "../of-kind";

interface NamesConfig {
  pattern: string;
  explicit: boolean;
}

/**
 * Names that people recognise in the vendor's list, which all teams of an organisation share. `explicit` is off: a name that is made lets a
 * rotation create the new subscription before the old one is gone.
 */
export const rockitSubscriptionNames: ResourceValidationPolicy = {
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
        description: "Regular expression that the whole name matches.",
      },
      explicit: {
        type: "boolean",
        default: false,
        description: "Whether name must be given in the program, instead of one that is made.",
      },
    },
  },
  validateResource: validateResourceOfKind(rockitSubscription, (props, { getConfig }, report) => {
    const { pattern, explicit } = getConfig<NamesConfig>();
    const whole = expressionOf(pattern);
    if (whole === undefined) {
      report("pattern of this policy is no regular expression: mend it in the policy's configuration.");
      return;
    }
    // Only a name that is made has it; the arguments' type does not, for programs don't give it.
    if (explicit && "namePrefix" in props) {
      report("name is not given, so that one is made: give it a name of its own.");
      return;
    }
    const { name } = props;
    if (name !== undefined && !whole.test(name))
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
