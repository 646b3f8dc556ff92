/**
 * The HMAC groups of Wycheproof's JSON Web Signature vectors (C2SP/wycheproof, testvectors_v1,
 * json_web_signature_test; Apache-2.0), restated: a description of each vector, and the token's parts.
 *
 * Tokens 372 and 373 contain a foreign letter, which Wycheproof lets a verifier skip or reject: here they
 * are rejected. Tokens 367 and 370 are called invalid but equal the valid token 357: they are left out.
 */
export interface VectorGroup {
  readonly name: string;
  /** In hexadecimal. */
  readonly key: string;
  readonly tokens: readonly Vector[];
}

interface Vector {
  readonly id: number;
  readonly description: string;
  readonly accepted: boolean;
  readonly parts: readonly string[];
}

const acceptedVector = (id: number, description: string, ...parts: string[]): Vector => ({
  id,
  description,
  accepted: true,
  parts,
});
const rejectedVector = (id: number, description: string, ...parts: string[]): Vector => ({
  id,
  description,
  accepted: false,
  parts,
});

const keyIdHeader = "eyJhbGciOiJIUzI1NiIsImtpZCI6ImtpZC1hZXMtc2lnbiJ9";
const keyIdMac = "TD37p4c_0jmreSrBSDmE0F3mYSPtkZ3WrSyI5wb_KTg";
const plainHeader = "eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9";
const plainMac = "c1LROH7eNQwUT8KMVEO52VC3WZ9e_AnDWbZ7aMmowV8";

