// Components and functions in a program with explicit providers.
import { jwtVerify } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import { Scene } from "../helpers/scene.ts";
import { respondWith, startServer } from "../helpers/server.ts";
import { expectNoStackTrace } from "../helpers/stack-trace.ts";
import { startDurst, startRockit } from "../simulators/index.ts";

const text = JSON.stringify;
type Receiver = Awaited<ReturnType<typeof startServer>>;

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start();
  return () => scene[Symbol.asyncDispose]();
});

const providerArgs = (edge = scene.rockit, workflow = scene.durst) => {
  const { authToken: _, ...account } = edge.credentials;
  return text({
    rockit: { endpoint: edge.endpoint, ...account },
    durst: { endpoint: workflow.endpoint, ...workflow.credentials },
  });
};

const header = `
  const pulumi = require("@pulumi/pulumi");
  const {
    DurstCallback, listDurstSubscriptions, listRockitSubscriptions, Provider, RockitEventHub, sendDurstTestCallback,
  } = require("pulumi-rockit-durst");
`;

describe("components", () => {
  const key = "canary-signing-key/+";
  /** Two sites at the same servers. One gets the provider by the option `provider`, the other by `providers`. */
  const program = (url: string) => `${header}
    class Site extends pulumi.ComponentResource {
      constructor(name, opts) {
        super("e2e:index:Site", name, {}, opts);
        this.hub = new RockitEventHub(name, {
          url: ${text(url)}, senders: { mkraw: ["end", "error"], deploy: ["success"] },
        }, { parent: this });
        this.callback = new DurstCallback(name + "-press", {
          hostUri: "https://" + name + ".example/", externalAuthType: "JWT_SIGNING",
          jwtSigningInfo: { httpHeaderName: "x-signature", key: ${text(key)} },
          subscriptions: { jobs: { topic: "STATUS/PRODUCTION_JOB/*", path: "jobs" }, all: { topic: "STATUS/*" } },
        }, { parent: this });
      }
    }
    const provider = new Provider("own", ${providerArgs()});
    const vienna = new Site("vienna", { provider });
    const linz = new Site("linz", { providers: [provider] });
    exports.vienna = vienna.hub.secrets;
    exports.linz = linz.hub.secrets;
    exports.ids = [linz.callback.subscriber.id, linz.callback.subscriptions.jobs.id, linz.callback.subscriptions.all.id];
  `;
  const children = ["deploy", "mkraw", "press", "press-all", "press-jobs"];

  type Secrets = Record<"vienna" | "linz", Record<string, string>>;

  /** Emits an event of each sender. Returns which site's and sender's secret verifies each delivery. */
  async function verifyDeliveries({ vienna, linz }: Secrets, receiver: Receiver) {
    receiver.requests.length = 0;
    await scene.rockit.emit({ type: "mkraw", event: "end" });
    await scene.rockit.emit({ type: "deploy", event: "success" });
    const verified: string[] = [];
    for (const { body, headers } of receiver.requests) {
      for (const [site, secrets] of Object.entries({ vienna, linz })) {
        for (const [sender, secret] of Object.entries(secrets)) {
          const token = `${headers["x-rockit-subscriptions"]}`;
          const fits = await jwtVerify(token, Buffer.from(secret, "base64")).then(Boolean, () => false);
          if (fits) verified.push(`${JSON.parse(body).type} by ${site}'s ${sender}`);
        }
      }
    }
    return verified.sort();
  }
  const eachByItsOwnSecret = ["deploy", "mkraw"].flatMap((sender) =>
    ["linz", "vienna"].map((site) => `${sender} by ${site}'s ${sender}`),
  );

  test("inherit the provider of their tree, name their children predictably, and are replaced without a gap", async () => {
    const { rockit, durst, project, stack } = scene;
    const receiver = await startServer(respondWith(200));
    scene.clearSettings();
    await project.writeSource(program(`${receiver.url}/one`));
    await stack.up();
    const names = (await stack.resources()).map(({ urn }) => urn.split("::").at(-1)).sort();
    expect(names).toEqual(["linz", "vienna"].flatMap((site) => children.map((child) => `${site}-${child}`)));
    const generatedNames = [...rockit.subscriptions.keys()]
      .map((name) => name.replace(/-[0-9a-f]{7}$/, "-…"))
      .sort();
    expect(generatedNames).toEqual(["linz-deploy-…", "linz-mkraw-…", "vienna-deploy-…", "vienna-mkraw-…"]);
    for (const id of [17, 18]) {
      expect(durst.credentialOf(id)).toBe(key);
      const topics = [...durst.subscriptions(id).values()]
        .map(({ topic, path }) => `${topic} ${path}`)
        .sort();
      expect(topics).toEqual(["STATUS/* undefined", "STATUS/PRODUCTION_JOB/* jobs/"]);
    }

    const first = (await stack.outputs()) as Secrets & { ids: string[] };
    const [subscriber, ...subscriptions] = first.ids;
    expect(subscriptions.toSorted()).toEqual([`${subscriber}/4`, `${subscriber}/5`]);
    expect(await verifyDeliveries(first, receiver)).toEqual(eachByItsOwnSecret);
    const secrets = [key, ...Object.values(first.vienna), ...Object.values(first.linz)];
    expectNoSecretsIn(await stack.exportState(), ...secrets);

    rockit.clearRequests();
    await project.writeSource(program(`${receiver.url}/two`));
    await stack.up();
    for (const name of generatedNames.map((name) => name.replace("…", ""))) {
      const writes = rockit.writes().filter(({ path, body }) => `${path} ${text(body)}`.includes(name));
      expect(writes.map(({ method }) => method)).toEqual(["POST", "DELETE"]);
    }
    expect(await verifyDeliveries((await stack.outputs()) as Secrets, receiver)).toEqual(eachByItsOwnSecret);
    expect(await verifyDeliveries(first, receiver)).toEqual([]);

    const writesBefore = rockit.writes().length + durst.writes().length;
    await stack.expectNoChanges();
    expect(rockit.writes().length + durst.writes().length).toBe(writesBefore);
  });
});

