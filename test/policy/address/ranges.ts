// Ranges of addresses from IANA's registries, independent of the policies' code.
import fc from "fast-check";

/** IPv4 ranges that are not public, by base and length: special purposes, multicast, metadata services. */
const privateIpv4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  ["255.255.255.255", 32],
  ["169.254.169.254", 32],
  ["168.63.129.16", 32],
  ["100.100.100.200", 32],
  ["192.0.0.192", 32],
];

/** The ranges in which networks create names for addresses. */
export const ipv4WithNetworkNames = privateIpv4.filter(([base]) =>
  /^(10|100|127|169|172|192\.168)\./.test(base),
);

export const privateIpv6: readonly (readonly [string, number])[] = [
  ["::", 128],
  ["::1", 128],
  ["::", 96],
  ["100::", 64],
  ["64:ff9b:1::", 48],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["4000::", 3],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
  ["fd00:ec2::254", 128],
  ["fd20:ce::254", 128],
];

const numberOf = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
export const octetsOf = (address: number) =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);

export const ipv4Within = ([base, length]: readonly [string, number]) =>
  fc.integer({ min: 0, max: 2 ** (32 - length) - 1 }).map((rest) => numberOf(base) + rest);

export const isPrivateIpv4 = (address: number) =>
  privateIpv4.some(([base, length]) => {
    const rest = address - numberOf(base);
    return rest >= 0 && rest < 2 ** (32 - length);
  });

export const oneOfRanges = <T>(ranges: readonly T[], within: (range: T) => fc.Arbitrary<number>) =>
  fc.oneof(...ranges.map(within));
export const anyPrivateIpv4 = oneOfRanges(privateIpv4, ipv4Within);

/** The eight groups of an address with at most one `::`. */
const groupsOf = (text: string): number[] => {
  const [head = "", tail = ""] = text.split("::");
  const [first, last] = [head, tail].map((part) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)),
  ) as [number[], number[]];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
};

export const ipv6Within = ([base, length]: readonly [string, number]): fc.Arbitrary<number[]> =>
  fc.array(fc.constantFrom(0, 0, 1, 0xffff, 0x1234, 0xa9fe), { minLength: 8, maxLength: 8 }).map((random) =>
    groupsOf(base).map((group, index) => {
      const free = Math.min(16, Math.max(0, 16 * (index + 1) - length));
      return group - (group % 2 ** free) + ((random[index] ?? 0) % 2 ** free);
    }),
  );
