import type { StackValidationPolicy } from "@pulumi/policy";
import { Unknowns } from "../unknowns";
import { subscribedIn } from "./subscribed";

const day = 24 * 60 * 60 * 1000;

/** Signing secrets are rotated. A subscription that is only read has none here. */
export const rockitSecretAge: StackValidationPolicy = {
  name: "rockit-secret-age",
  displayName: "ROCKIT signing secrets are rotated",
  description: "The signing secret of a ROCKIT subscription is not too old.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["rockit", "credentials"],
  url: "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
  remediationSteps:
    "Change rotationTrigger, which replaces the subscription and gives a new secret, and let the receiver verify with the new one and the old one meanwhile.",
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
    for (const { urn, outputs } of subscribedIn(resources, unknowns)) {
      // In the preview of a new subscription both are absent.
      if (unknowns.read(() => outputs.secret) === undefined) continue;
      const issuedAt = unknowns.read(() => [outputs.secretIssuedAt]);
      if (issuedAt === undefined) continue;
      const age = Date.now() - Date.parse(issuedAt[0] ?? "");
      // As with a state that was imported by hand.
      if (Number.isNaN(age))
        report("Nobody knows how old secret is: change rotationTrigger to get a new one.", urn);
      else if (age > maxDays * day)
        report(
          `secret is more than ${count(Math.floor(age / day))} old, and may be at most ${count(maxDays)}: change rotationTrigger to get a new one.`,
          urn,
        );
    }
    unknowns.tell();
  },
};

const count = (days: number): string => (days === 1 ? "1 day" : `${days} days`);
