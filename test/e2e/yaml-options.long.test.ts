// Resource options and proposed names that only the native plugin supports.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { describeVariants } from "../helpers/program-variants.ts";
import { outputOf, type Program, resourceNamed } from "../helpers/project.ts";
import { subscription, webhook, writesOf } from "../helpers/rockit-program.ts";
import { Scene } from "../helpers/scene.ts";

const password = "canary-password/+1";

let scene: Scene;

const webhookAt = (path: string) => ({ ...webhook, url: `https://hooks.example/${path}` });
const namesOnServer = () => [...scene.rockit.subscriptions.keys()].sort();

await describeVariants(["yaml"], (variant) => {
  beforeEach(async () => {
    scene = await Scene.start({ variant });
    scene.forbidSecrets(password);
    return () => scene[Symbol.asyncDispose]();
  });

  test("customTimeouts end an update, and the next run sends it again", async () => {
    const { durst } = scene;
    const program = (hostUri: string): Program => ({
      resources: [
        {
          type: "DurstSubscriber",
          name: "press",
          args: { hostUri, externalAuthType: "NONE" },
          opts: { customTimeouts: { update: "2s" } },
        },
      ],
    });
    await scene.up(program("https://a.example/"));
    durst.faults.inject(
      { kind: "delay", ms: Number.POSITIVE_INFINITY },
      { route: "PUT /api/v1/subscribers/:subscriberId", times: 9 },
    );
    expect(await scene.upFailure(program("https://b.example/"))).toMatch(
      /updating Durst subscriber 17: .* no answer came in time; run the command again later, or raise the resource option customTimeouts; it is kept in the state as unfinished/,
    );
    await durst.faults.heal();
    await scene.up(program("https://b.example/"));
    expect(durst.subscribers.get(17)?.hostUri).toBe("https://b.example/");
    await scene.expectSettled(program("https://b.example/"));
  });

  test("replaceOnChanges and ignoreChanges apply to a field within an object", async () => {
    const program = (user: string, opts: object, hostUri = "https://a.example/"): Program => ({
      resources: [
        {
          type: "DurstSubscriber",
          name: "press",
          args: { hostUri, externalAuthType: "XAUTH", xAuthInfo: { user, password } },
          opts,
        },
      ],
    });
    await scene.up(program("durst", {}));
    await scene.expectNoChanges(program("someone", { ignoreChanges: ["xAuthInfo.user"] }));
    scene.clearRequests();
    const replaced = { replaceOnChanges: ["xAuthInfo.user"] };
    await scene.up(program("durst", replaced, "https://b.example/"));
    expect(scene.writes()).toEqual(["PUT /api/v1/subscribers/17"]);
    await scene.up(program("someone", replaced, "https://b.example/"));
    // Durst can't delete a subscriber: the old one loses its credentials.
    expect(scene.writes().slice(1)).toEqual([
      "POST /api/v1/subscribers/create",
      "PUT /api/v1/subscribers/17",
    ]);
    await scene.expectSettled(program("someone", replaced, "https://b.example/"));
  });

  test("names from pulumi:autonaming are used and kept; if disabled, a name is required", async () => {
    const program = (autonaming: object, version: number, ...names: string[]): Program => ({
      resources: names.map((name) => subscription(name, webhookAt(`v${version}`))),
      yaml: { config: { "pulumi:autonaming": { value: autonaming } } },
    });
    const verbatim = { mode: "verbatim" };
    await scene.up({ resources: [subscription("builds", webhookAt("v1"))] });
    const [made = ""] = namesOnServer();
    expect(made).toMatch(/^builds-[0-9a-f]{7}$/);
    await scene.expectNoChanges(program(verbatim, 1, "builds"));
    await scene.up(program(verbatim, 2, "builds"));
    expect(namesOnServer()).toEqual(["builds"]);
    scene.clearRequests();
    await scene.up(program(verbatim, 3, "builds"));
    expect(writesOf(scene, /./)).toEqual(["DELETE builds", "POST builds"]);
    await scene.expectSettled(program(verbatim, 3, "builds"));

    // biome-ignore lint/suspicious/noTemplateCurlyInString: the engine's own placeholders.
    const pattern = { pattern: "${stack}-${name}-${hex(4)}" };
    await scene.up(program(pattern, 3, "builds", "other"));
    const [, other = ""] = namesOnServer();
    expect(namesOnServer()).toEqual(["builds", expect.stringMatching(/^test-other-[0-9a-f]{4}$/)]);
    scene.clearRequests();
    await scene.up(program(pattern, 4, "builds", "other"));
    const [, next = ""] = namesOnServer().filter((name) => name.startsWith("test-"));
    expect(writesOf(scene, /^test-other/)).toEqual([`POST ${namesOnServer().at(-1)}`, `DELETE ${other}`]);
    expect(next).not.toBe(other);
    await scene.expectSettled(program(pattern, 4, "builds", "other"));

    const refused = await scene.preview(program({ mode: "disabled" }, 4, "builds"), {
      fails: true,
    });
    expect(refused).toMatch(/'builds' has a problem: name is required: pulumi:autonaming is disabled/);
  });

  test("`up --plan` gives the name that the preview planned", async () => {
    const plan = join(scene.stack.folder, "plan.json");
    const program: Program = { resources: [subscription("builds", webhook)] };
    await scene.preview(program, { args: ["--save-plan", plan] });
    await scene.up(program, "--plan", plan);
    const [name = ""] = namesOnServer();
    expect(name).toMatch(/^builds-[0-9a-f]{7}$/);
    expect(await readFile(plan, "utf8")).toContain(`"${name}"`);
    await scene.expectSettled(program);
  });

  test("the engine's options work: deleteBeforeReplace, retainOnDelete, deletedWith, dependsOn; a note stands under its resource", async () => {
    const subscriber = {
      type: "DurstSubscriber",
      name: "press",
      args: { hostUri: "https://press.example/", externalAuthType: "NONE" },
      opts: { dependsOn: [resourceNamed("first")] },
    } as const;
    const jobs = {
      type: "DurstSubscription",
      name: "jobs",
      args: { subscriberId: outputOf("press"), topic: "STATUS/*" },
      opts: { deletedWith: resourceNamed("press") },
    } as const;
    const program = (version: number): Program => ({
      resources: [
        subscription("first", webhookAt(`v${version}`), { deleteBeforeReplace: true }),
        subscription("kept", webhookAt("v1"), { retainOnDelete: true }),
        subscriber,
        jobs,
      ],
    });
    await scene.up(program(1));
    const [made = "", kept = ""] = namesOnServer();
    expect(await scene.preview(program(2), { args: [] })).toMatch(
      /rockit-durst:rockit:Subscription \(first\):\n +.*changing url replaces the subscription/,
    );
    scene.clearRequests();
    await scene.up(program(2));
    const after = namesOnServer().find((name) => name.startsWith("first"));
    expect(writesOf(scene, /^first/)).toEqual([`DELETE ${made}`, `POST ${after}`]);
    await scene.expectSettled(program(2));
    scene.clearRequests();
    await scene.destroy();
    expect(namesOnServer()).toEqual([kept]);
    // With deletedWith, the subscription has no request of its own for its deletion.
    expect(scene.durst.writes().map(({ path }) => path)).toEqual(["/api/v1/subscribers/17/subscriptions/4"]);
  });

  test("retainOnDelete under an explicit name blocks a replacement until onConflict is set", async () => {
    const program = (version: number, args: object = {}): Program => ({
      resources: [
        subscription(
          "kept",
          { ...webhookAt(`v${version}`), name: "kept", ...args },
          { retainOnDelete: true },
        ),
      ],
    });
    await scene.up(program(1));
    // The plugin does not receive this option, so no preview can refuse it.
    expect(await scene.upFailure(program(2))).toContain("a subscription of this name already exists");
    scene.clearRequests();
    const repaired = program(2, { onConflict: "replace" });
    await scene.up(repaired);
    expect(writesOf(scene, /./)).toEqual(["POST kept", "DELETE kept", "POST kept"]);
    await scene.expectSettled(repaired);
  });
});
