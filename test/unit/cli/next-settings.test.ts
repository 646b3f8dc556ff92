import { delimiter } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { nextSettings } from "../../../provider/cli/state/next-settings.ts";
import { configCommand, fakePulumi } from "./command.ts";

afterEach(() => void vi.unstubAllEnvs());

async function settingsOf(values: Readonly<Record<string, object>>) {
  const bin = await fakePulumi({ [configCommand("dev")]: JSON.stringify(values) });
  vi.stubEnv("PATH", `${bin}${delimiter}${process.env["PATH"]}`);
  return nextSettings({ stack: "dev" });
}

/** An object as `pulumi config --json --show-secrets` prints it. */
const configObject = (objectValue: object, secret = false) => ({
  value: JSON.stringify(objectValue),
  objectValue,
  secret,
});
const pluginSettings = configObject({ endpoint: "https://plugin.example", requestTimeout: 5 });
const keySettings = { "rockit:endpoint": { value: "https://keys.example", secret: false } };

describe("the settings of a stack", () => {
  test("come from the native plugin's objects and are named by their path", async () => {
    const { config, isPlaintext, formatKey } = await settingsOf({
      "rockit-durst:rockit": pluginSettings,
      "rockit-durst:durst": configObject({ password: "p" }, true),
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

  test("come only from a vendor's keys if both forms exist; the plugin uses only the objects", async () => {
    const account = configObject({ endpoint: "https://plugin.example", apiKey: "k" });
    const settings = await settingsOf({ ...keySettings, "rockit-durst:rockit": account });
    expect(settings.config("rockit:endpoint")).toBe("https://keys.example");
    expect(settings.config("rockit:apiKey")).toBeUndefined();
    expect(settings.formatKey?.("rockit:apiKey")).toBe("rockit:apiKey");
    expect(settings.formatKey?.("durst:password")).toBe("rockit-durst:durst.password");
    expect(settings.native().config("rockit:endpoint")).toBe("https://plugin.example");
  });

  test("come from the keys if objects are missing; the plugin ignores the keys", async () => {
    const settings = await settingsOf(keySettings);
    expect(settings.config("rockit:endpoint")).toBe("https://keys.example");
    expect(settings.formatKey).toBeUndefined();
    expect(settings.native().config("rockit:endpoint")).toBeUndefined();
    expect(settings.native().formatKey?.("rockit:endpoint")).toBe("rockit-durst:rockit.endpoint");
  });

  test("are missing if the value is not an object", async () => {
    const { config } = await settingsOf({
      "rockit-durst:rockit": { value: "none", secret: false },
      "rockit-durst:durst": { secret: true },
    });
    expect(["rockit:endpoint", "durst:endpoint"].map(config)).toEqual([undefined, undefined]);
  });
});
