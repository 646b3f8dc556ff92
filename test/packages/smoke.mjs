// Exercises the documented behaviour of the package once, in any runtime that loads it, with standard APIs only.
// `install-packed.ts` also makes a CommonJS module of this file.

/** @returns the results in one line; rejects if any result is wrong */
export async function smoke(webhooks) {
  const { createRockitEventHandlers, isWebhookVerificationError, lambdaWebhookHandler, memoryReplayStore } =
    webhooks;
  const { signDurstTestCallback, signRockitTestWebhook, verifyDurstCallback, webhookHandler } = webhooks;
  const expect = (condition, what) => {
    if (!condition) throw new Error(`not so: ${what}`);
  };
  const expectRejection = (verifying, code) =>
    verifying.then(
      () => expect(false, `${code} is rejected`),
      (failure) => {
        expect(isWebhookVerificationError(failure), `${failure} is ours`);
        expect(failure.code === code, `${failure.code} is ${code}`);
      },
    );

  const secret = btoa("0123456789abcdefÿþýü0123456789");
  const event = { type: "mkraw", event: "end", orgName: "acme", appName: "Grüße" };
  for (const algorithm of ["HS256", "HS384", "HS512"]) {
    const webhook = await signRockitTestWebhook({ ...event, secret, algorithm });
    expect(
      (await webhooks.verifyRockitWebhook({ ...webhook, secret })).appName === "Grüße",
      `${algorithm} is verified`,
    );
  }
  const webhook = await signRockitTestWebhook({ ...event, secret });
  await expectRejection(
    webhooks.verifyRockitWebhook({ ...webhook, secret: btoa("another secret, and long enough") }),
    "bad-signature",
  );
  const [name] = Object.keys(webhook.headers).filter((header) => header !== "content-type");
  await expectRejection(
    webhooks.verifyRockitWebhook({ ...webhook, headers: { [name]: `${webhook.headers[name]}=` }, secret }),
    "malformed-token",
  );

  const seen = [];
  const { receive } = createRockitEventHandlers().on("mkraw.end", ({ appName }, { deliveryId }) =>
    seen.push([appName, deliveryId]),
  );
  const handler = webhookHandler({
    rockit: { secret: async () => [secret] },
    replayStore: memoryReplayStore(),
    onEvent: receive,
    bodyTimeout: 0.2,
  });
  const send = async (init) =>
    (await handler(new Request("https://hooks.example.com/", { method: "POST", ...init }))).status;
  expect((await send(webhook)) === 204, "a delivery is handled");
  expect((await send(webhook)) === 204 && seen.length === 1, "a repeat is not handled again");
  expect(seen[0][0] === "Grüße" && seen[0][1].startsWith("sha256:"), "the event and its id");
  expect((await send({ ...webhook, headers: {} })) === 401, "no token");
  expect((await send({ ...webhook, body: "no JSON" })) === 400, "no JSON");
  expect((await send({ ...webhook, body: "x".repeat(2_000_000) })) === 413, "too large");
  expect(
    (await send({ ...webhook, headers: { ...webhook.headers, "content-encoding": "br2" } })) === 415,
    "not decoded",
  );

  let compressed = "not known here";
  if (typeof CompressionStream === "function") {
    const other = await signRockitTestWebhook({
      ...event,
      secret,
      claims: { iat: Math.floor(Date.now() / 1000), jti: "gzip" },
    });
    const stream = new Blob([other.body]).stream().pipeThrough(new CompressionStream("gzip"));
    const body = await new Response(stream).arrayBuffer();
    expect(
      (await send({ headers: { ...other.headers, "content-encoding": "gzip" }, body })) === 204,
      "gzip is decoded",
    );
    compressed = "decoded";
  }

  const xAuth = { user: "Jörg", password: "ключ" };
  const callback = await signDurstTestCallback({ body: [1], xAuth });
  expect((await verifyDurstCallback({ ...callback, xAuth })).body[0] === 1, "user and password");
  const lambda = lambdaWebhookHandler({ durst: { headerName: "x-s", key: "k" }, onEvent: () => {} });
  const signed = await signDurstTestCallback({ body: {}, headerName: "x-s", key: "k" });
  const answered = await lambda({
    httpMethod: "POST",
    headers: signed.headers,
    body: btoa(signed.body),
    isBase64Encoded: true,
  });
  expect(answered.statusCode === 204, "AWS Lambda's event");
  return `all as promised, gzip ${compressed}`;
}
