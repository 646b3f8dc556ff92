import type { StackPolicy } from "../documented";
import { Unknowns } from "../unknowns";
import { subscribedIn } from "./subscribed";
import type { Version } from "./version";

const day = 24 * 60 * 60 * 1000;

/** Signing secrets are rotated. A subscription that is only read has none here. */
export const rockitSecretAge: StackPolicy = {
  name: "rockit-secret-age",
  displayName: "ROCKIT signing secrets are rotated",
  description: "The signing secret of a ROCKIT subscription is not too old.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["rockit", "credentials"],
  url: "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
  remediationSteps:
    "Change rotationTrigger, which replaces the subscription and gives a new secret: the receiver has to know it before the first event. To lose none, declare a RockitWebhook, add a version beside the old one, have the receiver verify with both secrets, and remove the old one in a later up.",
  docs: {
    waits: "of new ones",
    prevents:
      "A secret that has leaked unseen is of use until it is replaced ([CWE-324](https://cwe.mitre.org/data/definitions/324.html)). After [CircleCI's breach of 2023](https://circleci.com/blog/jan-4-2023-incident-report/) every customer had to rotate every secret, at once: who does it regularly knows how.",
    passes: `const hook = { sender: "mkraw", type: "webhook", url: "https://hooks.example.com/" };
const events = ["end", "error", "exception"];
new RockitSubscription("builds", { ...hook, events, rotationTrigger: "2026-Q4" });`,
    fails: `// Deployed 91 days ago, and the same since:
const hook = { sender: "mkraw", type: "webhook", url: "https://hooks.example.com/" };
const events = ["end", "error", "exception"];
new RockitSubscription("builds", { ...hook, events, rotationTrigger: "2026-Q3" });`,
  },
  configSchema: {
    properties: {
      maxDays: {
        type: "integer",
        minimum: 1,
        default: 90,
        description: "How many days old a signing secret may be.",
      },
    },
  },
  validateStack: ({ resources, getConfig }, report) => {
    const { maxDays } = getConfig<{ maxDays: number }>();
    const unknowns = new Unknowns();
    for (const { urn, version, outputs } of subscribedIn(resources, unknowns)) {
      // In the preview of a new subscription both are absent.
      if (unknowns.read(() => outputs.secret) === undefined) continue;
      const issuedAt = unknowns.read(() => [outputs.secretIssuedAt]);
      if (issuedAt === undefined) continue;
      const age = Date.now() - Date.parse(issuedAt[0] ?? "");
      const remedy = version === undefined ? "change rotationTrigger to get a new one" : addVersion(version);
      // As with a state that was imported by hand.
      if (Number.isNaN(age)) report(`Nobody knows how old secret is: ${remedy}.`, urn);
      else if (age > maxDays * day)
        report(
          `secret is more than ${count(Math.floor(age / day))} old, and may be at most ${count(maxDays)}: ${remedy}.`,
          urn,
        );
    }
    unknowns.tell();
  },
};

const addVersion = ({ version }: Version) =>
  `add a version beside ${version}, hand its secret over, and remove ${version} in a later up`;

const count = (days: number): string => (days === 1 ? "1 day" : `${days} days`);
