// Which credentials are used, offered after a refusal, or withheld: never those of another server,
// organisation or user, and never a mixed pair.
import { describe, expect, it } from "vitest";
import {
  configured,
  durstRows,
  elsewhere,
  here,
  noPassword,
  op,
  pc,
  pe,
  type Row,
  row,
  type Short,
  short,
} from "./credential-rows.ts";
import { account, rockitRows } from "./rockit-credential-rows.ts";
import { durst, messageOf, rockit, type Texts, variable } from "./samples.ts";

const read = { rockit, durst } as const;
const keysOf = (vendor: keyof typeof read, values: Short) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${vendor}:${short[name as keyof Short]}`, value]),
  );
const variablesOf = (vendor: keyof typeof read, values: Short) =>
  Object.fromEntries(Object.entries(keysOf(vendor, values)).map(([key, value]) => [variable(key), value]));

function expectRow(vendor: keyof typeof read, { config, environment, outcome }: Row, more: Texts = {}) {
  const settings = () =>
    read[vendor]({ ...keysOf(vendor, config), ...more }, variablesOf(vendor, environment));
  if ("missing" in outcome) {
    const message = messageOf(settings);
    expect(message).toContain(outcome.missing);
    if (outcome.because !== undefined) expect(message).toContain(outcome.because);
    return;
  }
  const { credentials, fallbackCredentials } = settings();
  const named = (values: Short) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [short[name as keyof Short], value]));
  expect(credentials).toEqual(named(outcome.uses));
  expect(fallbackCredentials).toEqual(outcome.offers && named(outcome.offers));
}

describe("credentials of configuration and environment together", () => {
  it.each(durstRows)("Durst: $what", (one) => expectRow("durst", one));
  it.each(rockitRows)("ROCKIT: $what", (one) => expectRow("rockit", one));
});

describe("credentials of one of several providers", () => {
  const one = { "durst:ownCredentials": "true" };
  it.each([
    row(
      "are not followed by the environment's if the environment names no server",
      { endpoint: here, ...configured },
      { password: pe },
      { uses: configured },
    ),
    row(
      "are followed by the environment's if the environment names the same server",
      { endpoint: here, ...configured },
      { endpoint: `${here}/`, password: pe },
      { uses: configured, offers: { user: op, password: pe } },
    ),
    row(
      "take a user from an environment that names no other server",
      { endpoint: here, password: pc },
      { user: op },
      { uses: configured },
    ),
    row(
      "take no secret from an environment that names no server",
      { endpoint: here, user: op },
      { password: pe },
      { missing: noPassword, because: "DURST_ENDPOINT does not name this server" },
    ),
  ])("$what", (each) => expectRow("durst", each, one));
});

describe("the message after a refusal", () => {
  it.each([
    [
      { org: "sandbox", user: "bot", key: pe },
      "ROCKIT_API_KEY is not tried, because ROCKIT_ORG_NAME is not the same as rockit:orgName",
    ],
    [
      { endpoint: elsewhere, key: pe },
      "ROCKIT_API_KEY is not tried, because ROCKIT_ENDPOINT is not the same server as rockit:endpoint",
    ],
  ])("names why the environment's credentials are not tried: %#", (environment, says) => {
    const { whenRefused } = rockit(
      keysOf("rockit", { endpoint: here, ...account }),
      variablesOf("rockit", environment),
    );
    expect(whenRefused).toMatch(/^check rockit:apiKey; .*--run-program/);
    expect(whenRefused).toContain(says);
    expect(whenRefused).not.toMatch(/canary/);
  });

  it("names a configured password that is not used because its account is unknown", () => {
    const { whenRefused } = durst(
      keysOf("durst", { endpoint: here, password: pc }),
      variablesOf("durst", { user: op, password: pe }),
    );
    expect(whenRefused).toBe(
      "check DURST_USERNAME, DURST_PASSWORD, and whether they expired; durst:password is not used, because the configuration does not name its account",
    );
  });

  it("names the source of each credential", () => {
    const mixed = durst(keysOf("durst", { endpoint: here, user: op }), { DURST_PASSWORD: pe });
    expect(mixed.whenRefused).toBe("check durst:username, DURST_PASSWORD, and whether they expired");
  });
});

it("both ways of ROCKIT's authentication in the environment exclude each other", () => {
  const environment = variablesOf("rockit", { endpoint: here, ...account, token: pe });
  expect(messageOf(() => rockit({}, environment))).toMatch(
    /^rockit:authToken and rockit:orgName, rockit:username, rockit:apiKey are both set but exclude each other/,
  );
});
