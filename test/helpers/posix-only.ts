// Finds tests that can't run on Windows: they, or test files that they import, write shell scripts, send signals to processes or
// check a file's mode.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const posixCode = /#!\/bin\/sh|\.mode & 0o|\.kill\(("SIG(INT|TERM|HUP)|signal)/;
const imports = /^(?:import|export) [^;]*?from "(\.{1,2}\/[^"]+)";/gms;

/** The paths of such test files, within the repository, among the files of a glob pattern. */
export function posixOnlyTests(pattern: string): string[] {
  const root = join(import.meta.dirname, "..", "..");
  const tests = join(root, "test");
  const known = new Map<string, boolean>();
  const needsPosix = (file: string): boolean => {
    const answer = known.get(file);
    if (answer !== undefined || file === import.meta.filename) return answer === true;
    known.set(file, false);
    const text = readFileSync(file, "utf8");
    const imported = [...text.matchAll(imports)].map(([, path = ""]) => resolve(dirname(file), path));
    const needs = posixCode.test(text) || imported.some((each) => each.startsWith(tests) && needsPosix(each));
    known.set(file, needs);
    return needs;
  };
  // Vitest needs slashes, also on Windows.
  return globSync(pattern, { cwd: root })
    .filter((file) => needsPosix(join(root, file)))
    .map((file) => file.replaceAll("\\", "/"));
}
