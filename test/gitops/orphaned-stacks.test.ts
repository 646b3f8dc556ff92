// ci/orphaned-stacks.mjs finds stacks of `pulumi stack ls` whose file is gone.
import { expect, it } from "vitest";
import { Scripts } from "./scripts.ts";

it("finds stacks without a .yaml or .yml file, with or without an organisation", async () => {
  using scripts = new Scripts();
  scripts.writeSettings({ organization: "your-org", project: "webhooks" });
  scripts.write("webhooks/Pulumi.lienz.yml");
  scripts.write("webhooks/Pulumi.innsbruck.yaml");
  const names = ["your-org/webhooks/lienz", "innsbruck", "your-org/webhooks/graz", "wels"];
  scripts.write(
    "stacks",
    JSON.stringify(names.map((name) => ({ name, ...(name === "wels" ? {} : { resourceCount: 3 }) }))),
  );
  scripts.replacePulumi('echo "$PWD $*" > "$HOME/call"; cat "$HOME/stacks"');
  expect((await scripts.run("orphaned-stacks.mjs")).exitCode).toBe(0);
  expect(JSON.parse(scripts.read("results/.orphaned-stacks.json"))).toEqual([
    { stack: "graz", resources: 3 },
    { stack: "wels", resources: 0 },
  ]);
  expect(scripts.read("call")).toContain(
    `${scripts.path("webhooks")} stack ls --json --organization your-org `,
  );
});

it("writes no file if the stacks can't be listed", async () => {
  using scripts = new Scripts();
  scripts.replacePulumi("exit 1");
  expect((await scripts.run("orphaned-stacks.mjs")).exitCode).toBe(1);
  expect(scripts.has("results/.orphaned-stacks.json")).toBe(false);
});
