import { createHash, hkdfSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hasMinBits } from "../../../packages/policy/src/durst/key-strength.ts";
import { isKnownSecret } from "../../../packages/policy/src/durst/known-secrets.ts";
import { wordEntropyBits } from "../../../packages/policy/src/durst/word-entropy.ts";
import { passingVerdict, secret, unknown } from "../policy-server.ts";
import {
  subscriberWith,
  subscriberWithKey,
  subscriberWithPassword,
  verdictOf,
} from "./subscriber-credentials.ts";

const shortPassword = "xAuthInfo.password has fewer than 12 characters: generate a longer one at random.";
const weakPassword = "xAuthInfo.password is easy to guess: generate one at random.";
const weakKey = "jwtSigningInfo.key is easy to guess: generate one at random.";

const hashOf = (algorithm: string, text: string) => createHash(algorithm).update(text).digest();

/** Pseudorandom characters, the same in every run. */
const pseudorandomText = (alphabet: readonly string[], seed: string, length: number): string => {
  const bytes = Buffer.from(hkdfSync("sha256", seed, "", "", length * 2));
  return Array.from({ length }, (_, at) => alphabet[bytes.readUInt16LE(at * 2) % alphabet.length]).join("");
};
const letterRange = (first: string, last: string): string[] => {
  const [from = 0, to = 0] = [first.codePointAt(0), last.codePointAt(0)];
  return Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at));
};

const pseudorandomBytes = (length: number) => Buffer.from(hkdfSync("sha256", "bytes", "", "", length));

/** Pseudorandom, the same in every run. */
const random = createHash("sha512").update("seed").digest("base64");

