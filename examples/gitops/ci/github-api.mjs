// Requests to GitHub's API, with the token in GH_TOKEN.
const { GITHUB_API_URL = "https://api.github.com", GH_TOKEN } = process.env;

async function answerOf(method, url, body) {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${GH_TOKEN}`,
      accept: "application/vnd.github+json",
      "content-type": "application/json",
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok)
    throw new Error(`GitHub answered ${response.status} to ${method} ${new URL(url).pathname}`);
  return response;
}

export const github = async (method, path, body) =>
  (await answerOf(method, `${GITHUB_API_URL}/${path}`, body)).json();

/** All pages of a list. */
export async function* listed(path) {
  const separator = path.includes("?") ? "&" : "?";
  for (let page = 1; ; page += 1) {
    const entries = await github("GET", `${path}${separator}per_page=100&page=${page}`);
    yield* entries;
    if (entries.length < 100) return;
  }
}

export async function findComment(path, mark) {
  let found;
  for await (const comment of listed(path))
    if (comment.user?.login === "github-actions[bot]" && comment.body?.startsWith(mark)) found = comment;
  return found;
}
