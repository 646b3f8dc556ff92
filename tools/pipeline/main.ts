// `npm run pipeline`: what the pipelines of examples/gitops run, on a real engine against the embedded simulators, from a pull request to a repaired
// drift. The commands are read from the workflows.
import { styleText } from "node:util";
import { execa } from "execa";
import { environmentOf } from "../../test/helpers/environment.ts";
import { Stack } from "../../test/helpers/stack.ts";
import { startDurst, startRockit } from "../../test/simulators/index.ts";
import { buildPackages } from "../build.ts";
import { ensureEngine } from "../engine/engine.ts";
import { demand, step, tell, told } from "../steps.ts";
import { checkedOut } from "./repository.ts";
import { type Command, pulumiSteps } from "./workflow.ts";

const stackName = "innsbruck";
async function pipeline(): Promise<void> {
  step("The packages are built and an engine is found or made");
  // Its test runs beside others, which need what was built before them.
  if (!process.env["PACKAGES_ARE_BUILT"]) demand(await buildPackages(), "the packages do not build");
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
  };
  await using stack = await Stack.create({
    engine,
    project: repository.folder,
    name: stackName,
    environment,
  });
  await stack.configure(
    { slackToken: "xoxb-pipeline-token", durstKey: "wBq7!rT2#nZ9@xL4$vK8%mH6^jD3&sF1" },
    { secret: true },
  );

  /** As the workflow's shell runs it; what it printed if it ends with the code that is due. */
  const runs = async (commands: readonly Command[], ends: "well" | "with a failure"): Promise<string> => {
    let printed = "";
    let exitCode = 0;
    for (const { name, run } of commands) {
      console.log(styleText("dim", `   ${name}: ${run}`));
      const running = execa("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", run], {
        cwd: repository.folder,
        env: { ...engine.projectEnvironment, ...stack.environment },
        reject: false,
        stdin: "ignore",
        all: true,
      });
      for await (const line of running.iterable({ from: "all" })) {
        printed += `${line}\n`;
        console.log(`   ${line}`);
      }
      exitCode = (await running).exitCode ?? -1;
      if (exitCode !== 0) break;
    }
    demand((exitCode === 0) === (ends === "well"), `it ended with exit code ${exitCode}`);
    tell(`exit code ${exitCode}`);
    return printed;
  };
  const writes = () => rockit.writes().length + durst.writes().length;
  const preview = await pulumiSteps("preview.yml", "preview");
  const up = await pulumiSteps("deploy.yml", "up");
  const repair = await pulumiSteps("deploy.yml", "up", { repair: true });
  const drift = await pulumiSteps("drift.yml", "drift");

  step("A pull request sends events to a webhook by http: the policies stop its preview");
  await stack.configure({ receiver: "http://hooks.example.com" });
  const refused = await runs(preview, "with a failure");
  demand(refused.includes("rockit-webhook-https"), "the policy rockit-webhook-https did not fire");
  demand(refused.includes("durst-callback-https"), "the policy durst-callback-https did not fire");

  step("The pull request is mended: its preview passes, and the servers saw no request");
  await stack.configure({ receiver: "https://hooks.example.com" });
  await runs(preview, "well");
  demand(rockit.requests.length + durst.requests.length === 0, "a preview asked a server");

  step("It is merged: `up`");
  await runs(up, "well");
  const active = () =>
    [...durst.subscriptions(17).values()].filter(({ status }) => status === "ACTIVE").length;
  demand(rockit.subscriptions.size === 2 && active() === 2, "the servers do not have what was declared");

  step("At night the servers are compared with what was declared: they have it");
  const before = writes();
  await runs(drift, "well");

  step(
    "Someone edits a webhook at one server and a callback at the other: the nightly check fails and shows both",
  );
  rockit.edit("quickstart-builds", { url: "https://elsewhere.example.com/rockit" });
  durst.editSubscription(17, [...durst.subscriptions(17).keys()][0] ?? Number.NaN, { status: "INACTIVE" });
  const drifted = await runs(drift, "with a failure");
  demand(drifted.includes("elsewhere.example.com"), "the check does not show the other webhook");
  demand(drifted.includes("INACTIVE"), "the check does not show the callback that was switched off");
  demand(writes() === before, "a check wrote to a server");

  step("The repair: what was changed by hand is seen, and `up` puts it right");
  await runs(repair, "well");
  demand(
    rockit.subscriptions.get("quickstart-builds")?.url === "https://hooks.example.com/rockit" &&
      active() === 2,
    "`up` did not repair it",
  );

  step("The next night all is well again");
  await runs(drift, "well");
}

await told("pipeline", pipeline, ": every step ended as it must.");
