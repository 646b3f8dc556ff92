// One Pulumi command for the stack in the variable STACK, the same at GitHub and at GitLab:
//   node ci/pulumi.mjs preview   shows what a pull request would change, and whether the policies allow it
//   node ci/pulumi.mjs plan      the same after the merge; saves the plan that `up` must follow
//   node ci/pulumi.mjs up        applies the approved plan
//   node ci/pulumi.mjs check     compares servers and program; exit code 0: equal, 7: different, else: failed
//   node ci/pulumi.mjs repair    `up --refresh`: reads the servers, then applies the program
//   node ci/pulumi.mjs remove-preview, remove   deletes a stack without a file, and its subscriptions
// preview, plan and check write results/<stack>.json for the scripts that write comments and issues.
import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { changes, differences, eventsOf, explanation, makesNames } from "./finding.mjs";
import { fail, planFile, readResult, settings, stackFromEnvironment, writeResult } from "./settings.mjs";

const { credentials, organization, project, secretsProvider } = settings();
const STACK = stackFromEnvironment();
const qualified = organization ? `${organization}/${STACK}` : STACK;

/** The packages of a monorepo may be at its root. */
const policyPack =
  ["", "..", "../..", "../../.."]
    .map((up) => join(up, "node_modules", "pulumi-rockit-durst-policy"))
    .find((folder) => existsSync(join(project, folder))) ?? "node_modules/pulumi-rockit-durst-policy";
const policies = ["--policy-pack", policyPack, "--policy-pack-config", "policy-config.json"];
const temporary = mkdtempSync(join(tmpdir(), "pulumi-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));

/**
 * A cancelled job interrupts Pulumi once, and waits until Pulumi has finished the running operations. A
 * second interrupt could abort a creation whose signing secret the server has just sent. No further command
 * is started.
 */
let running;
let isCancelled = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    if (!isCancelled) running?.kill("SIGINT");
    isCancelled = true;
  });

/** Runs Pulumi in the project's folder; prints its output, and returns it with the exit code. */
async function pulumi(args, { env = {}, quiet = false } = {}) {
  if (isCancelled) fail(`the job was cancelled before \`pulumi ${args[0]}\`.`);
  const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd: project,
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // In a process group of its own: only this script signals it.
    detached: true,
  });
  running = child;
  let text = "";
  let stdout = "";
  for (const [stream, shown] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]) {
    stream.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
      if (stream === child.stdout) stdout += chunk;
      if (!quiet) shown.write(chunk);
    });
  }
  const code = await new Promise((resolved, refused) =>
    child.on("error", refused).on("close", (ended) => resolved(ended ?? 1)),
  );
  return { code, text, stdout };
}

const lastLine = (text) => text.trim().split("\n").at(-1);

/**
 * Opens the ESC environment with the credentials. The stack's file does not import it, so that previews of
 * pull requests never open it. Variables of the job take precedence; GitHub makes an unset secret an empty
 * variable.
 */
async function withCredentials(run) {
  if (credentials) {
    const environment = credentials.replaceAll("{stack}", STACK);
    const { code, text, stdout } = await pulumi(
      ["env", "open", environment, "environmentVariables", "--format", "json"],
      {
        quiet: true,
      },
    );
    if (code !== 0) fail(`the environment ${environment} could not be opened: ${lastLine(text)}`);
    const opened = JSON.parse(stdout);
    mask(Object.values(opened));
    const set = Object.entries(process.env).filter(([, value]) => value !== "");
    process.env = { ...opened, ...Object.fromEntries(set) };
  }
  return run();
}

/**
 * A preview with its events, which hold no secrets, unlike `--json`. The engine writes them only with this
 * variable.
 */
async function preview(stack, args, env = {}) {
  const file = join(temporary, `${randomUUID()}.events`);
  const ran = await pulumi(["preview", "--stack", stack, "--diff", "--event-log", file, ...args], {
    env: { PULUMI_DEBUG_COMMANDS: "true", ...env },
  });
  return { ...ran, events: existsSync(file) ? eventsOf(readFileSync(file, "utf8")) : [] };
}

