import { expect } from "vitest";
import { durstSubscriber } from "../../../provider/durst/kind.ts";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { driverOf, durstRunOf } from "../../helpers/lifecycles.ts";
import { startDurst } from "../../simulators/index.ts";
import { jwtSigning, noAuth, xAuth } from "../durst/subscriber-inputs.ts";
import { describeFields } from "./field-table.ts";
import type { Scene } from "./table.ts";

const { xAuthInfo } = xAuth;
const { jwtSigningInfo } = jwtSigning;
/** A resource that adopts the server's object. */
const adopting = { ...xAuth, existingId: 17 };

const textRule = "must be a non-empty string";
const lineBreakRule = "must not contain a line break or a control character";
const spaceRule = "must not begin or end with a space";
const hostRule =
  "hostUri must be a URL such as https://host.example:443/base/ without user, password, query or fragment, or host:port";
const typeRule = "externalAuthType must be one of NONE, XAUTH or JWT_SIGNING";
const existingRule = "existingId must be the number of a subscriber";

async function start(): Promise<Scene> {
  const server = await startDurst();
  const stored = (id: string) => server.subscribers.get(Number(id));
  return {
    start: () => driverOf(durstSubscriberLifecycle, durstRunOf(server)),
    inputsOf: (outputs) => durstSubscriberLifecycle.inputsOf(outputs as never),
    writes: () => server.writes(),
    clearRequests: () => server.clearRequests(),
    add: (subscriber) => void server.addSubscriber(subscriber as never),
    edit: (id, edit) => server.editSubscriber(Number(id), edit),
    stored,
    storedAs: (id, sent) => ({ id: Number(id), ...sent }),
    generated: () => ({}),
    isReleased: (id) => stored(id)?.externalAuthType === "NONE",
    masksSentBack: () => server.subscribersHoldingAMask(),
    close: () => server.close(),
  };
}

