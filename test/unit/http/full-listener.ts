import { connect } from "node:net";
import { Worker } from "node:worker_threads";
import { onTestFinished } from "vitest";

/** What the worker does: it listens, and accepts nothing until it is let go on. Then it answers with the number of requests so far. */
const listening = `
  const { parentPort, workerData } = require("node:worker_threads");
  let requests = 0;
  const server = require("node:http").createServer((request, response) => response.end(\`{"requests":\${++requests}}\`));
  server.listen({ ...workerData.at, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(workerData.gate, 0, 0));
  });
`;

/**
 * An address whose queue of connections is full: who connects gets no answer, as from an address that is not there, until it is let go
 * on. Then the operating system's next try, a second after the first one, is answered.
 */
export async function fullListener(host: string, port = 0) {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(listening, { eval: true, workerData: { at: { host, port }, gate } });
  const taken = await new Promise<number>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  const letGo = () => {
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
  };
  const fillers = Array.from({ length: 8 }, () => connect({ host, port: taken }).on("error", () => {}));
  // The first ones fill the queue; the others say by their silence that it is full.
  await new Promise((resolve) => setTimeout(resolve, 200));
  onTestFinished(async () => {
    letGo();
    for (const filler of fillers) filler.destroy();
    await worker.terminate();
  });
  return {
    port: taken,
    letGo: () => {
      for (const filler of fillers) filler.destroy();
      letGo();
    },
  };
}
