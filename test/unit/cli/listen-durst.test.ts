import { describe, expect, test } from "vitest";
import { signDurstTestCallback } from "../../../packages/webhooks/src/index.ts";
import { canary, expectNoSecretsIn } from "../../helpers/canary.ts";
import { startListener } from "./command.ts";

const headerName = "x-durst-signature";
const body = { entity: "PRODUCTION_JOB", id: 4711, status: "PRINTED" };

describe("listen durst", { timeout: 60_000 }, () => {
  test("verifies callbacks signed with a key that has blanks and commas, in the header of --header", async () => {
    const key = `one, two ${canary}`;
    const listening = await startListener(["durst", "--header", headerName], { DURST_CALLBACK_KEY: key });
    expect(await listening.post(await signDurstTestCallback({ body, headerName, key }))).toBe(204);
    expect(await listening.post(await signDurstTestCallback({ body, headerName, key: "two" }))).toBe(401);
    expect(await listening.post(await signDurstTestCallback({ body, headerName: "x-other", key }))).toBe(401);
    const { lines, stdout, stderr } = await listening.end();
    expect(lines).toEqual([
      expect.stringContaining(
        ` ✓ verified {"entity":"PRODUCTION_JOB","id":4711,"status":"PRINTED"}  (${JSON.stringify(body).length} bytes)`,
      ),
      expect.stringContaining(" ✗ rejected bad-signature: no given key signed this callback: "),
      expect.stringContaining(` ✗ rejected missing-header: the request has no header ${headerName}: `),
    ]);
    expect(stderr).toMatch(/for Durst callbacks \(Ctrl-C ends\)\n1 verified, 2 rejected$/);
    expectNoSecretsIn(stdout + stderr, canary, key);
  });

  test.each([undefined, { userHeader: "x-user", passwordHeader: "x-password" }])(
    "verifies user and password, in the default headers or in given headers: %j",
    async (names) => {
      const named = names && ["--user-header", names.userHeader, "--password-header", names.passwordHeader];
      const listening = await startListener(["durst", "--json", ...(named ?? [])], {
        DURST_CALLBACK_USER: "press",
        DURST_CALLBACK_PASSWORD: canary.replace("é", "e"),
      });
      const xAuth = { user: "press", password: canary.replace("é", "e") };
      const callback = (account: typeof xAuth) => signDurstTestCallback({ body, xAuth: account, ...names });
      expect(await listening.post(await callback(xAuth))).toBe(204);
      expect(await listening.post(await callback({ ...xAuth, password: "guessed" }))).toBe(401);
      const { lines, stdout, stderr } = await listening.end();
      expect(lines.map((line) => JSON.parse(line))).toMatchObject([
        { verified: true, event: body },
        { verified: false, code: "bad-signature" },
      ]);
      expectNoSecretsIn(stdout + stderr, xAuth.password, "guessed");
    },
  );

  test("shortens a long body, and shows a body that is not an object", async () => {
    const listening = await startListener(["durst", "--header", headerName], { DURST_CALLBACK_KEY: "key" });
    for (const long of ["x".repeat(5000), null]) {
      await listening.post(await signDurstTestCallback({ body: long, headerName, key: "key" }));
    }
    const { lines } = await listening.end();
    expect(lines[0]).toContain(` ✓ verified "${"x".repeat(119)}…  (5002 bytes)`);
    expect(lines[1]).toContain(" ✓ verified null  (4 bytes)");
  });
});
