import assert from "node:assert/strict";
import { test } from "node:test";

import { Backoff } from "../src/backoff";
import type { Hint } from "../src/protocol";
import { suggested, toldBy } from "../src/told";

const UNKNOWN: Hint = { mechanism: "unknown" };
const TOLD: [string, object, Hint | undefined][] = [
  ["a host without it", {}, undefined],
  ["typing", { detailedReason: { source: "cursor", metadata: { kind: "type" } } }, undefined],
  ["a paste", { detailedReason: { source: "cursor", metadata: { kind: "paste" } } }, { mechanism: "pasted" }],
  [
    "a known provider",
    { detailedReason: { source: "inlineCompletionAccept", metadata: { $extensionId: "GitHub.copilot" } } },
    { mechanism: "completion", producer: "copilot" },
  ],
  [
    "an unknown provider",
    { detailedReason: { source: "inlineCompletionAccept", metadata: { $extensionId: "a.b" } } },
    UNKNOWN,
  ],
  ["another shape", { detailedReason: "paste" }, undefined],
  [
    "a host that refuses",
    Object.defineProperty({}, "detailedReason", {
      get: () => {
        throw new Error("proposed");
      },
    }),
    undefined,
  ],
];

for (const [name, event, wanted] of TOLD) {
  test(`told: ${name}`, () => assert.deepEqual(toldBy(event), wanted));
}

const SUGGESTED: [string, string, string[], Hint][] = [
  ["the setting", "my-model", ["github.copilot"], { mechanism: "completion", producer: "my-model" }],
  [
    "the one known AI",
    "",
    ["vscode.git", "GitHub.copilot", "GitHub.copilot-chat"],
    { mechanism: "completion", producer: "copilot" },
  ],
  ["two of them", "", ["github.copilot", "codeium.codeium"], UNKNOWN],
  ["none", "", ["vscode.git"], UNKNOWN],
];

for (const [name, setting, active, wanted] of SUGGESTED) {
  test(`an accepted suggestion: ${name}`, () => assert.deepEqual(suggested(setting, active), wanted));
}

test("a server that crashes is started again ever later, and then left alone", () => {
  let now = 0;
  const backoff = new Backoff(() => now);
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map(() => backoff.next()),
    [500, 1000, 2000, 4000, 8000, undefined],
  );
  now = 180_001;
  assert.equal(backoff.next(), 500);
  backoff.forget();
  assert.equal(backoff.next(), 500);
});
