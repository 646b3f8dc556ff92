import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { rockitDurst } from "./command.ts";

const { version } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../provider/package.json"), "utf8"),
);

describe("rockit-durst", { timeout: 60_000 }, () => {
  test.each([
    [
      ["--help"],
      "Usage: rockit-durst [options] [command]",
      ["import", "migrate", "list", "unmanaged", "remove", "cleanup", "doctor", "listen", "trigger"],
    ],
    [
      ["cleanup", "--help"],
      "Usage: rockit-durst cleanup [options]",
      ["rockit-durst cleanup --stack dev", "--json"],
    ],
    [
      ["listen", "--help"],
      "Usage: rockit-durst listen [options] [vendor]",
      ["rockit-durst listen --port 8080 --stack dev --output secret", "DURST_CALLBACK_KEY", "--json"],
    ],
    [
      ["trigger", "--help"],
      "Usage: rockit-durst trigger [options] <url> [vendor]",
      ["rockit-durst trigger https://hooks.example.com/rockit", "DURST_CALLBACK_KEY", "Exit code"],
    ],
    [["help", "listen"], "Usage: rockit-durst listen [options] [vendor]", ["$ ROCKIT_WEBHOOK_SECRET="]],
  ])("%j shows help with the usage and examples", async (args, usage, parts) => {
    const { exitCode, stdout, stderr } = await rockitDurst(args);
    expect(stdout.split("\n")[0]).toBe(usage);
    for (const part of parts) expect(stdout).toContain(part);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });

  test("--version shows the package's version", async () => {
    expect(await rockitDurst(["--version"])).toEqual({ exitCode: 0, stdout: version, stderr: "" });
  });

  test("without a subcommand shows help as a usage error", async () => {
    const { exitCode, stdout, stderr } = await rockitDurst([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("Usage: rockit-durst [options] [command]");
  });

  test.each([
    [["lissten"], "unknown command 'lissten'"],
    [["cleanup", "--force"], "unknown option '--force'"],
    [["cleanup", "dev"], "too many arguments for 'cleanup'. Expected 0 arguments but got 1."],
    [["cleanup", "--stack"], "option '-s, --stack <name>' argument missing"],
    [
      ["listen", "acme"],
      "argument value is invalid for argument 'vendor'. Allowed choices are rockit, durst.",
    ],
    [["listen", "--port", "65536"], "argument '65536' is invalid. It must be a number from 0 to 65535."],
    [["listen", "--port", "8e1"], "argument '8e1' is invalid. It must be a number from 0 to 65535."],
    [
      ["listen", "durst", "--header", "a b"],
      // The value may be a key, given to the wrong option. The error must not repeat it.
      "argument of option '--header <name>' is invalid. It must be the name of an HTTP header.",
    ],
    [["listen", "--stack", "dev"], "--stack and --cwd have no effect without --output"],
    [["listen", "--cwd", "."], "--stack and --cwd have no effect without --output"],
    [
      ["listen", "--header", "x-signature"],
      "--header, --user-header and --password-header are for durst: ROCKIT's header is fixed",
    ],
    [["trigger"], "missing required argument 'url'"],
    [
      ["trigger", "https://a.example", "durst", "--event", "end"],
      "--sender and --event choose ROCKIT's body",
    ],
    [["trigger", "https://a.example", "--event", "melted"], "Allowed choices are submit, begin,"],
    [["listen", "--password-header", "x"], "--password-header are for durst"],
    [["listen", "durst", "--header", "a", "--user-header", "b"], "a subscriber uses only one of these"],
  ])("%j is refused with exit code 2 and one sentence", async (args, sentence) => {
    const { exitCode, stdout, stderr } = await rockitDurst(args);
    const [first, ...others] = stderr.split("\n");
    expect(first).toMatch(/^error: /);
    expect(first).toContain(sentence);
    expect(others.at(-1)).toBe("(--help shows all options)");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  });

  test.each([
    [["lissten"], "(Did you mean listen?)"],
    [["doctr", "--stack", "dev"], "(Did you mean doctor?)"],
    [["listen", "--prot", "1"], "(Did you mean --port?)"],
    [["trigger", "https://a.example", "--sendr", "mkraw"], "(Did you mean --sender?)"],
  ])("%j is answered with a suggestion", async (args, suggestion) => {
    const { exitCode, stderr } = await rockitDurst(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(suggestion);
  });

  const canary = "ca'n=ary";
  test.each([
    [["listen", "--secret", canary], "unknown option '--secret'"],
    [["listen", `--secret=${canary}`], "unknown option '--secret'"],
    [["listen", "durst", `--key=${canary}\n${canary}`], "unknown option '--key'"],
    [[`--secret=${canary}`, "listen"], "unknown option '--secret'"],
    [["cleanup", `--secret=${canary}`], "unknown option '--secret'"],
    [["listen", `-k${canary}`], "unknown option '-k'"],
    [["listen", canary], "value is invalid"],
    [["listen", "rockit", canary, canary], "but got 3."],
  ])("a secret given as an argument is refused and not repeated: %j", async (args, error) => {
    const { exitCode, stdout, stderr } = await rockitDurst(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(error);
    expect(stderr).not.toMatch(/ca'n|ary/);
  });
});
