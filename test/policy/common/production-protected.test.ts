import { expect, it } from "vitest";
import { judged } from "../served.ts";

const name = "production-protected";
const violation =
  "The resource option protect is not set, so that a mistake in a production stack can delete this: set it to true.";

it("knows production by the configured names", async () => {
  const config = { stacks: ["live", "live-*"] };
  const of = (stack: string) => judged(name, { type: "durstSubscriber" }, { stack, config });
  expect((await of("live")).violations).toEqual([violation]);
  expect((await of("live-eu")).violations).toEqual([violation]);
  expect((await of("prod")).violations).toEqual([]);
});
