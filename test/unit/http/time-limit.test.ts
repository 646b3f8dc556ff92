// customTimeouts of a resource end its requests and waits; reads shared with others continue.
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { RequestCache } from "../../../provider/http/request-cache.ts";
import { currentDeadline, pause, withTimeLimit } from "../../../provider/http/time-limit.ts";
import { clientOf } from "../../helpers/client.ts";
import { startServer } from "../../helpers/server.ts";
import { get } from "./requests.ts";

const timeLimitError = {
  code: "timeout",
  ambiguous: false,
  message: expect.stringContaining("customTimeouts"),
};

it("ends a request under way before the timeout of the settings", async () => {
  const server = await startServer(() => {});
  const client = clientOf(server.url, { requestTimeout: 60_000, totalTimeout: 60_000 });
  const began = performance.now();
  await expect(withTimeLimit(200, () => client.request(get))).rejects.toMatchObject({ code: "timeout" });
  expect(performance.now() - began).toBeLessThan(5_000);
});

it("can be longer than the timeout of the settings", async () => {
  let asked = 0;
  const server = await startServer((_, response) => {
    asked += 1;
    if (asked === 1) response.writeHead(503, { "retry-after": "1" }).end();
    else response.end("{}");
  });
  const client = clientOf(server.url, { totalTimeout: 300 });
  await expect(client.request(get)).rejects.toMatchObject({ code: "unavailable" });
  asked = 0;
  expect(await withTimeLimit(60_000, () => client.request(get))).toMatchObject({ status: 200 });
});

it("sends nothing once the time is over, and reports the reason", async () => {
  const server = await startServer((_, response) => response.end("{}"));
  const client = clientOf(server.url);
  const late = withTimeLimit(1, async () => {
    await sleep(20);
    return client.request(get);
  });
  await expect(late).rejects.toMatchObject(timeLimitError);
  expect(server.requests).toHaveLength(0);
});

it("cuts a pause short", async () => {
  const began = performance.now();
  await expect(withTimeLimit(50, () => pause(60_000))).rejects.toMatchObject(timeLimitError);
  expect(performance.now() - began).toBeLessThan(5_000);
  await withTimeLimit(60_000, () => pause(1));
});

it("ends one caller's wait for a shared read, but neither the read nor another caller's wait", async () => {
  const cache = new RequestCache<string, string>();
  const { promise, resolve } = Promise.withResolvers<string>();
  const limits: unknown[] = [];
  const read = async () => {
    limits.push(currentDeadline());
    return promise;
  };
  const impatient = withTimeLimit(20, () => cache.get("a", read));
  const patient = cache.get("a", read);
  await expect(impatient).rejects.toMatchObject(timeLimitError);
  resolve("read");
  expect(await patient).toBe("read");
  expect(limits).toEqual([undefined]);
});

it("can be longer than a timer allows", async () => {
  expect(await withTimeLimit(Number.MAX_SAFE_INTEGER, async () => pause(1))).toBeUndefined();
});
