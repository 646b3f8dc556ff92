import { execa } from "execa";

/** Files of the checkout that Git does not ignore, also new ones; `patterns` are Git's, such as `docs/*.md`. */
export async function trackedFiles(cwd: string, patterns: readonly string[]): Promise<string[]> {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  // A deleted file stays in the list of cached files until it is staged.
  const options = { cwd, stripFinalNewline: false };
  const [{ stdout: all }, { stdout: deleted }] = await Promise.all([
    execa(options)`git ${list} -- ${patterns}`,
    execa(options)`git ls-files -z --deleted -- ${patterns}`,
  ]);
  const gone = new Set(deleted.split("\0"));
  return all.split("\0").filter((path) => !gone.has(path));
}
