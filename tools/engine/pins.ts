// Reads the pinned versions from the Go module folders.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const checkout = join(import.meta.dirname, "..", "..");

/** Module folders of the engine and of its Node.js language host. */
export const engineModule = join(import.meta.dirname, "go-modules", "pulumi");
export const hostModule = join(import.meta.dirname, "go-modules", "language-nodejs");
/** Module folder of the SDK generator, see generate-sdk.ts. */
export const generatorModule = join(import.meta.dirname, "go-modules", "generate-sdk");
/** Module folder of the S3 server for tests, see s3-server.ts. */
export const s3ServerModule = join(import.meta.dirname, "go-modules", "versitygw");

export const enginePackage = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
export const hostPackage = "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs";
export const s3ServerPackage = "github.com/versity/versitygw/cmd/versitygw";

function pinned(folder: string, line: RegExp): string {
  const found = readFileSync(join(folder, "go.mod"), "utf8").match(line)?.[1];
  if (found === undefined) throw new Error(`${join(folder, "go.mod")} has no line like ${line}`);
  return found;
}

export const engineVersion = pinned(engineModule, /^\s*github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/m);
export const hostVersion = pinned(hostModule, /^\s*github\.com\/pulumi\/pulumi\/sdk\/v3 v(\S+)/m);
export const s3ServerVersion = pinned(s3ServerModule, /^\s*github\.com\/versity\/versitygw v(\S+)/m);
export const goVersion = pinned(engineModule, /^go (\S+)/m);

/** A language for some tests and examples, see language-hosts.ts. */
export type Language = "yaml" | "python" | "go";

interface LanguagePin {
  /** The language's name in messages. */
  name: string;
  /** Folder of the go.mod that pins the host. Each host has its own module or version. */
  module: string;
  version: string;
  /** The package with its `main`. */
  command: string;
  versionVariable: string;
}

const languagePin = (
  language: Language,
  name: string,
  goModule: string,
  command: string,
  versionVariable: string,
): LanguagePin => {
  const module = join(import.meta.dirname, "go-modules", `language-${language}`);
  const line = new RegExp(`^\\s*${goModule} v(\\S+)`, "m");
  return {
    name,
    module,
    version: pinned(module, line),
    command: `${goModule}/${command}`,
    versionVariable: `${goModule}/${versionVariable}`,
  };
};

/**
 * The SDK contained the Go host until 3.62 and the Python host until 3.68. Newer hosts are not available as
 * Go modules.
 */
const sdk = "github.com/pulumi/pulumi/sdk/v3";
const sdkVersion = "go/common/version.Version";
export const languagePins: Record<Language, LanguagePin> = {
  yaml: languagePin(
    "yaml",
    "YAML",
    "github.com/pulumi/pulumi-yaml",
    "cmd/pulumi-language-yaml",
    "pkg/version.Version",
  ),
  python: languagePin("python", "Python", sdk, "python/cmd/pulumi-language-python", sdkVersion),
  go: languagePin("go", "Go", sdk, "go/pulumi-language-go", sdkVersion),
};

/**
 * The oldest usable engine on `PATH`. Since 3.216, `read` of a dynamic resource may return inputs, which
 * drift detection needs.
 */
export const oldestEngine = "3.216.0";
