// What no secret may leak in, whichever way a program declares its resources: a whole life, a failed check, creations whose answers are lost.
import { expect, test } from "vitest";
import type { ProgramVariant } from "../../helpers/project.ts";
import { type Scenario, tally } from "./scenarios.ts";
import { LeakScene } from "./scene.ts";

export const fromNowOn = { times: Number.POSITIVE_INFINITY };
export const cut = { kind: "cut", when: "after" } as const;
export const down = { kind: "status", status: 503, acts: false } as const;

/** The fields that must lie encrypted, by resource. */
export const secretFields = {
  releases: ["slackToken"],
  xauth: ["xAuthInfo.password"],
  jwt: ["jwtSigningInfo.key"],
};

/** `drift`: the text that a refresh shows for a password changed at the server. */
export const expectSecrecyInALife = (variant: ProgramVariant, drift: RegExp) =>
  test("a life from the first up to the last destroy", async () => {
    await using scene = await LeakScene.start({ variant });
    const { rockit, durst, canaries } = scene;
    await scene.run(scene.everything(), { fails: false });
    canaries.add("signing secret", rockit.secretOf("builds"));
    canaries.add("signing secret", rockit.secretOf("releases"));
    await scene.run(scene.everything(), { fails: false });
    const [xauth = 0] = [...durst.subscribers.values()]
      .filter(({ externalAuthType }) => externalAuthType === "XAUTH")
      .map(({ id }) => id);
    durst.editSubscriber(xauth, {
      xAuthInfo: { user: "press", password: canaries.make("xAuthInfo.password") },
    });
    rockit.edit("releases", { channelId: "C2" });
    expect(await scene.pulumi("refresh --diff", ["refresh", "--yes", "--diff"])).toMatch(drift);
    await scene.pulumi("preview --json", ["preview", "--json", "--diff"]);
    tally(await scene.expectNoLeak());
    await scene.pulumi("destroy --diff", ["destroy", "--yes", "--diff"]);
    tally(await scene.expectNoLeak());
  });

type Wrong = readonly [says: RegExp, type: "RockitSubscription" | "DurstSubscriber", args: object];

const slack = { sender: "mkraw", event: "end", type: "slack", channelId: "C1" };

/** `more`: further wrong secret arguments, only for this kind of class. */
export const expectSecrecyInFailedChecks = (
  variant: ProgramVariant,
  more: (slack: object, secret: () => string) => readonly Wrong[] = () => [],
) =>
  test("a failed check of the very field", async () => {
    await using scene = await LeakScene.start({ variant });
    const secret = () => scene.canaries.make("value of a failed field");
    const webhook = { sender: "mkraw", event: "end", type: "webhook", url: "https://h.example" };
    const hostUri = "https://h.example/";
    const jwtSigningInfo = { httpHeaderName: secret(), method: secret(), key: secret() };
    const wrong: readonly Wrong[] = [
      [/slackToken is not allowed/, "RockitSubscription", { ...webhook, slackToken: secret() }],
      ...more(slack, secret),
      [/slackToken must be a non-empty string/, "RockitSubscription", { ...slack, slackToken: [secret()] }],
      [
        /xAuthInfo.password must be a non-empty string/,
        "DurstSubscriber",
        { hostUri, externalAuthType: "XAUTH", xAuthInfo: { user: "u", password: [secret()] } },
      ],
      [
        /jwtSigningInfo\.\S+ must be/,
        "DurstSubscriber",
        { hostUri, externalAuthType: "JWT_SIGNING", jwtSigningInfo },
      ],
    ];
    for (const [says, type, args] of wrong) {
      await scene.project.write({ resources: [{ type, name: "wrong", args }] });
      expect(await scene.runAsMachine({ fails: true })).toMatch(says);
    }
    await scene.runAsPerson({ fails: true });
    expect([...scene.rockit.requests, ...scene.durst.requests]).toEqual([]);
    tally(await scene.expectNoLeak());
  });

export const lostCreations: Scenario = {
  name: "creations whose answers are lost, and what can't be resolved",
  says: [/gave no usable answer .*; it is kept in the state as unfinished/],
  kept: { builds: [], ...secretFields },
  arrange(scene) {
    const { rockit, durst } = scene;
    const existing = (hostUri: string) => durst.addSubscriber({ hostUri, externalAuthType: "NONE" });
    rockit.faults.inject(cut, { route: /^POST/, ...fromNowOn });
    rockit.faults.inject(down, { route: /^DELETE/, ...fromNowOn });
    durst.faults.inject(cut, { route: /^PUT/, ...fromNowOn });
    return scene.everything({ xauth: existing("a.example:1"), jwt: existing("b.example:1") });
  },
};
