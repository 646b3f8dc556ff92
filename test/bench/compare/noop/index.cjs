// A dynamic provider that sends no requests and checks nothing. The state of its resources refers to this module.
const { randomBytes } = require("node:crypto");

exports.noop = {
  async diff(_id, { url: old }, { url }) {
    return { changes: url !== old, replaces: url === old ? [] : ["url"], deleteBeforeReplace: true };
  },
  async create({ __provider, ...inputs }) {
    return { id: inputs.name, outs: { ...inputs, secret: randomBytes(32).toString("base64") } };
  },
  async read(id, props) {
    return { id, props };
  },
  async delete() {},
};
