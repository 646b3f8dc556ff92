import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../../tools/release/packages.ts";
import { bomOfPlugin, notAllowed, readAllowed, writeBom } from "../../../tools/release/sbom.ts";

const bomWith = (...licenses: object[]) => ({ components: [{ name: "a", version: "1.0.0", licenses }] });

it.each([
  ["an allowed licence", bomWith({ license: { id: "MIT" } }), []],
  ["an allowed expression", bomWith({ expression: "(BSD-3-Clause AND Apache-2.0)" }), []],
  [
    "another licence",
    bomWith({ license: { id: "AGPL-3.0-only" } }),
    ["a 1.0.0 has the licence AGPL-3.0-only"],
  ],
  [
    "an allowed and a forbidden licence",
    bomWith({ license: { id: "MIT" } }, { license: { id: "SSPL-1.0" } }),
    ["a 1.0.0 has the licence MIT, SSPL-1.0"],
  ],
  ["no licence", bomWith(), ["a 1.0.0 has no licence"]],
  ["a recorded exception", { components: [{ name: "@logdna/tail-file", version: "2.2.0" }] }, []],
])("checks a component with %s", async (_, component, refused) => {
  expect(notAllowed(component, await readAllowed())).toEqual(refused);
});

it("describes bundled libraries by their manifests, in CycloneDX's form", async () => {
  const folder = await mkdtemp(join(tmpdir(), "rockit-durst-bom-"));
  const file = join(folder, "plugin.cdx.json");
  try {
    const pluginBom = await bomOfPlugin(
      ["zod", "google-protobuf", "@grpc/grpc-js"].map((name) => join(root, "node_modules", name)),
    );
    expect(pluginBom.components).toMatchObject([
      { name: "zod", licenses: [{ license: { id: "MIT" } }] },
      { name: "google-protobuf", licenses: [{ expression: "(BSD-3-Clause AND Apache-2.0)" }] },
      { name: "@grpc/grpc-js", purl: expect.stringMatching(/^pkg:npm\/%40grpc\/grpc-js@\d/) },
    ]);
    await writeBom(pluginBom, file);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(pluginBom)));
    await expect(writeBom(bomWith({ license: { id: "none" } }), file)).rejects.toThrow(
      /is not valid CycloneDX 1\.5/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
