// The policies report violations of a YAML program's native resources like those of dynamic classes.
import { expect, test } from "vitest";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import { ownPolicyPack } from "../helpers/policy-pack.ts";
import { describeVariants } from "../helpers/program-variants.ts";
import type { Program } from "../helpers/project.ts";
import { subscription, webhook } from "../helpers/rockit-program.ts";
import { Scene } from "../helpers/scene.ts";

const pack = ownPolicyPack();

await describeVariants(["yaml"], (variant) => {
  test("the preview refuses violations and passes correct resources", async () => {
    await using scene = await Scene.start({ variant });
    const key = "qC8!vT2#mZ7@xL4$wN9%rB6^kJ3&hD1*";
    scene.forbidSecrets("canary1", key);
    const program = (
      url: string,
      hostUri: string,
      authentication: object,
      events = webhook.events,
    ): Program => ({
      resources: [
        subscription("builds", { ...webhook, name: "builds", url, events }, { protect: true }),
        {
          type: "DurstSubscriber",
          name: "press",
          args: { hostUri, ...authentication },
          opts: { protect: true },
        },
      ],
    });
    const underPolicies = { args: ["--policy-pack", pack] };
    const weak = { externalAuthType: "XAUTH", xAuthInfo: { user: "press", password: "canary1" } };
    const violatingProgram = program(
      "http://hooks.example.com/a?token=canary-parameter",
      "http://press.example/",
      weak,
    );
    const refused = await scene.preview(violatingProgram, { ...underPolicies, fails: true });
    const mandatory = [...refused.matchAll(/^ +- \[mandatory\].* {2}(\S+) {2}\(rockit-durst:/gm)];
    expect(mandatory.map(([, name]) => name).sort()).toEqual([
      "durst-callback-https",
      "durst-credential-strength",
      "rockit-failures-subscribed",
      "rockit-webhook-credentials",
      "rockit-webhook-https",
    ]);
    expectNoSecretsIn(refused, "canary1");
    const strong = {
      externalAuthType: "JWT_SIGNING",
      jwtSigningInfo: { httpHeaderName: "x-signature", key },
    };
    const compliantProgram = program("https://hooks.example.com/a", "https://press.example/", strong, [
      ...webhook.events,
      "exception",
    ]);
    await scene.up(compliantProgram, ...underPolicies.args);
    await scene.expectSettled(compliantProgram);
  });
});
