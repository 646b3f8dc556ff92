// `npm run demo`: the main job from end to end, on a real engine against the embedded simulators; with `-- --yaml` by a YAML program on the
// native plugin.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { environmentOf } from "../../test/helpers/environment.ts";
import { type Ran, Stack } from "../../test/helpers/stack.ts";
import { startDurst, startRockit } from "../../test/simulators/index.ts";
import { buildPackages } from "../build.ts";
import { ensureEngine } from "../engine/engine.ts";
import { ensureLanguageHost } from "../engine/language-hosts.ts";
import { demand, step, tell, told } from "../steps.ts";
import { isSigned, Receiver } from "./receiver.ts";

const root = join(import.meta.dirname, "..", "..");

const help = `Usage: npm run demo [-- --yaml | --project FOLDER]

A day of subscriptions on a real engine against simulators of both vendors: creation, events, update, replacement, drift, destroy.

  --yaml   the same with a YAML program on the native plugin (examples/yaml-quickstart); needs Pulumi's YAML language host,
           which is built the first time if there is none
  --project FOLDER   the program of another folder: a copy of examples/quickstart with packages of its own
`;

const examples = join(root, "examples");

/** The quickstart that is run. */
const typescript = {
  folder: join(examples, "quickstart"),
  // `npm run check` has looked at the types of the example; the demo need not wait for that at each step.
  environment: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
};

interface Options {
  readonly inYaml: boolean;
  readonly project: string | undefined;
}

async function demo({ inYaml, project }: Options, interrupted: AbortSignal): Promise<void> {
  step("The packages are built and an engine is found or made");
  demand(await buildPackages(), "the packages do not build");
  const engine = await ensureEngine({ log: tell });
  const { folder, environment } = inYaml
    ? {
        folder: join(examples, "yaml-quickstart"),
        environment: (await ensureLanguageHost(engine, "yaml", { log: tell })).environment,
      }
    : typescript;

  step("Both vendors' simulators and a receiver of webhooks start");
  await using rockit = await startRockit();
  await using durst = await startDurst();
  await using receiver = await new Receiver().start();
  tell(`ROCKIT Edge at ${rockit.endpoint}, Durst Workflow at ${durst.endpoint}, receiver at ${receiver.url}`);

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

  /** What the engine says that it did, as `1 updated`. */
  const did = ({ output }: Ran, ...outcomes: readonly string[]) => {
    for (const outcome of outcomes) {
      demand(new RegExp(`^ +\\W*${outcome}$`, "m").test(output), `the engine does not say "${outcome}"`);
    }
  };
  const activeAtDurst = () =>
    [...durst.subscribers.keys()].flatMap((id) =>
      [...durst.subscriptions(id).values()].filter(({ status }) => status === "ACTIVE"),
    );
  const atServers = (subscriptions: number, active: number) =>
    demand(
      rockit.subscriptions.size === subscriptions && activeAtDurst().length === active,
      `ROCKIT Edge has ${rockit.subscriptions.size} subscriptions and Durst Workflow ${activeAtDurst().length} active ones; ${subscriptions} and ${active} were due`,
    );
  const buildsSecret = async () => String((await stack.outputs())["buildsSecret"]);

  const deliver = async () => {
    const outputs = await stack.outputs();
    const rockitSecret = Buffer.from(String(outputs["buildsSecret"]), "base64");
    const durstKey = Buffer.from(String(outputs["durstKey"]));
    await rockit.emit({ type: "mkraw", event: "error", appName: "my-game" });
    await durst.statusChange({ entity: "PRODUCTION_JOB", id: 4711, status: "PRINTED" });
    const deliveries = receiver.takeDeliveries();
    demand(deliveries.length === 2, `2 deliveries were due and ${deliveries.length} arrived`);
    for (const delivery of deliveries) {
      const signed = delivery.path.startsWith("/rockit")
        ? await isSigned(delivery, "x-rockit-subscriptions", rockitSecret)
        : await isSigned(delivery, "x-durst-signature", durstKey);
      demand(signed, `the delivery to ${delivery.path} is not signed with the secret of the stack`);
      tell(`received at ${delivery.path}, signature verified: ${JSON.stringify(delivery.body)}`);
    }
  };
  const withoutWrite = async (command: () => Promise<unknown>) => {
    const before = rockit.writes().length + durst.writes().length;
    await command();
    const writes = rockit.writes().length + durst.writes().length - before;
    demand(writes === 0, `nothing was to be written, but the servers saw ${writes} write requests`);
    tell("the servers saw no write request");
  };

  step("`pulumi up` creates two ROCKIT subscriptions, a Durst subscriber and two Durst subscriptions");
  did(await stack.up(), "6 created");
  atServers(2, 2);

  step(
    "Each server sends one event; both arrive and are verified with the secrets that came out of the stack",
  );
  await deliver();

  step("A second `pulumi up` has nothing to do");
  await withoutWrite(() => stack.up("--expect-no-changes", "--suppress-outputs"));

  step("Another path for a Durst subscription is an update in place");
  await stack.configure({ jobsPath: "jobs/v2" });
  did(await stack.up("--diff", "--suppress-outputs"), "1 updated");
  demand(
    activeAtDurst().some(({ path }) => path?.startsWith("jobs/v2")),
    "the server does not have the new path",
  );

  step("Other events for a ROCKIT subscription are a replacement, with a new signing secret");
  await stack.configure(
    // A YAML program says the type of a value of the configuration, and has a list only by its entries.
    inYaml
      ? { "buildEvents[0]": "error", "buildEvents[1]": "exception" }
      : { buildEvents: '["error", "exception"]' },
    { path: inYaml },
  );
  const formerSecret = await buildsSecret();
  did(await stack.up("--diff", "--suppress-outputs"), "1 replaced");
  demand((await buildsSecret()) !== formerSecret, "the subscription has its former secret");
  await deliver();

  step("Someone sets a Durst subscription INACTIVE at the server; `pulumi refresh` shows it");
  const jobs = [...durst.subscriptions(17)].find(([, { topic }]) => topic.includes("PRODUCTION_JOB"));
  durst.editSubscription(17, jobs?.[0] ?? Number.NaN, { status: "INACTIVE" });
  const drift = await stack.refresh("--diff", "--suppress-outputs");
  demand(/"ACTIVE" => "INACTIVE"/.test(drift.output), "the refresh did not show the change");

  step("The next `pulumi up` repairs it");
  did(await stack.up("--diff", "--suppress-outputs"), "1 updated");
  atServers(2, 2);
  await deliver();

  step("`pulumi destroy`");
  await stack.destroy();

  step("What the servers have now");
  tell(`ROCKIT Edge: ${rockit.subscriptions.size} subscriptions`);
  tell(
    `Durst Workflow: ${activeAtDurst().length} active subscriptions; it keeps ${durst.subscribers.size} subscriber, for it has no delete`,
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
    if (values.yaml && values.project) throw new Error("--project is for programs in TypeScript only");
    return { inYaml: values.yaml === true, project: values.project };
  } catch (thrown) {
    console.error(`demo: ${(thrown as Error).message}\n\n${help}`);
    process.exit(2);
  }
}

const options = readOptions();
await told("demo", (interrupted) => demo(options, interrupted), "; all that the demo made is gone again.");
