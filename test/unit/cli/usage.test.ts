import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { runtimeLack } from "../../../provider/cli/doctor/versions.ts";
import { rockitDurst } from "./command.ts";

const { version } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../provider/package.json"), "utf8"),
);

describe("rockit-durst", { timeout: 60_000 }, () => {
  test.each([
    [
      ["--help"],
      "Usage: rockit-durst [options] [command]",
      ["recover", "listen", "import", "migrate", "list", "orphans", "retire", "doctor"],
    ],
    [
      ["recover", "--help"],
      "Usage: rockit-durst recover [options]",
      ["rockit-durst recover --yes --stack dev", "--json"],
    ],
    [
      ["listen", "--help"],
      "Usage: rockit-durst listen [options] [vendor]",
      ["rockit-durst listen --port 8080 --stack dev --output secret", "DURST_CALLBACK_KEY", "--json"],
    ],
    [["help", "listen"], "Usage: rockit-durst listen [options] [vendor]", ["$ ROCKIT_WEBHOOK_SECRET="]],
  ])("%j shows help, the first line and examples among it", async (args, usage, parts) => {
    const { exitCode, stdout, stderr } = await rockitDurst(args);
    expect(stdout.split("\n")[0]).toBe(usage);
    for (const part of parts) expect(stdout).toContain(part);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });

  test("--version is the package's", async () => {
    expect(await rockitDurst(["--version"])).toEqual({ exitCode: 0, stdout: version, stderr: "" });
  });

  test("without a subcommand it shows help, and was not understood", async () => {
    const { exitCode, stdout, stderr } = await rockitDurst([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("Usage: rockit-durst [options] [command]");
  });

  test.each([
    [["liste"], "unknown command 'liste'"],
    [["recover", "--force"], "unknown option '--force'"],
    [["recover", "dev"], "too many arguments for 'recover'. Expected 0 arguments but got 1."],
    [["recover", "--stack"], "option '-s, --stack <name>' argument missing"],
    [
      ["listen", "acme"],
      "argument value is invalid for argument 'vendor'. Allowed choices are rockit, durst.",
    ],
    [["listen", "--port", "65536"], "argument '65536' is invalid. It must be a number from 0 to 65535."],
    [["listen", "--port", "8e1"], "argument '8e1' is invalid. It must be a number from 0 to 65535."],
    [
      ["listen", "durst", "--header", "a b"],
      "argument 'a b' is invalid. It must be the name of an HTTP header.",
    ],
    [["listen", "--stack", "dev"], "--stack and --cwd say where an output is: name it with --output"],
    [["listen", "--cwd", "."], "--stack and --cwd say where an output is: name it with --output"],
    [
      ["listen", "--header", "x-signature"],
      "ROCKIT's header is always the same: --header and the like are for durst",
    ],
    [["listen", "--password-header", "x"], "--header and the like are for durst"],
    [["listen", "durst", "--header", "a", "--user-header", "b"], "a subscriber has one of them"],
  ])("%j is refused with exit code 2 and one sentence", async (args, sentence) => {
    const { exitCode, stdout, stderr } = await rockitDurst(args);
    const [first, ...others] = stderr.split("\n");
    expect(first).toMatch(/^error: /);
    expect(first).toContain(sentence);
    expect(others.at(-1)).toBe("(--help tells more)");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  });

  const canary = "ca'n=ary";
  test.each([
    [["listen", "--secret", canary], "unknown option '--secret'"],
    [["listen", `--secret=${canary}`], "unknown option '--secret'"],
    [["listen", "durst", `--key=${canary}\n${canary}`], "unknown option '--key'"],
    [[`--secret=${canary}`, "listen"], "unknown option '--secret'"],
    [["recover", `--secret=${canary}`], "unknown option '--secret'"],
    [["listen", `-k${canary}`], "unknown option '-k'"],
    [["listen", canary], "value is invalid"],
    [["listen", "rockit", canary, canary], "but got 3."],
  ])("a secret is no argument, and one that is given as such is not repeated: %j", async (args, said) => {
    const { exitCode, stdout, stderr } = await rockitDurst(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(said);
    expect(stderr).not.toMatch(/ca'n|ary/);
  });
});

test.each(["22.19.0", "22.20.0", "24.0.0"])("Node.js %s is new enough", (version) => {
  expect(runtimeLack({ node: version })).toBeUndefined();
});

test.each(["20.20.2", "22.18.9"])("Node.js %s is too old, which is one sentence", (version) => {
  expect(runtimeLack({ node: version })).toBe(
    `Node.js 22.19.0 or newer is needed, this is ${version}: install a newer one, and run the command again`,
  );
});

test("Bun, which calls itself a Node.js, is refused by its name", () => {
  expect(runtimeLack({ node: "24.3.0", bun: "1.4.5" })).toBe(
    "Node.js 22.19.0 or newer is needed, this is Bun 1.4.5: install Node.js, and run `npx rockit-durst`, or `bunx` without `--bun`",
  );
});
