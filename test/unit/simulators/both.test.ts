// One file for several suites: a worker per suite would cost more time than its tests.
import "./compression.ts";
import "./deliveries.ts";
import "./normalise-url.ts";
import "./recording.ts";
import "./tokens.ts";
