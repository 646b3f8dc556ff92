import * as systemPath from "node:path";

/** How a program in a project's folder imports another one: `./subscriptions`. Windows has no relative path to another drive. */
export function modulePath(
  program: string,
  folder: string,
  path: systemPath.PlatformPath = systemPath,
): string {
  const between = path.relative(path.resolve(folder), path.resolve(program, ".."));
  const file = path.basename(program, ".ts");
  const parts = between === "" ? [file] : [...between.split(path.sep), file];
  const isFree = parts[0] === ".." || path.isAbsolute(between);
  return (isFree ? parts : [".", ...parts]).join("/");
}
