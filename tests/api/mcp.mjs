// npm @launchdarkly/mcp-server: lists, reads, creates, updates and deletes a flag over stdio.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const lines = (stream) => createInterface({ input: stream })[Symbol.asyncIterator]();
let passed = 0;
let failed = 0;

function expect(name, holds, detail) {
  if (holds) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`FAILED ${name}: ${JSON.stringify(detail)?.slice(0, 600)}`);
  }
}

const simulator = spawn(process.env.FLAGWISE_BIN, ["simulate"], { stdio: ["ignore", "pipe", "inherit"] });
const ready = JSON.parse((await lines(simulator.stdout).next()).value);
const server = spawn(
  process.execPath,
  [process.env.MCP_SERVER, "start", "--api-key", ready.token, "--server-url", ready.url],
  { stdio: ["pipe", "pipe", "ignore"] },
);
const answers = lines(server.stdout);
let id = 0;

async function request(method, params) {
  id += 1;
  server.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
  for (;;) {
    const { value, done } = await answers.next();
    if (done) throw new Error("the server ended");
    const message = JSON.parse(value);
    if (message.id === id) return message.result ?? message;
  }
}

/** Calls a tool; its text as JSON, or as it is. */
async function call(tool, parameters) {
  const result = await request("tools/call", { name: tool, arguments: { request: parameters } });
  const text = result.content?.map((part) => part.text).join("") ?? JSON.stringify(result);
  try {
    return { error: result.isError === true, body: JSON.parse(text) };
  } catch {
    return { error: result.isError === true, body: text };
  }
}

try {
  await request("initialize", {
    protocolVersion: "2024-11-05",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  });
  server.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);
  const { tools } = await request("tools/list", {});
  expect("tools", tools.length >= 6, tools);

  const project = { projectKey: "storefront" };
  const list = await call("list-feature-flags", { ...project, limit: 5, env: "production" });
  expect("list", !list.error && list.body.items?.length === 5, list);
  const flag = { ...project, featureFlagKey: "made-by-mcp" };
  const created = await call("create-feature-flag", {
    ...project,
    FeatureFlagBody: { name: "Made by a model", key: "made-by-mcp", tags: ["mcp"] },
  });
  expect("create", !created.error && created.body.key === "made-by-mcp", created);
  const updated = await call("update-feature-flag", {
    ...flag,
    PatchWithComment: {
      patch: [{ op: "replace", path: "/environments/production/on", value: true }],
      comment: "on",
    },
  });
  expect("update", !updated.error && updated.body.environments?.production?.on === true, updated);
  const read = await call("get-feature-flag", { ...flag, env: "production" });
  expect("read", !read.error && read.body.environments?.production?.on === true, read);
  const refused = await call("update-feature-flag", {
    ...flag,
    PatchWithComment: { patch: [{ op: "replace", path: "/environments/production-eu/on", value: true }] },
  });
  expect("an environment with approvals refuses", refused.error, refused);
  const environment = await call("get-environments", project);
  expect("environments", !environment.error && environment.body.items?.length === 4, environment);
  const deleted = await call("delete-feature-flag", flag);
  expect("delete", !deleted.error, deleted);
  const gone = await call("get-feature-flag", flag);
  expect("gone", gone.error, gone);
} catch (error) {
  expect("a conversation", false, String(error?.stack ?? error));
} finally {
  server.kill();
  simulator.kill();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