export const vectors: readonly VectorGroup[] = [
  {
    name: "a token and what can be done to it",
    key: "f9e6ee0cdb15676889b6867e6a47d74d20ade143b672bb8b0ac6d69418a78201",
    tokens: [
      acceptedVector(1, "as it was signed", keyIdHeader, "Zm9v", keyIdMac),
      rejectedVector(
        2,
        "another first letter of the MAC",
        keyIdHeader,
        "Zm9v",
        "XD37p4c_0jmreSrBSDmE0F3mYSPtkZ3WrSyI5wb_KTg",
      ),
      rejectedVector(3, "an empty MAC", keyIdHeader, "Zm9v", ""),
      rejectedVector(4, "no MAC, and no dot before it", keyIdHeader, "Zm9v"),
      rejectedVector(5, "another payload", keyIdHeader, "WG9v", keyIdMac),
      rejectedVector(6, "an empty payload", keyIdHeader, "", keyIdMac),
      rejectedVector(7, "no payload, and no dot before it", keyIdHeader, keyIdMac),
      rejectedVector(
        8,
        "another header",
        "eyJhbGciOiJIUzI1NiIsImtpZCI6IlhpZC1hZXMtc2lnbiJ9",
        "Zm9v",
        keyIdMac,
      ),
      rejectedVector(9, "an empty header", "", "Zm9v", keyIdMac),
      rejectedVector(10, "no header, and no dot after it", "Zm9v", keyIdMac),
      rejectedVector(11, "a payload alone, between its dots", "", "Zm9v", ""),
      rejectedVector(12, "a payload alone", "Zm9v"),
      rejectedVector(13, "nothing at all", ""),
      rejectedVector(14, "a fourth part that is empty", keyIdHeader, "Zm9v", keyIdMac, ""),
      rejectedVector(15, "a fourth part", keyIdHeader, "Zm9v", keyIdMac, "foo"),
      rejectedVector(
        16,
        "the algorithm none, without a MAC",
        "eyJhbGciOiJub25lIiwia2lkIjoia2lkLWFlcy1zaWduIn0",
        "Zm9v",
        "",
      ),
      rejectedVector(
        17,
        "the JSON form instead of the compact one",
        '{"payload":"Zm9v","signatures":[{"protected":"eyJhbGciOiJIUzI1NiIsImtpZCI6ImtpZC1hZXMtc2lnbiJ9","header":{"unknown":"untrustworthy"},"signature":"TD37p4c_0jmreSrBSDmE0F3mYSPtkZ3WrSyI5wb_KTg"}',
      ),
    ],
  },
  {
    name: "a published example",
    key: "849b57219dae48de646d07dbb533566e976686457c1491be3a76dcea6c427188",
    tokens: [
      acceptedVector(
        348,
        "the example of RFC 7520, figure 35",
        "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9",
        "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4",
        "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0",
      ),
    ],
  },
  {
    name: "what lenient decoders read",
    key: "0000000000000000000000000000000000000000000000000000000000000000",
    tokens: [
      acceptedVector(357, "as it was signed", plainHeader, "VGVzdA", plainMac),
      acceptedVector(
        358,
        "a MAC that begins with zeros",
        plainHeader,
        "VDIxMzI1NjY4",
        "AAAAtBuQqoI9HuBeAsgjL4nx8sCGYJa5-G2OrureLO4",
      ),
      acceptedVector(
        359,
        "a MAC that begins with ones",
        plainHeader,
        "VDgxMjM0MTM",
        "____ETVRY0lRV9XgQeYX6ixdGT0NLHYb-wZem_ifJ5k",
      ),
      rejectedVector(
        360,
        "blanks before the MAC",
        plainHeader,
        "VGVzdA",
        "    c1LROH7eNQwUT8KMVEO52VC3WZ9e_AnDWbZ7aMmowV8",
      ),
      rejectedVector(
        361,
        "a foreign letter before the MAC",
        plainHeader,
        "VGVzdA",
        "?c1LROH7eNQwUT8KMVEO52VC3WZ9e_AnDWbZ7aMmowV8",
      ),
      rejectedVector(
        362,
        "a foreign letter after the MAC",
        plainHeader,
        "VGVzdA",
        "c1LROH7eNQwUT8KMVEO52VC3WZ9e_AnDWbZ7aMmowV8?",
      ),
      rejectedVector(
        363,
        "a foreign letter in place of the MAC's first",
        plainHeader,
        "VDIxMzI1NjY4",
        "?AAAtBuQqoI9HuBeAsgjL4nx8sCGYJa5-G2OrureLO4",
      ),
      rejectedVector(
        364,
        "foreign letters in place of the MAC's first four",
        plainHeader,
        "VDgxMjM0MTM",
        "????ETVRY0lRV9XgQeYX6ixdGT0NLHYb-wZem_ifJ5k",
      ),
      rejectedVector(
        365,
        "blanks after the header, and signed with them",
        "eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9    ",
        "VGVzdA",
        "DR-cdw2cCB53b3mpzMfk2gKTeyN0PhXBrTW1atMfSdM",
      ),
      rejectedVector(
        366,
        "foreign letters after the header, and signed with them",
        "eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9####",
        "VGVzdA",
        "23srvDiEYo7665_26qKv4D-0E2a149WRWH_av2ki2I4",
      ),
      rejectedVector(
        368,
        "blanks before the payload, and signed with them",
        plainHeader,
        "    VGVzdA",
        "AbPJgmXfihyNBUYpbdPK8qRpPjNuTE-Z_wYQyrU2lMQ",
      ),
      rejectedVector(
        369,
        "foreign letters before the payload, and signed with them",
        plainHeader,
        "####VGVzdA",
        "Ixs2CdBkk8qjqe2-hq2dobqVvv9iDcDS6gPNgoXJyFY",
      ),
      rejectedVector(
        371,
        "a foreign letter before the payload, and signed with it",
        plainHeader,
        "?VGVzdA",
        "q0zEA3Js33N6HcOFfBK875qJ_nFwSzI9SN9qJnx5sOc",
      ),
      rejectedVector(
        372,
        "a foreign letter within the header",
        "eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ?9",
        "VGVzdA",
        plainMac,
      ),
      rejectedVector(373, "a foreign letter after the payload", plainHeader, "VGVzdA?", plainMac),
      rejectedVector(
        374,
        "unused bits in the payload, and signed with them",
        plainHeader,
        "AB",
        "8sL_ycV8G_D-K_2A3I0EW3NoPMeQzv13cAzuHlQ5TAE",
      ),
      rejectedVector(
        375,
        "unused bits in the payload, under the MAC of the payload without",
        plainHeader,
        "AB",
        "9phoKDvkBMAqTgeVIYeqAi6-lvC0pbKg9ER--3T97w0",
      ),
      acceptedVector(
        376,
        "blanks within the header's JSON",
        "eyAia2lkIiA6ICJoczI1Ni1rZXkiLCAiYWxnIiA6ICJIUzI1NiIgfQ",
        "VGVzdA",
        "3nl1C7dKVGLfNyALp4ZKkmNFBJlFP8M9VGzCyil9S1c",
      ),
      acceptedVector(
        377,
        "line breaks within the header's JSON",
        "eyJraWQiOiJoczI1Ni1rZXkiLAoJImFsZyI6IkhTMjU2In0",
        "VGVzdA",
        "Yxn8cTl7IHpFIoEPOFrWmjm-GQlr_RMqHNJOp1ZuweY",
      ),
    ],
  },
];
