// `npm run pipeline`: what the pipelines of examples/gitops run, on a real engine against the embedded simulators, from a
// pull request that adds a site to the removal of that site. The commands are read from the workflows.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { styleText } from "node:util";
import { execa } from "execa";
import { stringify } from "yaml";
import { environmentOf } from "../../test/helpers/environment.ts";
import { endGroup } from "../../test/helpers/process-group.ts";
import { startDurst, startRockit } from "../../test/simulators/index.ts";
import { buildPackages } from "../build.ts";
import { ensureEngine } from "../engine/engine.ts";
import { demand, step, tell, told } from "../steps.ts";
import { checkedOut } from "./repository.ts";
import { pulumiStep } from "./workflow.ts";

const stackName = "innsbruck";
const lines = {
  preview: await pulumiStep("preview.yml", "preview"),
  plan: await pulumiStep("deploy.yml", "plan"),
  up: await pulumiStep("deploy.yml", "up"),
  check: await pulumiStep("drift.yml", "check"),
  orphanedStacks: await pulumiStep("drift.yml", "orphaned-stacks"),
  repair: await pulumiStep("drift.yml", "repair"),
  look: await pulumiStep("remove.yml", "look"),
  remove: await pulumiStep("remove.yml", "remove"),
};

/** Lines of jobs that get no vendor's credentials. */
const withoutThem = new Set([lines.preview, lines.plan, lines.orphanedStacks, lines.look]);

interface Result {
  readonly outcome: string;
  readonly findings?: readonly { readonly kind: string }[];
  readonly heldToPlan?: boolean;
}

