// The script that tells of drift at GitLab, against a server that keeps issues as GitLab's API does.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import Fastify from "fastify";
import { afterEach, beforeEach, expect, it } from "vitest";
import { gitops } from "./files.ts";

interface Issue {
  iid: number;
  state: string;
  title: string;
  description: string;
}

const token = "canary-drift-token";
let issues: Issue[];
let status: number;
let server: ReturnType<typeof gitlab>;
let folder: string;
let url: string;

function gitlab() {
  const app = Fastify();
  app.addHook("onRequest", async (request, reply) => {
    if (request.headers["private-token"] !== token)
      return reply.code(401).send({ message: "401 Unauthorized" });
    if (status !== 200) return reply.code(status).send({ message: token });
  });
  app.get<{ Querystring: { state: string; search: string; in: string } }>(
    "/projects/7/issues",
    async ({ query }) =>
      issues.filter(
        (one) => one.state === query.state && query.in === "title" && one.title.includes(query.search),
      ),
  );
  app.post<{ Body: { title: string; description: string } }>("/projects/7/issues", async ({ body }) => {
    const issue = { iid: issues.length + 1, state: "opened", ...body };
    issues.push(issue);
    return issue;
  });
  app.put<{ Params: { iid: string }; Body: { description?: string; state_event?: string } }>(
    "/projects/7/issues/:iid",
    async ({ params, body }, reply) => {
      const issue = issues.find((one) => String(one.iid) === params.iid);
      if (issue === undefined) return reply.code(404).send({});
      if (body.description !== undefined) issue.description = body.description;
      if (body.state_event === "close") issue.state = "closed";
      return issue;
    },
  );
  return app;
}

beforeEach(async () => {
  [issues, status] = [[], 200];
  folder = mkdtempSync(join(tmpdir(), "rockit-durst-drift-"));
  server = gitlab();
  url = await server.listen({ port: 0, host: "127.0.0.1" });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const printed = (text: string) => writeFileSync(join(folder, "drift.txt"), text);
const drifted =
  "~ path: jobs/ => /close\nerror: no changes were expected for refresh but changes were proposed\n";

async function report(job: "success" | "failed" | "canceled", environment: Record<string, string> = {}) {
  const env = {
    CI_API_V4_URL: url,
    CI_PROJECT_ID: "7",
    CI_JOB_STATUS: job,
    CI_JOB_URL: "https://gitlab.example/job/1",
    DRIFT_ISSUE_TOKEN: token,
    STACK: "lienz",
    ...environment,
  };
  const script = join(gitops, "gitlab-ci", ".gitlab", "drift-issue.mjs");
  const { all, exitCode } = await execa("node", [script, "drift.txt"], {
    cwd: folder,
    env,
    reject: false,
    all: true,
  });
  expect(all).not.toContain(token);
  return { all, exitCode };
}

it("opens one issue, writes it anew while the drift lasts, and closes it", async () => {
  printed("first\n" + drifted);
  await report("failed");
  printed("second\n" + drifted);
  await report("failed");
  expect(issues).toHaveLength(1);
  expect(issues[0]).toMatchObject({ state: "opened", title: "Drift: lienz" });
  expect(issues[0]?.description).toMatch(/do not have what was declared for \*\*lienz\*\*[\s\S]* {4}second/);
  await report("success");
  expect(issues[0]?.state).toBe("closed");
  await report("success");
  expect(issues).toHaveLength(1);
});

it("makes nothing but text of what Pulumi printed", async () => {
  printed("/close\n@everyone\n");
  await report("failed");
  expect(issues[0]?.description).not.toMatch(/^(\/close|@everyone)/m);
});

it("leaves the issue of a stack whose name begins alike alone", async () => {
  issues.push({ iid: 1, state: "opened", title: "Drift: lienz-2", description: "theirs" });
  printed(drifted);
  await report("failed");
  await report("success");
  expect(issues.map(({ state }) => state)).toEqual(["opened", "closed"]);
  expect(issues[0]?.description).toBe("theirs");
});

it("says so when the check failed or was never begun", async () => {
  await report("failed");
  expect(issues[0]?.description).toContain("could not be told");
});

it("does nothing for a job that was cancelled, and says what is missing without a token", async () => {
  expect(await report("canceled")).toEqual({ all: "", exitCode: 0 });
  const { all, exitCode } = await report("failed", { DRIFT_ISSUE_TOKEN: "" });
  expect(all).toContain("DRIFT_ISSUE_TOKEN is not set");
  expect(exitCode).toBe(0);
  expect(issues).toEqual([]);
});

it("names GitLab's refusal in one line, and not what it answered", async () => {
  status = 403;
  const { all, exitCode } = await report("failed");
  expect(all).toBe("The issue about drift in lienz could not be written: GitLab answered 403 to GET issues.");
  expect(exitCode).toBe(1);
});
