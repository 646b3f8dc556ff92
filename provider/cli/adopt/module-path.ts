import * as systemPath from "node:path";

/**
 * The path for importing a program from the project's folder: `./subscriptions`. Absolute if it is on another
 * drive of Windows.
 */
export function modulePath(
  program: string,
  folder: string,
  path: systemPath.PlatformPath = systemPath,
): string {
  const between = path.relative(path.resolve(folder), path.resolve(program, ".."));
  const file = path.basename(program, ".ts");
  const parts = between === "" ? [file] : [...between.split(path.sep), file];
  const needsNoDot = parts[0] === ".." || path.isAbsolute(between);
  return (needsNoDot ? parts : [".", ...parts]).join("/");
}
