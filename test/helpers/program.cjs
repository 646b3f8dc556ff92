// Declares a Pulumi program that is given as data, in a project folder or an inline program:
// { resources: [{ type, name, args | get: id }], outputs: { key: value } }. Data can't express some values. They have the forms
// { $secret: value }, { $unsecret: value }, { $of: name, property } and { $concat: [parts] }.
// The classes come from `entry`: `pulumi-rockit-durst` or `pulumi-rockit-durst/native`.
const pulumi = require("@pulumi/pulumi");

exports.declare = ({ resources, outputs = {} }, entry = "pulumi-rockit-durst") => {
  const classes = require(entry);
  const declared = {};
  const evaluate = (data) => {
    if (Array.isArray(data)) return data.map(evaluate);
    if (typeof data !== "object" || data === null) return data;
    if ("$secret" in data) return pulumi.secret(data.$secret);
    if ("$unsecret" in data) return pulumi.unsecret(pulumi.output(evaluate(data.$unsecret)));
    if ("$of" in data) return "property" in data ? declared[data.$of][data.property] : declared[data.$of];
    if ("$concat" in data) return pulumi.concat(...evaluate(data.$concat));
    return Object.fromEntries(Object.entries(data).map(([key, part]) => [key, evaluate(part)]));
  };
  for (const { type, name, args, get, opts } of resources)
    declared[name] =
      get === undefined
        ? new classes[type](name, evaluate(args), evaluate(opts))
        : classes[type].get(name, evaluate(get), evaluate(opts));
  return evaluate(outputs);
};
