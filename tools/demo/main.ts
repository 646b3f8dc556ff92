// `npm run demo`: runs the quickstart from `pulumi up` to `pulumi destroy` with a real Pulumi CLI against the
// simulators; with `-- --yaml` as a YAML program with the native plugin.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { environmentOf } from "../../test/helpers/environment.ts";
import { type CommandResult, Stack } from "../../test/helpers/stack.ts";
import { startDurst, startRockit } from "../../test/simulators/index.ts";
import { buildPackages } from "../build.ts";
import { ensureEngine } from "../engine/engine.ts";
import { ensureLanguageHost } from "../engine/language-hosts.ts";
import { check, info, runScenario, step } from "../scenario.ts";
import { isSigned, Receiver } from "./receiver.ts";

const root = join(import.meta.dirname, "..", "..");

const help = `Usage: npm run demo [-- --yaml | --project FOLDER]

Creates, updates, replaces, repairs and destroys subscriptions with a real Pulumi CLI, against simulators of both vendors.

  --yaml             run examples/yaml-quickstart with the native plugin; needs Pulumi's YAML language host, which is built
                     on the first run if it is missing
  --project FOLDER   run the program in this folder, a copy of examples/quickstart with its own packages
`;

const examples = join(root, "examples");

/** The TypeScript quickstart. */
const typescript = {
  folder: join(examples, "quickstart"),
  // `npm run check` already checks the types of the example.
  environment: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
};

interface Options {
  readonly inYaml: boolean;
  readonly project: string | undefined;
}

