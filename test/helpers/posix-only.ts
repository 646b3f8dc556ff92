// Tests that can't run on Windows: they, or what they import of the tests, put shell scripts in the place of programs, send signals to
// processes or look at a file's mode.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const isPosix = /#!\/bin\/sh|\.mode & 0o|\.kill\(("SIG(INT|TERM|HUP)|signal)/;
const imports = /^(?:import|export) [^;]*?from "(\.{1,2}\/[^"]+)";/gms;

/** Paths of such test files among those of a pattern, within the repository. */
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
    const needs = isPosix.test(text) || imported.some((each) => each.startsWith(tests) && needsPosix(each));
    known.set(file, needs);
    return needs;
  };
  // Vitest takes slashes only, on Windows too.
  return globSync(pattern, { cwd: root })
    .filter((file) => needsPosix(join(root, file)))
    .map((file) => file.replaceAll("\\", "/"));
}
