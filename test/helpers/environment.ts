import type { DurstSimulator, RockitSimulator } from "../simulators/index.ts";

/** Settings of the vendors as environment variables. */
export function environmentOf(servers: {
  rockit?: Pick<RockitSimulator, "endpoint" | "credentials">;
  durst?: Pick<DurstSimulator, "endpoint" | "credentials">;
}): Record<string, string> {
  const { rockit, durst } = servers;
  return {
    ...(rockit && {
      ROCKIT_ENDPOINT: rockit.endpoint,
      ROCKIT_ORG_NAME: rockit.credentials.orgName,
      ROCKIT_USERNAME: rockit.credentials.username,
      ROCKIT_API_KEY: rockit.credentials.apiKey,
    }),
    ...(durst && {
      DURST_ENDPOINT: durst.endpoint,
      DURST_USERNAME: durst.credentials.username,
      DURST_PASSWORD: durst.credentials.password,
    }),
  };
}
