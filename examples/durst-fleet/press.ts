import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { DurstCallback, Provider } from "pulumi-rockit-durst";
import { type Secret, secretOf, secrets } from "./secrets.ts";
import { folder, type Site } from "./sites.ts";

/** The resources of every site: the same for the fleet's command, `pulumi up` and the operator. */
export function declareSite(site: Site): void {
  const config = new pulumi.Config();
  const given = (secret: Secret) => secretOf(site.name, secret) ?? config.requireSecret(secrets[secret].key);
  const { endpoint, username, receiver, allowInsecureHttp, caCertificateFile: file } = site;

  // An explicit provider: the site's stack stores its credentials, encrypted, for refresh and destroy.
  const provider = new Provider("site", {
    durst: {
      endpoint,
      username,
      password: given("password"),
      allowInsecureHttp,
      caCertificate: file === undefined ? undefined : readFileSync(join(folder, file), "utf8"),
    },
  });
  const jwtSigningInfo = { httpHeaderName: "x-durst-signature", key: pulumi.secret(given("callbackKey")) };
  const subscriptions = {
    jobs: { topic: "STATUS/PRODUCTION_JOB/*", path: "jobs" },
    orders: { topic: "STATUS/PRINT_ORDER/*", path: "orders" },
  } as const;
  new DurstCallback(
    "press",
    { hostUri: receiver, externalAuthType: "JWT_SIGNING", jwtSigningInfo, subscriptions },
    { provider },
  );
}
