import type { ResourceValidationPolicy } from "@pulumi/policy";
import { durstSubscriber, validateResourceOfKind } from "../of-kind";
import { cwe } from "../references";

/** Callbacks prove who sent them. */
export const durstAuthentication: ResourceValidationPolicy = {
  name: "durst-authentication",
  displayName: "Durst callbacks are authenticated",
  description: "The callbacks of a Durst subscriber are authenticated.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["durst", "authentication"],
  url: cwe(306),
  remediationSteps:
    "Set externalAuthType to JWT_SIGNING and give jwtSigningInfo, or to XAUTH and give xAuthInfo, and let the receiver verify it.",
  validateResource: validateResourceOfKind(durstSubscriber, ({ externalAuthType }, _args, report) => {
    if (externalAuthType !== "NONE") return;
    report(
      "externalAuthType NONE sends callbacks that anybody could have made: set it to JWT_SIGNING, with jwtSigningInfo.",
    );
  }),
};
