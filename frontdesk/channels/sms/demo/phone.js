// A telephone: shows the texts of one number, and sends what is typed.
"use strict";

const LOOK_EVERY = 700;
const NURSE = "+13125550110";
const thread = document.getElementById("thread");
const form = document.getElementById("write");
const field = document.getElementById("text");
const trouble = document.getElementById("trouble");
const clock = document.getElementById("clock");
const shown = new Map();
// Where the telephone is. The time is the clinic's clock, which may have been turned for a trial.
let zone;
// How many texts each telephone had got when it was last looked at.
const seen = {};

const number = () => document.querySelector("input[name=phone]:checked").value;

function bubble(text) {
  const line = document.createElement("li");
  const words = document.createElement("p");
  const note = document.createElement("small");
  words.textContent = text.text || "(a picture)";
  note.textContent = text.note;
  line.className = text.mine ? "mine" : "theirs";
  line.append(words, note);
  return line;
}

function timeOf(iso) {
  const wanted = { hour: "numeric", minute: "2-digit", timeZone: zone };
  return new Date(iso).toLocaleTimeString("en-US", wanted);
}

function noteOf(text) {
  const at = timeOf(text.at);
  if (text.mine) return at;
  return `${at}, ${text.characters} characters in ${text.parts} ${text.parts === 1 ? "part" : "parts"}`;
}

function show(texts) {
  const near = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  for (const text of texts) {
    if (shown.has(text.id)) continue;
    if (text.mine) thread.querySelector(".sending")?.remove();
    const line = bubble({ ...text, note: noteOf(text) });
    shown.set(text.id, line);
    const waiting = thread.querySelector(".sending");
    thread.insertBefore(line, waiting);
    if (near || text.mine) line.scrollIntoView({ block: "end" });
  }
}

function count(got) {
  for (const badge of document.querySelectorAll(".new")) {
    const its = badge.dataset.number;
    if (its === number() || !(its in seen)) seen[its] = got[its];
    const fresh = got[its] - seen[its];
    badge.hidden = !fresh;
    badge.textContent = fresh ? `${fresh} new` : "";
  }
}

function offer() {
  const patient = number() !== NURSE;
  for (const button of document.querySelectorAll(".tries button")) {
    button.hidden = button.dataset.by ? button.dataset.by !== number() : !patient;
  }
}

function complain(words) {
  trouble.textContent = words || "";
  trouble.hidden = !words;
}

async function look() {
  const asked = number();
  try {
    const answer = await fetch(`/demo/phone/texts?number=${encodeURIComponent(asked)}`);
    const told = await answer.json();
    zone = told.zone || zone;
    if (told.now) clock.textContent = timeOf(told.now).replace(/ ?[AP]M/i, "");
    if (asked === number()) show(told.texts || []);
    if (told.got) count(told.got);
    complain(told.error);
  } catch {
    complain("The server does not answer.");
  }
}

async function send(text, picture) {
  const line = bubble({ text, mine: true, note: "Sending" });
  line.classList.add("sending");
  thread.append(line);
  line.scrollIntoView({ block: "end" });
  const body = JSON.stringify({ number: number(), text, picture: Boolean(picture) });
  try {
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, body };
    const told = await (await fetch("/demo/phone/texts", options)).json();
    complain(told.error);
  } catch {
    complain("The text was not sent.");
  }
  await look();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value;
  if (!text.trim()) return;
  field.value = "";
  send(text);
});

field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

for (const button of document.querySelectorAll(".tries button")) {
  button.addEventListener("click", () => send(button.dataset.text || "", button.dataset.picture));
}

for (const choice of document.querySelectorAll("input[name=phone]")) {
  choice.addEventListener("change", () => {
    shown.clear();
    thread.replaceChildren();
    offer();
    look();
  });
}

offer();
look();
setInterval(look, LOOK_EVERY);
