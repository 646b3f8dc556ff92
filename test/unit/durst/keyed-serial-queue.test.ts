import { expect, it } from "vitest";
import { KeyedSerialQueue } from "../../../provider/durst/keyed-serial-queue.ts";
import { withTimeLimit } from "../../../provider/http/time-limit.ts";

const never = () => false;

it("work whose time limit passes before its turn never starts, and holds up nobody", async () => {
  const queue = new KeyedSerialQueue();
  const blocker = Promise.withResolvers<string>();
  const started: string[] = [];
  const first = queue.run("key", () => blocker.promise, never);
  const limited = withTimeLimit(20, () => queue.run("key", async () => started.push("limited"), never));
  const last = queue.run("key", async () => started.push("last"), never);
  await expect(limited).rejects.toThrow("the time limit set by customTimeouts was reached");
  blocker.resolve("first");
  expect(await first).toBe("first");
  await last;
  expect(started).toEqual(["last"]);
});