describe("a public name", () => {
  const publicName = "Xq7vLw2z";
  const password = `${publicName}-${publicName}`;
  const resources = {
    "the user": subscriberWithPassword(password, publicName),
    "the host": subscriberWith({
      hostUri: `https://${publicName}.example.com/`,
      externalAuthType: "XAUTH",
      xAuthInfo: { user: "u", password: secret(password) },
    }),
    "the resource": { ...subscriberWithPassword(password), name: publicName },
  };

  it("does not weaken an unrelated password", async () => {
    expect(await verdictOf(subscriberWithPassword(password), { minScore: 4 })).toEqual(passingVerdict);
  });

  it.each(Object.entries(resources))("weakens a password: %s", async (_what, resource) => {
    const { violations } = await verdictOf(resource, { minScore: 4 });
    expect(violations).toEqual([weakPassword]);
  });

  it("that is unknown delays the verdict, unless the rest is weak already", async () => {
    const { violations, unknown: waits } = await verdictOf(
      subscriberWithPassword(random.slice(0, 12), unknown),
    );
    expect(violations).toEqual([]);
    expect(waits).toEqual([
      expect.stringMatching(/value at \.xAuthInfo\.user can't be known during preview$/),
    ]);
    expect((await verdictOf(subscriberWithPassword("password1234", unknown))).violations).toEqual([
      weakPassword,
    ]);
  });
});

it("requires the configured lengths and scores", async () => {
  const config = { minKeyBits: 0, minKeyBytes: 8, minPasswordLength: 8, minScore: 0 };
  expect((await verdictOf(subscriberWithPassword("password"), config)).violations).toEqual([]);
  expect((await verdictOf(subscriberWithKey("password"), config)).violations).toEqual([]);
  expect((await verdictOf(subscriberWithPassword("passwor"), config)).violations).toEqual([
    "xAuthInfo.password has fewer than 8 characters: generate a longer one at random.",
  ]);
  expect((await verdictOf(subscriberWithKey("password"), { ...config, minKeyBits: 1 })).violations).toEqual(
    [],
  );
  expect((await verdictOf(subscriberWithKey("password"), { ...config, minKeyBits: 16 })).violations).toEqual([
    weakKey,
  ]);
  expect((await verdictOf(subscriberWithKey("passwor"), config)).violations).toEqual([
    "jwtSigningInfo.key has fewer than 8 bytes: generate a longer one at random.",
  ]);
  expect((await verdictOf(subscriberWithKey(random.slice(0, 63)), { minKeyBytes: 64 })).violations).toEqual([
    "jwtSigningInfo.key has fewer than 64 bytes: generate a longer one at random.",
  ]);
});

it("reports the same message for every short password", async () => {
  const messages = new Set<string>();
  for (const password of ["a", "canary", "short one", "x".repeat(11)])
    for (const words of (await verdictOf(subscriberWithPassword(password))).violations) messages.add(words);
  expect([...messages]).toEqual([shortPassword]);
});

describe("a key, which is guessed offline", () => {
  const guessableKeys: readonly (readonly [string, string])[] = [
    ["a word of hexadecimal digits, again and again", "beadfeed".repeat(4)],
    ["a word with a separator, again and again", "press-me-".repeat(4)],
    ["digits in order", "0123456789abcdef".repeat(2)],
    ["digits in reverse order", "fedcba9876543210".repeat(2)],
    ["the alphabet", "abcdefghijklmnopqrstuvwxyzabcdef"],
    ["the alphabet backwards, and digits", "zyxwvutsrqponmlkjihgfedcba987654"],
    ["rows of the keyboard", "qwertyuiopasdfghjklzxcvbnm123456"],
    ["columns of the keyboard", "1q2w3e4r5t6y7u8i9o0p1q2w3e4r5t6y"],
    ["one character", "x".repeat(64)],
    ["runs of one character", "aaaabbbbccccddddeeeeffffgggghhhh"],
    ["pairs of digits", "11223344556677889900112233445566"],
    ["bytes that count up", Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7)).toString("hex")],
    ["one byte in base64", Buffer.alloc(32, 7).toString("base64")],
    ["dates", "31.12.1999 01.01.2000 24.12.2026 11.9.2001"],
    ["dates without separators", "1999123120000101202612242001091119991231"],
    ["digits in reverse order, as a UUID", "fedcba98-7654-3210-fedc-ba9876543210"],
    ["words in order", "one two three four five six seven eight"],
    ["the alphabet of radio", "alpha bravo charlie delta echo foxtrot"],
    ["a time", "2026-11-29T14:48:51.000Z2026-11-29"],
    ["five words", "severity-public-zenith-daisy-plug"],
    ["five long words", "Innsbruck-Lienz-Press-Callback-Signature"],
    ["words run together", "thisismyverylongsecretkeyforjwtsigning"],
    ["words in camel case", "toBeOrNotToBeThatIsTheQuestion12"],
    ["words with digits for letters", "S3cr3t-K3y-F0r-Pr0duct10n-Us3-2026"],
    ["words of another script", "секретный ключ нашей компании сегодня"],
    ["a tutorial's placeholder", "my-super-secret-jwt-signing-key-2026"],
    ["a password with a number", "P@ssw0rd!P@ssw0rd1P@ssw0rd2P@ssw0rd3"],
    ["a sentence in base64", Buffer.from("secret password of the press").toString("base64")],
    ["a sentence in hexadecimal", Buffer.from("secret password of the press").toString("hex")],
    ["the host", "hooks.example.com hooks.example.com hooks"],
    ["the resource", "lienz-press.lienz-press.lienz-press"],
    ["an alphabet of another script", "абвгдежзийклмнопрстуфхцчшщъыьэюя"],
    ["a keyboard of another script", "йцукенгшщзхъфывапролджэячсмитьбю"],
    ["characters of many, again and again", "密码".repeat(16)],
    ["pi", "31415926535897932384626433832795"],
    ["more of pi, with its point", "3.141592653589793238462643383279502884"],
    ["e", "2.7182818284590452353602874713526624977"],
    ["the golden ratio", "16180339887498948482045868343656381177"],
    ["primes", "2357111317192329313741434753596167"],
    ["letters and digits in order", "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6"],
    ["letters and digits in reverse order", "z9y8x7w6v5u4t3s2r1q0p9o8n7m6l5k4"],
    ["the alphabet in changing case", "AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEf"],
    ["words of hexadecimal digits", "deadbeefcafebabefeedfacebaadf00d"],
    ["words of capital hexadecimal digits", "DEADBEEFDEADC0DEFEEDFACECAFED00D"],
    ["the SHA-256 of a word", hashOf("sha256", "test").toString("hex")],
    ["the SHA-256 of another in base64", hashOf("sha256", "changeme").toString("base64")],
    ["the SHA-256 of digits in base64url", hashOf("sha256", "123456").toString("base64url")],
    ["the SHA-256 of the resource", hashOf("sha256", "lienz-press").toString("hex")],
    ["the SHA-1 of a word", hashOf("sha1", "password1").toString("hex")],
    ["the MD5 of a word, in capitals", hashOf("md5", "admin").toString("hex").toUpperCase()],
    ["the SHA-512 of a word", hashOf("sha512", "password").toString("hex")],
    ["the SHA-512 of nothing", hashOf("sha512", "").toString("hex")],
    ["bytes in order, in base64", Buffer.from("0123456789abcdef".repeat(4), "hex").toString("base64")],
    ["eight random bytes again and again", Buffer.alloc(32, pseudorandomBytes(8)).toString("hex")],
    [
      "eight random bytes again and again, in base64",
      Buffer.alloc(32, pseudorandomBytes(8)).toString("base64"),
    ],
    [
      "five random bytes again and again, in base64",
      Buffer.alloc(32, pseudorandomBytes(5)).toString("base64"),
    ],
    ["UTF-16 in base64", Buffer.from("secret of the press", "utf16le").toString("base64")],
    ["UTF-16 in hexadecimal", Buffer.from("secret of the press", "utf16le").toString("hex")],
    [
      "base64 of base64",
      Buffer.from(Buffer.from("secret of the press").toString("base64")).toString("base64"),
    ],
    ["text that repeats after 64 characters", `severity-public-zenith-${"=".repeat(70)}`.repeat(9)],
  ];

  it.each(guessableKeys)("is easy to guess: %s", async (_what, key) => {
    expect(isKnownSecret(key)).toBe(false);
    expect((await verdictOf(subscriberWithKey(key))).violations).toEqual([weakKey]);
  });

  it.each([
    ["hexadecimal digits", createHash("md5").update("seed of this test").digest("hex")],
    ["a UUID", "9f1c3d5e-7a2b-4c8d-b6e0-1f4a5c7d9e3b"],
    ["signs", "qC8!vT2#mZ7@xL4$wN9%rB6^kJ3&hD1*"],
    ["base64", random.slice(0, 32)],
    ["a weak beginning before enough randomness", "0123456789abcdef".repeat(4) + random],
    ["much weak text after enough randomness", random.slice(0, 64) + "0123456789abcdef".repeat(4_000)],
    ["eight words", "scrambled staging company chasing various prewashed rambling otter"],
    ["eight words run together", "scrambledstagingcompanychasingvariousprewashedramblingotter"],
  ])("is hard to guess: %s", async (_what, key) => {
    expect((await verdictOf(subscriberWithKey(key))).violations).toEqual([]);
  });

  it.each([
    ["Cyrillic", letterRange("а", "я"), 32],
    ["Cyrillic of both cases", letterRange("А", "я"), 32],
    ["Greek", letterRange("α", "ω"), 32],
    ["Hebrew", letterRange("א", "ת"), 32],
    ["Chinese", letterRange("一", "龥"), 16],
    ["Korean", letterRange("가", "힣"), 16],
  ] as const)("is strong when random: %s", async (_what, alphabet, length) => {
    for (let seed = 0; seed < 10; seed++) {
      const key = pseudorandomText(alphabet, `${seed}`, length);
      expect([key, isKnownSecret(key), await hasMinBits(key, 80, ["press"])]).toEqual([key, false, true]);
    }
  });

  it("is strong when random", async () => {
    const alphabets = ["hex", "base64", "base64url"] as const;
    for (let seed = 0; seed < 2_000; seed++) {
      const bytes = Buffer.from(hkdfSync("sha256", `${seed}`, "", "", 24));
      for (const alphabet of alphabets) {
        const key = bytes.toString(alphabet).slice(0, 32);
        expect([key, isKnownSecret(key)]).toEqual([key, false]);
        expect(await wordEntropyBits(key, ["press"]), key).toBeGreaterThan(80);
      }
    }
  });
});

