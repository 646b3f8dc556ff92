// One file for several suites: a worker per suite would cost more time than its tests.
import "./faults/answers.ts";
import "./faults/bodies.ts";
import "./faults/planning.ts";
import "./faults/proxies.ts";
import "./faults/servers.ts";
