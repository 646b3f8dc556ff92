import { connect } from "node:net";
import { Worker } from "node:worker_threads";
import { onTestFinished } from "vitest";

/** The worker listens, but accepts no connection until its release. It then answers with its number of requests. */
const workerScript = `
  const { parentPort, workerData } = require("node:worker_threads");
  let requests = 0;
  const server = require("node:http").createServer((request, response) => response.end(\`{"requests":\${++requests}}\`));
  server.listen({ ...workerData.at, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(workerData.gate, 0, 0));
  });
`;

/**
 * An address whose queue of connections is full: a connection gets no answer, as at a missing address,
 * until the address is released. Then the operating system's next try, a second later, is answered.
 */
export async function startFullListener(host: string, port = 0) {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(workerScript, { eval: true, workerData: { at: { host, port }, gate } });
  const actualPort = await new Promise<number>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  const release = () => {
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
  };
  const fillers = Array.from({ length: 8 }, () => connect({ host, port: actualPort }).on("error", () => {}));
  // The first connections fill the queue; the others get no answer, because the queue is full.
  await new Promise((resolve) => setTimeout(resolve, 200));
  onTestFinished(async () => {
    release();
    for (const filler of fillers) filler.destroy();
    await worker.terminate();
  });
  return {
    port: actualPort,
    release: () => {
      for (const filler of fillers) filler.destroy();
      release();
    },
  };
}
