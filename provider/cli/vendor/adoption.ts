import type { Properties } from "../../resource/properties";

/** A secret of an object that its server does not show; an object has one at most. */
export interface WriteOnlySecret {
  /** `signing secret` */
  readonly label: string;
  /** Its name in a file of secrets. */
  readonly key: string;
  /** The environment variable that holds it otherwise. */
  readonly variable: string;
  /** Its path in the object's properties. */
  readonly path: string;
  /**
   * For a secret that the server generates and shows once, in its answer to the creation; no program declares
   * it.
   */
  readonly issued?: {
    /** The argument that makes the next update replace the object, and so issue a new secret. */
    readonly rotateWith: { readonly field: string; readonly value: string };
    /** Whether a text can be the secret. */
    readonly isValid: (text: string) => boolean;
    /** The format of such a text, to follow "it must be". */
    readonly format: string;
  };
}

/** How objects of one kind are imported, where their row does not say it. */
export interface KindAdoption<Run> {
  /** The resource's name; objects may share one. Default: kind and id. */
  nameOf?(object: {
    readonly id: string;
    readonly properties: Properties;
    /** Name of the owner's resource. */
    readonly owner: string;
  }): string;
  /** Whether the object is inactive, and left out by default. */
  isInactive?(properties: Properties): boolean;
  /** The secret that the server does not show. Default: the first secret field that the object may have. */
  writeOnly?(id: string, properties: Properties): WriteOnlySecret | undefined;
  /**
   * Further outputs of the state, and the masked forms in which the server shows the secret. A failed read
   * fails the import: a masked form could be taken for the secret.
   */
  readMore?(run: Run, id: string): Promise<{ outputs: Properties; masked: readonly string[] }>;
}
