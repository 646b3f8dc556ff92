import { delimiter } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { nextSettings } from "../../../provider/cli/state/next-settings.ts";
import { fakePulumi } from "./command.ts";

afterEach(() => void vi.unstubAllEnvs());

async function settingsOf(values: Readonly<Record<string, object>>) {
  const bin = await fakePulumi({ "config --json --show-secrets --stack dev": JSON.stringify(values) });
  vi.stubEnv("PATH", `${bin}${delimiter}${process.env["PATH"]}`);
  return nextSettings({ stack: "dev" });
}

/** As `pulumi config --json --show-secrets` writes an object. */
const object = (objectValue: object, secret = false) => ({
  value: JSON.stringify(objectValue),
  objectValue,
  secret,
});
const plugins = object({ endpoint: "https://plugin.example", requestTimeout: 5 });
const keys = { "rockit:endpoint": { value: "https://keys.example", secret: false } };

describe("a stack's configuration", () => {
  test("has the parts of the native plugin's objects, and names them as they are set", async () => {
    const { config, isPlaintext, formatKey } = await settingsOf({
      "rockit-durst:rockit": plugins,
      "rockit-durst:durst": object({ password: "p" }, true),
    });
    expect(
      ["rockit:endpoint", "rockit:requestTimeout", "rockit:apiKey", "durst:password"].map(config),
    ).toEqual(["https://plugin.example", "5", undefined, "p"]);
    expect(["rockit:endpoint", "rockit:apiKey", "durst:password"].map(isPlaintext)).toEqual([
      true,
      false,
      false,
    ]);
    expect(formatKey?.("durst:password")).toBe("rockit-durst:durst.password");
  });

  test("that has both gives a vendor's keys, and never a mixture, but to the plugin its objects alone", async () => {
    const account = object({ endpoint: "https://plugin.example", apiKey: "k" });
    const settings = await settingsOf({ ...keys, "rockit-durst:rockit": account });
    expect(settings.config("rockit:endpoint")).toBe("https://keys.example");
    expect(settings.config("rockit:apiKey")).toBeUndefined();
    expect(settings.formatKey?.("rockit:apiKey")).toBe("rockit:apiKey");
    expect(settings.formatKey?.("durst:password")).toBe("rockit-durst:durst.password");
    expect(settings.native().config("rockit:endpoint")).toBe("https://plugin.example");
  });

  test("without objects has keys, which the plugin does not see", async () => {
    const settings = await settingsOf(keys);
    expect(settings.config("rockit:endpoint")).toBe("https://keys.example");
    expect(settings.formatKey).toBeUndefined();
    expect(settings.native().config("rockit:endpoint")).toBeUndefined();
    expect(settings.native().formatKey?.("rockit:endpoint")).toBe("rockit-durst:rockit.endpoint");
  });

  test("may have anything else in an object's place", async () => {
    const { config } = await settingsOf({
      "rockit-durst:rockit": { value: "none", secret: false },
      "rockit-durst:durst": { secret: true },
    });
    expect(["rockit:endpoint", "durst:endpoint"].map(config)).toEqual([undefined, undefined]);
  });
});
