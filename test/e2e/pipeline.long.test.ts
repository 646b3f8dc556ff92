// `npm run pipeline`: the commands of the workflows, from a site's pull request to its removal.
import { join } from "node:path";
import { execa } from "execa";
import { expect } from "vitest";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import { itWith } from "../helpers/needed-programs.ts";

const root = join(import.meta.dirname, "..", "..");

itWith("bash")(
  "the workflows' commands block, pass, deploy, find drift and repair",
  async () => {
    const { exitCode, all } = await execa(process.execPath, [join(root, "tools", "pipeline", "main.ts")], {
      cwd: root,
      env: { NO_COLOR: "1" },
      all: true,
      reject: false,
      stdin: "ignore",
    });
    expect({ exitCode, said: all.trim().split("\n").at(-1) }, all).toEqual({
      exitCode: 0,
      said: expect.stringMatching(/^Done in \d+ s: every step ended as expected\.$/),
    });
    // 7: the servers differ from the program.
    expect([...all.matchAll(/^ {3}exit code (\d+)$/gm)].map(([, code]) => Number(code))).toEqual([
      ...[1, 0, 7],
      ...[0, 0, 0, 0],
      ...[7, 1, 7, 0, 0],
      ...[7, 0, 0, 1, 1],
      ...[0, 0, 0, 0],
    ]);
    expectNoSecretsIn(all, "xoxb-pipeline-token", "wBq7!rT2#nZ9@xL4$vK8%mH6^jD3&sF1");
  },
  900_000,
);
