import { expect, it } from "vitest";
import { validateResource } from "../policy-server.ts";

const name = "durst-no-broad-topics";
const subscription = (topic: unknown) =>
  ({ type: "durstSubscription", props: { subscriberId: 17, topic, status: "ACTIVE" } }) as const;
const violation =
  "A production stack must not subscribe to STATUS/*: choose a topic with only what the receiver needs.";
const stack = "prod";

it("recognises production by the configured words and names", async () => {
  const config = { words: ["main"], stacks: ["press-*"], exceptStacks: ["press-lab"] };
  const verdictFor = (stack: string) => validateResource(name, subscription("STATUS/*"), { stack, config });
  for (const one of ["main-1", "press-1"]) expect((await verdictFor(one)).violations).toEqual([violation]);
  for (const one of ["prod", "press-lab"]) expect((await verdictFor(one)).violations).toEqual([]);
});

it("reports the configured topics only", async () => {
  const config = { topics: ["STATUS/MOTIF/*", "STATUS/ARTICLE/*"] };
  expect(
    (await validateResource(name, subscription("STATUS/ARTICLE/*"), { stack, config })).violations,
  ).toEqual([
    "A production stack must not subscribe to STATUS/MOTIF/*, STATUS/ARTICLE/*: choose a topic with only what the receiver needs.",
  ]);
  for (const topic of ["STATUS/*", "STATUS/ARTICLE/7"])
    expect((await validateResource(name, subscription(topic), { stack, config })).violations).toEqual([]);
});
