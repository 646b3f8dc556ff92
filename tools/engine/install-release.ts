// node install-release.ts FOLDER VERSION: runs the installer in its own process, because it can't be stopped
// otherwise.
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import semver from "semver";

const [root = "", version = ""] = process.argv.slice(2);
try {
  await PulumiCommand.install({ root, version: new semver.SemVer(version) });
} catch (thrown) {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  // The installer's output is part of the SDK's error message.
  console.error(text.match(/ stderr: ([\s\S]*?)\n err\?:/)?.[1] ?? text);
  process.exit(1);
}
