import fc from "fast-check";
import type { Properties } from "../../../provider/resource/properties.ts";
import {
  addressModel,
  addressSpelling,
  callbackPathSpelling,
  hostAndPortSpelling,
  hostUriSpelling,
  otherAddress,
  segmentsModel,
  setSpelling,
  textModel,
  textSpelling,
  wordSpelling,
} from "../../helpers/spellings.ts";

/** Two equivalent declarations, an equivalent answer, and an answer that differs in one field. */
export interface Sample {
  readonly id: string;
  readonly declared: Properties;
  readonly respelled: Properties;
  readonly answer: Properties;
  readonly other: Properties;
  /** The field that a plan must name for the differing answer. */
  readonly changed: string;
}

const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
/** A value that a server may leave out, or send as null. */
const optional = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: value }, pick(null, undefined));
const withoutUndefined = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));

const eventNames = ["submit", "begin", "progress", "end", "success", "exception", "error"];

const declaredEvents = (events: readonly string[]) => {
  const list = setSpelling(events).map((all): Properties => ({ events: all }));
  return events.length === 1 ? fc.oneof(list, fc.constant<Properties>({ event: events[0] })) : list;
};
const listedEvents = (events: readonly string[]) => {
  const list = fc
    .tuple(...events.map(wordSpelling))
    .chain((words) => setSpelling(words))
    .chain((all) => pick<Properties>({ events: all }, { events: all, event: null }));
  const single = wordSpelling(events[0] ?? "");
  const alone = single.chain((one) => pick<Properties>({ event: one }, { event: one, events: [] }));
  return events.length === 1 ? fc.oneof(list, alone) : list;
};

export const rockitSample: fc.Arbitrary<Sample> = fc
  .record({
    name: textModel,
    sender: pick("dltar", "mkraw", "deploy"),
    events: fc.subarray(eventNames, { minLength: 1 }),
    target: fc.oneof(
      addressModel.map((address) => ({ type: "webhook", address }) as const),
      textModel.map((channel) => ({ type: "slack", channel }) as const),
    ),
  })
  .chain(({ name, sender, events, target }) => {
    const receiver =
      target.type === "webhook"
        ? addressSpelling(target.address).map((url): Properties => ({ url }))
        : textSpelling(target.channel).map((channelId): Properties => ({ channelId }));
    const token = target.type === "slack" ? { slackToken: "token" } : {};
    const program = fc
      .tuple(textSpelling(name), declaredEvents(events), receiver)
      .map(
        ([own, some, to]): Properties => ({ name: own, sender, type: target.type, ...some, ...to, ...token }),
      );
    const listed = fc
      .record({
        name: textSpelling(name),
        sender: optional(wordSpelling(sender)),
        type: optional(wordSpelling(target.type)),
        events: fc.oneof(listedEvents(events), pick<Properties>({}, { events: null, event: null })),
        receiver: fc.oneof(receiver, fc.constant<Properties>({})),
      })
      .map(({ events: some, receiver: to, ...rest }) => withoutUndefined({ ...rest, ...some, ...to }));
    const others: fc.Arbitrary<[string, Properties]>[] = [
      fc.constant(["sender", { sender: sender === "dltar" ? "mkraw" : "dltar" }]),
      listedEvents(eventNames.filter((one) => !events.includes(one) || events.length > 1).slice(0, 1)).map(
        (some): [string, Properties] => ["events", { event: undefined, events: undefined, ...some }],
      ),
      target.type === "webhook"
        ? otherAddress(target.address)
            .chain(addressSpelling)
            .map((url): [string, Properties] => ["url", { url }])
        : fc.constant<[string, Properties]>(["channelId", { channelId: `${target.channel}2` }]),
    ];
    return fc.tuple(program, program, listed, fc.oneof(...others)).map(
      ([declared, respelled, answer, [changed, edit]]): Sample => ({
        id: String(declared["name"]),
        declared,
        respelled,
        answer,
        other: withoutUndefined({ ...answer, ...edit }),
        changed,
      }),
    );
  });

/** Possible answers for the authentication types that are not used. */
const unusedAuthInfos = (infos: readonly string[]) =>
  pick<Properties>(
    {},
    ...infos.flatMap((authInfo) => [
      { [authInfo]: null },
      { [authInfo]: {} },
      { [authInfo]: { user: "", key: "" } },
    ]),
  );

const authInfoFields = { XAUTH: "xAuthInfo", JWT_SIGNING: "jwtSigningInfo" };

