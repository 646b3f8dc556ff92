import type { ResourceValidationPolicy } from "@pulumi/policy";
import { durstSubscriber, validateResourceOfKind } from "../of-kind";
import { cwe } from "../references";

/** Callbacks are signed rather than sent along with a password; those with neither are durst-authentication's. */
export const durstJwtSigning: ResourceValidationPolicy = {
  name: "durst-jwt-signing",
  displayName: "Durst callbacks are signed",
  description:
    "The callbacks of a Durst subscriber that are authenticated carry a signature, not a password.",
  enforcementLevel: "advisory",
  severity: "low",
  tags: ["durst", "authentication"],
  url: cwe(522),
  remediationSteps:
    "Set externalAuthType to JWT_SIGNING and give jwtSigningInfo instead of xAuthInfo. Both are changed in place: let the receiver take both until then.",
  validateResource: validateResourceOfKind(durstSubscriber, ({ externalAuthType }, _args, report) => {
    if (externalAuthType !== "XAUTH") return;
    report(
      "externalAuthType XAUTH sends the password with every callback: prefer JWT_SIGNING, which keeps its key to itself.",
    );
  }),
};
