// Credentials of the stack's configuration that are changed at the server: plain refresh and destroy still use those of the last `up`.
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { environmentOf } from "../helpers/environment.ts";
import { Project } from "../helpers/project.ts";
import { expectNoneIn } from "../helpers/secrecy.ts";
import { Stack } from "../helpers/stack.ts";
import { type DurstSimulator, type RockitSimulator, startDurst, startRockit } from "../simulators/index.ts";

const engine = inject("engine");
const first = "canary-first/+";
const rotated = "canary-rotated/+";

let rockit: RockitSimulator;
let durst: DurstSimulator;
let project: Project;

beforeEach(async () => {
  rockit = await startRockit({ apiKey: first });
  durst = await startDurst({ password: first });
  project = await Project.create();
});
afterEach(async () => {
  await project[Symbol.asyncDispose]();
  await rockit.close();
  await durst.close();
});

const vendors = {
  ROCKIT: {
    key: "rockit:apiKey",
    variable: "ROCKIT_API_KEY",
    account: () => ({
      "rockit:orgName": rockit.credentials.orgName,
      "rockit:username": rockit.credentials.username,
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
    rotate: () => rockit.changeCredentials({ apiKey: rotated }),
    isDestroyed: () => rockit.subscriptions.size === 0,
  },
  Durst: {
    key: "durst:password",
    variable: "DURST_PASSWORD",
    account: () => ({ "durst:username": durst.credentials.username }),
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
    rotate: () => durst.changeCredentials({ password: rotated }),
    isDestroyed: () => durst.subscribers.get(17)?.externalAuthType === "NONE",
  },
} as const;

describe("rotated credentials", () => {
  test.each(Object.entries(vendors))(
    "of %s: plain refresh and destroy fail naming --run-program, and take the new ones from the environment, which is said",
    async (_, { key, variable, account, resource, object, rotate, isDestroyed }) => {
      const environment: Record<string, string> = environmentOf({ rockit, durst });
      delete environment[variable];
      await project.write({ resources: [resource] });
      await using stack = await Stack.create({ engine, project: project.folder, environment });
      await stack.configure({ [key]: first }, { secret: true });
      await stack.configure(account());
      await stack.up();

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
        expect(output).not.toMatch(/^\s+at .+:\d+:\d+/m);
        expectNoneIn(output, [first, rotated]);
      }
      expect(await stack.resources()).toHaveLength(1);

      const look = ["refresh", "--preview-only", "--run-program", "--expect-no-changes"];
      await stack.pulumi([...look, "--stack", stack.name]);
      environment[variable] = rotated;
      const { output } = await stack.refresh("--expect-no-changes");
      expect(output).toMatch(
        /127\.0\.0\.1:\d+ refused the stored credentials; trying those of the environment for the same account/,
      );
      expectNoneIn(output, [first, rotated]);
      expect(isDestroyed()).toBe(false);
      await stack.destroy();
      expect(isDestroyed()).toBe(true);
      expect(await stack.resources()).toEqual([]);
    },
  );
});
