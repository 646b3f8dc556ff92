// `npm test [-- vitest's arguments]`: builds the packages, then runs the tests. The last line has their
// counts. Without projects or files, it runs all projects except the slow ones `e2e-long` and `chaos`, which
// CI runs too.
import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { execa } from "execa";
import { endProcessGroup } from "../test/helpers/end-process-group.ts";
import { buildPackages } from "./build.ts";
import { useTemporaryFolder } from "./temporary-folder.ts";

interface Report {
  testResults: {
    name: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
  numPassedTests: number;
  numPendingTests: number;
  success: boolean;
}

/** One line for each failed test, and for each file that can't be loaded, at the end of the log. */
function failures({ testResults }: Report): string[] {
  const line = (name: string, test: string, message: string) =>
    `FAILED ${relative(process.cwd(), name)}: ${[test, message.split("\n", 1)[0]].filter(Boolean).join(": ")}`;
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === "failed");
    return failed.length === 0 && message !== ""
      ? [line(name, "", message)]
      : failed.map(({ fullName, failureMessages }) => line(name, fullName, failureMessages[0] ?? ""));
  });
}

const given = process.argv.slice(2);
const testFiles = globSync("test/**/*.test.ts").map((file) => file.replaceAll("\\", "/"));
const valuesOf = (option: string) =>
  given.flatMap((argument, at) => {
    if (argument.startsWith(`${option}=`)) return [argument.slice(option.length + 1)];
    return given[at - 1] === option ? [argument] : [];
  });
const projects = valuesOf("--project");
/** An argument after an option may be its value, such as `--bail 2`. */
const isValue = (at: number) => /^-[^=]*$/.test(given[at - 1] ?? "");
const files = given.filter(
  (argument, at) =>
    !argument.startsWith("-") && !isValue(at) && testFiles.some((file) => file.includes(argument)),
);
const isSelected = projects.length > 0 || files.length > 0;
const wanted = isSelected ? given : ["--project=!chaos", "--project=!e2e-long", ...given];
const started = Date.now();

// Single test files and unit tests build what they need themselves.
if (files.length === 0 && (projects.length === 0 || projects.some((project) => project !== "unit"))) {
  console.error("Building the packages …");
  if (!(await buildPackages())) {
    console.error("The packages do not build: see the compiler's output above.");
    process.exit(1);
  }
}

// Interrupted tests leave stacks, projects and processes behind, so all temporary files are in one folder,
// and all processes in one group.
const temporary = useTemporaryFolder("rockit-durst-tests-");
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interruption.abort());
try {
  const file = join(temporary.folder, "report.json");
  const running = execa({
    stdio: "inherit",
    preferLocal: true,
    reject: false,
    detached: process.platform !== "win32",
  })`vitest run --reporter=default --reporter=json --outputFile.json=${file} ${wanted}`;
  using _group = endProcessGroup(running.nodeChildProcess, interruption.signal);
  const tests = await running;
  const report = await readFile(file, "utf8").then(
    (text) => JSON.parse(text) as Report,
    () => undefined,
  );
  process.exitCode = tests.exitCode ?? 1;
  if (report === undefined) {
    console.error(
      interruption.signal.aborted
        ? "The tests were interrupted."
        : "The tests did not run: see vitest's output above.",
    );
    process.exitCode ||= 1;
  } else {
    // A file that can't be loaded counts as one failed test.
    const lines = failures(report);
    const failed = Math.max(lines.length, report.success ? 0 : 1);
    const skipped = report.numPendingTests === 0 ? "" : `, ${report.numPendingTests} skipped`;
    for (const line of lines) console.log(line);
    console.error(`npm test took ${Math.round((Date.now() - started) / 1000)} s`);
    console.log(`${report.numPassedTests} passed, ${failed} failed${skipped}`);
  }
} finally {
  temporary.remove();
}
