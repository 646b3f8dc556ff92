import { request } from "node:http";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { startRockit } from "../../simulators/index.ts";
import { rockitClient, rockitHeaders, startDurstWithSubscribers } from "./http.ts";

const decompress = { gzip: gunzipSync, br: brotliDecompressSync, deflate: inflateSync };

describe("a proxy that compresses", () => {
  test.each(["gzip", "br", "deflate"] as const)(
    "uses %s although the client sends no Accept-Encoding",
    async (compress) => {
      await using rockit = await startRockit({ compress });
      const sent = request(`${rockit.endpoint}/be/v1/subscriptions`, {
        headers: rockitHeaders(rockit),
      }).end();
      const answer = await new Promise<import("node:http").IncomingMessage>((resolve) =>
        sent.once("response", resolve),
      );
      expect(answer.headers["content-encoding"]).toBe(compress);
      expect(decompress[compress](await buffer(answer)).toString()).toBe("[]");
    },
  );

  test("compresses creations, refusals and Durst's answers, but not an empty body", async () => {
    await using rockit = await startRockit({ compress: "br", deleteStatus: 204 });
    const webhook = { name: "a", sender: "deploy", type: "webhook", url: "http://h", event: "end" };
    const client = rockitClient(rockit);
    const created = await client.create(webhook);
    expect(created.headers.get("content-encoding")).toBe("br");
    expect(created.json().secret).toBe(rockit.secretOf("a"));
    expect((await client.create(webhook)).headers.get("content-encoding")).toBe("br");
    expect((await client.delete("a")).headers.get("content-encoding")).toBeNull();

    await using server = await startDurstWithSubscribers({ compress: "gzip" });
    const read = await server.get("/subscribers/17");
    expect(read.headers.get("content-encoding")).toBe("gzip");
    expect(read.json()).toMatchObject({ id: 17 });
  });
});
