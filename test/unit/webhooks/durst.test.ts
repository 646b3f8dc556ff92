import { describe, expect, test } from "vitest";
import { signDurstTestCallback, verifyDurstCallback } from "../../../packages/webhooks/src/index.ts";
import { codeOf, nowInSeconds, rejectionOf, signToken, verifyDurst } from "./samples.ts";

const headerName = "X-Durst-Signature";
const key = "ключ of the press";
const signing = { headerName, key };
const token = signToken({ iat: nowInSeconds() }, Buffer.from(key, "utf8"));

describe("a callback with a JWT", () => {
  test.each([
    ["an object", { status: "PRINTED", later: { deep: [1] } }],
    ["a list", [1, "2"]],
    ["null", null],
    ["a text", "PRINTED"],
  ])("gives its body whole: %s", async (_, body) => {
    const signed = await signDurstTestCallback({ body, ...signing });
    expect(await verifyDurstCallback({ ...signed, ...signing })).toEqual({ body });
  });

  test("is read from the header in any case, with or without the word Bearer", async () => {
    for (const value of [token, `Bearer ${token}`, `bearer  ${token}`]) {
      expect(await verifyDurst(signing, { "x-DURST-signature": value })).toEqual({ body: {} });
    }
    for (const value of [`Basic ${token}`, `Bearer Bearer ${token}`, `Bearer${token}`, "Bearer "]) {
      expect(await codeOf(verifyDurst(signing, { [headerName]: value }))).toBe("malformed-token");
    }
  });

  test("is accepted with any of several keys", async () => {
    for (const keys of [
      [key, "new"],
      ["new", key],
    ]) {
      expect(await verifyDurst({ headerName, key: keys }, { [headerName]: token })).toEqual({ body: {} });
    }
    expect(await codeOf(verifyDurst({ headerName, key: ["old", "new"] }, { [headerName]: token }))).toBe(
      "bad-signature",
    );
  });

  test.each(["HS384", "HS512", "none"])("is rejected with %s: the vendor has HS256 only", async (alg) => {
    const other = signToken({}, Buffer.from(key, "utf8"), { alg });
    const rejection = await rejectionOf(verifyDurst(signing, { [headerName]: other }));
    expect(rejection.code).toBe("wrong-algorithm");
    expect(rejection.message).toContain("the token's algorithm is not HS256: ");
  });

  test("is rejected if the receiver has only the server's masked key", async () => {
    const rejection = await rejectionOf(
      verifyDurst({ headerName, key: "FbSSYRbd9QpUBtyvVOr52A==" }, { [headerName]: token }),
    );
    expect(rejection.code).toBe("bad-signature");
    expect(rejection.message).toContain("not the masked form that the server returns");
  });

  test.each([
    ["missing-header", {}, "{}"],
    ["repeated-header", { [headerName]: [token, token] }, "{}"],
    ["expired", { [headerName]: signToken({ exp: 1 }, Buffer.from(key)) }, "{}"],
    ["not-yet-valid", { [headerName]: signToken({ nbf: 4e9 }, Buffer.from(key)) }, "{}"],
    ["implausible-time", { [headerName]: signToken({ exp: 4e12 }, Buffer.from(key)) }, "{}"],
    ["malformed-body", { [headerName]: token }, "{"],
    ["body-too-large", { [headerName]: token }, " ".repeat(1_048_577)],
  ])("is rejected: %s", async (code, headers, body) => {
    expect(await codeOf(verifyDurst(signing, headers, body))).toBe(code);
  });
});

