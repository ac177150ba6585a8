// Keys of the correction form; each does what a field or button of it does, and without this file all works.
"use strict";

const sentence = document.getElementById("sentence");
const field = document.getElementById("label");

// How many times the words stand in the sentence up to here: the server finds the place by that, in its own counting.
function times(words, start) {
  let count = 0;
  for (let at = sentence.value.indexOf(words); at >= 0 && at <= start; at = sentence.value.indexOf(words, at + 1)) count += 1;
  return count;
}

function nameSelection() {
  const chosen = sentence.value.slice(sentence.selectionStart, sentence.selectionEnd);
  const words = chosen.trim();
  const row = [...document.querySelectorAll("div.entity")].find((one) => !one.querySelector("[name=words]").value);
  if (!words || !row) return;
  row.querySelector("[name=words]").value = words;
  row.querySelector("[name=nth]").value = times(words, sentence.selectionStart + chosen.indexOf(words));
  row.querySelector("[name=entity]").focus();
}

// Not the readonly attribute: browsers then have no cursor there, and nothing could be selected by keyboard.
sentence.addEventListener("beforeinput", (event) => event.preventDefault());

function take(number) {
  const offer = document.querySelectorAll(".offer")[number - 1];
  if (offer) offer.click();
}

document.querySelectorAll(".offer").forEach((offer) => offer.addEventListener("click", () => { field.value = offer.dataset.label; }));

const FORM_KEYS = {
  i: () => field.select(),
  w: () => sentence.focus(),
  e: nameSelection,
  s: () => document.getElementById("propose").click(),
  a: () => document.getElementById("approve")?.click(),
  d: () => document.getElementById("dismiss").click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  // In the sentence nothing is typed: its letters are keys too.
  const typing = event.target !== sentence && event.target.closest("input, textarea, select, dialog[open]");
  if (typing) return;
  if (event.key >= "1" && event.key <= "5") { event.preventDefault(); take(Number(event.key)); return; }
  const action = FORM_KEYS[event.key];
  if (action) { event.preventDefault(); action(); }
});
