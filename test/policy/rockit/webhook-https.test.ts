import { expect, it } from "vitest";
import { remediated, secret, unknown } from "../served.ts";

const name = "rockit-webhook-https";
const webhook = (url: unknown) =>
  ({ type: "rockitSubscription", props: { sender: "mkraw", type: "webhook", url } }) as const;

it.each([
  ["http://hooks.example.com/a", "https://hooks.example.com/a"],
  ["HTTP://hooks.example.com:8080", "https://hooks.example.com:8080"],
])("mends %s", async (url, mended) => {
  const { props } = webhook(url);
  expect(await remediated(name, webhook(url))).toEqual({ ...props, url: mended });
});

it("keeps a mended url secret", async () => {
  const { props } = webhook("");
  expect(await remediated(name, webhook(secret("http://hooks.example.com")))).toEqual({
    ...props,
    url: secret("https://hooks.example.com"),
  });
});

it.each(["https://hooks.example.com", unknown])("leaves %s as it is", async (url) => {
  expect(await remediated(name, webhook(url))).toBeUndefined();
});
