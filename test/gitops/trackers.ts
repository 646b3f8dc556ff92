// Fakes of GitHub and GitLab, with only the requests that the scripts send.
import Fastify from "fastify";

export interface Issue {
  number: number;
  open: boolean;
  title: string;
  body: string;
  labels: string;
  bot: boolean;
  comments: string[];
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

/** What differs between GitHub's and GitLab's API: paths, methods, headers and fields. */
interface TrackerApi {
  readonly kind: "github" | "gitlab";
  readonly issuesPath: string;
  readonly commentsPath: string;
  readonly changeMethod: "PATCH" | "PUT";
  readonly tokenHeader: string;
  readonly tokenValue: string;
  toJson(issue: Issue): object;
  readonly environment: (url: string) => Record<string, string>;
}

const gitHubApi: TrackerApi = {
  kind: "github",
  issuesPath: "/repos/org/repo/issues",
  commentsPath: "comments",
  changeMethod: "PATCH",
  tokenHeader: "authorization",
  tokenValue: `Bearer ${token}`,
  toJson: ({ number, title, bot }) => ({ number, title, user: { type: bot ? "Bot" : "User" } }),
  environment: (url) => ({ GITHUB_API_URL: url, GITHUB_REPOSITORY: "org/repo", GH_TOKEN: token }),
};
const gitLabApi: TrackerApi = {
  kind: "gitlab",
  issuesPath: "/projects/7/issues",
  commentsPath: "notes",
  changeMethod: "PUT",
  tokenHeader: "private-token",
  tokenValue: token,
  toJson: ({ number, title }) => ({ iid: number, title }),
  environment: (url) => ({ CI_API_V4_URL: url, CI_PROJECT_ID: "7", DRIFT_ISSUE_TOKEN: token }),
};

export const trackerApis = { GitHub: gitHubApi, GitLab: gitLabApi };

export async function startTracker(api: TrackerApi): Promise<Tracker> {
  const issues: Issue[] = [];
  const app = Fastify({ bodyLimit: 10_000_000 });
  const tracker = {
    issues,
    status: 200,
    environment: {},
    [Symbol.asyncDispose]: () => app.close(),
  };
  app.addHook("onRequest", async (request, reply) => {
    if (request.headers[api.tokenHeader] !== api.tokenValue) return reply.code(401).send({ message: token });
    if (tracker.status !== 200) return reply.code(tracker.status).send({ message: token });
  });
  app.get<{ Querystring: { labels: string; state: string; page: string } }>(
    api.issuesPath,
    async ({ query }) => {
      const page = Number(query.page);
      return issues
        .filter(({ open, labels }) => open && labels === query.labels && /^open/.test(query.state))
        .slice((page - 1) * 100, page * 100)
        .map(api.toJson);
    },
  );
  app.post<{ Body: Body }>(api.issuesPath, async ({ body }) => {
    const { title = "", labels } = body;
    const number = issues.length + 1;
    issues.push({
      ...{ number, open: true, title, bot: true, comments: [] },
      body: body["body"] ?? body["description"] ?? "",
      labels: String(labels),
    });
    return { number };
  });
  app.post<{ Params: { number: string }; Body: Body }>(
    `${api.issuesPath}/:number/${api.commentsPath}`,
    async ({ params, body }) => {
      issues[Number(params.number) - 1]?.comments.push(body["body"] ?? "");
      return {};
    },
  );
  app.route<{ Params: { number: string }; Body: Body }>({
    method: api.changeMethod,
    url: `${api.issuesPath}/:number`,
    handler: async ({ params, body }, reply) => {
      const issue = issues[Number(params.number) - 1];
      if (issue === undefined) return reply.code(404).send({});
      issue.body = body["body"] ?? body["description"] ?? issue.body;
      if (body["state"] === "closed" || body["state_event"] === "close") issue.open = false;
      return {};
    },
  });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  tracker.environment = api.environment(url);
  return tracker;
}

/** An issue as the scripts open one, with a test's changes. */
export const issueOf = (stack: string, number: number, changed: Partial<Issue> = {}): Issue => ({
  ...{ number, open: true, title: `Drift: ${stack}`, body: "before", labels: label, bot: true, comments: [] },
  ...changed,
});
