import type { ResourcePolicy } from "../documented";
import { durstSubscriber, validateResourceOfKind } from "../of-kind";
import { cwe } from "../references";

/** Callbacks are signed rather than sent along with a password; those with neither are durst-authentication's. */
export const durstJwtSigning: ResourcePolicy = {
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
  docs: {
    prevents:
      "A password that goes with every callback is seen by every proxy and log on its way ([CWE-522](https://cwe.mitre.org/data/definitions/522.html)), and proves nothing of the body; a signature does, and keeps its key to itself.",
    passes: `const key = new pulumi.Config().requireSecret("key");
const jwtSigningInfo = { httpHeaderName: "x-durst-signature", key };
const hostUri = "https://hooks.example.com/";
new DurstSubscriber("press", { hostUri, externalAuthType: "JWT_SIGNING", jwtSigningInfo });`,
    fails: `const xAuthInfo = { user: "press", password: new pulumi.Config().requireSecret("password") };
const hostUri = "https://hooks.example.com/";
new DurstSubscriber("press", { hostUri, externalAuthType: "XAUTH", xAuthInfo });`,
  },
  validateResource: validateResourceOfKind(durstSubscriber, ({ externalAuthType }, _args, report) => {
    if (externalAuthType !== "XAUTH") return;
    report(
      "externalAuthType XAUTH sends the password with every callback: prefer JWT_SIGNING, which keeps its key to itself.",
    );
  }),
};
