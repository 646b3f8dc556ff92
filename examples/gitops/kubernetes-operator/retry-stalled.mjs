// Retries stalled Stacks; the CronJob in retry-stalled.yaml runs this script. The operator (2.8 and newer)
// stalls a Stack after a few failed updates, within minutes, or after one failed installation. It never
// retries until the spec or the source changes, even if the server was only down for a while.
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const { KUBERNETES_API = "https://kubernetes.default.svc", WAIT_SECONDS = "60" } = process.env;
const account = process.env.ACCOUNT_FOLDER ?? "/var/run/secrets/kubernetes.io/serviceaccount";
const [token, namespace] = await Promise.all(
  ["token", "namespace"].map((name) => readFile(`${account}/${name}`, "utf8")),
);

/** Reasons that may pass by themselves. An invalid spec or an old Pulumi needs a person. */
const temporaryReasons = ["UpdateFailed", "WorkspaceFailed", "UpdateConflict"];

const stacks = `/apis/pulumi.com/v1/namespaces/${namespace}/stacks`;
/** A workspace has the name of its Stack. */
const workspaces = `/apis/auto.pulumi.com/v1alpha1/namespaces/${namespace}/workspaces`;

async function request(method, url, body) {
  const answer = await fetch(`${KUBERNETES_API}${url}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/merge-patch+json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  if (answer.ok) return answer.json();
  if (answer.status === 404) return undefined;
  throw new Error(`${method} ${url}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
}

const stalled = ({ metadata, status }) =>
  metadata.deletionTimestamp === undefined &&
  status?.conditions?.find(
    ({ type, status, reason }) =>
      type === "Stalled" && status === "True" && temporaryReasons.includes(reason),
  );

/** A pod has its Secret as of its start: a new pod reads a password that was corrected since. */
async function deleteWorkspace(name) {
  await request("DELETE", `${workspaces}/${name}?propagationPolicy=Foreground`);
  for (const end = Date.now() + Number(WAIT_SECONDS) * 1000; ; await sleep(500)) {
    if ((await request("GET", `${workspaces}/${name}`)) === undefined) return;
    if (Date.now() >= end) throw new Error(`its workspace is not deleted after ${WAIT_SECONDS} s`);
  }
}

async function retry({ metadata: { name } }) {
  await deleteWorkspace(name);
  const annotations = { "pulumi.com/reconciliation-request": new Date().toISOString() };
  await request("PATCH", `${stacks}/${name}`, { metadata: { annotations } });
}

const list = await request("GET", stacks);
if (list === undefined) throw new Error(`there is no ${stacks}: is the operator installed?`);
for (const stack of list.items) {
  const condition = stalled(stack);
  if (!condition) continue;
  const { name } = stack.metadata;
  try {
    await retry(stack);
    console.log(`${name}: tried again (${condition.reason}: ${condition.message})`);
  } catch (failure) {
    console.error(`${name}: can't be tried again: ${failure.message}`);
    process.exitCode = 1;
  }
}