describe("functions", () => {
  const webhook = { sender: "deploy", event: "end", type: "webhook", url: "https://hooks.example" } as const;

  test("call the environment's servers or a provider's; a preview sends no test callback", async () => {
    const { rockit, durst, project, stack } = scene;
    await using other = await startRockit({ apiKey: "another-key" });
    await using otherDurst = await startDurst({ password: "another-password" });
    for (let number = 10; number < 22; number++) rockit.add({ name: `build-${number}`, ...webhook });
    other.add({ name: "release", ...webhook });
    for (const [server, entity] of [
      [durst, "MOTIF"],
      [otherDurst, "ARTICLE"],
    ] as const) {
      server.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
      server.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE" });
      server.addSubscription(17, { topic: `STATUS/${entity}/*`, status: "INACTIVE" });
    }
    await project.writeSource(`${header}
      const call = (options) => ({
        names: listRockitSubscriptions(options).apply((list) => list.map(({ name }) => name)),
        topics: listDurstSubscriptions("17", options).apply((list) => list.map(({ topic, status }) => topic + " " + status)),
        none: listDurstSubscriptions(99, options),
        sent: sendDurstTestCallback("J1", options).apply(() => "sent"),
      });
      exports.environment = call();
      exports.provider = call({ provider: new Provider("other", ${providerArgs(other, otherDurst)}) });
    `);
    const callbacks = () =>
      [durst, otherDurst].map(
        (server) => server.requestsTo("GET", "/api/v1/subscribers/testresponse/J1").length,
      );
    await stack.preview();
    expect(callbacks()).toEqual([0, 0]);
    await stack.up();
    expect(callbacks()).toEqual([1, 1]);
    expect(await stack.outputs()).toEqual({
      environment: {
        names: Array.from({ length: 12 }, (_, index) => `build-${index + 10}`),
        topics: ["STATUS/* ACTIVE", "STATUS/MOTIF/* INACTIVE"],
        none: [],
        sent: "sent",
      },
      provider: {
        names: ["release"],
        topics: ["STATUS/* ACTIVE", "STATUS/ARTICLE/* INACTIVE"],
        none: [],
        sent: "sent",
      },
    });
    expect([rockit, durst, other, otherDurst].flatMap((server) => server.writes())).toEqual([]);
  });

  test.each([
    [
      "listing ROCKIT subscriptions: 127.0.0.1:",
      `listRockitSubscriptions()`,
      { ROCKIT_API_KEY: "canary-wrong/+" },
    ],
    [
      "listing the subscriptions of Durst subscriber 17: 127.0.0.1:",
      "listDurstSubscriptions(17)",
      { DURST_PASSWORD: "canary-wrong/+" },
    ],
    [
      "calling durst:listSubscriptions: subscriberId must be the number of a subscriber",
      'listDurstSubscriptions("x")',
      {},
    ],
    [
      "sending a test callback of production job J1: the setting durst:endpoint is missing",
      'sendDurstTestCallback("J1")',
      { DURST_ENDPOINT: "" },
    ],
  ])("fail in one line: %s", async (says, call, wrong) => {
    await scene.project.writeSource(`${header} exports.result = ${call};`);
    Object.assign(scene.environment, wrong);
    const output = await scene.upFailure();
    expect(output).toContain(says);
    expectNoStackTrace(output);
    expect(output).not.toMatch(/unhandled|RunError|login\?/i);
    expectNoSecretsIn(output, "canary-wrong/+");
  });
});