async function demo({ inYaml, project }: Options, interrupted: AbortSignal): Promise<void> {
  step("Build the packages, and find the Pulumi CLI (download or build it on the first run)");
  check(await buildPackages(), "the packages do not build");
  const engine = await ensureEngine({ log: info });
  const { folder, environment } = inYaml
    ? {
        folder: join(examples, "yaml-quickstart"),
        environment: (await ensureLanguageHost(engine, "yaml", { log: info })).environment,
      }
    : typescript;

  step("Start the simulators of both vendors, and a webhook receiver");
  await using rockit = await startRockit();
  await using durst = await startDurst();
  await using receiver = await new Receiver().start();
  info(`ROCKIT Edge at ${rockit.endpoint}, Durst Workflow at ${durst.endpoint}, receiver at ${receiver.url}`);

  await using stack = await Stack.create({
    engine,
    project: project ?? folder,
    name: "demo",
    environment: { ...environmentOf({ rockit, durst }), ...environment },
    print: (line) => console.log(`   ${line}`),
    interrupted,
  });
  await stack.configure({ receiver: receiver.url });
  await stack.configure(
    { slackToken: "xoxb-demo-token", durstKey: "a key that the demo made up" },
    { secret: true },
  );

  /** Checks the engine's summary, such as `1 updated`. */
  const checkSummary = ({ output }: CommandResult, ...outcomes: readonly string[]) => {
    for (const outcome of outcomes) {
      check(new RegExp(`^ +\\W*${outcome}$`, "m").test(output), `the output does not contain "${outcome}"`);
    }
  };
  const activeAtDurst = () =>
    [...durst.subscribers.keys()].flatMap((id) =>
      [...durst.subscriptions(id).values()].filter(({ status }) => status === "ACTIVE"),
    );
  const atServers = (subscriptions: number, active: number) =>
    check(
      rockit.subscriptions.size === subscriptions && activeAtDurst().length === active,
      `ROCKIT Edge has ${rockit.subscriptions.size} subscriptions and Durst Workflow ${activeAtDurst().length} active ones; expected ${subscriptions} and ${active}`,
    );
  const buildsSecret = async () => String((await stack.outputs())["buildsSecret"]);

  const deliver = async () => {
    const outputs = await stack.outputs();
    const rockitSecret = Buffer.from(String(outputs["buildsSecret"]), "base64");
    const durstKey = Buffer.from(String(outputs["durstKey"]));
    await rockit.emit({ type: "mkraw", event: "error", appName: "my-game" });
    await durst.statusChange({ entity: "PRODUCTION_JOB", id: 4711, status: "PRINTED" });
    const deliveries = receiver.takeDeliveries();
    check(deliveries.length === 2, `expected 2 deliveries, got ${deliveries.length}`);
    for (const delivery of deliveries) {
      const signed = delivery.path.startsWith("/rockit")
        ? await isSigned(delivery, "x-rockit-subscriptions", rockitSecret)
        : await isSigned(delivery, "x-durst-signature", durstKey);
      check(signed, `the delivery to ${delivery.path} is not signed with the secret of the stack`);
      info(`received at ${delivery.path}, signature verified: ${JSON.stringify(delivery.body)}`);
    }
  };
  const withoutWrite = async (command: () => Promise<unknown>) => {
    const before = rockit.writes().length + durst.writes().length;
    await command();
    const writes = rockit.writes().length + durst.writes().length - before;
    check(writes === 0, `expected no write request, but the servers got ${writes}`);
    info("the servers got no write request");
  };

  step("`pulumi up` creates two ROCKIT subscriptions, a Durst subscriber and two Durst subscriptions");
  checkSummary(await stack.up(), "6 created");
  atServers(2, 2);

  step("Each server sends one event, and the receiver verifies it with the stack's secrets");
  await deliver();

  step("A second `pulumi up` changes nothing");
  await withoutWrite(() => stack.up("--expect-no-changes", "--suppress-outputs"));

  step("A new path updates a Durst subscription in place");
  await stack.configure({ jobsPath: "jobs/v2" });
  checkSummary(await stack.up("--diff", "--suppress-outputs"), "1 updated");
  check(
    activeAtDurst().some(({ path }) => path?.startsWith("jobs/v2")),
    "the server does not have the new path",
  );

  step("New events replace a ROCKIT subscription, which gets a new signing secret");
  await stack.configure(
    // In YAML, the program declares the type of a configuration value, and lists are set by entry.
    inYaml
      ? { "buildEvents[0]": "error", "buildEvents[1]": "exception" }
      : { buildEvents: '["error", "exception"]' },
    { path: inYaml },
  );
  const oldSecret = await buildsSecret();
  checkSummary(await stack.up("--diff", "--suppress-outputs"), "1 replaced");
  check((await buildsSecret()) !== oldSecret, "the subscription still has its old secret");
  await deliver();

  step("Someone sets a Durst subscription INACTIVE on the server; `pulumi refresh` shows the drift");
  const jobs = [...durst.subscriptions(17)].find(([, { topic }]) => topic.includes("PRODUCTION_JOB"));
  durst.editSubscription(17, jobs?.[0] ?? Number.NaN, { status: "INACTIVE" });
  const drift = await stack.refresh("--diff", "--suppress-outputs");
  check(/"ACTIVE" => "INACTIVE"/.test(drift.output), "the refresh did not show the drift");

  step("The next `pulumi up` repairs the drift");
  checkSummary(await stack.up("--diff", "--suppress-outputs"), "1 updated");
  atServers(2, 2);
  await deliver();

  step("`pulumi destroy`");
  await stack.destroy();

  step("Nothing is left on the servers");
  info(`ROCKIT Edge: ${rockit.subscriptions.size} subscriptions`);
  info(
    `Durst Workflow: ${activeAtDurst().length} active subscriptions; ${durst.subscribers.size} subscriber stays, because Durst can't delete subscribers`,
  );
  atServers(0, 0);
}

function readOptions(): Options {
  const boolean = { type: "boolean" } as const;
  try {
    const options = { yaml: boolean, help: boolean, project: { type: "string" } } as const;
    const { values } = parseArgs({ options });
    if (values.help === true) {
      console.log(help);
      process.exit(0);
    }
    if (values.yaml && values.project) throw new Error("--project is only for TypeScript programs");
    return { inYaml: values.yaml === true, project: values.project };
  } catch (thrown) {
    console.error(`demo: ${(thrown as Error).message}\n\n${help}`);
    process.exit(2);
  }
}

const options = readOptions();
await runScenario(
  "demo",
  (interrupted) => demo(options, interrupted),
  "; everything that the demo created is removed.",
);
