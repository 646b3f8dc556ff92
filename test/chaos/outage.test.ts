// Clients that wait for a server don't flood it during an outage. Afterwards one `up` creates each object exactly once.
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { environmentOf } from "../helpers/environment.ts";
import { outputOf, type Program, Project, rockitSubscriptions } from "../helpers/project.ts";
import { Stack } from "../helpers/stack.ts";
import {
  type DurstSimulator,
  type Fault,
  type RockitSimulator,
  startDurst,
  startRockit,
} from "../simulators/index.ts";
import type { Recording } from "../simulators/recording.ts";

const engine = inject("engine");
const count = 200;
const numbers = (length: number) => Array.from({ length }, (_, index) => index);

const subscriptions = rockitSubscriptions(count);
const callbacks: Program = {
  resources: numbers(count / 2).flatMap((number) => [
    {
      type: "DurstSubscriber",
      name: `p${number}`,
      args: { hostUri: `https://p${number}.example/`, externalAuthType: "NONE" },
    },
    {
      type: "DurstSubscription",
      name: `t${number}`,
      args: { subscriberId: outputOf(`p${number}`), topic: "STATUS/*" },
    },
  ]),
};

const serviceUnavailable: Fault = { kind: "status", status: 503, acts: false };
const fromNowOn = { times: Number.POSITIVE_INFINITY };
/** Requests before the outage: the list or the login, and 50 creations. */
const answeredBefore = 51;
const afterAnswered = { nth: answeredBefore + 1, ...fromNowOn };

const measurements: Record<string, string | number>[] = [];
afterAll(() => console.table(measurements));

/** Runs a command during an outage, and compares its requests with a tool that never retries. */
async function measureCommand(
  scenario: string,
  {
    scene: { stack },
    command = "up",
    attempts,
    answeredBefore = 0,
  }: {
    scene: OutageStack;
    command?: "up" | "refresh" | "destroy";
    attempts: () => readonly string[];
    /** Requests of this command that come before the outage. */
    answeredBefore?: number;
  },
) {
  const before = attempts().length;
  const started = Date.now();
  const all = command === "refresh" ? [] : ["--continue-on-error"];
  const { output } = await stack.pulumi(
    [command, "--yes", "--skip-preview", "--suppress-progress", "--stack", stack.name, ...all],
    { fails: true },
  );
  const seconds = Math.round((Date.now() - started) / 100) / 10;
  const failed = new Set(output.match(/(?:creating|reading|deleting) (?:ROCKIT|Durst) \S+ .+?(?=: )/g)).size;
  const requests = attempts().slice(before);
  const routes = Object.entries(Object.groupBy(requests, (route) => route));
  const amplification = (answeredBefore + requests.length) / (answeredBefore + failed);
  measurements.push({
    scenario,
    seconds,
    "operations failed": failed,
    "requests to the server down": requests.length,
    amplification: Math.round(amplification * 100) / 100,
    routes: routes.map(([route, those]) => `${those?.length} ${route}`).join(", "),
  });
  return { output, failed, amplification, requests };
}

/** Routes of the requests answered with 503. */
const routesAnsweredWith503 = (server: Recording) =>
  server.requests.filter(({ status }) => status === 503).map(({ route }) => route);

class OutageStack implements AsyncDisposable {
  readonly #project: Project;

  private constructor(
    readonly stack: Stack,
    /** The environment of the following commands; mutable. */
    readonly environment: Record<string, string>,
    project: Project,
  ) {
    this.#project = project;
  }

  static async start(program: Program, environment: Record<string, string>): Promise<OutageStack> {
    const project = await Project.create(program);
    const stack = await Stack.create({ engine, project: project.folder, environment });
    return new OutageStack(stack, environment, project);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stack[Symbol.asyncDispose]();
    await this.#project[Symbol.asyncDispose]();
  }
}

/** Starts a server that accepts connections and cuts them at once. */
async function startCuttingServer() {
  const connections: string[] = [];
  const server = createServer((socket) => {
    connections.push("connection");
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    connections,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]: () => server.close(),
  };
}

