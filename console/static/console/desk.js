// Keeps the desk new: who waits, and what the visitor writes. Without this file everything works by loading the page.
"use strict";

(() => {
  const QUEUE_MS = 4000;
  const TALK_MS = 2000;
  const queue = document.getElementById("queue");
  const talk = document.getElementById("talk");

  async function fetched(address) {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").body;
  }

  // The tokens of forms differ in every answer, and are no news.
  const bare = (element) => element.innerHTML.replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1");

  async function renewQueue() {
    const page = await fetched(queue.dataset.news);
    if (!page || bare(page) === bare(queue)) return;
    const focused = queue.contains(document.activeElement) ? document.activeElement.id : "";
    const before = document.getElementById("count").textContent;
    queue.replaceChildren(...page.childNodes);
    if (focused) (document.getElementById(focused) ?? document.getElementById("main")).focus();
    const count = document.getElementById("count").textContent;
    if (count !== before) document.getElementById("said").textContent = count;
  }

  async function renewTalk() {
    const page = await fetched(talk.dataset.news);
    if (!page) return;
    const speaks = document.getElementById("speaks");
    const now = page.querySelector("#speaks");
    // Somebody else took it or gave it back: other forms are needed, and what was typed here could not be sent.
    const isOther = now.dataset.by !== speaks.dataset.by || now.dataset.waits !== speaks.dataset.waits;
    if (isOther && !document.getElementById("text")?.value) { location.reload(); return; }
    if (now.textContent !== speaks.textContent) speaks.replaceWith(now);
    const log = document.getElementById("transcript");
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    for (const message of page.querySelectorAll(".said")) {
      const shown = document.getElementById(message.id);
      if (!shown) log.append(message);
      else if (bare(shown) !== bare(message) && !shown.contains(document.activeElement)) shown.replaceWith(message);
    }
    if (isAtEnd) log.scrollTop = log.scrollHeight;
  }

  const work = queue ? renewQueue : talk ? renewTalk : null;
  if (work) {
    // One after the other, however slow the network is.
    const again = () => setTimeout(() => {
      (document.visibilityState === "visible" || queue ? work() : Promise.resolve()).catch(() => {}).finally(again);
    }, queue ? QUEUE_MS : TALK_MS);
    again();
  }

  const text = document.getElementById("text");
  text?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) text.form.requestSubmit();
  });
  // A second press sends nothing; the key of the form would not let it happen twice anyway.
  document.getElementById("answer")?.addEventListener("submit", () => { document.getElementById("send").disabled = true; });
  if (text && !document.querySelector(".notice.error")) text.focus({ preventScroll: true });
})();
