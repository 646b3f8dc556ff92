import { defineConfig } from "vitest/config";
import { posixOnlyTests } from "./test/helpers/posix-only.ts";
import { enterHermetic } from "./tools/hermetic.mjs";

// However the tests are started: what a person's shell has set changes none of them.
enterHermetic();
process.env["NODE_ENV"] = "test";

/** What is random in the tests begins with one seed. */
const setupFiles = ["test/helpers/seed.ts"];

/** A single command of the engine takes seconds, and on a busy machine many of them. */
const onTheEngine = {
  globalSetup: ["test/helpers/build-setup.ts", "test/helpers/engine-setup.ts"],
  setupFiles,
  testTimeout: 300_000,
  hookTimeout: 300_000,
};
const units = "test/{unit,policy}/**/*.test.ts";

export default defineConfig({
  test: {
    // Most of an engine's command is waiting for processes to start.
    maxWorkers: 3,
    projects: [
      // The files share a worker's modules: loading them anew for each would take longer than the tests.
      {
        test: {
          name: "unit",
          include: [units],
          exclude: process.platform === "win32" ? posixOnlyTests(units) : [],
          testTimeout: 10_000,
          isolate: false,
          setupFiles,
        },
      },
      // Adapters as processes that speak the engine's protocol, without an engine.
      {
        test: {
          name: "conformance",
          include: ["test/conformance/**/*.test.ts"],
          globalSetup: ["test/helpers/build-setup.ts"],
          testTimeout: 60_000,
        },
      },
      // The pipelines' own linters and schemas; the first run on a machine with Go compiles one of them.
      {
        test: {
          name: "gitops",
          include: ["test/gitops/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 600_000,
        },
      },
      // A package in the runtimes of its users, which are installed first.
      {
        test: {
          name: "packages",
          include: ["test/packages/**/*.test.ts"],
          globalSetup: ["test/helpers/build-setup.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: { name: "model", include: ["test/chaos/model*.test.ts"], testTimeout: 3_600_000, setupFiles },
      },
      {
        test: {
          ...onTheEngine,
          name: "chaos",
          include: ["test/chaos/**/*.test.ts"],
          exclude: ["test/chaos/model*.test.ts"],
          testTimeout: 900_000,
        },
      },
      // What a stack goes through every day.
      {
        test: {
          ...onTheEngine,
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          exclude: ["test/e2e/**/*.long.test.ts"],
        },
      },
      // The same in other languages, by every example, with older states and versions, in fleets and pipelines.
      { test: { ...onTheEngine, name: "e2e-long", include: ["test/e2e/**/*.long.test.ts"] } },
    ],
  },
});
