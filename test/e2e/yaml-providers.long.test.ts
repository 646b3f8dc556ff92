// The native plugin takes settings from explicit providers and the stack's configuration, and serves functions.
import { beforeEach, expect, test } from "vitest";
import { describeVariants } from "../helpers/program-variants.ts";
import { outputOf, type Program, resourceNamed, secret } from "../helpers/project.ts";
import { subscription, webhook } from "../helpers/rockit-program.ts";
import { Scene } from "../helpers/scene.ts";
import { startDurst } from "../simulators/index.ts";

let scene: Scene;

const rockitSettings = () => {
  const { orgName, username, apiKey } = scene.rockit.credentials;
  return { endpoint: scene.rockit.endpoint, orgName, username, apiKey };
};

await describeVariants(["yaml"], (variant) => {
  beforeEach(async () => {
    scene = await Scene.start({ variant });
    return () => scene[Symbol.asyncDispose]();
  });

  test("explicit providers: each resource uses its own server; new credentials change no resource", async () => {
    scene.clearSettings();
    await using other = await startDurst({
      username: "other",
      password: "canary-other/+&",
      basePath: "/pms",
    });
    const hidden = (settings: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, secret(value)]));
    const program = (): Program => ({
      resources: [
        { type: "Provider", name: "edge", args: { rockit: hidden(rockitSettings()) } },
        {
          type: "Provider",
          name: "site-7",
          args: { durst: { endpoint: scene.durst.endpoint, ...hidden({ ...scene.durst.credentials }) } },
        },
        {
          type: "Provider",
          name: "site-8",
          // Known only after another resource has been created.
          args: {
            durst: { endpoint: outputOf("press-7", "hostUri"), ...hidden({ ...other.credentials }) },
          },
        },
        subscription("builds", { ...webhook, name: "builds" }, { provider: resourceNamed("edge") }),
        ...[
          ["7", "https://press-7.example/"],
          ["8", "https://press-8.example/"],
        ].map(([site, hostUri]) => ({
          type: "DurstSubscriber" as const,
          name: `press-${site}`,
          args: { hostUri: site === "7" ? other.endpoint : hostUri, externalAuthType: "NONE" },
          opts: { provider: resourceNamed(`site-${site}`) },
        })),
      ],
    });
    const servers = () => [scene.rockit, scene.durst, other];
    const writes = () => servers().flatMap((server) => server.writes());
    await scene.up(program());
    expect([...scene.durst.subscribers.values()].map(({ hostUri }) => hostUri)).toEqual([other.endpoint]);
    expect([...other.subscribers.values()].map(({ hostUri }) => hostUri)).toEqual([
      "https://press-8.example/",
    ]);
    scene.forbidSecrets(other.credentials.password);
    await scene.expectSettled(program());

    scene.forbidSecrets("canary-rotated-key", "canary-rotated-7", "canary-rotated-8");
    scene.rockit.changeCredentials({ apiKey: "canary-rotated-key" });
    scene.durst.changeCredentials({ password: "canary-rotated-7" });
    other.changeCredentials({ password: "canary-rotated-8" });
    for (const server of servers()) server.clearRequests();
    const { output } = await scene.up(program());
    for (const name of ["edge", "site-7", "site-8"])
      expect(output).toMatch(new RegExp(`pulumi:providers:rockit-durst ${name} updated`));
    expect(output).toMatch(/~ 3 updated\n +4 unchanged/);
    expect(writes()).toEqual([]);
    await scene.expectSettled(program());
    await scene.destroy();
    expect(scene.rockit.subscriptions.size).toBe(0);
  });

  test("the configuration has an object per vendor; an error names a wrong setting, not its value", async () => {
    scene.clearSettings();
    const program: Program = { resources: [subscription("builds", { ...webhook, name: "builds" })] };
    const { apiKey, ...open } = rockitSettings();
    const configure = (...args: string[]) =>
      scene.stack.pulumi(["config", "set", "--stack", scene.stack.name, "--path", ...args], { quiet: true });
    for (const [name, value] of Object.entries(open)) await configure(`rockit-durst:rockit.${name}`, value);
    expect(await scene.upFailure(program)).toMatch(
      /creating ROCKIT subscription "builds": the setting rockit-durst:rockit\.apiKey is missing: set it with `pulumi config set --path --secret rockit-durst:rockit\.apiKey …`/,
    );
    await configure("rockit-durst:rockit.apiKey", apiKey, "--secret");
    await scene.up(program);
    await scene.expectSettled(program);
    await configure("rockit-durst:rockit.apiKy", "canary-typed", "--secret");
    scene.forbidSecrets("canary-typed");
    expect(await scene.upFailure(program)).toContain(
      "rockit-durst:rockit.apiKy is not a setting: valid ones are ",
    );
    await scene.stack.pulumi([
      "config",
      "rm",
      "--path",
      "rockit-durst:rockit.apiKy",
      "--stack",
      scene.stack.name,
    ]);
    await scene.expectSettled(program);
  });

  test("functions: a preview also reads lists; only an update sends a test callback", async () => {
    const { rockit, durst } = scene;
    rockit.add({
      name: "builds",
      sender: "mkraw",
      event: "end",
      type: "webhook",
      url: "https://hooks.example/a",
    });
    const id = durst.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
    durst.addSubscription(id, { topic: "STATUS/MOTIF/*", path: "motifs", status: "INACTIVE" });
    const invoke = (name: string, args?: object, result?: string) => ({
      "fn::invoke": { function: `rockit-durst:${name}`, arguments: args, return: result },
    });
    const program = (subscriberId: unknown): Program => ({
      resources: [],
      outputs: {},
      yaml: {
        variables: {
          builds: invoke("rockit:listSubscriptions", {}, "subscriptions"),
          jobs: invoke("durst:listSubscriptions", { subscriberId }, "subscriptions"),
          tried: invoke("durst:sendTestCallback", { productionJobId: "4711" }),
        },
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a YAML program's own.
        outputs: { builds: "${builds}", jobs: "${jobs}", tried: "${tried}" },
      },
    });
    const tried = () => durst.requestsTo("GET", "/api/v1/subscribers/testresponse/4711");
    const preview = await scene.preview(program(`${id}`));
    expect(tried()).toEqual([]);
    expect(preview).toContain('topic : "STATUS/MOTIF/*"');
    expect(scene.writes()).toEqual([]);
    await scene.up(program(id));
    expect(await scene.stack.outputs()).toMatchObject({
      builds: [{ name: "builds", sender: "mkraw", url: "https://hooks.example/a" }],
      jobs: [{ id: 4, topic: "STATUS/MOTIF/*", path: "motifs/", status: "INACTIVE" }],
    });
    expect(tried()).toHaveLength(1);
    expect(await scene.upFailure(program("press"))).toContain(
      "calling durst:listSubscriptions: subscriberId must be the number of a subscriber",
    );
  });
});
