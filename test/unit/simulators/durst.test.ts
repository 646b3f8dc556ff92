// One file for several: on a small machine a worker of its own costs each more than its tests do.
import "./durst/login.ts";
import "./durst/quirks.ts";
import "./durst/subscriber-reading.ts";
import "./durst/subscribers.ts";
import "./durst/subscriptions.ts";
