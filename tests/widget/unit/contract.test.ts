import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { readMessage, readMessages } from "../../../widget/src/contract";

type Example = { name: string; message: Record<string, unknown> };
const examples = JSON.parse(readFileSync(process.env.CONTRACT!, "utf8")) as Example[];

for (const { name, message } of examples) {
  test(`reads ${name}, and loses nothing of it`, () => {
    const read = readMessage(message) as unknown as Record<string, unknown>;
    for (const [key, value] of Object.entries(message)) {
      const kept = key === "charts" ? withoutAxes(read[key], value) : read[key];
      assert.deepEqual(kept, value, key);
    }
  });
}

test("what is no message is left out, and what is missing is empty", () => {
  assert.deepEqual(readMessages("nonsense"), []);
  assert.deepEqual(readMessages([null, 7, "x", {}, { from: "robot", id: "1" }, { from: "assistant" }]), []);
  const [message] = readMessages([{ id: "1", from: "assistant", cards: [{}], charts: [{ kind: "pie" }], buttons: [{ title: "x" }] }]);
  assert.equal(message?.text, "");
  assert.equal(message?.cards[0]?.facts.length, 0);
  assert.deepEqual([message?.charts, message?.buttons, message?.sources], [[], [], []]);
});

/** Axes are read as empty where a chart has none. */
function withoutAxes(read: unknown, wanted: unknown): unknown {
  return (read as Record<string, unknown>[]).map((chart, index) => {
    const { axes, ...others } = chart;
    return (wanted as Record<string, unknown>[])[index]?.axes ? chart : others;
  });
}