describe("a password", () => {
  it.each([
    "admin-admin-admin",
    "P@ssw0rd12345!",
    "Passwort123456!",
    "Innsbruck2026!",
    "geheim-geheim-geheim",
    "Lienz-Press-2026",
    "Sommer2026!Sommer",
    "press-operator-hooks-example",
  ])("of common words and numbers is easy to guess: %s", async (password) => {
    expect((await verdictOf(subscriberWithPassword(password))).violations).toEqual([weakPassword]);
    expect((await verdictOf(subscriberWithPassword(password), { minScore: 0 })).violations).toEqual([]);
  });

  it("is strong when random", async () => {
    const alphabet = [...letterRange("a", "z"), ...letterRange("A", "Z"), ...letterRange("0", "9")];
    for (let seed = 0; seed < 50; seed++) {
      const resource = subscriberWithPassword(pseudorandomText(alphabet, `${seed}`, 12));
      expect([resource, (await verdictOf(resource)).violations]).toEqual([resource, []]);
    }
  });
});

it.each([null, 12345678901234, true, ["password"], { is: "none" }])(
  "ignores a value that is not a string: %j",
  async (value) => {
    const around = { hostUri: value, name: "press" };
    for (const { props } of [subscriberWithPassword(value, value), subscriberWithKey(value)])
      expect(await verdictOf(subscriberWith({ ...props, ...around }))).toEqual(passingVerdict);
  },
);
