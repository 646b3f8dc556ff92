/**
 * Download URL of the plugin's release archives: the GitHub repository in `package.json`, if it names one.
 */
export function downloadUrl(repository: unknown): string | undefined {
  const text =
    typeof repository === "object" && repository !== null && "url" in repository
      ? repository.url
      : repository;
  const [, name] =
    /^(?:github:|(?:git\+)?https:\/\/github\.com\/)([\w-]+\/[\w.-]+?)(?:\.git)?$/.exec(String(text)) ?? [];
  return name === undefined ? undefined : `github://api.github.com/${name}`;
}
