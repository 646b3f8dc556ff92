import { expect, it } from "vitest";
import { judged } from "../served.ts";

const name = "durst-broad-topics";
const subscription = (topic: unknown) =>
  ({ type: "durstSubscription", props: { subscriberId: 17, topic, status: "ACTIVE" } }) as const;
const violation =
  "A production stack may not subscribe to STATUS/*: narrow topic to what the receiver needs.";
const stack = "prod";

it.each(["production", "prod-eu", "eu-prod", "PROD", "production-lienz", "lienz-production"])(
  "takes the stack %s for production",
  async (one) => {
    expect((await judged(name, subscription("STATUS/*"), { stack: one })).violations).toEqual([violation]);
  },
);

it.each(["dev", "product", "reproduction", "staging"])("does not apply to the stack %s", async (one) => {
  expect(await judged(name, subscription("STATUS/*"), { stack: one })).toEqual({
    violations: [],
    unknown: [],
    notApplicable: "the stack is not a production stack",
  });
});

it("knows production by the configured names", async () => {
  const config = { stacks: ["live*"] };
  const topic = subscription("STATUS/*");
  expect((await judged(name, topic, { stack: "live-1", config })).violations).toEqual([violation]);
  expect((await judged(name, topic, { stack, config })).violations).toEqual([]);
});

it("reports the configured topics only", async () => {
  const config = { topics: ["STATUS/MOTIF/*", "STATUS/ARTICLE/*"] };
  expect((await judged(name, subscription("STATUS/ARTICLE/*"), { stack, config })).violations).toEqual([
    "A production stack may not subscribe to STATUS/MOTIF/*, STATUS/ARTICLE/*: narrow topic to what the receiver needs.",
  ]);
  for (const topic of ["STATUS/*", "STATUS/ARTICLE/7"])
    expect((await judged(name, subscription(topic), { stack, config })).violations).toEqual([]);
});
