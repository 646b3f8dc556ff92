require("../dist/policy/pack.js");
