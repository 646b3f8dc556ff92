// The keys of `npm run simulators`, pressed directly and typed as lines on standard input.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test, vi } from "vitest";
import { startDurst, startRockit } from "../../simulators/index.ts";
import { keys } from "../../simulators/keys.ts";

test("keys send events, make drift, remove and list objects on both servers", async () => {
  const received: string[] = [];
  const receiver = createServer((request, response) => {
    received.push(request.url ?? "");
    response.end();
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  onTestFinished(() => void receiver.close());
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  await using rockit = await startRockit();
  await using durst = await startDurst();
  const press = (key: string) => keys[key]?.press({ rockit, durst });
  expect(press("l")).toEqual([]);

  rockit.add({ name: "builds", sender: "mkraw", event: "end", type: "webhook", url: `${url}/builds` });
  rockit.add({
    name: "ops",
    sender: "mkraw",
    event: "end",
    type: "slack",
    slackToken: "xoxb",
    channelId: "C1",
  });
  const id = durst.addSubscriber({ hostUri: `${url}/press/`, externalAuthType: "NONE" });
  durst.addSubscription(id, { path: "orders", topic: "STATUS/PRINT_ORDER/*", status: "ACTIVE" });
  const sent = await press("e");
  expect(sent).toContain(`sent     builds  ${url}/builds  200`);
  expect(sent?.some((line) => line.includes(`${id}/`) && line.endsWith("200"))).toBe(true);
  expect(received.toSorted()).toEqual(["/builds", "/press/orders/"]);

  expect(press("d")).toEqual([
    "changed  builds  now https://changed.example/",
    `changed  ${id}  now https://changed.example/`,
  ]);
  expect(rockit.subscriptions.get("builds")?.url).toBe("https://changed.example/");
  expect(durst.subscribers.get(id)?.hostUri).toBe("https://changed.example/");
  expect(press("l")).toEqual([
    "ROCKIT   builds  mkraw end  https://changed.example/",
    "ROCKIT   ops  mkraw end  C1",
    `Durst    ${id}  https://changed.example/  1 subscriptions`,
  ]);
  expect(press("r")).toEqual(["removed  ops", `removed  ${id}`]);
  expect([...rockit.subscriptions.keys()]).toEqual(["builds"]);
});

test("lines on standard input act as keys, and the end of the input does not stop the simulators", async () => {
  const main = join(import.meta.dirname, "..", "..", "simulators", "main.ts");
  const running = execa(process.execPath, [main], { input: "l\nx\n", reject: false });
  onTestFinished(() => void running.kill("SIGKILL"));
  let printed = "";
  running.stdout.on("data", (text) => {
    printed += text;
  });
  await vi.waitFor(() => expect(printed).toContain("there is nothing yet"), { timeout: 9_000 });
  expect(running.nodeChildProcess.exitCode).toBeNull();
  expect(printed.match(/there is nothing yet/g)).toHaveLength(1);
  running.kill("SIGTERM");
  expect((await running).exitCode).toBe(0);
});
