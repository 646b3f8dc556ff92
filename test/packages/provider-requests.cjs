// Exercises everything that the provider's client needs from Node.js. Takes the build's folder and the certificates as arguments, and
// prints "all as promised".
const { createServer } = require("node:http");
const secureServer = require("node:https").createServer;
const { gzipSync } = require("node:zlib");
const { once } = require("node:events");
const assert = require("node:assert");

const [, , dist, certificates] = process.argv;
const { key, cert, caCertificate, extraKey, extraCert } = JSON.parse(certificates);

async function main() {
  const { HttpClient } = require(`${dist}/http/client.js`);
  const { CircuitBreaker } = require(`${dist}/http/circuit-breaker.js`);
  const { z } = require("zod");
  const post = { method: "POST", route: ["things"], body: {} };
  let wasRateLimited = false;
  const answer = (request, response) => {
    if (request.url === "/things" && !wasRateLimited) {
      wasRateLimited = true;
      return response.writeHead(429).end();
    }
    if (request.url === "/error") return response.writeHead(400).end("no key p&#47;ssword");
    return response.writeHead(201, { "content-encoding": "gzip" }).end(gzipSync('{"secret":"s"}'));
  };
  const servers = [createServer(answer), secureServer({ key, cert }, answer)];
  servers.push(secureServer({ key: extraKey, cert: extraCert }, answer));
  for (const [n, server] of servers.entries()) {
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address();
    const endpoint = new URL(`${n === 0 ? "http" : "https"}://127.0.0.1:${port}`);
    const client = new HttpClient({ endpoint, caCertificate });
    const answered = await client.request(post);
    assert.deepEqual(answered.json(z.object({ secret: z.string() })), { secret: "s" });
    const refusal = await client
      .request({ ...post, route: ["error"], secrets: ["p/ssword"] })
      .catch((failure) => failure.message);
    assert.match(refusal, /answered 400 and said: \(not shown, because the text contains a secret/);
    await client.close();
    server.close();
  }
  assert.equal(await new CircuitBreaker().execute(async () => "seen"), "seen");
  console.log("all as promised");
}

main();
