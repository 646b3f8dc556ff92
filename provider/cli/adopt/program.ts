import type { Fields as Rows } from "../../resource/field";
import { classOf } from "../../resource/kind";
import type { Properties } from "../../resource/properties";
import { type RockitSender, rockitSenders } from "../../rockit/vocabulary";
import { durstSubscriberKind, durstSubscriptionKind, rockitSubscriptionKind } from "../kinds";
import { plain } from "../print/terminal";
import { creation, exported, type Fields, imported, type Value } from "./code";
import type { Imported, ImportedObject } from "./model";
import { Identifiers } from "./names";

/** A value that the program takes from the stack's configuration. */
interface ConfigurationValue {
  readonly key: string;
  /** What it is, as in a file of secrets. */
  readonly needs: string;
  readonly secret: Imported["secret"];
}

/** A program that declares what is imported. */
export interface Program {
  readonly text: string;
  readonly configuration: readonly ConfigurationValue[];
}

/** TypeScript that declares exactly what the state will hold, grouped by vendor and sender or subscriber. */
export function programOf(objects: readonly Imported[]): Program {
  const of = (kind: ImportedObject["kind"]) => objects.filter((object) => object.kind.type === kind.type);
  const writer = new Writer();
  const groups = [
    ...rockitSenders.map((sender) =>
      writer.rockit(
        sender,
        of(rockitSubscriptionKind).filter(({ inputs }) => inputs["sender"] === sender),
      ),
    ),
    ...writer.durst(of(durstSubscriberKind), of(durstSubscriptionKind)),
  ].filter((group) => group.length > 0);
  const { configuration, exports } = writer;
  const head = [
    ...(configuration.length === 0 ? [] : ['import * as pulumi from "@pulumi/pulumi";']),
    imported([...writer.classes].sort(), "pulumi-rockit-durst"),
  ].join("\n");
  const config = configuration.length === 0 ? [] : ["const config = new pulumi.Config();"];
  const secrets =
    exports.length === 0
      ? []
      : [["// Signing secrets: each verifies its subscription's deliveries.", ...exports].join("\n")];
  return { text: `${[head, ...config, ...groups.flat(), ...secrets].join("\n\n")}\n`, configuration };
}

const sent: Readonly<Record<RockitSender, string>> = {
  dltar: "import requests",
  mkraw: "image builds",
  deploy: "publishing",
};

const unknownSecret =
  "// Imported without its signing secret, which the server never tells again:\n// `secret` is undefined, and its deliveries can't be verified with it.";
const rotatedSecret =
  "// Its signing secret is not known: the next `pulumi up` replaces it, which\n// gives it a new one for its receiver to learn.";

class Writer {
  readonly configuration: ConfigurationValue[] = [];
  readonly exports: string[] = [];
  readonly classes = new Set<string>();
  private readonly identifiers = new Identifiers();

  rockit(sender: RockitSender, subscriptions: readonly Imported[]): string[] {
    return subscriptions.map((subscription, index) => {
      const { name, secret, untold } = subscription;
      const verifies = untold?.path === "secret" && secret !== "unknown";
      const identifier = this.identifiers.from(name, "subscription");
      if (verifies) {
        this.exports.push(
          exported(this.identifiers.from(identifier, "subscription", "Secret"), `${identifier}.secret`),
        );
      }
      const fields: Fields = [
        ...this.declared(subscription, identifier),
        ...(secret === "rotated" ? [["rotationTrigger", "imported"] as const] : []),
      ];
      const comment =
        untold?.path !== "secret" || secret === "given"
          ? []
          : [secret === "rotated" ? rotatedSecret : unknownSecret];
      const group = index === 0 ? [`// ROCKIT Edge: ${sent[sender]} (${sender})`] : [];
      const declared = this.creation(subscription, fields, verifies ? identifier : undefined);
      return [...group, ...comment, declared].join("\n");
    });
  }

  durst(subscribers: readonly Imported[], subscriptions: readonly Imported[]): string[][] {
    const numbers = [
      ...new Set([...subscribers.map(({ id }) => Number(id)), ...subscriptions.map(subscriberOf)]),
    ];
    return numbers.map((number) => {
      const subscriber = subscribers.find(({ id }) => id === `${number}`);
      const its = subscriptions.filter((subscription) => subscriberOf(subscription) === number);
      const identifier = this.identifiers.from(subscriber?.name ?? "", "subscriber");
      const host = subscriber === undefined ? "" : `, ${plain(String(subscriber.inputs["hostUri"]), 60)}`;
      const references: Record<string, string> =
        subscriber === undefined ? {} : { [subscriber.kind.row.name]: `${identifier}.id` };
      const declared = [
        ...(subscriber === undefined
          ? []
          : [
              this.creation(
                subscriber,
                this.declared(subscriber, identifier),
                its.length > 0 ? identifier : undefined,
              ),
            ]),
        ...its.map((one) => this.creation(one, this.declared(one, "", references), undefined)),
      ];
      return [`// Durst Workflow: subscriber ${number}${host}\n${declared[0]}`, ...declared.slice(1)];
    });
  }

  private creation({ kind, name }: Imported, fields: Fields, identifier: string | undefined): string {
    const type = classOf(kind.row);
    this.classes.add(type);
    return creation(type, name, fields, identifier);
  }

  /** What the rows say that a program declares of an object, in their order; `references` has the ids of resources that it names. */
  private declared(
    object: Imported,
    identifier: string,
    references: Readonly<Record<string, string>> = {},
    rows: Rows = object.kind.row.fields,
    inputs: Properties = object.inputs,
  ): Fields {
    return Object.entries(rows).flatMap(([name, field]): Fields => {
      const value = inputs[name];
      if (field.secret) {
        const suffix = `${name[0]?.toUpperCase()}${name.slice(1)}`;
        return isNeeded(field, inputs) || value !== undefined
          ? [[name, this.taken(object, identifier, suffix)]]
          : [];
      }
      const reference = references[field.refersTo ?? ""];
      if (reference !== undefined) return [[name, { name: reference }]];
      if (value === undefined || value === field.default) return [];
      if (field.fields === undefined) return [[name, value as Value]];
      const fields = this.declared(object, identifier, references, field.fields, value as Properties);
      return [[name, { fields }]];
    });
  }

  /** A credential from the configuration: no program holds one. */
  private taken({ name, secret, untold }: Imported, identifier: string, suffix: string): Value {
    const key = `${identifier}${suffix}`;
    this.configuration.push({ key, needs: untold?.key ?? name, secret });
    return { call: "config.requireSecret", argument: key };
  }
}

const subscriberOf = ({ inputs }: Imported) => Number(inputs["subscriberId"]);

/** Whether an object has a secret, known or not. */
const isNeeded = ({ required, onlyWith }: Rows[string], inputs: Properties): boolean =>
  required === true || (onlyWith !== undefined && inputs[onlyWith.field] === onlyWith.value);
