// Windows behaviour that can be tested elsewhere; docs/windows.md lists the untested parts.
import { posix, win32 } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { modulePath } from "../../provider/cli/adopt/module-path.ts";
import { windowsLauncher } from "../../tools/plugin/archives.ts";
import { libraryOf } from "../../tools/plugin/bundle.ts";
import { itWith } from "../helpers/needed-programs.ts";
import { posixOnlyTests } from "../helpers/posix-only.ts";

describe("a program imports the module that `import` writes", () => {
  it.each([
    ["/srv/project/subscriptions.ts", "./subscriptions"],
    ["/srv/project/a/b/subscriptions-2.ts", "./a/b/subscriptions-2"],
    ["/srv/subscriptions.ts", "../subscriptions"],
    ["/srv/other/subscriptions.ts", "../other/subscriptions"],
  ])("from %s", (program, module) => {
    expect(modulePath(program, "/srv/project", posix)).toBe(module);
    const onWindows = `C:${program.replaceAll("/", "\\")}`;
    expect(modulePath(onWindows, "C:\\srv\\project", win32)).toBe(module);
  });

  it("from another drive by an absolute path", () => {
    expect(modulePath("D:\\other\\subscriptions.ts", "C:\\project", win32)).toBe("D:/other/subscriptions");
  });
});

it.each([
  ["/home/a/node_modules/zod/v4/index.js", "/home/a/node_modules/zod"],
  ["C:\\a\\node_modules\\@grpc\\grpc-js\\build\\index.js", "C:\\a\\node_modules\\@grpc\\grpc-js"],
  ["C:\\a\\node_modules\\a\\node_modules\\b\\index.js", "C:\\a\\node_modules\\a\\node_modules\\b"],
])("the library of %s is found, so that its licence is archived", (id, library) => {
  expect(libraryOf(id)).toEqual([library]);
  expect(libraryOf("C:\\a\\provider\\plugin.ts")).toEqual([]);
});

it("the launcher passes all arguments to the plugin beside it, also in folders with spaces", () => {
  expect(windowsLauncher).toBe('@node "%~dp0pulumi-resource-rockit-durst" %*\r\n');
});

itWith("git")(
  "texts are checked out with the same line ends as elsewhere, except for Windows scripts",
  async () => {
    const { stdout } = await execa("git", ["check-attr", "eol", "--", "a.ts", "docs/a.md", "a.cmd"], {
      cwd: import.meta.dirname,
    });
    expect(stdout.split("\n").map((line) => line.split(": ").at(-1))).toEqual(["lf", "lf", "crlf"]);
  },
);

it("Windows leaves out the tests that need a POSIX system, and no others", () => {
  const excluded = posixOnlyTests("test/unit/**/*.test.ts");
  const all = ["tools-engine", "cli/doctor", "cli/import-rockit", "cli/list"];
  expect(excluded).toEqual(expect.arrayContaining(all.map((name) => `test/unit/${name}.test.ts`)));
  expect(excluded.filter((path) => !/^test\/unit\/(cli|tools|helpers|simulators|fleet)/.test(path))).toEqual(
    [],
  );
});
