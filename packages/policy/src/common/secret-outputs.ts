import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { sentWithMarks } from "../secret-marks";
import { Unknowns } from "../unknowns";
import { type ClearText, clearTexts } from "./clear-texts";
import { type Credential, credentialsIn, holds, includes, mayHaveCredentials, valueAt } from "./credentials";

/** Whoever may see a stack's outputs, or its state, does not see its credentials. */
export const secretOutputs: StackValidationPolicy = {
  name: "secret-outputs",
  displayName: "Credentials stay secret",
  description:
    "No secret of a ROCKIT or Durst resource stands in the clear in an output of the stack or in another resource.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["rockit", "durst", "credentials"],
  url: "https://www.pulumi.com/docs/iac/concepts/secrets/",
  remediationSteps:
    "Pass the resource's output as it is, or wrap it in pulumi.secret, and rotate the secret, which has been seen.",
  validateStack: ({ resources }, report) => {
    if (!resources.some(mayHaveCredentials)) return;
    const unknowns = new Unknowns();
    const credentials = credentialsIn(resources, unknowns);
    for (const resource of resources) {
      const sent = sentWithMarks(resource.props);
      if (sent === undefined) {
        report(
          "This version of @pulumi/policy does not tell which values are secret, so that nothing is judged: use another version, or turn this policy off.",
        );
        return;
      }
      const texts = [...clearTexts(sent)];
      // What a stack or a component gives out has no provider. Others' properties that wait for the up are in every preview.
      if (resource.provider === undefined)
        for (const { path } of texts) unknowns.read(() => valueAt(resource.props, path));
      for (const message of leaksOf(texts, credentials, resource)) report(message, resource.urn);
    }
    unknowns.tell();
  },
};

/** A message for each field and credential. */
function leaksOf(
  texts: readonly ClearText[],
  credentials: readonly Credential[],
  { type }: PolicyResource,
): Set<string> {
  const [named, nameless] =
    type === "pulumi:pulumi:Stack" ? ["Output", "An output"] : ["Property", "A property"];
  return new Set(
    texts.flatMap(({ path: [field], text, isName }) =>
      credentials
        // Many a field has the name that is a poor password.
        .filter((credential) => (isName ? includes : holds)(text, credential))
        .map(({ called }) => {
          // The name itself may be what must not be shown.
          const isClean =
            field !== undefined && !credentials.some((credential) => includes(field, credential));
          return `${isClean ? `${named} ${field}` : nameless} holds ${called} in the clear: pass it on as a secret, and rotate it.`;
        }),
    ),
  );
}
