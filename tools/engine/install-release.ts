// node install-release.ts FOLDER VERSION: a process of its own, because the installer cannot be stopped otherwise.
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import semver from "semver";

const [root = "", version = ""] = process.argv.slice(2);
try {
  await PulumiCommand.install({ root, version: new semver.SemVer(version) });
} catch (thrown) {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  // The installer script's own words lie within the SDK's account of the command.
  console.error(text.match(/ stderr: ([\s\S]*?)\n err\?:/)?.[1] ?? text);
  process.exit(1);
}
