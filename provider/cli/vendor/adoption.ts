import type { Properties } from "../../resource/properties";

/** A secret of an object, which its server does not tell; an object has one at most. */
export interface WriteOnlySecret {
  /** What a person calls it: "signing secret". */
  readonly label: string;
  /** Its name in a file of secrets. */
  readonly key: string;
  /** The environment variable that gives it otherwise. */
  readonly variable: string;
  /** Where it belongs in the object's properties. */
  readonly path: string;
  /** Only of one that no program declares: the server told it when the object was created, and gives a new one when the object is replaced. */
  readonly given?: {
    /** What a program declares to have the object replaced. */
    readonly replacedBy: { readonly field: string; readonly value: string };
    /** Whether a text can be the secret. */
    readonly isValid: (text: string) => boolean;
    /** What such a text is, to follow "it must be". */
    readonly form: string;
  };
}

/** What is special about bringing in objects of one kind. */
export interface KindAdoption<Run> {
  /** What a resource is called after; several may be called the same. Default: its kind and its id. */
  nameOf?(object: {
    readonly id: string;
    readonly properties: Properties;
    /** Name of the resource of the object that it belongs to. */
    readonly owner: string;
  }): string;
  /** Whether it is switched off, and left out unless it is asked for. */
  isInactive?(properties: Properties): boolean;
  /** The secret that its server does not tell. Default: of its secret fields the first that it may have. */
  untold?(id: string, properties: Properties): WriteOnlySecret | undefined;
  /**
   * What a state holds beside what a lifecycle reads, and forms in which the server shows the secret: a failure to read them is one of the whole,
   * since such a form could be taken for the secret.
   */
  readMore?(run: Run, id: string): Promise<{ outputs: Properties; masked: readonly string[] }>;
}