const missing = ({ code, text, events = [] }) =>
  code !== 0 && events.length === 0 && /^error: no stack named /m.test(text);

/** The newest update of the stack; undefined before the first. */
async function lastUpdate() {
  const ran = await pulumi(
    ["stack", "history", "--stack", qualified, "--json", "--page-size", "1", "--page", "1"],
    { quiet: true },
  );
  if (missing(ran)) return undefined;
  if (ran.code !== 0) fail(`the history of ${STACK} could not be read: ${lastLine(ran.text)}`);
  const [newest] = JSON.parse(ran.stdout.trim() || "[]") ?? [];
  return (
    newest && {
      kind: newest.kind,
      result: newest.result,
      version: newest.version,
      startTime: newest.startTime,
      endTime: newest.endTime,
    }
  );
}

/**
 * Previews a stack that does not exist on a temporary state: the job needs no permission to create stacks.
 */
async function previewNew() {
  const env = {
    PULUMI_BACKEND_URL: `file://${join(temporary, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: randomBytes(20).toString("hex"),
    PULUMI_ACCESS_TOKEN: "",
  };
  mkdirSync(join(temporary, "state"));
  console.log(`The stack ${STACK} does not exist yet: this preview shows what its first update will create.`);
  // `init` writes encryption settings into the stack's file; the file is restored afterwards.
  const file = ["yaml", "yml"].map((ending) => join(project, `Pulumi.${STACK}.${ending}`)).find(existsSync);
  const text = file && readFileSync(file, "utf8");
  if (/^environment:/m.test(text ?? ""))
    console.log(
      `${file} imports an ESC environment, which needs the stack: create it with \`pulumi stack init\`.`,
    );
  try {
    if (file)
      writeFileSync(file, text.replaceAll(/^(encryptionsalt|encryptedkey|secretsprovider):.*\n?/gm, ""));
    const made = await pulumi(["stack", "init", "--stack", STACK], { env });
    return made.code === 0 ? await preview(STACK, policies, env) : { ...made, events: [] };
  } finally {
    if (file) writeFileSync(file, text);
  }
}

async function previewed(planned) {
  mkdirSync("results", { recursive: true });
  const save = planned ? ["--save-plan", resolve(planFile(STACK))] : [];
  // Read before the preview: an update during the preview makes the plan outdated.
  const last = planned ? await lastUpdate() : undefined;
  let ran = await preview(qualified, [...policies, ...save]);
  const isNew = missing(ran);
  if (isNew) ran = await previewNew();
  const outcome = isBlind(ran) ? "failed" : isNew ? "new" : changes(ran.events) ? "changes" : "unchanged";
  const result = { stack: STACK, outcome, text: ran.text };
  if (planned && outcome === "changes") {
    result.last = last;
    result.heldToPlan = !makesNames(ran.events);
  }
  writeResult(result);
  return outcome === "failed" ? ran.code || 1 : ran.code;
}

/** Whether a preview failed or has no events: then its changes are unknown. */
const isBlind = ({ code, events }) => code !== 0 || events.length === 0;

const startAgain = "start the workflow again, and approve the new plan.";

async function selectOrCreate() {
  const provider = secretsProvider ? ["--secrets-provider", secretsProvider] : [];
  return (await pulumi(["stack", "select", "--create", qualified, ...provider])).code;
}

async function up() {
  const plan = readResult(STACK);
  if (plan === undefined) fail(`there is no plan for ${STACK}.`);
  if (plan.outcome === "new") {
    const code = await selectOrCreate();
    if (code !== 0) return code;
    if ((await lastUpdate()) !== undefined) fail(`${STACK} exists since this plan was made: ${startAgain}`);
  } else if (!(await isNewest(plan.last))) {
    fail(`${STACK} was updated since this plan was made: ${startAgain}`);
  }
  const held = plan.outcome === "changes" && plan.heldToPlan;
  if (!held)
    console.log(
      "Applied without a plan file: the stack is new, or the provider generates a random name. Program, packages and state are those of the preview.",
    );
  const { code } = await pulumi([
    "up",
    "--stack",
    qualified,
    "--yes",
    ...policies,
    ...(held ? ["--plan", resolve(planFile(STACK))] : []),
  ]);
  return code;
}

