import { fork } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { Measurements } from "./load-server.ts";
import { delivery, secret } from "./samples.ts";

// What an attacker without a token can do to a receiver with 1,000 connections. The load is bounded: 1,000
// connections once, each for as long as the receiver allows, and for at most ten seconds.

const attackers = 1000;
const megabyte = 2 ** 20;
const chunk = Buffer.alloc(megabyte / 4, "x");

async function start() {
  const child = fork(join(import.meta.dirname, "load-server.ts"), {
    env: { ...process.env, SECRET: secret },
  });
  onTestFinished(() => void child.kill());
  const [port] = (await once(child, "message")) as [number];
  const measure = async () => {
    child.send("?");
    return ((await once(child, "message")) as [Measurements])[0];
  };
  return { port, measure, child };
}

/** Opens a connection, sends headers, then the body bit by bit while permitted; resolves to the answer. */
function attack(port: number, headers: string): { socket: Socket; answered: Promise<string> } {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (data) => {
    answer += data;
  });
  // The receiver cuts the connection: that is the point.
  socket.on("error", () => {});
  socket.on("connect", () => {
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\n${headers}content-length: ${10 * megabyte}\r\n\r\n`);
    socket.write(chunk);
  });
  const drip = setInterval(() => socket.writableNeedDrain || socket.write(chunk), 100);
  const answered = new Promise<string>((resolve) => {
    socket.once("close", () => {
      clearInterval(drip);
      resolve(answer.slice(0, 12));
    });
  });
  return { socket, answered };
}

const countEach = (texts: readonly string[]) =>
  Object.fromEntries([...new Set(texts)].map((text) => [text, texts.filter((each) => each === text).length]));

test("1,000 connections without a token, each with a large and slow body: the receiver lives, answers, and does not grow", async () => {
  const { port, measure, child } = await start();
  const post = async () => {
    const started = performance.now();
    const { status } = await fetch(`http://127.0.0.1:${port}`, { method: "POST", ...(await delivery()) });
    return { status, milliseconds: performance.now() - started };
  };
  for (let warm = 0; warm < 20; warm++) await post();
  const before = await measure();

  const attacks: ReturnType<typeof attack>[] = [];
  onTestFinished(() => {
    for (const { socket } of attacks) socket.destroy();
  });
  const goodDeliveries: { status: number; milliseconds: number }[] = [];
  const measurements: Measurements[] = [];
  let isOver = false;
  const started = performance.now();
  // Opening all at once would leave this process no time to read answers.
  const all = (async () => {
    while (attacks.length < attackers) {
      for (let few = 0; few < 50; few++) attacks.push(attack(port, ""));
      await wait(10);
    }
    return Promise.all(attacks.map(({ answered }) => answered));
  })().finally(() => {
    isOver = true;
  });
  while (!isOver && performance.now() - started < 10_000) {
    goodDeliveries.push(await post());
    measurements.push(await measure());
    await wait(20);
  }
  const seconds = (performance.now() - started) / 1000;
  expect(isOver).toBe(true);
  const answers = await all;
  const after = await measure();

  const maximumOf = (of: (measured: Measurements) => number) => Math.max(...[...measurements, after].map(of));
  const growth = (maximumOf(({ residentBytes }) => residentBytes) - before.residentBytes) / megabyte;
  const times = goodDeliveries.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
  console.log(
    [
      `${attackers} connections without a token, each of which announces 10 MB and sends as fast as it is read: all over after ${seconds.toFixed(1)} s`,
      `answers ${JSON.stringify(countEach(answers))}, at most ${maximumOf(({ connections }) => connections)} connections at once`,
      `read of all bodies ${(after.bytesRead / megabyte).toFixed(0)} MB; resident memory ${(before.residentBytes / megabyte).toFixed(0)} MB before, ${growth.toFixed(0)} MB more at most`,
      `${goodDeliveries.length} good deliveries in between: ${times[0]?.toFixed(0)} to ${times.at(-1)?.toFixed(0)} ms, median ${times[times.length >> 1]?.toFixed(0)} ms`,
    ].join("\n"),
  );
  expect(goodDeliveries.map(({ status }) => status)).toEqual(goodDeliveries.map(() => 204));
  expect(goodDeliveries.length).toBeGreaterThan(3);
  expect(after.rejected).toEqual({ "missing-header": attackers });
  // A connection that is reset may lose its answer; most receive theirs.
  expect(countEach(answers)["HTTP/1.1 401"]).toBeGreaterThan(attackers * 0.9);
  // All bodies together are a gigabyte. A socket buffers some 64 kB without being read.
  expect(growth).toBeLessThan(200);
  expect(child.exitCode).toBeNull();
  expect((await post()).status).toBe(204);
}, 60_000);

test("100 slow bodies behind a stolen token are given up at their deadline", async () => {
  const { port, measure } = await start();
  const { headers } = await delivery();
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const attacks = Array.from({ length: 100 }, () =>
    attack(port, lines.join("").replace("application/json", "text/plain")),
  );
  const started = performance.now();
  // Each announces 10 MB, ten times the limit.
  expect(countEach(await Promise.all(attacks.map(({ answered }) => answered)))).toEqual({
    "HTTP/1.1 413": 100,
  });
  const slow = Array.from({ length: 100 }, () => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\n${lines.join("")}content-length: 1000000\r\n\r\n{`);
    const drip = setInterval(() => socket.write(" "), 100);
    return new Promise<string>((resolve) => {
      socket.once("data", (data) => resolve(String(data).slice(0, 12)));
      socket.once("close", () => {
        clearInterval(drip);
        resolve("nothing");
      });
    });
  });
  expect(countEach(await Promise.all(slow))).toEqual({ "HTTP/1.1 408": 100 });
  expect((performance.now() - started) / 1000).toBeLessThan(9);
  await expect.poll(async () => (await measure()).connections, { timeout: 5000 }).toBe(0);
  expect((await measure()).rejected).toEqual({ "body-too-large": 100, "body-timeout": 100 });
}, 30_000);
