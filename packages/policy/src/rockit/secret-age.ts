import type { StackPolicy } from "../policy";
import { UnknownValues } from "../unknown-values";
import { subscriptionsIn } from "./subscriptions";
import type { Version } from "./version";

const day = 24 * 60 * 60 * 1000;

/** Signing secrets are rotated. A subscription that is only read has no secret here. */
export const rockitSecretAge: StackPolicy = {
  name: "rockit-secret-age",
  displayName: "ROCKIT signing secrets are rotated",
  description: "Forbids ROCKIT signing secrets that are older than the option maxDays.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["rockit", "credentials"],
  url: "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
  remediationSteps:
    "Change rotationTrigger. This replaces the subscription and gives it a new secret. The receiver rejects events until it has the new secret. To reject none, declare a RockitWebhook: add a version next to the old one, let the receiver verify with both secrets, and remove the old version in a later up.",
  docs: {
    waits: "the secret of a new subscription",
    prevents:
      "A secret that leaked unnoticed works until it is replaced ([CWE-324](https://cwe.mitre.org/data/definitions/324.html)). After [CircleCI's breach of 2023](https://circleci.com/blog/jan-4-2023-incident-report/), every customer had to rotate every secret at once: regular rotation is the practice for it.",
    passes: `const hook = { sender: "mkraw", type: "webhook", url: "https://hooks.example.com/" } as const;
const events = ["end" as const, "error" as const, "exception" as const];
new RockitSubscription("builds", { ...hook, events, rotationTrigger: "2026-Q4" });`,
    fails: `// Deployed 91 days ago, and the same since:
const hook = { sender: "mkraw", type: "webhook", url: "https://hooks.example.com/" } as const;
const events = ["end" as const, "error" as const, "exception" as const];
new RockitSubscription("builds", { ...hook, events, rotationTrigger: "2026-Q3" });`,
  },
  configSchema: {
    properties: {
      maxDays: {
        type: "integer",
        minimum: 1,
        default: 90,
        description: "Maximum age of a signing secret in days.",
      },
    },
  },
  validateStack: ({ resources, getConfig }, report) => {
    const { maxDays } = getConfig<{ maxDays: number }>();
    const unknowns = new UnknownValues();
    for (const { urn, version, outputs } of subscriptionsIn(resources, unknowns)) {
      // In the preview of a new subscription, secret and secretIssuedAt are absent.
      if (unknowns.read(() => outputs.secret) === undefined) continue;
      const issuedAt = unknowns.read(() => [outputs.secretIssuedAt]);
      if (issuedAt === undefined) continue;
      const age = Date.now() - Date.parse(issuedAt[0] ?? "");
      const remedy = version === undefined ? "change rotationTrigger to get a new one" : addVersion(version);
      // For example in a state that was edited by hand.
      if (Number.isNaN(age)) report(`The age of secret is unknown: ${remedy}.`, urn);
      else if (age > maxDays * day)
        report(
          `secret is more than ${count(Math.floor(age / day))} old, and the maximum is ${count(maxDays)}: ${remedy}.`,
          urn,
        );
    }
    unknowns.rethrow();
  },
};

const addVersion = ({ version }: Version) =>
  `add a version next to ${version}, give its secret to the receiver, and remove ${version} in a later up`;

const count = (days: number): string => (days === 1 ? "1 day" : `${days} days`);