// Each test continues the one before: nothing is created until the server is back.
describe(`an outage of ROCKIT, ${count} subscriptions`, () => {
  let rockit: RockitSimulator;
  let scene: OutageStack;
  const attempts = () => routesAnsweredWith503(rockit);

  beforeAll(async () => {
    rockit = await startRockit();
    scene = await OutageStack.start(subscriptions, environmentOf({ rockit }));
  });
  afterEach(async () => {
    await rockit.recover();
    await rockit.faults.heal();
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    await rockit.close();
  });

  test("that cuts connections: at most 1.2 requests for each creation", async () => {
    using cutting = await startCuttingServer();
    scene.environment["ROCKIT_ENDPOINT"] = cutting.endpoint;
    const cut = await measureCommand("ROCKIT cuts connections, up", {
      scene,
      attempts: () => cutting.connections,
    });
    scene.environment["ROCKIT_ENDPOINT"] = rockit.endpoint;
    expect(cut.failed).toBe(count);
    expect(cut.requests.length).toBeGreaterThan(0);
    expect(cut.amplification).toBeLessThanOrEqual(1.2);
  });

  test("that refuses connections: the error says so", async () => {
    await rockit.outage();
    const refused = await measureCommand("ROCKIT refuses connections, up", { scene, attempts });
    expect(refused.failed).toBe(count);
    expect(refused.output).toContain("ECONNREFUSED");
  });

  test("that answers 503: at most 1.2 requests for each creation", async () => {
    rockit.faults.inject(serviceUnavailable, fromNowOn);
    const unavailable = await measureCommand("ROCKIT 503, up", { scene, attempts });
    expect(unavailable.failed).toBe(count);
    expect(unavailable.requests.length).toBeGreaterThan(0);
    expect(unavailable.amplification).toBeLessThanOrEqual(1.2);
    expect(await scene.stack.resources()).toEqual([]);
  });

  test("that begins after 50 creations: at most 1.2 requests for each other creation", async () => {
    rockit.faults.inject(serviceUnavailable, afterAnswered);
    const { failed, requests } = await measureCommand("ROCKIT 503 after 50 creations, up", {
      scene,
      attempts,
      answeredBefore,
    });
    expect(rockit.subscriptions.size).toBe(50);
    expect(failed).toBe(count - 50);
    expect(requests.length).toBeLessThanOrEqual(1.2 * failed);
  });

  test("that is over: one up creates every object exactly once", async () => {
    await scene.stack.up();
    expect(rockit.subscriptions.size).toBe(count);
    expect(rockit.requestsTo("POST").filter(({ status }) => status === 200)).toHaveLength(count);
    expect(await scene.stack.resources()).toHaveLength(count);
  });

  test("and then answers 503 to a refresh: the state loses nothing", async () => {
    rockit.faults.inject(serviceUnavailable, fromNowOn);
    const reading = await measureCommand("ROCKIT 503, refresh", { scene, command: "refresh", attempts });
    expect(reading.requests.length).toBeGreaterThan(0);
    expect(reading.requests.length).toBeLessThanOrEqual(1.2 * count);
    expect(await scene.stack.resources()).toHaveLength(count);
  });

  test("and then answers 503 to each deletion: at most 1.2 requests for each", async () => {
    rockit.faults.inject(serviceUnavailable, fromNowOn);
    const deleting = await measureCommand("ROCKIT 503, destroy", { scene, command: "destroy", attempts });
    expect(deleting.failed).toBe(count);
    expect(deleting.requests.length).toBeGreaterThan(count);
    expect(deleting.amplification).toBeLessThanOrEqual(1.2);
    expect(await scene.stack.resources()).toHaveLength(count);
  });
});

describe(`an outage of Durst, ${count / 2} subscribers and ${count / 2} subscriptions`, () => {
  let durst: DurstSimulator;
  let scene: OutageStack;
  const attempts = () => routesAnsweredWith503(durst);
  const createdSubscriptions = () =>
    [...durst.subscribers.keys()].flatMap((id) => [...durst.subscriptions(id).values()]);

  beforeAll(async () => {
    durst = await startDurst();
    scene = await OutageStack.start(callbacks, environmentOf({ durst }));
  });
  afterEach(() => durst.faults.heal());
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    await durst.close();
  });

  test("that answers 503: at most 1.2 requests for each creation", async () => {
    durst.faults.inject(serviceUnavailable, fromNowOn);
    const unavailable = await measureCommand("Durst 503, up", { scene, attempts });
    expect(unavailable.failed).toBe(count / 2);
    expect(unavailable.requests.length).toBeGreaterThan(0);
    expect(unavailable.amplification).toBeLessThanOrEqual(1.2);
  });

  test("that begins after 50 requests: at most 1.2 requests for each other creation", async () => {
    durst.faults.inject(serviceUnavailable, afterAnswered);
    const interrupted = await measureCommand("Durst 503 after 50 requests, up", {
      scene,
      attempts,
      answeredBefore,
    });
    expect(interrupted.requests.length).toBeGreaterThan(0);
    expect(interrupted.amplification).toBeLessThanOrEqual(1.2);
  });

  test("that is over: one up creates every object exactly once", async () => {
    await scene.stack.up();
    expect(durst.subscribers.size).toBe(count / 2);
    expect(createdSubscriptions()).toHaveLength(count / 2);
    expect(await scene.stack.resources()).toHaveLength(count);
  });

  test("and then answers 503 to a refresh: the state loses nothing", async () => {
    durst.faults.inject(serviceUnavailable, fromNowOn);
    const reading = await measureCommand("Durst 503, refresh", { scene, command: "refresh", attempts });
    expect(reading.requests.length).toBeGreaterThan(0);
    expect(reading.requests.length).toBeLessThanOrEqual(1.2 * count);
    expect(await scene.stack.resources()).toHaveLength(count);
  });

  test("and then answers 503 to all but the login: at most 1.2 requests for each deletion", async () => {
    durst.faults.inject(serviceUnavailable, { route: /subscribers/, ...fromNowOn });
    const deleting = await measureCommand("Durst 503 after the login, destroy", {
      scene,
      command: "destroy",
      attempts,
    });
    // A subscriber is not deleted while it has subscriptions.
    expect(deleting.failed).toBe(count / 2);
    expect(deleting.amplification).toBeLessThanOrEqual(1.2);
    expect(await scene.stack.resources()).toHaveLength(count);
  });
});

test(`a restart of Durst amid ${count} operations costs one more login, and nothing fails`, async () => {
  await using durst = await startDurst();
  await using scene = await OutageStack.start(callbacks, environmentOf({ durst }));

  durst.faults.inject({ kind: "token-expiry" }, { route: /^POST/, nth: count / 2 });
  await scene.stack.up();
  expect(durst.faults.injected).toHaveLength(1);
  expect(durst.logins).toBe(2);
  const subscriptionsOfEach = [...durst.subscribers.keys()].map((id) => durst.subscriptions(id).size);
  expect(subscriptionsOfEach).toEqual(numbers(count / 2).map(() => 1));

  // Connections are cut too; reads survive that.
  durst.faults.inject({ kind: "restart" }, { route: /subscribers/, nth: count / 2 });
  await scene.stack.refresh();
  expect(durst.faults.injected).toHaveLength(2);
  expect(durst.logins).toBe(4);
  measurements.push({ scenario: "Durst restarts midway, up and refresh", "operations failed": 0 });
});
