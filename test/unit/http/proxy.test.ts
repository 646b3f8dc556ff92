import { describe, expect, it } from "vitest";
import { isLoopback, mismatchedNoProxyEntry, proxyFor } from "../../../provider/http/proxy.ts";

const proxy = "http://proxy.example:3128";
const proxyOf = (endpoint: string, environment: Record<string, string>) =>
  proxyFor(new URL(endpoint), environment)?.href;

describe("the variable that names the proxy", () => {
  it.each([
    ["https://v.example", { HTTPS_PROXY: proxy }, true],
    ["https://v.example", { https_proxy: proxy }, true],
    ["https://v.example", { HTTP_PROXY: proxy }, true],
    ["https://v.example", { HTTPS_PROXY: "", HTTP_PROXY: proxy }, true],
    ["http://v.example", { HTTP_PROXY: proxy }, true],
    ["http://v.example", { http_proxy: proxy }, true],
    ["http://v.example", { HTTP_PROXY: ` ${proxy}\n` }, true],
    ["http://v.example", { HTTPS_PROXY: proxy }, false],
    ["http://v.example", { HTTP_PROXY: "" }, false],
    ["http://v.example", { http_proxy: "", HTTP_PROXY: proxy }, false],
    ["http://v.example", {}, false],
  ])("for %s is one of %j: %s", (endpoint, environment, proxied) => {
    expect(proxyOf(endpoint, environment)).toBe(proxied ? `${proxy}/` : undefined);
  });

  it("is overridden by the variable in lower case", () => {
    const environment = { https_proxy: "http://lower.example", HTTPS_PROXY: "http://upper.example" };
    expect(proxyOf("https://v.example", environment)).toBe("http://lower.example/");
  });
});

describe("NO_PROXY", () => {
  it.each([
    ["http://v.example", "v.example"],
    ["http://v.example", "V.Example"],
    ["http://v.example", "v.example."],
    ["http://v.example.", "v.example"],
    ["http://v.example", "a.example, v.example"],
    ["http://v.example", "a.example v.example"],
    ["http://v.example", "a.example,,\tv.example,"],
    ["http://v.example", "example"],
    ["http://v.example", ".example"],
    ["http://v.example", ".v.example"],
    ["http://v.example", "*.example"],
    ["http://v.example", "*"],
    ["http://10.1.2.3", "*"],
    ["http://v.example", "v.example:80"],
    ["https://v.example", "v.example:443"],
    ["https://v.example:8443", "v.example:8443"],
    ["https://v.example:8443", ".example:8443"],
    ["https://v.example", "*:443"],
    ["http://münchen.example", "münchen.example"],
    ["http://münchen.example", "xn--mnchen-3ya.example"],
    ["http://10.1.2.3", "10.1.2.3"],
    ["http://10.1.2.3", "10.0.0.0/8"],
    ["http://10.1.2.3", "192.168.0.0/16,10.1.2.0/24"],
    ["http://10.1.2.3", "10.1.2.3/32"],
    ["http://10.1.2.3", "10.1.2.99/24"],
    ["http://10.1.2.3", "0.0.0.0/0"],
    ["http://172.31.255.255", "172.16.0.0/12"],
    ["http://0x0a010203", "10.0.0.0/8"],
    ["http://10.1.2.3:8080", "10.1.2.3:8080"],
    ["http://10.1.2.3:8080", "10.0.0.0/8"],
    ["http://[fd00::1]", "fd00::1"],
    ["http://[fd00::1]", "[fd00::1]"],
    ["http://[fd00::1]", "FD00:0:0::0:1"],
    ["http://[fd00::1]", "fd00::/8"],
    ["http://[fd12:3456::1]", "fc00::/7"],
    ["http://[fd00::1]", "::/0"],
    ["http://[fd00::1]:8080", "[fd00::1]:8080"],
    ["http://[::ffff:10.1.2.3]", "10.0.0.0/8"],
  ])("bypasses the proxy for %s: %j", (endpoint, value) => {
    for (const name of ["NO_PROXY", "no_proxy"]) {
      expect(proxyOf(endpoint, { HTTP_PROXY: proxy, [name]: value })).toBeUndefined();
    }
  });

  it.each([
    ["http://v.example", ""],
    ["http://v.example", "w.example"],
    ["http://v.example", "ample"],
    ["http://v.example", "a.v.example"],
    ["http://v.example", "*.v.example"],
    ["http://v.example", "v.example:8080"],
    ["https://v.example", "v.example:80"],
    ["http://v.example", ", ."],
    ["http://v.example", "0.0.0.0/0"],
    ["http://10.1.2.3", "11.0.0.0/8"],
    ["http://10.1.2.3", "1.2.3"],
    ["http://10.1.2.3", ".3"],
    ["http://10.1.2.3", "10.1.2.4/31"],
    ["http://10.1.2.3", "10.0.0.0/33"],
    ["http://10.1.2.3", "::/0"],
    ["http://172.32.0.0", "172.16.0.0/12"],
    ["http://[fe80::1]", "fc00::/7"],
    ["http://[fd00::1]", "0.0.0.0/0"],
    ["http://[fd00::1]", "[fd00::1]:8080"],
  ])("does not bypass the proxy for %s: %j", (endpoint, value) => {
    expect(proxyOf(endpoint, { HTTP_PROXY: proxy, NO_PROXY: value })).toBe(`${proxy}/`);
  });

  it("is overridden by the variable in lower case, even if that is empty", () => {
    const environment = { HTTP_PROXY: proxy, no_proxy: "", NO_PROXY: "v.example" };
    expect(proxyOf("http://v.example", environment)).toBe(`${proxy}/`);
  });
});

