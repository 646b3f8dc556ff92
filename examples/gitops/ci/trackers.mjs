// Issues with the label `pulumi-drift` at GitHub or GitLab; the tracker is undefined without a token.
import { github, listed } from "./github-api.mjs";

const label = "pulumi-drift";
const { CI_API_V4_URL, CI_PROJECT_ID, DRIFT_ISSUE_TOKEN, GH_TOKEN, GITHUB_REPOSITORY } = process.env;

const atGitHub = {
  kind: "github",
  async open() {
    const found = [];
    // Only issues of a bot: a person's issue may have the label too.
    for await (const issue of listed(`repos/${GITHUB_REPOSITORY}/issues?state=open&labels=${label}`))
      if (!issue.pull_request && issue.user?.type === "Bot") found.push(issue);
    return found;
  },
  create: (title, body) =>
    github("POST", `repos/${GITHUB_REPOSITORY}/issues`, { title, body, labels: [label] }),
  edit: ({ number }, body) => github("PATCH", `repos/${GITHUB_REPOSITORY}/issues/${number}`, { body }),
  async close({ number }, body) {
    await github("POST", `repos/${GITHUB_REPOSITORY}/issues/${number}/comments`, { body });
    await github("PATCH", `repos/${GITHUB_REPOSITORY}/issues/${number}`, { state: "closed" });
  },
};

async function gitlab(method, path, body) {
  const response = await fetch(`${CI_API_V4_URL}/projects/${CI_PROJECT_ID}/${path}`, {
    method,
    headers: { "PRIVATE-TOKEN": DRIFT_ISSUE_TOKEN, "content-type": "application/json" },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`GitLab answered ${response.status} to ${method} ${path.split("?")[0]}`);
  return response.json();
}

const atGitLab = {
  kind: "gitlab",
  async open() {
    const found = [];
    for (let page = 1; ; page += 1) {
      const issues = await gitlab("GET", `issues?state=opened&labels=${label}&per_page=100&page=${page}`);
      found.push(...issues);
      if (issues.length < 100) return found;
    }
  },
  create: (title, description) => gitlab("POST", "issues", { title, description, labels: label }),
  edit: ({ iid }, description) => gitlab("PUT", `issues/${iid}`, { description }),
  async close({ iid }, body) {
    await gitlab("POST", `issues/${iid}/notes`, { body });
    await gitlab("PUT", `issues/${iid}`, { state_event: "close" });
  },
};

export const tracker = GH_TOKEN ? atGitHub : DRIFT_ISSUE_TOKEN ? atGitLab : undefined;
