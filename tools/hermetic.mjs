// The environment of the demo and the tests, without the user's own settings. Works without dependencies.

/**
 * Variables that change the engine, its backends, the provider, git or Node.js. Names are case-insensitive on
 * some systems.
 */
const personal = /^(PULUMI|ROCKIT|DURST|GIT|NODE|NPM_CONFIG|AWS)_|^PG[A-Z]+$|_PROXY$/i;
/** Variables that choose the Pulumi CLI; see CONTRIBUTING.md. */
const ours = /^PULUMI_ROCKIT_DURST_(ENGINE|CACHE|NETWORK)$/i;
/** Variables for access to registries. */
const network = new RegExp(
  [
    "_PROXY$",
    "^NODE_(AUTH_TOKEN|EXTRA_CA_CERTS|OPTIONS|TLS_REJECT_UNAUTHORIZED|USE_ENV_PROXY|USE_SYSTEM_CA)$",
    "^NPM_CONFIG_(.*registry|//.*|.*proxy|_auth.*|fetch_.*|ca|cafile|cert|key|strict[_-]ssl|cache|userconfig|globalconfig)$",
    "^NPM_CONFIG_(offline|prefer[_-]offline|maxsockets)$",
    // Go may fetch modules with git.
    "^GIT_(SSL_.*|SSH.*|ASKPASS|PROXY_.*|CONFIG_.*|TERMINAL_PROMPT)$",
  ].join("|"),
  "i",
);
/** Stores the variables for `networkEnvironment` as JSON. */
const kept = "PULUMI_ROCKIT_DURST_NETWORK";

/** Ignores the user's and the machine's git configuration, such as signed commits, hooks and branch names. */
const git = {
  GIT_CONFIG_GLOBAL: process.platform === "win32" ? "NUL" : "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
};

/** Removes the user's own settings from `environment`. */
export function hermetic(environment) {
  const entries = Object.entries(environment);
  const clean = Object.fromEntries(entries.filter(([name]) => ours.test(name) || !personal.test(name)));
  const removed = entries.filter(([name]) => network.test(name));
  if (removed.length > 0) clean[kept] ??= JSON.stringify(Object.fromEntries(removed));
  return { ...clean, ...git };
}

/** Makes the environment of this process and its child processes hermetic. */
export function enterHermetic() {
  const clean = hermetic(process.env);
  for (const name of Object.keys(process.env)) if (!(name in clean)) delete process.env[name];
  Object.assign(process.env, clean);
}

/**
 * Adds the user's proxies, certificates and git settings for programs that access a registry (npm, pip, go).
 */
export const networkEnvironment = () => ({
  ...Object.fromEntries(Object.keys(git).map((name) => [name, undefined])),
  ...JSON.parse(process.env[kept] ?? "{}"),
});
