// The script that retries stalled Stacks, against a fake API server, and the rights of its account.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { filesOf, gitops, parseYaml, parseYamls, textOf } from "./files.ts";

const folder = "kubernetes-operator";
const job = Object.fromEntries(
  parseYamls(textOf(folder, "retry-stalled.yaml")).map((object) => [object.kind, object]),
);

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}
const stack = (name: string, conditions?: readonly Condition[], deletionTimestamp?: string) => ({
  metadata: { name, ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) },
  ...(conditions === undefined ? {} : { status: { conditions } }),
});
const stalled = (reason: string, status = "True"): Condition => ({
  type: "Stalled",
  status,
  reason,
  message: "why",
});

const stacksPath = "/apis/pulumi.com/v1/namespaces/sites/stacks";
const workspacesPath = "/apis/auto.pulumi.com/v1alpha1/namespaces/sites/workspaces";

const asked: { method: string; path: string; type: string | undefined; body: string }[] = [];
let stacks: readonly unknown[] = [];
/** How many requests still find a deleted workspace. */
let lingering = 0;
let refuse = (_: string) => false;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "", url = "", headers } = request;
  let body = "";
  for await (const chunk of request) body += chunk;
  const path = url.split("?")[0] ?? "";
  asked.push({ method, path: url, type: headers["content-type"], body });
  const send = (status: number, value: unknown) => response.writeHead(status).end(JSON.stringify(value));
  if (headers.authorization !== "Bearer the token") send(401, {});
  else if (refuse(`${method} ${path}`)) send(403, { message: "forbidden" });
  else if (method === "GET" && path === stacksPath) send(200, { items: stacks });
  else if (method === "GET" && path.startsWith(workspacesPath)) send(lingering-- > 0 ? 200 : 404, {});
  else send(200, {});
}

const server = createServer((request, response) => void answer(request, response));
let account: string;
beforeAll(async () => {
  account = await mkdtemp(join(tmpdir(), "retry-stalled-"));
  await writeFile(join(account, "token"), "the token");
  await writeFile(join(account, "namespace"), "sites");
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  server.close();
  await rm(account, { recursive: true });
});
beforeEach(() => {
  asked.length = 0;
  lingering = 0;
  refuse = () => false;
});

const run = (wait = "30") =>
  execa(process.execPath, [join(gitops, folder, "retry-stalled.mjs")], {
    env: {
      KUBERNETES_API: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      ACCOUNT_FOLDER: account,
      WAIT_SECONDS: wait,
    },
    reject: false,
  });
const calls = () =>
  asked.map(({ method, path }) => `${method} ${path.replace(/^.*namespaces\/sites\//, "")}`);

