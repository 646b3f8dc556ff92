// ci/install.mjs installs and packs packages without running their scripts, for jobs that can get a token.
import { chmodSync } from "node:fs";
import { execa } from "execa";
import { expect, it } from "vitest";
import { Scripts } from "./scripts.ts";

it("explains what to do if the lock file is missing", async () => {
  using scripts = new Scripts();
  expect(await scripts.run("install.mjs")).toMatchObject({
    exitCode: 1,
    all: "error: there is no package-lock.json: run `npm install` and commit the file.",
  });
});

it("installs in the project's folder without scripts, and packs all packages of the repository with links", async () => {
  using scripts = new Scripts();
  scripts.writeSettings({ project: "webhooks" });
  scripts.write("package-lock.json", "{}");
  scripts.write("webhooks/package.json", "{}");
  scripts.write("node_modules/shared/index.js", "shared");
  scripts.write(
    "bin/npm",
    '#!/bin/sh\necho "$PWD $*" > "$HOME/called"\nmkdir -p node_modules/.bin && ln -s ../a node_modules/.bin/a\n',
  );
  chmodSync(scripts.path("bin/npm"), 0o755);
  expect((await scripts.run("install.mjs")).exitCode).toBe(0);
  expect(scripts.read("called")).toBe(`${scripts.path("webhooks")} ci --ignore-scripts\n`);
  const { stdout } = await execa("tar", ["-tf", scripts.path("packages.tar")]);
  expect(stdout.split("\n")).toEqual(
    expect.arrayContaining(["node_modules/shared/index.js", "webhooks/node_modules/.bin/a"]),
  );
});
