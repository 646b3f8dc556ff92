import { describe, expect, test } from "vitest";
import { HmacKey } from "../../../packages/webhooks/src/secrets.ts";
import { verifySignature } from "../../../packages/webhooks/src/token.ts";
import { rejectionOf } from "./samples.ts";
import { vectors } from "./wycheproof.ts";

const all = vectors.flatMap(({ tokens }) => tokens);

test("all 37 vectors are present, 7 of them valid", () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(37);
  expect(all.filter(({ accepted }) => accepted)).toHaveLength(7);
});

describe.each(vectors)("$name:", ({ key, tokens }) => {
  const bytes = Uint8Array.from(Buffer.from(key, "hex"));
  const rules = (...keys: Uint8Array<ArrayBuffer>[]) => ({
    algorithms: ["HS256"],
    keys: async () => keys.map((each) => new HmacKey(each)),
    wrongKey: "no key fits",
  });

  test.each(tokens)("test vector $id is accepted: $accepted ($description)", async ({ accepted, parts }) => {
    const token = parts.join(".");
    const verifying = verifySignature(token, rules(bytes));
    if (!accepted) {
      const { code } = await rejectionOf(verifying);
      expect(["malformed-token", "wrong-algorithm", "bad-signature"]).toContain(code);
      return;
    }
    const { payload } = await verifying;
    expect(Buffer.from(payload).toString("base64url")).toBe(parts[1]);
    const other = bytes.with(0, (bytes[0] ?? 0) ^ 1);
    expect((await rejectionOf(verifySignature(token, rules(other)))).code).toBe("bad-signature");
    expect((await verifySignature(token, rules(other, bytes))).keyIndex).toBe(1);
  });
});
