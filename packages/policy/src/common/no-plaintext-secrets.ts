import type { PolicyResource } from "@pulumi/policy";
import { valueIn } from "../../../../provider/kinds";
import type { ResourcePolicy, StackPolicy } from "../policy";
import { isEncrypted, missingMarksReason, propsWithSecretMarks } from "../secret-marks";
import { UnknownValues } from "../unknown-values";
import { credentialsIn, mayHaveCredentials, secretsOfType } from "./credentials";
import { type Plaintext, plaintextsIn } from "./plaintexts";
import { SecretSearch } from "./secret-search";

/** Keeps credentials out of stack outputs and out of the plain text of the state. */
export const noPlaintextSecrets: StackPolicy & Pick<ResourcePolicy, "validateResource"> = {
  name: "no-plaintext-secrets",
  displayName: "Secrets are never in plain text",
  description:
    "Forbids secrets of ROCKIT and Durst resources in plain text: in their own inputs, in other resources and in stack outputs.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["rockit", "durst", "credentials"],
  url: "https://www.pulumi.com/docs/iac/concepts/secrets/",
  remediationSteps:
    "Pass the resource's output on unchanged, or wrap the value in pulumi.secret. If a transform sets the value, wrap it there. Rotate a secret that has been exposed.",
  docs: {
    waits: "secrets that the server generates for a new resource",
    prevents:
      "Anyone who may read a state, a log or a stack's outputs gets every secret in them ([CWE-312](https://cwe.mitre.org/data/definitions/312.html)). Encoding does not help: base64 is [no encryption](https://kubernetes.io/docs/concepts/configuration/secret/). A Kubernetes Secret that gets the output unchanged passes.",
    passes: `const url = "https://hooks.example.com/";
const events = ["end" as const, "error" as const, "exception" as const];
const builds = new RockitSubscription("builds", { sender: "mkraw", events, type: "webhook", url });
export const verifiesWith = builds.secret;`,
    fails: `const url = "https://hooks.example.com/";
const events = ["end" as const, "error" as const, "exception" as const];
const builds = new RockitSubscription("builds", { sender: "mkraw", events, type: "webhook", url });
export const verifiesWith = pulumi.unsecret(builds.secret);`,
  },
  // The stack's outputs lack the secrets that the server never returns, so inputs are checked here.
  validateResource: ({ type, props }, report) => {
    const paths = secretsOfType(type).map((path) => path.split("."));
    const given = paths.filter((path) => isText(new UnknownValues().read(() => valueIn(props, path))));
    if (given.length === 0) return;
    const sent = propsWithSecretMarks(props);
    if (sent === undefined) report(missingMarksReason());
    else
      for (const path of given.filter((one) => !isEncrypted(sent, one)))
        report(
          `${path.join(".")} is not marked as a secret, so the state would contain it in plain text: wrap it in pulumi.secret. If a transform sets it, wrap it there.`,
        );
  },
  validateStack: ({ resources }, report) => {
    if (!resources.some(mayHaveCredentials)) return;
    const unknowns = new UnknownValues();
    const search = new SecretSearch(credentialsIn(resources, unknowns));
    for (const resource of resources) {
      const sent = propsWithSecretMarks(resource.props);
      if (sent === undefined) {
        report(missingMarksReason());
        return;
      }
      const texts = [...plaintextsIn(sent)];
      // Only the outputs of stacks and components, which have no provider: other resources have unknown
      // properties in every preview.
      if (resource.provider === undefined)
        for (const { path } of texts) unknowns.read(() => valueIn(resource.props, path));
      for (const message of leaksOf(texts, search, resource)) report(message, resource.urn);
    }
    unknowns.rethrow();
  },
};

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";

/** One message for each field and credential. */
function leaksOf(texts: readonly Plaintext[], search: SecretSearch, { type }: PolicyResource): Set<string> {
  const [named, nameless] =
    type === "pulumi:pulumi:Stack" ? ["Output", "An output"] : ["Property", "A property"];
  const own = secretsOfType(type);
  return new Set(
    texts.flatMap(({ path, text, isName }) => {
      const [field] = path;
      const found = isName ? search.findInName(text) : search.findInText(text);
      return (
        found
          // A password that equals the user's name is reported by durst-credential-strength.
          .filter(({ isCommon }) => own.length === 0 || !isCommon || own.includes(path.join(".")))
          .map((credential) => {
            // The name itself may contain a secret.
            const holder = field !== undefined && search.isClean(field) ? `${named} ${field}` : nameless;
            const owner = search.isClean(credential.name) ? credential.name : "a resource";
            return `${holder} contains ${credential.field} of ${owner} in plain text: pass it on as a secret, and rotate it.`;
          })
      );
    }),
  );
}
