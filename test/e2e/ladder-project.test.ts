import { describeLadder } from "./ladder.ts";

describeLadder("project folder");