const isNewest = async (last) => JSON.stringify(last) === JSON.stringify(await lastUpdate());

async function check() {
  const ran = await preview(qualified, ["--refresh", "--expect-no-changes"]);
  const { code, text, events } = ran;
  // Pulumi does not count changed settings of a provider, such as its endpoint, and refreshes with those of
  // the last update.
  const onlySettings = code === 0 && changes(events);
  const isNew = missing(ran);
  if (!isNew && !onlySettings && code !== 7) {
    writeResult({ stack: STACK, outcome: isBlind(ran) ? "failed" : "unchanged", text });
    return isBlind(ran) ? code || 1 : code;
  }
  const last = isNew ? undefined : await lastUpdate();
  const { resources, neverCreated } =
    code === 7 ? differences(events, text) : { resources: [], neverCreated: isNew };
  const findings = onlySettings ? [unappliedSettings] : explanation({ resources, neverCreated }, last);
  for (const { kind, text: sentence } of findings) console.log(`${STACK}: ${kind}: ${sentence}`);
  writeResult({ stack: STACK, outcome: "differs", findings, resources, text, last });
  return 7;
}

const unappliedSettings = {
  kind: "unapplied",
  text: "The settings of a provider, or the stack's outputs, were merged and never applied. Run the deployment.",
};

/** After a check, repairs only what the check saw: a deployment in between may have changed the program. */
const repair = async () => {
  const result = readResult(STACK);
  if (result !== undefined && result.outcome !== "differs") fail(`no check found a difference for ${STACK}.`);
  if (result !== undefined && !(await isNewest(result.last)))
    fail(`${STACK} was updated since it was checked: start the check again.`);
  return (
    (await selectOrCreate()) ||
    (await pulumi(["up", "--stack", qualified, "--yes", "--refresh", ...policies])).code
  );
};

/**
 * Only for a stack without a file: the next update would create the subscriptions of a declared stack again.
 */
async function remove(args) {
  for (const ending of ["yaml", "yml"]) {
    const file = join(project, `Pulumi.${STACK}.${ending}`);
    if (existsSync(file))
      fail(`${file} is still there. Delete the file on the default branch first, then remove the stack.`);
  }
  return (await pulumi(["destroy", "--stack", qualified, ...args])).code;
}

const commands = {
  preview: () => previewed(false),
  plan: () => previewed(true),
  up: () => withCredentials(up),
  check: () => withCredentials(check),
  repair: () => withCredentials(repair),
  "remove-preview": () => remove(["--preview-only", "--diff"]),
  remove: async () =>
    (await withCredentials(() => remove(["--yes"]))) ||
    (await pulumi(["stack", "rm", "--yes", qualified])).code,
};

const command = commands[process.argv[2]];
if (command === undefined) fail(`give a command: ${Object.keys(commands).join(", ")}.`);
// GitHub must not interpret the program's output as workflow commands.
const pause = process.env.GITHUB_ACTIONS ? randomUUID() : "";
if (pause) console.log(`::stop-commands::${pause}`);
/** GitHub masks its own secrets in logs; these have to be registered. */
function mask(values) {
  if (!pause) return;
  const lines = values.flatMap((value) => String(value).split(/\r?\n/)).filter((line) => line !== "");
  console.log(
    [`::${pause}::`, ...lines.map((line) => `::add-mask::${line}`), `::stop-commands::${pause}`].join("\n"),
  );
}
process.on("exit", () => pause && console.log(`::${pause}::`));
process.exitCode = await command();
