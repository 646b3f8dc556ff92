// Keys and passwords that are published in documentation, or that are the text of a missing value.
import { describe, expect, it } from "vitest";
import { subscriberWithKey, subscriberWithPassword, verdictOf } from "./subscriber-credentials.ts";

describe("a value printed in documentation", () => {
  const publishedKey = "a-string-secret-at-least-256-bits-long";
  const spring = "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970";
  const knownKey =
    "jwtSigningInfo.key is a published example or default, which attackers try first: generate one at random.";

  it.each([
    ["unchanged", publishedKey],
    ["in other case, with other separators", "A String_Secret.At/Least 256 Bits LONG"],
    ["twice", `${publishedKey}.${publishedKey}`],
    ["again and again, cut at the end", "keyboard cat keyboard cat keyboard"],
    ["in base64", Buffer.from(publishedKey).toString("base64")],
    ["in hexadecimal", Buffer.from(publishedKey).toString("hex")],
    ["in decoded form", Buffer.from(spring, "hex").toString()],
    ["with its prefix", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    ["without its prefix", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    ["of RFC 7515", "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"],
    ["of Supabase", "super-secret-jwt-token-with-at-least-32-characters-long"],
    ["of FastAPI", "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"],
    ["of this project", "a2VlcCB0aGlzIHNlY3JldCBpbiB5b3VyIHRlc3RzIQ=="],
    ["the UUID of nothing", "00000000-0000-0000-0000-000000000000"],
    ["a word of hexadecimal digits", "deadbeef".repeat(4)],
    ["a placeholder", "changeme-".repeat(4)],
    ["of a generator", "SgVkYp3s6v9y/B?E(H+MbQeThWmZq4t7"],
    ["of a generator, from another position", "kXp2s5v8y/B?D(G+KbPeShVmYq3t6w9z"],
    ["of a generator, after a prefix", "key:TjWnZr4u7x!A%D*G-JaNdRgUkXp2s5v8"],
    ["of a generator in hexadecimal", "5367566B59703373367639792F423F4528482B4D6251655468576D5A71347437"],
    ["of a generator in base64", Buffer.from("McQfTjWnZr4u7x!A%D*G-JaNdRgUkXp2").toString("base64")],
    ["of Dify", "sk-9f73s3ljTXVcMT3Blb3ljTqtsKiGHXVcMT3BlbkFJLK7U"],
    ["of JeecgBoot", "dd05f1c54d63749eda95f9fa6d49v442a"],
    ["a UUID of Swagger", "3fa85f64-5717-4562-b3fc-2c963f66afa6"],
    ["a UUID as a URN", "urn:uuid:3fa85f64-5717-4562-b3fc-2c963f66afa6"],
    ["the header of a JWT", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"],
  ])("is rejected as a key, whatever the minimum: %s", async (_what, key) => {
    const { violations } = await verdictOf(subscriberWithKey(key), { minKeyBits: 0 });
    expect(violations).toEqual([knownKey]);
  });
});

describe("the text of a missing value", () => {
  const missingValue = (field: string) =>
    `${field} contains the text of a missing value or of an unresolved output: build it with pulumi.interpolate or apply.`;
  const output = "Calling [toString] on an [Output<T>] is not supported.\n\nTo get the value of an Output";

  it.each([
    ["an output", output],
    ["an output after a prefix", `q7Zt1xW4vK9mB2nR-${output}`],
    ["an output in base64", Buffer.from(output).toString("base64")],
    ["an object", "q7Zt1xW4vK9mB2nR8sL5pD0fG3hJ6c-[object Object]"],
    ["undefined", "q7Zt1xW4vK9mB2nR8sL5pD0fG3hJ6c-undefined"],
    ["undefined, again and again", "undefined-undefined-undefined-undefined"],
    ["null", "null:q7Zt1xW4vK9mB2nR8sL5pD0fG3hJ6c"],
    ["NaN", "q7Zt1xW4vK9mB2nR:NaN:8sL5pD0fG3hJ6c"],
  ])("is rejected as a credential, whatever the minimums: %s", async (_what, text) => {
    const config = { minKeyBits: 0, minScore: 0 };
    expect((await verdictOf(subscriberWithKey(text), config)).violations).toEqual([
      missingValue("jwtSigningInfo.key"),
    ]);
    expect((await verdictOf(subscriberWithPassword(text), config)).violations).toEqual([
      missingValue("xAuthInfo.password"),
    ]);
  });

  it.each([
    ["a word of a phrase", "scrambled staging undefined chasing various prewashed rambling otter"],
    ["a piece of another word", "q7Zt1xW4vK9mB2nR8sL5pD0fG3hJ6cNaNull"],
  ])("is accepted as %s", async (_what, key) => {
    expect((await verdictOf(subscriberWithKey(key))).violations).toEqual([]);
  });
});
