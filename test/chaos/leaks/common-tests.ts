// Searches for leaked secrets that every way of declaring resources has: a stack's lifecycle, failed checks, lost creations.
import { expect, test } from "vitest";
import type { ProgramVariant } from "../../helpers/project.ts";
import { LeakScene } from "./leak-scene.ts";
import { countSearches, type LeakScenario } from "./scenarios.ts";

export const fromNowOn = { times: Number.POSITIVE_INFINITY };
export const lostAnswer = { kind: "cut", when: "after" } as const;
export const serverError = { kind: "status", status: 503, acts: false } as const;

/** The fields that the state must encrypt, by resource. */
export const secretFields = {
  releases: ["slackToken"],
  xauth: ["xAuthInfo.password"],
  jwt: ["jwtSigningInfo.key"],
};

/** `drift`: the text that a refresh shows for a password changed at the server. */
export const testStackLifecycle = (variant: ProgramVariant, drift: RegExp) =>
  test("every command from the first up to the last destroy", async () => {
    await using scene = await LeakScene.start({ variant });
    const { rockit, durst, canaries } = scene;
    await scene.run(scene.programWithSecrets(), { fails: false });
    canaries.add("signing secret", rockit.secretOf("builds"));
    canaries.add("signing secret", rockit.secretOf("releases"));
    await scene.run(scene.programWithSecrets(), { fails: false });
    const [xauth = 0] = [...durst.subscribers.values()]
      .filter(({ externalAuthType }) => externalAuthType === "XAUTH")
      .map(({ id }) => id);
    durst.editSubscriber(xauth, {
      xAuthInfo: { user: "press", password: canaries.make("xAuthInfo.password") },
    });
    rockit.edit("releases", { channelId: "C2" });
    expect(await scene.pulumi("refresh --diff", ["refresh", "--yes", "--diff"])).toMatch(drift);
    await scene.pulumi("preview --json", ["preview", "--json", "--diff"]);
    countSearches(await scene.expectNoLeak());
    await scene.pulumi("destroy --diff", ["destroy", "--yes", "--diff"]);
    countSearches(await scene.expectNoLeak());
  });

type InvalidResource = readonly [
  message: RegExp,
  type: "RockitSubscription" | "DurstSubscriber",
  args: object,
];

const slack = { sender: "mkraw", event: "end", type: "slack", channelId: "C1" };

/** `moreResources`: further resources with an invalid secret argument, only for this kind of class. */
export const testFailedChecks = (
  variant: ProgramVariant,
  moreResources: (slack: object, secret: () => string) => readonly InvalidResource[] = () => [],
) =>
  test("failed checks of secret fields", async () => {
    await using scene = await LeakScene.start({ variant });
    const secret = () => scene.canaries.make("value of a failed field");
    const webhook = { sender: "mkraw", event: "end", type: "webhook", url: "https://h.example" };
    const hostUri = "https://h.example/";
    const jwtSigningInfo = { httpHeaderName: secret(), method: secret(), key: secret() };
    const invalidResources: readonly InvalidResource[] = [
      [/slackToken is not allowed/, "RockitSubscription", { ...webhook, slackToken: secret() }],
      ...moreResources(slack, secret),
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
    for (const [message, type, args] of invalidResources) {
      await scene.project.write({ resources: [{ type, name: "wrong", args }] });
      expect(await scene.runAsMachine({ fails: true })).toMatch(message);
    }
    await scene.runAsPerson({ fails: true });
    expect([...scene.rockit.requests, ...scene.durst.requests]).toEqual([]);
    countSearches(await scene.expectNoLeak());
  });

export const lostCreations: LeakScenario = {
  name: "creations whose answers are lost, and what can't be resolved",
  expectedOutput: [/gave no usable answer .*; it is kept in the state as unfinished/],
  keptResources: { builds: [], ...secretFields },
  arrange(scene) {
    const { rockit, durst } = scene;
    const existing = (hostUri: string) => durst.addSubscriber({ hostUri, externalAuthType: "NONE" });
    rockit.faults.inject(lostAnswer, { route: /^POST/, ...fromNowOn });
    rockit.faults.inject(serverError, { route: /^DELETE/, ...fromNowOn });
    durst.faults.inject(lostAnswer, { route: /^PUT/, ...fromNowOn });
    return scene.programWithSecrets({ xauth: existing("a.example:1"), jwt: existing("b.example:1") });
  },
};
