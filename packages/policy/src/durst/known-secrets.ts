import { bytesOf, textsOf } from "./encoded-keys";
import { isFromKnownGenerator } from "./sequences";

// Secrets that documentation, tutorials and frameworks publish. Attackers try them first, no matter how long
// they are.

/** Secrets by where they are published. Case, separators and repetitions are ignored. */
const published: Readonly<Record<string, readonly string[]>> = {
  "jwt.io": [
    "your-256-bit-secret",
    "your-384-bit-secret",
    "your-512-bit-secret",
    "a-string-secret-at-least-256-bits-long",
    "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
    "secret",
    "secretkey",
    "your-secret-key",
    "your_jwt_secret",
    "your-jwt-secret-key",
    "jwt_secret",
    "jwtsecret",
    "supersecretkey",
    "super-secret-key",
    "mysecretkey",
    "my-secret-key",
    "shhhhh",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    "shhhhhared-secret",
    "shared-secret",
    "secret-key",
  ],
  "RFC 7515, 7517, 7519, 7520 and 7797": [
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    "GawgguFyGrWKav7AX4VKUg",
    "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg",
    "GZy6sIZ6wl9NJOKB-jnmVQ",
    "XctOhJAkA-pD9Lh7ZgW_2A",
    "qC57l_uxcm7Nm3K-ct4GFjx8tM1U8CZ0NLBvdQstiS8",
    "3qyTVhIWt5juqZUCpfRqpvauwB956MEJL2Rt-8qXKSo",
    "Thus from my lips, by yours, my sin is purged",
    "entrap_o–peter_long–credit_tun",
  ],
  "RFC 2104, 2202, 4231, 6070 and the OTP standards": [
    "what do ya want for nothing?",
    "12345678901234567890",
    "12345678901234567890123456789012",
    "Jefe",
    "0102030405060708090a0b0c0d0e0f10111213141516171819",
    "000102030405060708090a0b0c0d0e0f",
    "JBSWY3DPEHPK3PXP",
    "Test Using Larger Than Block-Size Key - Hash Key First",
  ],
  "Standard Webhooks, Svix, and this project": [
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    "whsec_plJ3nmyCDGBKInavdOK15jsl",
    "a2VlcCB0aGlzIHNlY3JldCBpbiB5b3VyIHRlc3RzIQ==",
    "It's a Secret to Everybody",
  ],
  "Supabase, PostgREST, Hasura": [
    "super-secret-jwt-token-with-at-least-32-characters-long",
    "your-super-secret-jwt-token-with-at-least-32-characters-long",
    "reallyreallyreallyreallyverysafe",
    "your-super-secret-and-long-postgres-password",
    "this_password_is_insecure_and_should_be_updated",
    "UpNVntn3cDxHJpq99YMc1T1AQgQpc8kfYTuRgBiYa15BLrx8etQoXz3gZv1/u2oq",
    "your-encryption-key-32-chars-min",
    "myadminsecretkey",
    "3EK6FD+o0+c7tzBNVfjpMkNDi2yARAAKzQlk8O2IKoxQu4nF7EdAh8s3TwpHwrdWT6R",
    "this-is-a-generic-HS256-secret-key-and-you-should-really-change-it",
  ],
  "tutorials of Spring, .NET and Node.js": [
    "586B633834416E396D7436753879382F423F4428482B4C6250655367566B5970",
    "Yh2k7QSu4l8CZg5p6X3Pna9L0Miy4D3Bvt0JVr87UcOj69Kqw5R2Nmf4FWs03Hdx",
    "dd05f1c54d63749eda95f9fa6d49v442a",
    "3cfa76ef14937c1c0ea519f8fc057a80fcd04a7420f8e8bcd0a7567c272e007b",
    "bezKoderSecretKey",
    "======================BezKoder=Spring===========================",
    "JWTSuperSecretKey",
    "my-32-character-ultra-secure-and-ultra-long-secret",
    "this is my custom Secret key for authentication",
    "This is my supper secret key for jwt",
    "THIS IS USED TO SIGN AND VERIFY JWT TOKENS, REPLACE IT WITH YOUR OWN SECRET, IT CAN BE ANY STRING",
    "StrONGKAutHENTICATIONKEy",
    "JWTAuthenticationHIGHsecuredPasswordVVVp1OH7Xzyr",
    "ByYM000OLlMQG6VVVp1OH7Xzyr7gHuw1qvUC5dcGt3SNM",
    "C1CF4B7DC4C4175B6618DE4F55CA4",
    "DO NOT USE THIS VALUE. INSTEAD, CREATE A COMPLEX SECRET AND KEEP IT SAFE OUTSIDE OF THE SOURCE CODE.",
    "yoursecretkeyhere",
    "replace-this-with-your-own-secret",
    "change-this-to-a-random-secret",
    "this-is-a-secret-key",
    "thisisasecretkey",
    "the quick brown fox jumps over the lazy dog",
  ],
  "FastAPI, Django, Flask, Rails, Laravel, Symfony, Express, Phoenix, Superset, Airflow, Dify, Nacos, Shiro":
    [
      "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
      "5f352379324c22463451387a0aec5d2f",
      '_5#y2L"F4Q8z\\n\\xec]/',
      "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
      "A0Zr98j/3yX R~XHH!jmN]LWX/,?RT",
      "django-insecure",
      "keyboard cat",
      "ThisTokenIsNotSoSecretChangeIt",
      "SomeRandomString",
      "SomeRandomStringWith32Characters",
      "YourSecretKey!!!",
      "\\2\\1thisismyscretkey\\1\\2\\e\\y\\y\\h",
      "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET",
      "thisISaSECRET_1234",
      "YOUR_OWN_RANDOM_GENERATED_SECRET_KEY",
      "TEST_NON_DEV_SECRET",
      "temporary_key",
      "46BKJoQYlPPOexq0OhDZnIlNepKFf87WFwLbfzqDDho=",
      "sk-9f73s3ljTXVcMT3Blb3ljTqtsKiGHXVcMT3BlbkFJLK7U",
      "SecretKey012345678901234567890123456789012345678901234567890123456789",
      "kPH+bIxk5D2deZiIxcaaaA==",
    ],
  "cloud products' examples": [
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AKIAIOSFODNN7EXAMPLE",
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
    "minioadmin",
    "SW2YcwTIb9zpOOhoPsMm",
  ],
  "placeholders and defaults": [
    "change-me",
    "change-me-please",
    "please-change-me",
    "change-me-in-production",
    "change-this-in-production",
    "change it",
    "replace-me",
    "to-be-changed",
    "insert-your-secret-here",
    "your-secret-here",
    "your-key-here",
    "my-secret",
    "top-secret",
    "not-a-secret",
    "dummy-secret",
    "test-secret",
    "example-secret",
    "example-key",
    "default-secret",
    "deadbeef",
    "cafebabe",
    "deadbeefcafebabe",
    "baadf00d",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "123e4567-e89b-12d3-a456-426614174000",
    "550e8400-e29b-41d4-a716-446655440000",
    "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "31415926535897932384626433832795028841971693993751",
    "27182818284590452353602874713526624977572470936999",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
    "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
    "2b7e151628aed2a6abf7158809cf4f3c",
    "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
  ],
};

