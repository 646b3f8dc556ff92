// The environment of the demo and of the tests: what a person set for other work is not in it. It needs none of the dependencies.

/** Would change what the engine, its backends, the provider, git or Node.js do. Some systems know names in any case. */
const personal = /^(PULUMI|ROCKIT|DURST|GIT|NODE|NPM_CONFIG|AWS)_|^PG[A-Z]+$|_PROXY$/i;
/** Say where the engine comes from; CONTRIBUTING.md names them. */
const ours = /^PULUMI_ROCKIT_DURST_(ENGINE|CACHE|NETWORK)$/i;
/** How registries are reached. */
const network = new RegExp(
  [
    "_PROXY$",
    "^NODE_(AUTH_TOKEN|EXTRA_CA_CERTS|OPTIONS|TLS_REJECT_UNAUTHORIZED|USE_ENV_PROXY|USE_SYSTEM_CA)$",
    "^NPM_CONFIG_(.*registry|//.*|.*proxy|_auth.*|fetch_.*|ca|cafile|cert|key|strict[_-]ssl|cache|userconfig|globalconfig)$",
    "^NPM_CONFIG_(offline|prefer[_-]offline|maxsockets)$",
    // Go may ask for modules by git.
    "^GIT_(SSL_.*|SSH.*|ASKPASS|PROXY_.*|CONFIG_.*|TERMINAL_PROMPT)$",
  ].join("|"),
  "i",
);
/** Holds as JSON what networkEnvironment gives back. */
const kept = "PULUMI_ROCKIT_DURST_NETWORK";

/** No person's and no machine's configuration: signed commits, hooks, other names of branches. */
const git = {
  GIT_CONFIG_GLOBAL: process.platform === "win32" ? "NUL" : "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
};

/** `environment` without what a person set for other work. */
export function hermetic(environment) {
  const entries = Object.entries(environment);
  const clean = Object.fromEntries(entries.filter(([name]) => ours.test(name) || !personal.test(name)));
  const removed = entries.filter(([name]) => network.test(name));
  if (removed.length > 0) clean[kept] ??= JSON.stringify(Object.fromEntries(removed));
  return { ...clean, ...git };
}

/** Makes this process's own environment hermetic, and so that of all processes it starts. */
export function enterHermetic() {
  const clean = hermetic(process.env);
  for (const name of Object.keys(process.env)) if (!(name in clean)) delete process.env[name];
  Object.assign(process.env, clean);
}

/** For programs that ask a registry (npm, pip, go), to be added to the environment: the person's proxies, certificates and git set-up. */
export const networkEnvironment = () => ({
  ...Object.fromEntries(Object.keys(git).map((name) => [name, undefined])),
  ...JSON.parse(process.env[kept] ?? "{}"),
});
