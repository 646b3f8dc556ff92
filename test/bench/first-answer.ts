// Measures the time from the start of a plugin's process to its first answer about a resource, which the engine waits for.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import provrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { Adapter } from "../conformance/adapters.ts";

const require = createRequire(import.meta.url);
const { rockitSubscription } =
  require("../../provider/dist/rockit/kind.js") as typeof import("../../provider/rockit/kind.ts");

const inputs = { name: "s", sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example" };

/** Milliseconds until the plugin has checked one subscription. */
export async function firstAnswerOf(adapter: Adapter): Promise<number> {
  const [file, ...args] = adapter.command;
  const started = performance.now();
  const plugin = spawn(file, args, {
    stdio: ["pipe", "pipe", "inherit"],
    cwd: join(import.meta.dirname, "..", "..", "examples", "quickstart"),
  });
  try {
    const [port] = await once(createInterface(plugin.stdout), "line");
    const client = new provrpc.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const configuring = new provider.ConfigureRequest();
    configuring.setArgs(struct.Struct.fromJavaScript({}));
    await new Promise((resolve, reject) =>
      client.configure(configuring, (failure) => (failure ? reject(failure) : resolve(undefined))),
    );
    const checking = new provider.CheckRequest();
    checking.setUrn(`urn:pulumi:dev::bench::${adapter.tokenOf(rockitSubscription)}::s`);
    checking.setOlds(struct.Struct.fromJavaScript({}));
    checking.setNews(
      struct.Struct.fromJavaScript({ ...inputs, ...adapter.addedProperties(rockitSubscription) }),
    );
    const failures = await new Promise<number>((resolve, reject) =>
      client.check(checking, (failure, answer) =>
        failure ? reject(failure) : resolve(answer.getFailuresList().length),
      ),
    );
    if (failures > 0) throw new Error(`the ${adapter.name} plugin refused valid inputs`);
    const milliseconds = performance.now() - started;
    // The engine ends a plugin like this.
    await new Promise((resolve) => client.cancel(new empty.Empty(), resolve));
    client.close();
    return milliseconds;
  } finally {
    plugin.kill("SIGKILL");
  }
}
