import { expect, it } from "vitest";
import { downloadUrl } from "../../../provider/native/download.ts";

it.each([
  ["github:owner/some.repo"],
  ["https://github.com/owner/some.repo"],
  [{ type: "git", url: "git+https://github.com/owner/some.repo.git", directory: "provider" }],
])("release archives are downloaded from the package's repository: %j", (repository) => {
  expect(downloadUrl(repository)).toBe("github://api.github.com/owner/some.repo");
});

it.each([undefined, "https://elsewhere.example/owner/repo", { url: 5 }])(
  "%j gives no download URL",
  (repository) => {
    expect(downloadUrl(repository)).toBeUndefined();
  },
);
