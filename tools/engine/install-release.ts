// node install-release.ts FOLDER VERSION: a process of its own, because the installer cannot be stopped otherwise.
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import semver from "semver";
import { reasonOf } from "./failure.ts";

const [root = "", version = ""] = process.argv.slice(2);
try {
  await PulumiCommand.install({ root, version: new semver.SemVer(version) });
} catch (thrown) {
  console.error(reasonOf(thrown));
  process.exit(1);
}