describe("retry-stalled", () => {
  it.each(["UpdateFailed", "WorkspaceFailed", "UpdateConflict"])(
    "retries a Stack that stalled for %s in a new workspace",
    async (reason) => {
      stacks = [stack("lienz", [stalled(reason)])];
      lingering = 1;
      const { exitCode, stdout } = await run();
      expect([exitCode, stdout]).toEqual([0, `lienz: tried again (${reason}: why)`]);
      expect(calls()).toEqual([
        "GET stacks",
        "DELETE workspaces/lienz?propagationPolicy=Foreground",
        "GET workspaces/lienz",
        "GET workspaces/lienz",
        "PATCH stacks/lienz",
      ]);
      const { type, body = "" } = asked.at(-1) ?? {};
      expect(type).toBe("application/merge-patch+json");
      const { metadata, ...rest } = JSON.parse(body);
      expect([Object.keys(metadata), rest]).toEqual([["annotations"], {}]);
      expect(Object.keys(metadata.annotations)).toEqual(["pulumi.com/reconciliation-request"]);
    },
  );

  it.each([
    ["is ready", stack("a", [{ ...stalled("x"), type: "Ready" }])],
    ["is no longer stalled", stack("a", [stalled("UpdateFailed", "False")])],
    ["has an invalid spec", stack("a", [stalled("SpecInvalid")])],
    ["uses a Pulumi that is too old", stack("a", [stalled("PulumiVersionTooLow")])],
    ["is being deleted", stack("a", [stalled("UpdateFailed")], "2026-11-30T00:00:00Z")],
    ["is new", stack("a")],
  ])("skips a Stack that %s", async (_, one) => {
    stacks = [one];
    expect((await run()).exitCode).toBe(0);
    expect(calls()).toEqual(["GET stacks"]);
  });

  it("fails for a Stack whose workspace it may not delete, and retries the others", async () => {
    stacks = [stack("a", [stalled("UpdateFailed")]), stack("b", [stalled("UpdateFailed")])];
    refuse = (call) => call === `DELETE ${workspacesPath}/a`;
    const { exitCode, stdout, stderr } = await run();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^a: can't be tried again: DELETE .*: 403/);
    expect(stdout).toMatch(/^b: tried again/);
    expect(calls()).not.toContain("PATCH stacks/a");
  });

  it("starts no new workspace while the deleted one still exists", async () => {
    stacks = [stack("a", [stalled("UpdateFailed")])];
    lingering = Number.POSITIVE_INFINITY;
    const { exitCode, stderr } = await run("0");
    expect([exitCode, stderr]).toEqual([
      1,
      "a: can't be tried again: its workspace is not deleted after 0 s",
    ]);
    expect(calls()).not.toContain("PATCH stacks/a");
  });

  it("fails if it may not list Stacks", async () => {
    refuse = (call) => call === `GET ${stacksPath}`;
    expect((await run()).exitCode).toBe(1);
  });

  it("runs as an account with exactly the needed rights", () => {
    expect(job["Role"].rules).toEqual([
      { apiGroups: ["pulumi.com"], resources: ["stacks"], verbs: ["list", "patch"] },
      { apiGroups: ["auto.pulumi.com"], resources: ["workspaces"], verbs: ["get", "delete"] },
    ]);
    const { name } = job["ServiceAccount"].metadata;
    expect(job["RoleBinding"].roleRef.name).toBe(job["Role"].metadata.name);
    expect(job["RoleBinding"].subjects).toMatchObject([{ kind: "ServiceAccount", name }]);
    const pod = job["CronJob"].spec.jobTemplate.spec.template.spec;
    expect(pod.serviceAccountName).toBe(name);
    // A pod with its own deadline does not count towards the quota.
    expect(pod.activeDeadlineSeconds).toBeGreaterThan(0);
    const [{ command }] = pod.containers;
    const [{ files, name: map }] = parseYaml<{ configMapGenerator: [{ files: string[]; name: string }] }>(
      textOf(folder, "kustomization.yaml"),
    ).configMapGenerator;
    expect(pod.volumes[0].configMap.name).toBe(map);
    expect(files.map((file) => `/scripts/${file}`)).toEqual([command.at(-1)]);
  });
});

describe("monitoring", () => {
  const metrics = parseYaml<{
    customResourceState: {
      config: { spec: { resources: { metricNamePrefix: string; metrics: { name: string }[] }[] } };
    };
  }>(textOf(folder, "monitoring", "kube-state-metrics.yaml"));
  const measured = metrics.customResourceState.config.spec.resources.flatMap(
    ({ metricNamePrefix, metrics }) => metrics.map(({ name }) => `${metricNamePrefix}_${name}`),
  );
  const rules = parseYaml<{ spec: { groups: { rules: unknown[] }[] } }>(
    textOf(folder, "monitoring", "rules.yaml"),
  ).spec.groups.flatMap(({ rules }) => rules);
  const rule = z.strictObject({
    alert: z.string().regex(/^[A-Z]\w+$/),
    expr: z.string(),
    for: z.string().regex(/^\d+[mh]$/),
    labels: z.strictObject({ severity: z.enum(["warning", "critical"]) }),
    annotations: z.strictObject({ summary: z.string(), description: z.string().optional() }),
  });

  it.each(rules.map((one) => rule.parse(one)))("$alert queries existing metrics", ({ expr }) => {
    const asks = expr.match(/\b(pulumi|kube)_\w+/g) ?? [];
    expect(asks.length).toBeGreaterThan(0);
    expect([...measured, "kube_cronjob_status_last_successful_time"]).toEqual(expect.arrayContaining(asks));
  });

  it("alerts if a Stack is stalled, a Stack is not updated or metrics are missing", () => {
    expect(rules.map((one) => rule.parse(one).alert)).toEqual(
      expect.arrayContaining(["StackStalled", "StackNotUpdated", "StacksNotWatched"]),
    );
  });

  it("every monitoring file is in the README", () => {
    const page = textOf(folder, "README.md");
    for (const file of filesOf(join(folder, "monitoring"))) expect(page).toContain(`monitoring/${file}`);
  });
});
