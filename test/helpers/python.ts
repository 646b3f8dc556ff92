// Virtual environments for programs in Python.
import { join } from "node:path";
import { execa } from "execa";
import { networkEnvironment } from "../../tools/hermetic.mjs";

/** Why there is no Python for tests, for the title of a skipped test. */
export async function whyNoPython(): Promise<string | undefined> {
  const { failed } = await execa("python3", ["-c", "import ensurepip, venv"], { reject: false });
  return failed ? "there is no python3 with venv" : undefined;
}

/** Creates a virtual environment with these packages, given as arguments of `pip install`. Returns the folder of its programs. */
export async function virtualEnvironment(
  folder: string,
  packages: readonly string[],
  cwd: string = process.cwd(),
): Promise<string> {
  const bin = join(folder, process.platform === "win32" ? "Scripts" : "bin");
  await execa("python3", ["-m", "venv", folder]);
  await execa(join(bin, "python"), ["-m", "pip", "install", "--quiet", ...packages], {
    cwd,
    env: networkEnvironment(),
  });
  return bin;
}
