// On the real engine: ROCKIT subscriptions that already exist, are missing, have unknown values, or reuse a name.
import { beforeEach, describe, expect, test } from "vitest";
import { describeVariants } from "../helpers/program-variants.ts";
import { concat, outputOf, type Program } from "../helpers/project.ts";
import { slackToken, subscription, webhook, writesOf } from "../helpers/rockit-program.ts";
import { Scene } from "../helpers/scene.ts";

let scene: Scene;

await describeVariants(["dynamic", "yaml"], (variant) => {
  beforeEach(async () => {
    scene = await Scene.start({ variant });
    scene.forbidSecrets(slackToken);
    return () => scene[Symbol.asyncDispose]();
  });

  describe("a subscription that exists", () => {
    const existing = {
      sender: "mkraw" as const,
      events: ["end" as const],
      type: "webhook" as const,
      url: "https://existing.example.com",
    };
    const readResource = (name: string) =>
      ({ type: "RockitSubscription", name: `reads-${name}`, get: name }) as const;

    test("is adopted only with onConflict; with get it is only read", async () => {
      scene.rockit.add({ name: "taken", ...existing });
      scene.rockit.add({ name: "read", ...existing });
      const secret = scene.rockit.secretOf("taken");
      const program = (onConflict: string, read = "read"): Program => ({
        resources: [subscription("taken", { ...webhook, name: "taken", onConflict }), readResource(read)],
        outputs: {
          secret: outputOf("taken", "secret"),
          takenEvents: outputOf("taken", "events"),
          url: outputOf(`reads-${read}`, "url"),
          events: outputOf(`reads-${read}`, "events"),
        },
      });

      expect(await scene.preview(program("replace", "nowhere"), { fails: true })).toContain(
        variant === "dynamic"
          ? 'reading ROCKIT subscription "nowhere": it does not exist'
          : "resource 'nowhere' does not exist",
      );

      const refused = await scene.upFailure(program("fail"));
      expect(refused).toMatch(
        /creating ROCKIT subscription "taken": .*already exists: .*onConflict to "replace"/,
      );
      expect(scene.rockit.secretOf("taken")).toBe(secret);

      scene.rockit.clearRequests();
      await scene.up(program("replace"));
      expect(writesOf(scene, /./)).toEqual(["POST taken", "DELETE taken", "POST taken"]);
      expect(await scene.stack.outputs()).toEqual({
        secret: scene.rockit.secretOf("taken"),
        takenEvents: webhook.events,
        url: existing.url,
        events: existing.events,
      });
      scene.forbidSecrets(secret, scene.rockit.secretOf("taken"));
      await scene.expectSettled(program("replace"));

      scene.rockit.clearRequests();
      await scene.destroy();
      expect(writesOf(scene, /./)).toEqual(["DELETE taken"]);
      expect([...scene.rockit.subscriptions.keys()]).toEqual(["read"]);
    });
  });

  test("a refresh fails when all of several subscriptions are missing, unless allowAllMissing is set", async () => {
    const program: Program = {
      resources: ["a", "b", "c"].map((name) => subscription(name, { ...webhook, name })),
    };
    await scene.up(program);
    for (const name of ["a", "b", "c"]) scene.rockit.remove(name);

    const { output } = await scene.refresh({ fails: true });
    expect(output).toMatch(
      /reading ROCKIT subscription ".": all .* are missing on .*rockit:allowAllMissing \(ROCKIT_ALLOW_ALL_MISSING\)/,
    );
    expect((await scene.stack.resources()).map(({ id }) => id).sort()).toEqual(["a", "b", "c"]);

    scene.environment["ROCKIT_ALLOW_ALL_MISSING"] = "true";
    await scene.refresh();
    expect(await scene.stack.resources()).toEqual([]);
  });

  test("an unknown value fails no preview and hides no mistake in other arguments", async () => {
    const program = (sender: string): Program => ({
      resources: [
        subscription("first", webhook),
        subscription("derived", {
          ...webhook,
          sender,
          url: concat("https://hooks.example.com/", outputOf("first")),
        }),
      ],
    });
    expect(await scene.preview(program("mkraw"))).toMatch(/url *: \[unknown\].*\+ 3 to create/s);
    expect(await scene.preview(program("mkrow"), { fails: true })).toContain(
      variant === "dynamic"
        ? "resource 'derived' has a problem: sender must be one of dltar, mkraw or deploy; did you mean mkraw?"
        : // Pulumi itself checks the values that the schema lists.
          'Allowed values are Dltar ("dltar"), Mkraw ("mkraw"), Deploy ("deploy")',
    );
    expect(scene.rockit.requests).toEqual([]);
  });

  test("a pending deletion of a failed run does not delete a name that is declared again", async () => {
    const { rockit } = scene;
    const builds = (args: object) => subscription("builds", { ...webhook, ...args });
    const withBlocked = (args: object): Program => ({
      resources: [
        builds(args),
        // Depends on `builds`, because the engine skips one of two parallel steps after the other has failed.
        subscription("blocked", { ...webhook, name: "theirs" }, { dependsOn: [{ $of: "builds" }] }),
      ],
    });
    await scene.up({ resources: [builds({ name: "first" })] });
    // The old subscription can't be deleted yet.
    rockit.faults.inject(
      { kind: "status", status: 503, acts: false },
      { route: "DELETE /be/v1/subscriptions/:name", times: 50 },
    );
    await scene.upFailure({ resources: [builds({ name: "second" })] });
    await rockit.faults.heal();
    // The next run declares the name again, but another resource fails, so that nothing is deleted.
    rockit.add({ ...webhook, name: "theirs" } as never);
    const back = { name: "first", onConflict: "replace" };
    await scene.upFailure(withBlocked(back));
    const secret = rockit.secretOf("first");
    rockit.remove("theirs");
    await scene.up(withBlocked(back));
    expect([...rockit.subscriptions.keys()].sort()).toEqual(["first", "theirs"]);
    expect(rockit.secretOf("first")).toBe(secret);
    await scene.expectSettled(withBlocked(back));
  });
});
