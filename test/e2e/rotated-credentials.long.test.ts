// Credentials in the stack's configuration that are rotated at the server: a plain refresh or destroy still uses those of the last `up`.
import { beforeEach, describe, expect, test } from "vitest";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import { Scene } from "../helpers/scene.ts";
import { expectNoStackTrace } from "../helpers/stack-trace.ts";

const first = "canary-first/+";
const rotated = "canary-rotated/+";

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start({ rockit: { apiKey: first }, durst: { password: first } });
  return () => scene[Symbol.asyncDispose]();
});

const vendors = {
  ROCKIT: {
    key: "rockit:apiKey",
    variable: "ROCKIT_API_KEY",
    account: () => ({
      "rockit:orgName": scene.rockit.credentials.orgName,
      "rockit:username": scene.rockit.credentials.username,
    }),
    resource: {
      type: "RockitSubscription",
      name: "builds",
      args: {
        name: "builds",
        sender: "mkraw",
        event: "end",
        type: "webhook",
        url: "https://hooks.example.com",
      },
    },
    object: 'ROCKIT subscription "builds"',
    rotate: () => scene.rockit.changeCredentials({ apiKey: rotated }),
    isDestroyed: () => scene.rockit.subscriptions.size === 0,
  },
  Durst: {
    key: "durst:password",
    variable: "DURST_PASSWORD",
    account: () => ({ "durst:username": scene.durst.credentials.username }),
    resource: {
      type: "DurstSubscriber",
      name: "press",
      args: {
        hostUri: "https://press.example/",
        externalAuthType: "XAUTH",
        xAuthInfo: { user: "durst", password: "canary-callback" },
      },
    },
    object: "Durst subscriber 17",
    rotate: () => scene.durst.changeCredentials({ password: rotated }),
    isDestroyed: () => scene.durst.subscribers.get(17)?.externalAuthType === "NONE",
  },
} as const;

describe("rotated credentials", () => {
  test.each(Object.entries(vendors))(
    "of %s: plain refresh and destroy fail and name --run-program, but accept new credentials from the environment",
    async (_, { key, variable, account, resource, object, rotate, isDestroyed }) => {
      const { stack, environment } = scene;
      delete environment[variable];
      await stack.configure({ [key]: first }, { secret: true });
      await stack.configure(account());
      await scene.up({ resources: [resource] });

      rotate();
      await stack.configure({ [key]: rotated }, { secret: true });
      for (const command of ["refresh", "destroy"]) {
        const { output } = await stack.pulumi([command, "--yes", "--skip-preview", "--stack", stack.name], {
          fails: true,
        });
        expect(output).toContain(`${command === "refresh" ? "reading" : "deleting"} ${object}: `);
        expect(output).toMatch(
          new RegExp(`check ${key}; a plain .* add --run-program, or set .*\\(${variable}\\)`),
        );
        expectNoStackTrace(output);
        expectNoSecretsIn(output, first, rotated);
      }
      expect(await stack.resources()).toHaveLength(1);

      const look = ["refresh", "--preview-only", "--run-program", "--expect-no-changes"];
      await stack.pulumi([...look, "--stack", stack.name]);
      environment[variable] = rotated;
      const { output } = await stack.refresh("--expect-no-changes");
      expect(output).toMatch(
        /127\.0\.0\.1:\d+ refused the stored credentials; trying those of the environment for the same account/,
      );
      expectNoSecretsIn(output, first, rotated);
      expect(isDestroyed()).toBe(false);
      await stack.destroy();
      expect(isDestroyed()).toBe(true);
      expect(await stack.resources()).toEqual([]);
    },
  );
});