async function pipeline(interrupted: AbortSignal): Promise<void> {
  step("The packages are built and an engine is found or made");
  demand(await buildPackages(), "the packages do not build");
  const engine = await ensureEngine({ log: tell });

  await using rockit = await startRockit();
  await using durst = await startDurst();
  await using repository = await checkedOut(engine, {
    "rockit-webhook-hosts": { hosts: ["hooks.example.com"] },
    "durst-callback-hosts": { hosts: ["hooks.example.com"] },
  });
  const environment = {
    ...environmentOf({ rockit, durst }),
    ...repository.environment,
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    STACK: stackName,
    slackToken: "xoxb-pipeline-token",
    durstKey: "wBq7!rT2#nZ9@xL4$vK8%mH6^jD3&sF1",
  };
  const stackFile = join(repository.folder, `Pulumi.${stackName}.yaml`);
  const declare = (settings: Readonly<Record<string, string>>) =>
    writeFile(
      stackFile,
      stringify({
        config: Object.fromEntries(
          Object.entries(settings).map(([key, value]) => [`quickstart:${key}`, value]),
        ),
      }),
    );

  /** What GitHub makes of secrets that a job is not given. */
  const withoutCredentials = { ROCKIT_API_KEY: "", DURST_PASSWORD: "" };
  /** As the workflow's shell runs it; what it printed, if it ends with the code that is due. */
  const runs = async (line: string, due: number, besides: Record<string, string> = {}): Promise<string> => {
    console.log(styleText("dim", `   ${line}`));
    const running = execa("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", line], {
      cwd: repository.folder,
      env: {
        ...engine.projectEnvironment,
        ...environment,
        ...(withoutThem.has(line) && withoutCredentials),
        ...besides,
      },
      reject: false,
      stdin: "ignore",
      all: true,
      detached: process.platform !== "win32",
    });
    using _group = endGroup(running.nodeChildProcess, interrupted);
    let printed = "";
    for await (const text of running.iterable({ from: "all" })) {
      printed += `${text}\n`;
      console.log(`   ${text}`);
    }
    const { exitCode = -1 } = await running;
    interrupted.throwIfAborted();
    demand(exitCode === due, `it ended with exit code ${exitCode}, and ${due} was due`);
    tell(`exit code ${exitCode}`);
    return printed;
  };
  const result = async (): Promise<Result> =>
    JSON.parse(await readFile(join(repository.folder, "results", `${stackName}.json`), "utf8"));
  /** The nightly check is red, says just these things, and writes to no server. */
  const found = async (...kinds: readonly string[]): Promise<string> => {
    const before = writes();
    const printed = await runs(lines.check, 7);
    const { outcome, findings = [] } = await result();
    const told = findings.map(({ kind }) => kind).join();
    demand(outcome === "differs" && told === kinds.join(), `it tells of "${told}", not of "${kinds}"`);
    demand(writes() === before, "a check wrote to a server");
    return printed;
  };
  const allIsWell = async () => {
    await runs(lines.check, 0);
    demand((await result()).outcome === "unchanged", "it found a difference");
  };
  const planIs = async (outcome: string) => {
    await runs(lines.plan, 0);
    demand((await result()).outcome === outcome, `the plan is not "${outcome}"`);
  };
  const writes = () => rockit.writes().length + durst.writes().length;
  const active = () =>
    [...durst.subscriptions(17).values()].filter(({ status }) => status === "ACTIVE").length;

  step("A pull request adds a site, with a webhook by http: the policies stop its preview");
  await declare({ receiver: "http://hooks.example.com" });
  const refused = await runs(lines.preview, 1);
  demand(refused.includes("rockit-webhook-https"), "the policy rockit-webhook-https did not fire");
  demand(refused.includes("durst-callback-https"), "the policy durst-callback-https did not fire");

  step("The pull request is mended: its preview passes, and the servers saw no request");
  await declare({ receiver: "https://hooks.example.com" });
  await runs(lines.preview, 0);
  demand((await result()).outcome === "new", "the preview does not say that the stack is new");
  demand(rockit.requests.length + durst.requests.length === 0, "a preview asked a server");

  step("It is merged, and nobody approves: the nightly check says that the site was never created");
  await found("never created");

  step("It is planned, approved and applied; the nightly check finds no difference");
  await planIs("new");
  await runs(lines.up, 0);
  demand(rockit.subscriptions.size === 2 && active() === 2, "the servers do not have what was declared");
  await allIsWell();

  step("A merge changes documentation only: there is nothing to approve");
  await planIs("unchanged");

  step(
    "Someone edits a webhook at one server, and a callback and a key at the other: the nightly check tells",
  );
  rockit.edit("quickstart-builds", { url: "https://elsewhere.example.com/rockit" });
  durst.editSubscription(17, [...durst.subscriptions(17).keys()][0] ?? Number.NaN, { status: "INACTIVE" });
  durst.editSubscriber(17, {
    jwtSigningInfo: {
      httpHeaderName: "x-durst-signature",
      method: "HS256",
      key: "someone-elses-key-of-32-characters",
    },
  });
  const drifted = await found("drift");
  // The key counts too, although no text may show it.
  demand(drifted.includes("3 resources changed or deleted on the servers"), "it does not tell of all three");
  demand(drifted.includes("elsewhere.example.com"), "the check does not show the other webhook");
  demand(drifted.includes("INACTIVE"), "the check does not show the callback that was switched off");

  step("The repair fails half-way: the check stays red, and says so");
  rockit.faults.inject({ kind: "firewall", status: 400 }, { route: /^(POST|PUT)/, times: Infinity });
  await runs(lines.repair, 1);
  await rockit.faults.heal();
  await found("half-done");

  step("The repair is run again: all is well");
  await runs(lines.repair, 0);
  demand(
    rockit.subscriptions.get("quickstart-builds")?.url === "https://hooks.example.com/rockit" &&
      active() === 2,
    "it did not repair",
  );
  await allIsWell();

  step("A change is merged, and nobody approves it: the nightly check tells it from drift");
  await declare({ receiver: "https://hooks.example.com", jobsPath: "production-jobs" });
  await found("unapplied");

  step("It is approved: `up` does what the plan says");
  await planIs("changes");
  demand((await result()).heldToPlan === true, "`up` is not held to the plan");
  await runs(lines.up, 0);

  step("An older plan is approved after it: it is refused");
  await runs(lines.up, 1);

  step("A server is down at night: that is no green check");
  await runs(lines.check, 1, { DURST_ENDPOINT: "http://127.0.0.1:1" });
  demand((await result()).outcome === "failed", "it does not say that the check failed");

  step("The site's file is removed: the nightly check finds what it left, and a person removes the stack");
  await rm(stackFile);
  demand((await runs(lines.orphanedStacks, 0)).includes(`${stackName} has no file`), "it is not found");
  await runs(lines.look, 0);
  await rm(stackFile, { force: true }); // each job has a checkout of its own, and Pulumi writes into this one
  await runs(lines.remove, 0);
  demand(rockit.subscriptions.size === 0 && active() === 0, "something is left");
  await rm(stackFile, { force: true });
  demand((await runs(lines.orphanedStacks, 0)).trim() === "", "its stack is still there");
}

await told("pipeline", pipeline, ": every step ended as it must.");
