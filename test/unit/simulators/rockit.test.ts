// One file for several suites: a worker per suite would cost more time than its tests.
import "./rockit/creating.ts";
import "./rockit/listing-and-deleting.ts";
import "./rockit/quirks.ts";
