// The script that retries stalled Stacks, against a fake API server, and the rights of its account.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { filesOf, gitopsFolder, parseYaml, parseYamlDocuments, textOf } from "./files.ts";

const folder = "kubernetes-operator";
/** The objects of retry-stalled.yaml, by kind. */
const manifests = Object.fromEntries(
  parseYamlDocuments(textOf(folder, "retry-stalled.yaml")).map((object) => [object.kind, object]),
);

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}
const stackOf = (name: string, conditions?: readonly Condition[], deletionTimestamp?: string) => ({
  metadata: { name, ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) },
  ...(conditions === undefined ? {} : { status: { conditions } }),
});
const stalledCondition = (reason: string, status = "True"): Condition => ({
  type: "Stalled",
  status,
  reason,
  message: "why",
});

const stacksPath = "/apis/pulumi.com/v1/namespaces/sites/stacks";
const workspacesPath = "/apis/auto.pulumi.com/v1alpha1/namespaces/sites/workspaces";

const requests: { method: string; path: string; type: string | undefined; body: string }[] = [];
let stacks: readonly unknown[] = [];
/** The number of requests that still find a deleted workspace. */
let readsUntilDeleted = 0;
let isForbidden = (_: string) => false;

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "", url = "", headers } = request;
  let body = "";
  for await (const chunk of request) body += chunk;
  const path = url.split("?")[0] ?? "";
  requests.push({ method, path: url, type: headers["content-type"], body });
  const send = (status: number, value: unknown) => response.writeHead(status).end(JSON.stringify(value));
  if (headers.authorization !== "Bearer the token") send(401, {});
  else if (isForbidden(`${method} ${path}`)) send(403, { message: "forbidden" });
  else if (method === "GET" && path === stacksPath) send(200, { items: stacks });
  else if (method === "GET" && path.startsWith(workspacesPath)) send(readsUntilDeleted-- > 0 ? 200 : 404, {});
  else send(200, {});
}

const server = createServer((request, response) => void handle(request, response));
let accountFolder: string;
beforeAll(async () => {
  accountFolder = await mkdtemp(join(tmpdir(), "retry-stalled-"));
  await writeFile(join(accountFolder, "token"), "the token");
  await writeFile(join(accountFolder, "namespace"), "sites");
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  server.close();
  await rm(accountFolder, { recursive: true });
});
beforeEach(() => {
  requests.length = 0;
  readsUntilDeleted = 0;
  isForbidden = () => false;
});

const runScript = (wait = "30") =>
  execa(process.execPath, [join(gitopsFolder, folder, "retry-stalled.mjs")], {
    env: {
      KUBERNETES_API: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      ACCOUNT_FOLDER: accountFolder,
      WAIT_SECONDS: wait,
    },
    reject: false,
  });
const calls = () =>
  requests.map(({ method, path }) => `${method} ${path.replace(/^.*namespaces\/sites\//, "")}`);

