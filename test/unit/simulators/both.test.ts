// One file for several: on a small machine a worker of its own costs each more than its tests do.
import "./compression.ts";
import "./deliveries.ts";
import "./normalising.ts";
import "./recording.ts";
