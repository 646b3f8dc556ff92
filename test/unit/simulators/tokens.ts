import { describe, expect, test } from "vitest";
import { signDurstTestCallback } from "../../../packages/webhooks/src/index.ts";
import { rfc7515Example } from "../../helpers/rfc7515.ts";
import { signToken } from "../../simulators/tokens.ts";
import { readJwt } from "./http.ts";

describe("tokens", () => {
  test("that RFC 7515 has as an example (appendix A.1) verify only with their key", () => {
    const { key, token } = rfc7515Example;
    expect(readJwt(token, key)).toMatchObject({ claims: { iss: "joe" }, signed: true });
    expect(readJwt(token, key.subarray(1)).signed).toBe(false);
  });

  test.each(["HS256", "HS384", "HS512"] as const)(
    "signed with %s verify only with their key",
    async (algorithm) => {
      const key = Buffer.from("0123456789");
      const token = await signToken(
        async (how) => {
          const callback = { body: {}, headerName: "x-signature", key: "0123456789", ...how };
          return (await signDurstTestCallback(callback)).headers["x-signature"];
        },
        { algorithm, claims: { sub: "é" } },
      );
      expect(readJwt(token, key)).toEqual({
        header: { alg: algorithm, typ: "JWT" },
        claims: { sub: "é" },
        signed: true,
      });
      expect(readJwt(token, Buffer.from("012345678")).signed).toBe(false);
    },
  );
});
