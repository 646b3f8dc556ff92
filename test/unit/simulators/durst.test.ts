// One file for several suites: a worker per suite would cost more time than its tests.
import "./durst/login.ts";
import "./durst/quirks.ts";
import "./durst/subscriber-reading.ts";
import "./durst/subscribers.ts";
import "./durst/subscriptions.ts";
