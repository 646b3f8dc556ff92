// `npm run pipeline`: runs the commands of the pipelines in examples/gitops with a real Pulumi CLI against
// the simulators, from a pull request that adds a site to the removal of this site. Reads the commands from
// the workflows.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { styleText } from "node:util";
import { execa } from "execa";
import { stringify } from "yaml";
import { endProcessGroup } from "../../test/helpers/end-process-group.ts";
import { environmentOf } from "../../test/helpers/environment.ts";
import { startDurst, startRockit } from "../../test/simulators/index.ts";
import { buildPackages } from "../build.ts";
import { ensureEngine } from "../engine/engine.ts";
import { check, info, runScenario, step } from "../scenario.ts";
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

/** Commands of jobs without vendor credentials. */
const jobsWithoutCredentials = new Set([lines.preview, lines.plan, lines.orphanedStacks, lines.look]);

interface Result {
  readonly outcome: string;
  readonly findings?: readonly { readonly kind: string }[];
  readonly heldToPlan?: boolean;
}

async function pipeline(interrupted: AbortSignal): Promise<void> {
  step("Build the packages, and find the Pulumi CLI (download or build it on the first run)");
  check(await buildPackages(), "the packages do not build");
  const engine = await ensureEngine({ log: info });

  await using rockit = await startRockit();
  await using durst = await startDurst();
  await using repository = await checkedOut(engine, {
    "rockit-webhook-allowed-hosts": { hosts: ["hooks.example.com"] },
    "durst-callback-allowed-hosts": { hosts: ["hooks.example.com"] },
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

  /** GitHub sets missing secrets to empty text. */
  const withoutCredentials = { ROCKIT_API_KEY: "", DURST_PASSWORD: "" };
  /** Runs a command like the workflow's shell, checks its exit code, and returns its output. */
  const runs = async (
    line: string,
    expected: number,
    additions: Record<string, string> = {},
  ): Promise<string> => {
    console.log(styleText("dim", `   ${line}`));
    const running = execa("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", line], {
      cwd: repository.folder,
      env: {
        ...engine.projectEnvironment,
        ...environment,
        ...(jobsWithoutCredentials.has(line) && withoutCredentials),
        ...additions,
      },
      reject: false,
      stdin: "ignore",
      all: true,
      detached: process.platform !== "win32",
    });
    using _group = endProcessGroup(running.nodeChildProcess, interrupted);
    let printed = "";
    for await (const text of running.iterable({ from: "all" })) {
      printed += `${text}\n`;
      console.log(`   ${text}`);
    }
    const { exitCode = -1 } = await running;
    interrupted.throwIfAborted();
    check(exitCode === expected, `exit code ${exitCode} instead of ${expected}`);
    info(`exit code ${exitCode}`);
    return printed;
  };
  const result = async (): Promise<Result> =>
    JSON.parse(await readFile(join(repository.folder, "results", `${stackName}.json`), "utf8"));
  /** Checks that the nightly check fails with exactly these findings, and writes to no server. */
  const found = async (...kinds: readonly string[]): Promise<string> => {
    const before = writes();
    const printed = await runs(lines.check, 7);
    const { outcome, findings = [] } = await result();
    const foundKinds = findings.map(({ kind }) => kind).join();
    check(
      outcome === "differs" && foundKinds === kinds.join(),
      `found "${foundKinds}" instead of "${kinds}"`,
    );
    check(writes() === before, "a check wrote to a server");
    return printed;
  };
  const allIsWell = async () => {
    await runs(lines.check, 0);
    check((await result()).outcome === "unchanged", "the check found a difference");
  };
  const planIs = async (outcome: string) => {
    await runs(lines.plan, 0);
    check((await result()).outcome === outcome, `the plan is not "${outcome}"`);
  };
  const writes = () => rockit.writes().length + durst.writes().length;
  const active = () =>
    [...durst.subscriptions(17).values()].filter(({ status }) => status === "ACTIVE").length;

  step("A pull request adds a site with an http webhook: the policies stop its preview");
  await declare({ receiver: "http://hooks.example.com" });
  const stopped = await runs(lines.preview, 1);
  check(stopped.includes("rockit-webhook-https"), "the policy rockit-webhook-https did not fire");
  check(stopped.includes("durst-callback-https"), "the policy durst-callback-https did not fire");

  step("The pull request is corrected: its preview passes, and the servers get no request");
  await declare({ receiver: "https://hooks.example.com" });
  await runs(lines.preview, 0);
  check((await result()).outcome === "new", "the preview does not say that the stack is new");
  check(rockit.requests.length + durst.requests.length === 0, "a preview sent a request");

  step("It is merged but not approved: the nightly check reports that the site was never created");
  await found("never created");

  step("It is planned, approved and applied; the nightly check finds no difference");
  await planIs("new");
  await runs(lines.up, 0);
  check(
    rockit.subscriptions.size === 2 && active() === 2,
    "the servers do not have the declared subscriptions",
  );
  await allIsWell();

  step("A merge changes only documentation: there is nothing to approve");
  await planIs("unchanged");

  step(
    "Someone edits a webhook on one server, and a callback and a key on the other: the nightly check reports it",
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
  // The key counts too, although the output must not show it.
  check(
    drifted.includes("3 resources changed or deleted on the servers"),
    "the check does not report all three",
  );
  check(drifted.includes("elsewhere.example.com"), "the check does not show the other webhook");
  check(drifted.includes("INACTIVE"), "the check does not show the callback that was switched off");

  step("The repair fails halfway: the check keeps failing, and reports it");
  rockit.faults.inject({ kind: "firewall", status: 400 }, { route: /^(POST|PUT)/, times: Infinity });
  await runs(lines.repair, 1);
  await rockit.faults.heal();
  await found("half-done");

  step("The repair runs again, and the check passes");
  await runs(lines.repair, 0);
  check(
    rockit.subscriptions.get("quickstart-builds")?.url === "https://hooks.example.com/rockit" &&
      active() === 2,
    "the repair changed nothing",
  );
  await allIsWell();

  step("A change is merged but not approved: the nightly check distinguishes it from drift");
  await declare({ receiver: "https://hooks.example.com", jobsPath: "production-jobs" });
  await found("unapplied");

  step("It is approved: `up` applies the plan");
  await planIs("changes");
  check((await result()).heldToPlan === true, "`up` is not restricted to the plan");
  await runs(lines.up, 0);

  step("An older plan is approved later: `up` rejects it");
  await runs(lines.up, 1);

  step("A server is down at night: the check fails");
  await runs(lines.check, 1, { DURST_ENDPOINT: "http://127.0.0.1:1" });
  check((await result()).outcome === "failed", "the result does not say that the check failed");

  step("The site's file is removed: the nightly check finds the orphaned stack, and a person removes it");
  await rm(stackFile);
  check(
    (await runs(lines.orphanedStacks, 0)).includes(`${stackName} has no file`),
    "the orphaned stack is not found",
  );
  await runs(lines.look, 0);
  await rm(stackFile, { force: true }); // each job has its own checkout, and Pulumi writes into this one
  await runs(lines.remove, 0);
  check(rockit.subscriptions.size === 0 && active() === 0, "subscriptions are left");
  await rm(stackFile, { force: true });
  check((await runs(lines.orphanedStacks, 0)).trim() === "", "its stack is still there");
}

await runScenario("pipeline", pipeline, ": every step ended as expected.");
