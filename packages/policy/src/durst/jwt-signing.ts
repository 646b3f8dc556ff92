import type { ResourcePolicy } from "../policy";
import { cwe } from "../references";
import { durstSubscriber, validateResourceOfKind } from "../resource-kinds";

/**
 * Callbacks are signed, instead of carrying a password. Callbacks with neither are reported by
 * durst-authentication.
 */
export const durstJwtSigning: ResourcePolicy = {
  name: "durst-jwt-signing",
  displayName: "Durst callbacks are signed",
  description: "Forbids Durst callbacks that carry a password instead of a signature.",
  enforcementLevel: "advisory",
  severity: "low",
  tags: ["durst", "authentication"],
  url: cwe(522),
  remediationSteps:
    "Set externalAuthType to JWT_SIGNING, and give jwtSigningInfo instead of xAuthInfo. The change is made in place: let the receiver accept both until then.",
  docs: {
    prevents:
      "A password that leaks: every proxy and log on the way sees a password that is sent with each callback ([CWE-522](https://cwe.mitre.org/data/definitions/522.html)). A signature never sends its key.",
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
      "externalAuthType XAUTH sends the password with every callback: prefer JWT_SIGNING, which never sends its key.",
    );
  }),
};