describe("a callback with user and password", () => {
  const xAuth = { user: "press", password: "pass, word" };
  const validHeaders = { "x-auth-user": "press", "x-auth-password": "pass, word" };

  test("gives its body", async () => {
    const signed = await signDurstTestCallback({ body: [1], xAuth });
    expect(signed.headers).toMatchObject(validHeaders);
    expect(await verifyDurstCallback({ ...signed, xAuth })).toEqual({ body: [1] });
  });

  test("is accepted with any of several accounts, but not with a mix of two accounts", async () => {
    const accounts = [xAuth, { user: "other", password: "secret" }];
    for (const list of [accounts, accounts.toReversed()]) {
      expect(await verifyDurst({ xAuth: list }, validHeaders)).toEqual({ body: {} });
      expect(await codeOf(verifyDurst({ xAuth: list }, { ...validHeaders, "x-auth-user": "other" }))).toBe(
        "bad-signature",
      );
    }
  });

  test("is read from the configured headers", async () => {
    const names = { userHeader: "X-User", passwordHeader: "X-Pass" };
    const signed = await signDurstTestCallback({ body: {}, xAuth, ...names });
    expect(await verifyDurstCallback({ ...signed, xAuth, ...names })).toEqual({ body: {} });
    expect(await codeOf(verifyDurst({ xAuth, ...names }, validHeaders))).toBe("missing-header");
  });

  // The comparison takes the same time for all of these by construction: packages/webhooks/src/x-auth.ts
  // compares every byte of digests of equal length.
  test.each([
    "",
    "p",
    "pass, worD",
    "pass, wor",
    "pass, word ",
    "Pass, word",
    "x".repeat(10_000),
    "pass, word\0",
    "ключ",
  ])("is rejected with another password or user of any length: %j", async (wrong) => {
    const expected = wrong === "" ? "missing-header" : "bad-signature";
    if (wrong.trim() !== xAuth.password) {
      expect(await codeOf(verifyDurst({ xAuth }, { ...validHeaders, "x-auth-password": wrong }))).toBe(
        expected,
      );
    }
    expect(await codeOf(verifyDurst({ xAuth }, { ...validHeaders, "x-auth-user": wrong }))).toBe(expected);
  });

  test("is rejected if the user or the password is missing or repeated", async () => {
    for (const name of ["x-auth-user", "x-auth-password"] as const) {
      const { [name]: value, ...rest } = validHeaders;
      expect(await codeOf(verifyDurst({ xAuth }, rest as Record<string, string>))).toBe("missing-header");
      expect(await codeOf(verifyDurst({ xAuth }, { ...validHeaders, [name]: [value, value] }))).toBe(
        "repeated-header",
      );
    }
  });

  test("reveals neither user nor password in its rejection", async () => {
    const { message } = await rejectionOf(
      verifyDurst({ xAuth }, { ...validHeaders, "x-auth-password": "canary" }),
    );
    expect(message).toContain("give the ones in the subscriber's xAuthInfo");
    for (const hidden of ["canary", xAuth.password, "press"]) expect(message).not.toContain(hidden);
  });
});

test.each([
  [{ headerName, key: "" }, "key"],
  [{ headerName, key: [] }, "key"],
  [{ headerName, key: [key, ""] }, "key"],
  [{ headerName }, "key"],
  [{ xAuth: { user: "", password: "p" } }, "user"],
  [{ xAuth: { user: "u", password: "" } }, "password"],
  [{ xAuth: [] }, "user"],
])("an invalid key or account is bad-secret: %j", async (options, what) => {
  expect(await rejectionOf(verifyDurst(options, { [headerName]: token }))).toMatchObject({
    code: "bad-secret",
    message: `the receiver's ${what} is empty: give the subscriber's ${what}`,
  });
});

test("a key requires headerName", async () => {
  for (const options of [{ key }, { key, headerName: "" }]) {
    await expect(verifyDurst(options, {})).rejects.toThrow(new TypeError("headerName must name a header"));
  }
});

test("a key together with an account is a mistake: neither is ignored", async () => {
  const options = { ...signing, xAuth: { user: "u", password: "p" } };
  await expect(verifyDurst(options, { [headerName]: token })).rejects.toThrow(
    new TypeError("give either key or xAuth, not both"),
  );
});