export const subscriberSample: fc.Arbitrary<Sample> = fc
  .record({
    address: addressModel,
    withScheme: fc.boolean(),
    user: textModel,
    header: pick("x-signature", "Authorization"),
    type: pick("NONE", "XAUTH", "JWT_SIGNING"),
  })
  .chain(({ address, withScheme, user, header, type }) => {
    const uri = withScheme ? hostUriSpelling(address) : hostAndPortSpelling(address);
    const declaredUri = withScheme ? uri : uri.map((text) => text.replace(/\/$/, ""));
    const authInfo = (masked: boolean): fc.Arbitrary<Properties> => {
      const credential = masked ? "bWFza2Vk" : "k";
      if (type === "NONE") return fc.constant({});
      if (type === "XAUTH") {
        const xAuthInfo = textSpelling(user).map((own) => ({
          xAuthInfo: { user: own, password: credential },
        }));
        return masked ? fc.oneof(xAuthInfo, fc.constant({})) : xAuthInfo;
      }
      const method = masked ? optional(wordSpelling("HS256")) : pick("HS256", undefined);
      return fc.tuple(wordSpelling(header), method).map(([httpHeaderName, own]) => ({
        jwtSigningInfo: withoutUndefined({ httpHeaderName, method: own, key: credential }),
      }));
    };
    const program = fc
      .tuple(declaredUri, authInfo(false))
      .map(([hostUri, own]): Properties => ({ hostUri, externalAuthType: type, ...own }));
    const unusedInfos = Object.entries(authInfoFields).flatMap(([of, name]) => (of === type ? [] : [name]));
    const answer = fc.tuple(uri, wordSpelling(type), authInfo(true), unusedAuthInfos(unusedInfos)).map(
      ([hostUri, externalAuthType, own, empty]): Properties => ({
        id: 17,
        hostUri,
        externalAuthType,
        ...empty,
        ...own,
      }),
    );
    const others: fc.Arbitrary<[string, Properties]>[] = [
      (withScheme
        ? otherAddress({ ...address, query: undefined }).chain(hostUriSpelling)
        : hostAndPortSpelling({ ...address, port: 9999 })
      ).map((hostUri): [string, Properties] => ["hostUri", { hostUri }]),
      fc.constant(["externalAuthType", { externalAuthType: type === "NONE" ? "XAUTH" : "NONE" }]),
      ...(type === "XAUTH"
        ? [fc.constant<[string, Properties]>(["xAuthInfo", { xAuthInfo: { user: `${user}2` } }])]
        : []),
      ...(type === "JWT_SIGNING"
        ? [
            fc.constant<[string, Properties]>([
              "jwtSigningInfo",
              { jwtSigningInfo: { httpHeaderName: "x-other" } },
            ]),
          ]
        : []),
    ];
    return fc.tuple(program, program, answer, fc.oneof(...others)).map(
      ([declared, respelled, serverAnswer, [changed, edit]]): Sample => ({
        id: "17",
        declared,
        respelled,
        answer: serverAnswer,
        other: { ...serverAnswer, ...edit },
        changed,
      }),
    );
  });

export const subscriptionSample: fc.Arbitrary<Sample> = fc
  .record({
    object: textModel.map((text) => text.replaceAll(/[/ ]/g, "-")),
    path: segmentsModel,
    status: pick("ACTIVE", "INACTIVE"),
  })
  .chain(({ object, path, status }) => {
    const topic = textSpelling(`STATUS/MOTIF/${object}`);
    const spelledPath = callbackPathSpelling(path);
    const program = fc
      .tuple(topic, path.length === 0 ? fc.constant(undefined) : spelledPath)
      .map(([own, at]): Properties => withoutUndefined({ subscriberId: 17, topic: own, path: at, status }));
    const listedPath = path.length === 0 ? pick(undefined, null, "", "/") : spelledPath;
    const listedStatus = status === "ACTIVE" ? optional(wordSpelling(status)) : wordSpelling(status);
    const answer = fc
      .tuple(topic, listedPath, listedStatus)
      .map(([own, at, is]): Properties => withoutUndefined({ id: 4, topic: own, path: at, status: is }));
    const others: fc.Arbitrary<[string, Properties]>[] = [
      fc.constant(["topic", { topic: `STATUS/MOTIF/${object}2` }]),
      callbackPathSpelling([...path, "more"]).map((at): [string, Properties] => ["path", { path: at }]),
      fc.constant(["status", { status: status === "ACTIVE" ? "INACTIVE" : "ACTIVE" }]),
      ...(path.length === 0 ? [] : [fc.constant<[string, Properties]>(["path", { path: undefined }])]),
    ];
    return fc.tuple(program, program, answer, fc.oneof(...others)).map(
      ([declared, respelled, serverAnswer, [changed, edit]]): Sample => ({
        id: "17/4",
        declared,
        respelled,
        answer: serverAnswer,
        other: withoutUndefined({ ...serverAnswer, ...edit }),
        changed,
      }),
    );
  });