describe("retry-stalled", () => {
  it.each(["UpdateFailed", "WorkspaceFailed", "UpdateConflict"])(
    "retries a Stack that stalled for %s in a new workspace",
    async (reason) => {
      stacks = [stackOf("lienz", [stalledCondition(reason)])];
      readsUntilDeleted = 1;
      const { exitCode, stdout } = await runScript();
      expect([exitCode, stdout]).toEqual([0, `lienz: tried again (${reason}: why)`]);
      expect(calls()).toEqual([
        "GET stacks",
        "DELETE workspaces/lienz?propagationPolicy=Foreground",
        "GET workspaces/lienz",
        "GET workspaces/lienz",
        "PATCH stacks/lienz",
      ]);
      const { type, body = "" } = requests.at(-1) ?? {};
      expect(type).toBe("application/merge-patch+json");
      const { metadata, ...rest } = JSON.parse(body);
      expect([Object.keys(metadata), rest]).toEqual([["annotations"], {}]);
      expect(Object.keys(metadata.annotations)).toEqual(["pulumi.com/reconciliation-request"]);
    },
  );

  it.each([
    ["is ready", stackOf("a", [{ ...stalledCondition("x"), type: "Ready" }])],
    ["is no longer stalled", stackOf("a", [stalledCondition("UpdateFailed", "False")])],
    ["has an invalid spec", stackOf("a", [stalledCondition("SpecInvalid")])],
    ["uses a Pulumi that is too old", stackOf("a", [stalledCondition("PulumiVersionTooLow")])],
    ["is being deleted", stackOf("a", [stalledCondition("UpdateFailed")], "2026-11-30T00:00:00Z")],
    ["is new", stackOf("a")],
  ])("skips a Stack that %s", async (_, one) => {
    stacks = [one];
    expect((await runScript()).exitCode).toBe(0);
    expect(calls()).toEqual(["GET stacks"]);
  });

  it("fails for a Stack whose workspace it may not delete, and retries the others", async () => {
    stacks = [
      stackOf("a", [stalledCondition("UpdateFailed")]),
      stackOf("b", [stalledCondition("UpdateFailed")]),
    ];
    isForbidden = (call) => call === `DELETE ${workspacesPath}/a`;
    const { exitCode, stdout, stderr } = await runScript();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^a: can't be tried again: DELETE .*: 403/);
    expect(stdout).toMatch(/^b: tried again/);
    expect(calls()).not.toContain("PATCH stacks/a");
  });

  it("starts no new workspace while the deleted one still exists", async () => {
    stacks = [stackOf("a", [stalledCondition("UpdateFailed")])];
    readsUntilDeleted = Number.POSITIVE_INFINITY;
    const { exitCode, stderr } = await runScript("0");
    expect([exitCode, stderr]).toEqual([
      1,
      "a: can't be tried again: its workspace is not deleted after 0 s",
    ]);
    expect(calls()).not.toContain("PATCH stacks/a");
  });

  it("fails if it may not list Stacks", async () => {
    isForbidden = (call) => call === `GET ${stacksPath}`;
    expect((await runScript()).exitCode).toBe(1);
  });

  it("runs as an account with exactly the needed rights", () => {
    expect(manifests["Role"].rules).toEqual([
      { apiGroups: ["pulumi.com"], resources: ["stacks"], verbs: ["list", "patch"] },
      { apiGroups: ["auto.pulumi.com"], resources: ["workspaces"], verbs: ["get", "delete"] },
    ]);
    const { name } = manifests["ServiceAccount"].metadata;
    expect(manifests["RoleBinding"].roleRef.name).toBe(manifests["Role"].metadata.name);
    expect(manifests["RoleBinding"].subjects).toMatchObject([{ kind: "ServiceAccount", name }]);
    const pod = manifests["CronJob"].spec.jobTemplate.spec.template.spec;
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
  const metricNames = metrics.customResourceState.config.spec.resources.flatMap(
    ({ metricNamePrefix, metrics }) => metrics.map(({ name }) => `${metricNamePrefix}_${name}`),
  );
  const rules = parseYaml<{ spec: { groups: { rules: unknown[] }[] } }>(
    textOf(folder, "monitoring", "rules.yaml"),
  ).spec.groups.flatMap(({ rules }) => rules);
  const ruleSchema = z.strictObject({
    alert: z.string().regex(/^[A-Z]\w+$/),
    expr: z.string(),
    for: z.string().regex(/^\d+[mh]$/),
    labels: z.strictObject({ severity: z.enum(["warning", "critical"]) }),
    annotations: z.strictObject({ summary: z.string(), description: z.string().optional() }),
  });

  it.each(rules.map((one) => ruleSchema.parse(one)))("$alert queries existing metrics", ({ expr }) => {
    const queriedMetrics = expr.match(/\b(pulumi|kube)_\w+/g) ?? [];
    expect(queriedMetrics.length).toBeGreaterThan(0);
    expect([...metricNames, "kube_cronjob_status_last_successful_time"]).toEqual(
      expect.arrayContaining(queriedMetrics),
    );
  });

  it("alerts if a Stack is stalled, a Stack is not updated or metrics are missing", () => {
    expect(rules.map((one) => ruleSchema.parse(one).alert)).toEqual(
      expect.arrayContaining(["StackStalled", "StackNotUpdated", "StacksNotWatched"]),
    );
  });

  it("every monitoring file is in the README", () => {
    const page = textOf(folder, "README.md");
    for (const file of filesOf(join(folder, "monitoring"))) expect(page).toContain(`monitoring/${file}`);
  });
});
