// One file for several: on a small machine a worker of its own costs each more than its tests do.
import "./faults/answers.ts";
import "./faults/bodies.ts";
import "./faults/planning.ts";
import "./faults/proxies.ts";
import "./faults/servers.ts";
