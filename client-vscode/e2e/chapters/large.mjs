// Typing into a file of 10,000 lines, half of them an agent's: from the key to the paint, with the extension and without.
// The figures are printed; what is asserted is what was typed, and whose it is.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import assert from "node:assert/strict";

const TYPED = "\nanswer_to_everything = compute(forty, two)  # and that is a comment of the person who types it\n";

export default async (stage) => {
  const own = pieces(0, 1_250);
  const project = stage.begin({ "large.py": own });
  project.agentWrites("large.py", own + pieces(1_250, 2_500));
  const figures = {};

  const without = join(stage.work, "no-extensions");
  mkdirSync(without, { recursive: true });
  for (const [name, more] of [
    ["without", { extensions: without }],
    ["with", {}],
  ]) {
    const editor = await stage.open(more);
    await stage.step(`typing into 10,000 lines, ${name} the extension`, async () => {
      await editor.openFile("large.py");
      if (name === "with") await editor.status("3750 lines to review");
      await editor.goTo(4_000, 1);
      // The first keys load what typing needs.
      await editor.type("x = 1\n");
      await editor.page.evaluate(watchKeys);
      for (const letter of TYPED.repeat(2)) {
        await (letter === "\n" ? editor.keys("Enter") : editor.page.keyboard.type(letter));
        await editor.page.waitForTimeout(30);
      }
      figures[name] = (await editor.page.evaluate(() => window.keyTimes)).sort((one, other) => one - other);
      assert.ok(figures[name].length > TYPED.length, "most keys were seen painted");
      if (name === "without") {
        await editor.command("File: Revert File");
        await editor.seesNot("x = 1");
        return;
      }
      await editor.save();
      await stage.lines("large.py", { 4000: "human", 4002: "human", 5006: "ai my-agent" });
    });
  }
  for (const [name, times] of Object.entries(figures)) {
    const at = (share) => `${times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(0)} ms`;
    console.log(
      `   key to paint, ${name.padEnd(7)} the extension: median ${at(0.5)}, 95 % ${at(0.95)}, most ${at(1)} (${times.length} keys)`,
    );
  }
};

/** Functions of four lines each, a blank one among them. */
function pieces(from, to) {
  const found = [];
  for (let number = from; number < to; number += 1) {
    found.push(`def piece_${number}(value):\n    doubled = value * ${number + 2}\n    return doubled + 1\n\n`);
  }
  return found.join("");
}

/** Runs in the page: notes the time from each key to the frame that shows it. */
function watchKeys() {
  window.keyTimes = [];
  const lines = document.querySelector(".editor-instance .view-lines");
  document.addEventListener(
    "keydown",
    (event) => {
      const seen = new MutationObserver(() => {
        seen.disconnect();
        requestAnimationFrame(() => {
          // What is posted from a frame is handled when it has been painted.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => window.keyTimes.push(performance.now() - event.timeStamp);
          port2.postMessage(0);
        });
      });
      seen.observe(lines, { subtree: true, childList: true, characterData: true });
    },
    true,
  );
}
