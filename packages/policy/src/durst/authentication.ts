import type { ResourcePolicy } from "../policy";
import { cwe } from "../references";
import { durstSubscriber, validateResourceOfKind } from "../resource-kinds";

/** Callbacks are authenticated. */
export const durstAuthentication: ResourcePolicy = {
  name: "durst-authentication",
  displayName: "Durst callbacks are authenticated",
  description: "Forbids Durst callbacks without authentication.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["durst", "authentication"],
  url: cwe(306),
  remediationSteps:
    "Set externalAuthType to JWT_SIGNING and give jwtSigningInfo, or to XAUTH and give xAuthInfo. Verify callbacks in the receiver.",
  docs: {
    prevents:
      "Forged callbacks: anyone who knows the address of a receiver can report, for example, that a job is printed ([CWE-306](https://cwe.mitre.org/data/definitions/306.html)).",
    passes: `const key = new pulumi.Config().requireSecret("key");
const jwtSigningInfo = { httpHeaderName: "x-durst-signature", key };
const hostUri = "https://hooks.example.com/";
new DurstSubscriber("press", { hostUri, externalAuthType: "JWT_SIGNING", jwtSigningInfo });`,
    fails: `const hostUri = "https://hooks.example.com/";
new DurstSubscriber("press", { hostUri, externalAuthType: "NONE" });`,
  },
  validateResource: validateResourceOfKind(durstSubscriber, ({ externalAuthType }, _args, report) => {
    if (externalAuthType !== "NONE") return;
    report(
      "externalAuthType is NONE, so anyone can forge callbacks: set it to JWT_SIGNING, and give jwtSigningInfo.",
    );
  }),
};
