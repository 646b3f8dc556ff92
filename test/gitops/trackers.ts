// Fakes of GitHub and GitLab, with only the requests that the scripts send.
import Fastify from "fastify";

export interface Issue {
  number: number;
  open: boolean;
  title: string;
  body: string;
  labels: string;
  bot: boolean;
  said: string[];
}

export interface Tracker extends AsyncDisposable {
  readonly issues: Issue[];
  readonly environment: Record<string, string>;
  /** The status of every answer. */
  status: number;
}

const token = "canary-token";
const label = "pulumi-drift";
type Body = Record<string, string>;

interface Form {
  readonly kind: "github" | "gitlab";
  readonly issues: string;
  readonly remarks: string;
  readonly change: "PATCH" | "PUT";
  readonly header: string;
  readonly header_value: string;
  shown(issue: Issue): object;
  readonly environment: (url: string) => Record<string, string>;
}

const gitHub: Form = {
  kind: "github",
  issues: "/repos/org/repo/issues",
  remarks: "comments",
  change: "PATCH",
  header: "authorization",
  header_value: `Bearer ${token}`,
  shown: ({ number, title, bot }) => ({ number, title, user: { type: bot ? "Bot" : "User" } }),
  environment: (url) => ({ GITHUB_API_URL: url, GITHUB_REPOSITORY: "org/repo", GH_TOKEN: token }),
};
const gitLab: Form = {
  kind: "gitlab",
  issues: "/projects/7/issues",
  remarks: "notes",
  change: "PUT",
  header: "private-token",
  header_value: token,
  shown: ({ number, title }) => ({ iid: number, title }),
  environment: (url) => ({ CI_API_V4_URL: url, CI_PROJECT_ID: "7", DRIFT_ISSUE_TOKEN: token }),
};

export const trackers = { GitHub: gitHub, GitLab: gitLab };

export async function startTracker(form: Form): Promise<Tracker> {
  const issues: Issue[] = [];
  const app = Fastify({ bodyLimit: 10_000_000 });
  const tracker = {
    issues,
    status: 200,
    environment: {},
    [Symbol.asyncDispose]: () => app.close(),
  };
  app.addHook("onRequest", async (request, reply) => {
    if (request.headers[form.header] !== form.header_value) return reply.code(401).send({ message: token });
    if (tracker.status !== 200) return reply.code(tracker.status).send({ message: token });
  });
  app.get<{ Querystring: { labels: string; state: string; page: string } }>(
    form.issues,
    async ({ query }) => {
      const page = Number(query.page);
      return issues
        .filter(({ open, labels }) => open && labels === query.labels && /^open/.test(query.state))
        .slice((page - 1) * 100, page * 100)
        .map(form.shown);
    },
  );
  app.post<{ Body: Body }>(form.issues, async ({ body }) => {
    const { title = "", labels } = body;
    const number = issues.length + 1;
    issues.push({
      ...{ number, open: true, title, bot: true, said: [] },
      body: body["body"] ?? body["description"] ?? "",
      labels: String(labels),
    });
    return { number };
  });
  app.post<{ Params: { number: string }; Body: Body }>(
    `${form.issues}/:number/${form.remarks}`,
    async ({ params, body }) => {
      issues[Number(params.number) - 1]?.said.push(body["body"] ?? "");
      return {};
    },
  );
  app.route<{ Params: { number: string }; Body: Body }>({
    method: form.change,
    url: `${form.issues}/:number`,
    handler: async ({ params, body }, reply) => {
      const issue = issues[Number(params.number) - 1];
      if (issue === undefined) return reply.code(404).send({});
      issue.body = body["body"] ?? body["description"] ?? issue.body;
      if (body["state"] === "closed" || body["state_event"] === "close") issue.open = false;
      return {};
    },
  });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  tracker.environment = form.environment(url);
  return tracker;
}

/** An issue as the scripts open one, with a test's changes. */
export const issueOf = (stack: string, number: number, changed: Partial<Issue> = {}): Issue => ({
  ...{ number, open: true, title: `Drift: ${stack}`, body: "before", labels: label, bot: true, said: [] },
  ...changed,
});
