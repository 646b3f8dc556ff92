// Exercises the package's promises once, in any runtime that loads it, with standard APIs only.
// `install-packed.ts` makes a CommonJS module of it too.

/** @returns the results in one line; rejects if any result is wrong */
export async function smoke(webhooks) {
  const { createRockitEventHandlers, isWebhookVerificationError, lambdaWebhookHandler, memoryReplayStore } =
    webhooks;
  const { signDurstTestCallback, signRockitTestWebhook, verifyDurstCallback, webhookHandler } = webhooks;
  const expect = (condition, what) => {
    if (!condition) throw new Error(`not so: ${what}`);
  };
  const rejected = (verifying, code) =>
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
    const made = await signRockitTestWebhook({ ...event, secret, algorithm });
    expect(
      (await webhooks.verifyRockitWebhook({ ...made, secret })).appName === "Grüße",
      `${algorithm} is verified`,
    );
  }
  const made = await signRockitTestWebhook({ ...event, secret });
  await rejected(
    webhooks.verifyRockitWebhook({ ...made, secret: btoa("another secret, and long enough") }),
    "bad-signature",
  );
  const [name] = Object.keys(made.headers).filter((header) => header !== "content-type");
  await rejected(
    webhooks.verifyRockitWebhook({ ...made, headers: { [name]: `${made.headers[name]}=` }, secret }),
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
  expect((await send(made)) === 204, "a delivery is handled");
  expect((await send(made)) === 204 && seen.length === 1, "a repeat is not handled again");
  expect(seen[0][0] === "Grüße" && seen[0][1].startsWith("sha256:"), "the event and its id");
  expect((await send({ ...made, headers: {} })) === 401, "no token");
  expect((await send({ ...made, body: "no JSON" })) === 400, "no JSON");
  expect((await send({ ...made, body: "x".repeat(2_000_000) })) === 413, "too large");
  expect(
    (await send({ ...made, headers: { ...made.headers, "content-encoding": "br2" } })) === 415,
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