describeFields({
  kind: durstSubscriber,
  start,
  fields: {
    hostUri: {
      onChange: "in place",
      readBack: "value",
      leftOut: { fails: "hostUri is required" },
      declared: xAuth,
      other: "https://elsewhere.example/",
      takes: ["press.example:8080", "[::1]:8080", "http://10.0.0.1/"],
      same: {
        "a slash at its end": [noAuth, { ...noAuth, hostUri: "https://press.example:443/base" }],
        "another spelling": [noAuth, { ...noAuth, hostUri: "HTTPS://PRESS.example/x/../b%61se/" }],
        "host and port in capitals": [
          { ...noAuth, hostUri: "press.example:8080" },
          { ...noAuth, hostUri: "PRESS.example:8080" },
        ],
      },
      wrong: [
        "press.example",
        "ftp://press.example",
        "press.example:99999",
        "",
        "https://u:p@h.example/",
      ].map((value) => [value, hostRule]),
    },
    externalAuthType: {
      onChange: "in place",
      readBack: "value",
      leftOut: { fails: "externalAuthType is required" },
      declared: xAuth,
      changes: {
        "from none to XAUTH": [noAuth, xAuth, ["externalAuthType", "xAuthInfo"]],
        "from XAUTH to JWT_SIGNING": [xAuth, jwtSigning, ["externalAuthType", "jwtSigningInfo", "xAuthInfo"]],
        "from JWT_SIGNING to none": [jwtSigning, noAuth, ["externalAuthType", "jwtSigningInfo"]],
      },
      wrong: [
        ["BASIC", typeRule],
        ["XAUT", `${typeRule}; did you mean XAUTH?`],
      ],
      edits: {
        "to none": [
          xAuth,
          { externalAuthType: "NONE", xAuthInfo: undefined },
          ["externalAuthType", "xAuthInfo"],
        ],
        "to another": [
          xAuth,
          { externalAuthType: "JWT_SIGNING", xAuthInfo: undefined, jwtSigningInfo },
          ["externalAuthType", "xAuthInfo"],
        ],
        "from none": [
          noAuth,
          { externalAuthType: "XAUTH", xAuthInfo: { ...xAuthInfo, password: "other-canary" } },
          ["externalAuthType"],
        ],
      },
    },
    xAuthInfo: {
      onChange: "in place",
      readBack: "value",
      leftOut: { fails: "xAuthInfo is required for externalAuthType XAUTH" },
      declared: xAuth,
      other: { user: "other", password: "other-canary" },
      wrong: [["a:b", "xAuthInfo must be an object of user and password"]],
      wrongTogether: [
        [{ ...xAuth, externalAuthType: "NONE" }, "xAuthInfo is only allowed for externalAuthType XAUTH"],
        [{ ...jwtSigning, xAuthInfo }, "xAuthInfo is only allowed for externalAuthType XAUTH"],
      ],
    },
    "xAuthInfo.user": {
      onChange: "in place",
      readBack: "value",
      leftOut: { fails: "xAuthInfo.user is required" },
      declared: xAuth,
      other: "other",
      wrong: [
        ["", `xAuthInfo.user ${textRule}`],
        ["durst\t", `xAuthInfo.user ${lineBreakRule}`],
        [" durst", `xAuthInfo.user ${spaceRule}`],
        [1, `xAuthInfo.user ${textRule}`],
      ],
    },
    "xAuthInfo.password": {
      onChange: "in place",
      readBack: "masked",
      secret: true,
      leftOut: { fails: "xAuthInfo.password is required" },
      declared: xAuth,
      other: "other-canary",
      wrong: [
        ["", `xAuthInfo.password ${textRule}`],
        ["   ", `xAuthInfo.password ${spaceRule}`],
        ["pass-canary\r", `xAuthInfo.password ${lineBreakRule}`],
      ],
    },
    jwtSigningInfo: {
      onChange: "in place",
      readBack: "value",
      leftOut: { fails: "jwtSigningInfo is required for externalAuthType JWT_SIGNING" },
      declared: jwtSigning,
      other: { httpHeaderName: "x-other", method: "HS256", key: "other-canary" },
      unknown: [{ httpHeaderName: UNKNOWN, key: UNKNOWN }],
      wrong: [["x-signature: k", "jwtSigningInfo must be an object of httpHeaderName and key"]],
      wrongTogether: [noAuth, xAuth].map((declared) => [
        { ...declared, jwtSigningInfo },
        "jwtSigningInfo is only allowed for externalAuthType JWT_SIGNING",
      ]),
    },
    "jwtSigningInfo.httpHeaderName": {
      onChange: "in place",
      readBack: "value",
      leftOut: { fails: "jwtSigningInfo.httpHeaderName is required" },
      declared: jwtSigning,
      other: "x-other",
      same: {
        "in capitals": [
          jwtSigning,
          { ...jwtSigning, jwtSigningInfo: { ...jwtSigningInfo, httpHeaderName: "X-Signature" } },
        ],
      },
      wrong: [
        ["a b", "jwtSigningInfo.httpHeaderName must be the name of an HTTP header"],
        [1, `jwtSigningInfo.httpHeaderName ${textRule}`],
      ],
    },
    // There is no other method.
    "jwtSigningInfo.method": {
      onChange: "in place",
      readBack: "value",
      leftOut: { default: "HS256" },
      declared: jwtSigning,
      wrong: [["RS256", expect.stringMatching(/^jwtSigningInfo\.method must be .*HS256/)]],
    },
    "jwtSigningInfo.key": {
      onChange: "in place",
      readBack: "masked",
      secret: true,
      leftOut: { fails: "jwtSigningInfo.key is required" },
      declared: jwtSigning,
      other: "other-canary",
      wrong: [
        ["", `jwtSigningInfo.key ${textRule}`],
        ["key-canary\n", `jwtSigningInfo.key ${lineBreakRule}`],
        ["key-canary ", `jwtSigningInfo.key ${spaceRule}`],
        ["\ufeffkey-canary", `jwtSigningInfo.key ${spaceRule}`],
      ],
    },
    existingId: {
      onChange: "replaces",
      readBack: "not sent",
      leftOut: "fine",
      existing: [noAuth, noAuth],
      declared: adopting,
      other: 18,
      same: {
        "the number as a text": [adopting, { ...adopting, existingId: "17" }],
        "a text as the number": [{ ...adopting, existingId: "17" }, adopting],
        "an adopted object without existingId": [adopting, xAuth],
        "a created object's own number": [xAuth, { ...xAuth, existingId: 19 }],
        "a created object's own number as a text": [xAuth, { ...xAuth, existingId: "19" }],
      },
      wrong: [-1, 1.5, 2 ** 31, "", "a", "17/4", null, true].map((value) => [value, existingRule]),
    },
  },
  outputs: {
    credentialFingerprint: {
      readBack: "not sent",
      changes: "with each new credential",
      renewedBy: {
        "another password": [xAuth, { ...xAuth, xAuthInfo: { ...xAuthInfo, password: "other-canary" } }],
        "another key": [
          jwtSigning,
          { ...jwtSigning, jwtSigningInfo: { ...jwtSigningInfo, key: "other-canary" } },
        ],
        "a key instead of a password": [xAuth, jwtSigning],
      },
      keptBy: {
        "another host": [xAuth, { ...xAuth, hostUri: "press.example:8080" }],
        "another user": [xAuth, { ...xAuth, xAuthInfo: { ...xAuthInfo, user: "other" } }],
      },
    },
  },
  misnamed: [
    [
      { ...xAuth, xAuthInfo: { ...xAuthInfo, pasword: "b" } },
      "xAuthInfo.pasword is not an argument; did you mean password?",
    ],
    [
      { ...noAuth, retries: 3 },
      "retries is not an argument; valid ones are hostUri, externalAuthType, xAuthInfo, jwtSigningInfo, existingId",
    ],
  ],
  summaries: [
    [xAuth, "calls press.example"],
    [{ ...jwtSigning, hostUri: "press.example:8080/path" }, "calls press.example:8080"],
  ],
});
