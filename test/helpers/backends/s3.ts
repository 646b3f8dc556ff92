// A real S3-compatible server for the engine's backend: versitygw, with its objects in a folder.
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import { ensureS3Server } from "../../../tools/engine/s3-server.ts";
import { type Backend, freePort } from "./backend.ts";
import { filesContaining, searchTermsOf } from "./search.ts";

const access = { id: "fleet", secret: "secret of the object store" };
const bucket = "fleet-state";
const region = "eu-central-1";

export class S3 implements Backend {
  readonly secrets = [access.secret];
  readonly environment: Record<string, string>;
  readonly #folder: string;
  readonly #stop: () => Promise<void>;

  private constructor(folder: string, port: number, stop: () => Promise<void>) {
    this.#folder = folder;
    this.#stop = stop;
    this.environment = {
      PULUMI_BACKEND_URL: `s3://${bucket}?endpoint=http://127.0.0.1:${port}&s3ForcePathStyle=true&region=${region}`,
      AWS_ACCESS_KEY_ID: access.id,
      AWS_SECRET_ACCESS_KEY: access.secret,
    };
  }

  static async start(): Promise<S3> {
    const server = await ensureS3Server();
    const folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-s3-")));
    try {
      // A bucket is a folder here.
      await mkdir(join(folder, "objects", bucket), { recursive: true });
      await mkdir(join(folder, "metadata"));
      const { port, stop } = await serve(server, folder);
      return new S3(folder, port, stop);
    } catch (thrown) {
      await rm(folder, { recursive: true, force: true });
      throw thrown;
    }
  }

  async makeSearchable(): Promise<void> {}

  async findSecrets(secrets: readonly string[]): Promise<{ stored: string[]; files: string[] }> {
    const terms = searchTermsOf(secrets);
    return {
      stored: await filesContaining(join(this.#folder, "objects"), terms),
      files: await filesContaining(this.#folder, terms),
    };
  }

  async storeText(text: string): Promise<void> {
    await writeFile(join(this.#folder, "objects", bucket, "planted"), JSON.stringify({ text }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function serve(server: string, folder: string) {
  const port = await freePort();
  const running = execa(
    server,
    ["--port", `127.0.0.1:${port}`, "--region", region, "--health", "/health", "--quiet"].concat(
      ["posix", "--sidecar", join(folder, "metadata")],
      [join(folder, "objects")],
    ),
    {
      env: { ROOT_ACCESS_KEY_ID: access.id, ROOT_SECRET_ACCESS_KEY: access.secret },
      cwd: folder,
      reject: false,
      all: true,
      stdin: "ignore",
    },
  );
  let ended = false;
  void running.then(() => {
    ended = true;
  });
  const isReady = async () =>
    await fetch(`http://127.0.0.1:${port}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (ended) throw new Error(`versitygw did not start:\n${(await running).all}`);
    await pause(50);
  }
  return {
    port,
    async stop(): Promise<void> {
      running.kill("SIGTERM");
      await running;
    },
  };
}
