// A Pulumi program given as data, for a project's folder and for an inline program alike:
// { resources: [{ type, name, args | get: id }], outputs: { key: value } } with { $secret: value }, { $clear: value }, { $of: name, property }
// and { $concat: [parts] } for what data can't say.
// `entry` is where its classes come from: `pulumi-rockit-durst`, or `pulumi-rockit-durst/native`.
const pulumi = require("@pulumi/pulumi");

exports.declare = ({ resources, outputs = {} }, entry = "pulumi-rockit-durst") => {
  const classes = require(entry);
  const made = {};
  const value = (data) => {
    if (Array.isArray(data)) return data.map(value);
    if (typeof data !== "object" || data === null) return data;
    if ("$secret" in data) return pulumi.secret(data.$secret);
    if ("$clear" in data) return pulumi.unsecret(pulumi.output(value(data.$clear)));
    if ("$of" in data) return made[data.$of][data.property];
    if ("$concat" in data) return pulumi.concat(...value(data.$concat));
    return Object.fromEntries(Object.entries(data).map(([key, part]) => [key, value(part)]));
  };
  for (const { type, name, args, get, opts } of resources)
    made[name] =
      get === undefined
        ? new classes[type](name, value(args), value(opts))
        : classes[type].get(name, value(get), value(opts));
  return value(outputs);
};
