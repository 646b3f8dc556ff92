// npm run engine: gets an engine ready and says which one.
import { EngineError, ensureEngine } from "./engine.ts";

try {
  await ensureEngine({ log: console.log });
} catch (thrown) {
  if (!(thrown instanceof EngineError)) throw thrown;
  console.error(thrown.message);
  process.exitCode = 1;
}