describe("an entry of NO_PROXY that does not apply", () => {
  it.each([
    ["a range of addresses, for a host name", "other.example,10.0.0.0/8", "10.0.0.0/8"],
    ["an address, for a host name", "10.1.2.3", "10.1.2.3"],
    ["a pattern of addresses", "10.1.*", "10.1.*"],
    ["a pattern of names", "edge*.example", "edge*.example"],
    ["a URL", "https://edge-1.example/", "https://edge-1.example/"],
    ["a name with a path", "edge-1.example/api", "edge-1.example/api"],
    ["a list with other separators", "a.example;edge-1.example", "edge-1.example"],
    ["of another server", "other.example,192.168.0.0/16,*.other,edge", undefined],
    ["nothing", "", undefined],
  ])("is reported if it seems to mean the server: %s", (_, entries, expected) => {
    const endpoint = new URL("https://edge-1.example/be");
    expect(mismatchedNoProxyEntry(endpoint, ["10.1.2.3", "fd00::1"], { NO_PROXY: entries })).toBe(expected);
  });
});

describe("this machine", () => {
  const hosts = [
    "localhost",
    "LOCALHOST",
    "localhost.",
    "hooks.localhost",
    "127.0.0.1",
    "127.255.0.9",
    "[::1]",
    "127.1",
  ];

  it.each([...hosts, "[::ffff:127.0.0.1]"])("is never reached through a proxy as %s", (host) => {
    const { hostname } = new URL(`http://${host}:8080`);
    expect(isLoopback(hostname)).toBe(true);
    for (const scheme of ["http", "https"]) {
      const environment = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: "other.example" };
      expect(proxyOf(`${scheme}://${host}:8080`, environment)).toBeUndefined();
    }
  });

  it.each(["localhost.example", "notlocalhost", "128.0.0.1", "[::2]", "0.0.0.0", "10.0.0.1"])(
    "is not %s",
    (host) => {
      expect(isLoopback(host)).toBe(false);
      expect(proxyOf(`http://${host}`, { HTTP_PROXY: proxy })).toBe(`${proxy}/`);
    },
  );
});
