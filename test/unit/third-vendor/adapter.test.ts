import type { dynamic } from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { serveAll } from "../../../provider/dynamic/serve.ts";
import type { Properties } from "../../../provider/resource/properties.ts";
import { bellsSettings, bellsVendor, startBellsServer } from "./vendor.ts";

type Provider = Required<dynamic.ResourceProvider<Properties, Properties>>;

/** The adapter with a made-up vendor. */
async function configuredBell() {
  const server = await startBellsServer();
  const bell = serveAll([bellsVendor])("bellsBell") as Provider;
  const values: Record<string, string> = { "bells:endpoint": server.url, "bells:key": "canary-key" };
  await bell.configure({
    config: { get: (key: string) => values[key] },
  } as unknown as dynamic.ConfigureRequest);
  return { server, bell };
}

const declared = { title: "door", target: "https://a.example", token: "canary-token" };

it("a made-up vendor gets check, plan, create, read, update and delete from its definition alone", async () => {
  const { server, bell } = await configuredBell();
  expect(await bell.check({}, { ...declared, target: "no" })).toMatchObject({
    failures: [
      { property: "", reason: "target must be an absolute URL that begins with https:// or http://" },
    ],
  });
  const { inputs } = (await bell.check({}, declared)) as { inputs: Properties };
  const { id, outs } = await bell.create(inputs);
  expect(server.stored.get(id)).toMatchObject({ title: "door", target: "https://a.example" });
  expect(await bell.read(id, outs)).toMatchObject({ id, props: declared });

  const other = { ...inputs, target: "https://b.example" };
  expect(await bell.diff(id, outs as Properties, inputs)).toMatchObject({ changes: false });
  expect(await bell.diff(id, outs as Properties, other)).toMatchObject({ changes: true, replaces: [] });
  expect(await bell.diff(id, outs as Properties, { ...other, title: "gate" })).toMatchObject({
    replaces: ["title"],
  });
  await bell.update(id, outs as Properties, other);
  expect(server.stored.get(id)).toMatchObject({ target: "https://b.example" });
  await bell.delete(id, other);
  expect(server.stored.size).toBe(0);
});

it("a missing setting of a made-up vendor is named with the vendor's names", async () => {
  const bell = serveAll([bellsVendor])("bellsBell") as Provider;
  await bell.configure({ config: { get: () => undefined } } as unknown as dynamic.ConfigureRequest);
  await expect(bell.create(declared)).rejects.toThrow(
    /^creating bell door: the setting bells:endpoint is missing: set it with `pulumi config set bells:endpoint …` or the environment variable BELLS_ENDPOINT/,
  );
});

it("a made-up vendor's objects are listed", async () => {
  const { url, stored } = await startBellsServer();
  stored.set("7", { title: "gate", target: "https://a.example" });
  const run = bellsVendor.connect(bellsSettings(url));
  const [lifecycle] = bellsVendor.lifecycles;
  expect(await lifecycle?.list({ run, log: () => {}, isOwnedByAnother: () => false }, [])).toEqual(["7"]);
  await run.close();
});
