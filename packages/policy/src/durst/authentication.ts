import type { ResourcePolicy } from "../documented";
import { durstSubscriber, validateResourceOfKind } from "../of-kind";
import { cwe } from "../references";

/** Callbacks prove who sent them. */
export const durstAuthentication: ResourcePolicy = {
  name: "durst-authentication",
  displayName: "Durst callbacks are authenticated",
  description: "The callbacks of a Durst subscriber are authenticated.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["durst", "authentication"],
  url: cwe(306),
  remediationSteps:
    "Set externalAuthType to JWT_SIGNING and give jwtSigningInfo, or to XAUTH and give xAuthInfo, and let the receiver verify it.",
  docs: {
    prevents:
      "Anybody who knows the address of a receiver can send callbacks that Durst Workflow never sent ([CWE-306](https://cwe.mitre.org/data/definitions/306.html)), such as that a job is printed.",
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
      "externalAuthType NONE sends callbacks that anybody could have made: set it to JWT_SIGNING, with jwtSigningInfo.",
    );
  }),
};
