import { expect } from "vitest";
import { durstSubscriber } from "../../../provider/durst/kind.ts";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { driverOf, durstRunOf } from "../../helpers/lifecycles.ts";
import { startDurst } from "../../simulators/index.ts";
import { describeFields } from "./field-table.ts";
import type { Scene } from "./table.ts";

const none = { hostUri: "https://press.example:443/base/", externalAuthType: "NONE" };
const login = { user: "durst", password: "pass-canary" };
const signature = { httpHeaderName: "x-signature", method: "HS256", key: "key-canary" };
const xauth = { ...none, externalAuthType: "XAUTH", xAuthInfo: login };
const signing = { ...none, externalAuthType: "JWT_SIGNING", jwtSigningInfo: signature };
/** A resource that adopts the server's object. */
const taken = { ...xauth, existingId: 17 };

const text = "must be a non-empty string";
const lines = "must not contain a line break or a control character";
const blanks = "must not begin or end with a space";
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
    given: () => ({}),
    isLetGo: (id) => stored(id)?.externalAuthType === "NONE",
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
      declared: xauth,
      other: "https://elsewhere.example/",
      takes: ["press.example:8080", "[::1]:8080", "http://10.0.0.1/"],
      same: {
        "a slash at its end": [none, { ...none, hostUri: "https://press.example:443/base" }],
        "another spelling": [none, { ...none, hostUri: "HTTPS://PRESS.example/x/../b%61se/" }],
        "host and port in capitals": [
          { ...none, hostUri: "press.example:8080" },
          { ...none, hostUri: "PRESS.example:8080" },
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
      declared: xauth,
      changes: {
        "from none to XAUTH": [none, xauth, ["externalAuthType", "xAuthInfo"]],
        "from XAUTH to JWT_SIGNING": [xauth, signing, ["externalAuthType", "jwtSigningInfo", "xAuthInfo"]],
        "from JWT_SIGNING to none": [signing, none, ["externalAuthType", "jwtSigningInfo"]],
      },
      wrong: [
        ["BASIC", typeRule],
        ["XAUT", `${typeRule}; did you mean XAUTH?`],
      ],
      edits: {
        "to none": [
          xauth,
          { externalAuthType: "NONE", xAuthInfo: undefined },
          ["externalAuthType", "xAuthInfo"],
        ],
        "to another": [
          xauth,
          { externalAuthType: "JWT_SIGNING", xAuthInfo: undefined, jwtSigningInfo: signature },
          ["externalAuthType", "xAuthInfo"],
        ],
        "from none": [
          none,
          { externalAuthType: "XAUTH", xAuthInfo: { ...login, password: "other-canary" } },
          ["externalAuthType"],
        ],
      },
    },
    xAuthInfo: {
      onChange: "in place",
      readBack: "value",
      leftOut: { fails: "xAuthInfo is required for externalAuthType XAUTH" },
      declared: xauth,
      other: { user: "other", password: "other-canary" },
      wrong: [["a:b", "xAuthInfo must be an object of user and password"]],
      wrongTogether: [
        [{ ...xauth, externalAuthType: "NONE" }, "xAuthInfo is only allowed for externalAuthType XAUTH"],
        [{ ...signing, xAuthInfo: login }, "xAuthInfo is only allowed for externalAuthType XAUTH"],
      ],
    },
    "xAuthInfo.user": {
      onChange: "in place",
      readBack: "value",
      leftOut: { fails: "xAuthInfo.user is required" },
      declared: xauth,
      other: "other",
      wrong: [
        ["", `xAuthInfo.user ${text}`],
        ["durst\t", `xAuthInfo.user ${lines}`],
        [" durst", `xAuthInfo.user ${blanks}`],
        [1, `xAuthInfo.user ${text}`],
      ],
    },
    "xAuthInfo.password": {
      onChange: "in place",
      readBack: "masked",
      secret: true,
      leftOut: { fails: "xAuthInfo.password is required" },
      declared: xauth,
      other: "other-canary",
      wrong: [
        ["", `xAuthInfo.password ${text}`],
        ["   ", `xAuthInfo.password ${blanks}`],
        ["pass-canary\r", `xAuthInfo.password ${lines}`],
      ],
    },
    jwtSigningInfo: {
      onChange: "in place",
      readBack: "value",
      leftOut: { fails: "jwtSigningInfo is required for externalAuthType JWT_SIGNING" },
      declared: signing,
      other: { httpHeaderName: "x-other", method: "HS256", key: "other-canary" },
      unknown: [{ httpHeaderName: UNKNOWN, key: UNKNOWN }],
      wrong: [["x-signature: k", "jwtSigningInfo must be an object of httpHeaderName and key"]],
      wrongTogether: [none, xauth].map((declared) => [
        { ...declared, jwtSigningInfo: signature },
        "jwtSigningInfo is only allowed for externalAuthType JWT_SIGNING",
      ]),
    },
    "jwtSigningInfo.httpHeaderName": {
      onChange: "in place",
      readBack: "value",
      leftOut: { fails: "jwtSigningInfo.httpHeaderName is required" },
      declared: signing,
      other: "x-other",
      same: {
        "in capitals": [
          signing,
          { ...signing, jwtSigningInfo: { ...signature, httpHeaderName: "X-Signature" } },
        ],
      },
      wrong: [
        ["a b", "jwtSigningInfo.httpHeaderName must be the name of an HTTP header"],
        [1, `jwtSigningInfo.httpHeaderName ${text}`],
      ],
    },
    // There is no other method.
    "jwtSigningInfo.method": {
      onChange: "in place",
      readBack: "value",
      leftOut: { default: "HS256" },
      declared: signing,
      wrong: [["RS256", expect.stringMatching(/^jwtSigningInfo\.method must be .*HS256/)]],
    },
    "jwtSigningInfo.key": {
      onChange: "in place",
      readBack: "masked",
      secret: true,
      leftOut: { fails: "jwtSigningInfo.key is required" },
      declared: signing,
      other: "other-canary",
      wrong: [
        ["", `jwtSigningInfo.key ${text}`],
        ["key-canary\n", `jwtSigningInfo.key ${lines}`],
        ["key-canary ", `jwtSigningInfo.key ${blanks}`],
        ["\ufeffkey-canary", `jwtSigningInfo.key ${blanks}`],
      ],
    },
    existingId: {
      onChange: "replaces",
      readBack: "not sent",
      leftOut: "fine",
      existing: [none, none],
      declared: taken,
      other: 18,
      same: {
        "the number as a text": [taken, { ...taken, existingId: "17" }],
        "a text as the number": [{ ...taken, existingId: "17" }, taken],
        "what was taken over, without it,": [taken, xauth],
        "what was created, by its number,": [xauth, { ...xauth, existingId: 19 }],
        "what was created, by its number as a text,": [xauth, { ...xauth, existingId: "19" }],
      },
      wrong: [-1, 1.5, 2 ** 31, "", "a", "17/4", null, true].map((value) => [value, existingRule]),
    },
  },
  outputs: {
    credentialFingerprint: {
      readBack: "not sent",
      changes: "with each new credential",
      renewedBy: {
        "another password": [xauth, { ...xauth, xAuthInfo: { ...login, password: "other-canary" } }],
        "another key": [signing, { ...signing, jwtSigningInfo: { ...signature, key: "other-canary" } }],
        "a key instead of a password": [xauth, signing],
      },
      keptBy: {
        "another host": [xauth, { ...xauth, hostUri: "press.example:8080" }],
        "another user": [xauth, { ...xauth, xAuthInfo: { ...login, user: "other" } }],
      },
    },
  },
  misnamed: [
    [
      { ...xauth, xAuthInfo: { ...login, pasword: "b" } },
      "xAuthInfo.pasword is not an argument; did you mean password?",
    ],
    [
      { ...none, retries: 3 },
      "retries is not an argument; valid ones are hostUri, externalAuthType, xAuthInfo, jwtSigningInfo, existingId",
    ],
  ],
  summaries: [
    [xauth, "calls press.example"],
    [{ ...signing, hostUri: "press.example:8080/path" }, "calls press.example:8080"],
  ],
});
