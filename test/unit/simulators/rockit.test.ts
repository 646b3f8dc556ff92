// One file for several: on a small machine a worker of its own costs each more than its tests do.
import "./rockit/creating.ts";
import "./rockit/listing-and-deleting.ts";
import "./rockit/quirks.ts";