/**
 * Whether a password or key is a published secret, also encoded or decoded as hexadecimal digits or base64.
 */
export function isKnownSecret(credential: string): boolean {
  known ??= new Set(Object.values(published).flat().flatMap(formsOf));
  const texts = [credential, ...bytesOf(credential).map((bytes) => bytes.toString("latin1"))];
  return formsOf(credential).some((form) => known?.has(form)) || texts.some(isFromKnownGenerator);
}

/** Whether a password or key contains what JavaScript or Pulumi writes for a missing or unresolved value. */
export function isMissingValue(credential: string): boolean {
  return [credential, ...textsOf(credential)].some(
    (text) =>
      /Calling \[\w+\] on an \[Output<T>\]|\[object \w+\]/.test(text) ||
      (/(?<![\p{L}\d])(?:undefined|null|NaN)(?![\p{L}\d])/u.test(text) && !phrase.test(text)),
  );
}

/** In a phrase of many words, one may be `null` by chance. */
const phrase = /^[a-z]+(?:[\s._-][a-z]+){5,}$/;

let known: ReadonlySet<string> | undefined;

/** All published secrets are shorter: longer credentials can only repeat one. */
const longest = 1024;

/** The credential as it is, and decoded if it is an encoding. */
function formsOf(credential: string): string[] {
  const text = credential.slice(0, longest).replace(/^(whsec_|base64:|urn:uuid:)/i, "");
  const decoded = bytesOf(text).map((bytes) => bytes.toString("hex"));
  return [text, ...decoded, ...textsOf(text)].map(normalized).filter((form) => form.length > 3);
}

/** Without case and separators, and without repetitions, of which the last may be incomplete. */
function normalized(text: string): string {
  const plain = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
  const [whole = "", once = ""] = /^(.{4,}?)\1+/su.exec(plain) ?? [];
  return once !== "" && once.startsWith(plain.slice(whole.length)) ? once : plain;
}
