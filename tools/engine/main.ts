// `npm run engine [-- --s3]`: finds or prepares the Pulumi CLI, and prints its path; with --s3 also the S3
// server for the tests of backends.
import { parseArgs } from "node:util";
import { EngineError, ensureEngine } from "./engine.ts";
import { ensureS3Server, whyNoS3Server } from "./s3-server.ts";

try {
  const { values } = parseArgs({ options: { s3: { type: "boolean" } } });
  await ensureEngine({ log: console.log });
  if (values.s3) {
    const lack = await whyNoS3Server();
    console.log(
      lack === undefined
        ? `versitygw at ${await ensureS3Server({ log: console.log })}`
        : `${lack}: tests on S3 are skipped`,
    );
  }
} catch (thrown) {
  if (!(thrown instanceof EngineError)) throw thrown;
  console.error(thrown.message);
  process.exitCode = 1;
}
