// Which credentials are used, and which are offered after a refusal: never those of another server or organisation, and never a
// mixed pair.
import { describe, expect, it } from "vitest";
import {
  configuredDurstAccount,
  configuredSecret,
  durstRows,
  environmentSecret,
  missingPassword,
  type NamedSettings,
  operator,
  otherSite,
  type Row,
  row,
  site,
} from "./credential-rows.ts";
import { configuredRockitAccount, rockitRows } from "./rockit-credential-rows.ts";
import { type KeyValues, messageOf, readDurst, readRockit, variableOf } from "./samples.ts";

const readSettings = { rockit: readRockit, durst: readDurst } as const;
const keysOf = (vendor: keyof typeof readSettings, values: NamedSettings) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${vendor}:${name}`, value]));
const variablesOf = (vendor: keyof typeof readSettings, values: NamedSettings) =>
  Object.fromEntries(Object.entries(keysOf(vendor, values)).map(([key, value]) => [variableOf(key), value]));

function expectRow(
  vendor: keyof typeof readSettings,
  { config, environment, outcome }: Row,
  more: KeyValues = {},
) {
  const settings = () =>
    readSettings[vendor]({ ...keysOf(vendor, config), ...more }, variablesOf(vendor, environment));
  if ("missing" in outcome) {
    const message = messageOf(settings);
    expect(message).toContain(outcome.missing);
    if (outcome.because !== undefined) expect(message).toContain(outcome.because);
    return;
  }
  const { credentials, fallbackCredentials } = settings();
  expect(credentials).toEqual(outcome.uses);
  expect(fallbackCredentials).toEqual(outcome.offers);
}

describe("credentials of configuration and environment together", () => {
  it.each(durstRows)("Durst: $what", (row) => expectRow("durst", row));
  it.each(rockitRows)("ROCKIT: $what", (row) => expectRow("rockit", row));
});

describe("credentials of one of several providers", () => {
  const ownCredentials = { "durst:ownCredentials": "true" };
  it.each([
    row(
      "have no fallback if the environment names no server",
      { endpoint: site, ...configuredDurstAccount },
      { password: environmentSecret },
      { uses: configuredDurstAccount },
    ),
    row(
      "have those of the environment as a fallback if the environment names the same server",
      { endpoint: site, ...configuredDurstAccount },
      { endpoint: `${site}/`, password: environmentSecret },
      { uses: configuredDurstAccount, offers: { username: operator, password: environmentSecret } },
    ),
    row(
      "take a user from an environment that names no other server",
      { endpoint: site, password: configuredSecret },
      { username: operator },
      { uses: configuredDurstAccount },
    ),
    row(
      "take no secret from an environment that names no server",
      { endpoint: site, username: operator },
      { password: environmentSecret },
      { missing: missingPassword, because: "DURST_ENDPOINT does not name this server" },
    ),
  ])("$what", (ownRow) => expectRow("durst", ownRow, ownCredentials));
});

describe("the message after a refusal", () => {
  it.each([
    [
      { orgName: "sandbox", username: "bot", apiKey: environmentSecret },
      "ROCKIT_API_KEY is not tried, because ROCKIT_ORG_NAME is not the same as rockit:orgName",
    ],
    [
      { endpoint: otherSite, apiKey: environmentSecret },
      "ROCKIT_API_KEY is not tried, because ROCKIT_ENDPOINT is not the same server as rockit:endpoint",
    ],
  ])("names why the environment's credentials are not tried: %#", (environment, says) => {
    const { whenRefused } = readRockit(
      keysOf("rockit", { endpoint: site, ...configuredRockitAccount }),
      variablesOf("rockit", environment),
    );
    expect(whenRefused).toMatch(/^check rockit:apiKey; .*--run-program/);
    expect(whenRefused).toContain(says);
    expect(whenRefused).not.toMatch(/canary/);
  });

  it("names a configured password that is not used because its account is unknown", () => {
    const { whenRefused } = readDurst(
      keysOf("durst", { endpoint: site, password: configuredSecret }),
      variablesOf("durst", { username: operator, password: environmentSecret }),
    );
    expect(whenRefused).toBe(
      "check DURST_USERNAME, DURST_PASSWORD, and whether they expired; durst:password is not used, because the configuration does not name its account",
    );
  });

  it("names the source of each credential", () => {
    const mixed = readDurst(keysOf("durst", { endpoint: site, username: operator }), {
      DURST_PASSWORD: environmentSecret,
    });
    expect(mixed.whenRefused).toBe("check durst:username, DURST_PASSWORD, and whether they expired");
  });
});

it("both ways of ROCKIT's authentication in the environment exclude each other", () => {
  const environment = variablesOf("rockit", {
    endpoint: site,
    ...configuredRockitAccount,
    authToken: environmentSecret,
  });
  expect(messageOf(() => readRockit({}, environment))).toMatch(
    /^rockit:authToken and rockit:orgName, rockit:username, rockit:apiKey are both set but exclude each other/,
  );
});
