// `npm run check`: types, lint and format, unused code and dependencies, shape of the package. All are run, so that one go
// shows all that is wrong.
import { $ as shell } from "execa";
import { buildPackages } from "./build.ts";

const $ = shell({ stdio: "inherit", preferLocal: true, reject: false });

const checks = {
  build: async () => ({ exitCode: (await buildPackages()) ? 0 : 1 }),
  types: () => $`tsc -p . --noEmit`,
  "lint and format": () => $`biome ci`,
  "unused code and dependencies": () => $`knip`,
  "package shape (publint)": () => $`publint provider --strict`,
  "package shape (are the types wrong)": () => $`attw --pack provider --profile node16`,
  "shape of packages/policy (publint)": () => $`publint packages/policy --strict`,
  "shape of packages/policy (are the types wrong)": () => $`attw --pack packages/policy --profile node16`,
  "shape of packages/webhooks (publint)": () => $`publint packages/webhooks --strict`,
  "shape of packages/webhooks (are the types wrong)": () => $`attw --pack packages/webhooks`,
};

const failed: string[] = [];
for (const [what, check] of Object.entries(checks)) {
  console.log(`\n── ${what}`);
  const { exitCode } = await check();
  if (exitCode !== 0) failed.push(what);
}
console.log(failed.length === 0 ? "\nAll checks are clean." : `\nNot clean: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
