// Keep an open conversation as the store has it: new messages, deliveries, owner, cases.
import { drawClocks, learnNow } from './clocks.js';
import { ask, replaceQuietly } from './live.js';
import { tellShown } from './shown.js';

const id = document.body.dataset.conversation;
const past = 'past' in document.body.dataset;
const list = document.getElementById('messages');
let asking = false;
let askAgain = false;
let postponed = null;

async function refresh() {
  if (asking) { askAgain = true; return; }
  asking = true;
  try {
    const answer = await ask(`/conversations/${encodeURIComponent(id)}/news?after=${last()}`);
    if (answer.ok) draw(await answer.json());
  } catch { /* the next event asks again */ }
  asking = false;
  if (askAgain) { askAgain = false; refresh(); }
}

function last() {
  return list.lastElementChild?.dataset.seq ?? 0;
}

function draw(news) {
  const stay = nearEnd();
  if (!past) news.messages.forEach(drawMessage);
  if (news.messages.length) document.getElementById('nothing')?.remove();
  drawParts(news.parts);
  if (stay) toEnd();
  tellShown();
}

function drawMessage(message) {
  const holder = document.createElement('ol');
  holder.innerHTML = message.html;
  const drawn = holder.firstElementChild;
  const old = document.getElementById(message.id);
  if (!old) {
    drawn.classList.add('arrived');
    list.append(drawn);
  } else if (old.dataset.state !== drawn.dataset.state) {
    old.replaceWith(drawn);
  }
}

function drawParts(parts) {
  let kept = null;
  for (const [name, html] of Object.entries(parts)) {
    const place = document.querySelector(`[data-part="${name}"]`);
    if (!place) continue;
    if (name === 'reply' ? !drawReply(place, html) : !replaceQuietly(place, html)) kept = parts;
  }
  postponed = kept;
  const canned = document.querySelector('[data-canned-place]');
  if (canned) canned.hidden = !document.querySelector('[data-reply]');
  learnNow(document.querySelector('[data-part="head"]'));
  drawClocks();
}

// The box a person writes in stays as long as they may write in it.
function drawReply(place, html) {
  const next = document.createElement('div');
  next.innerHTML = html;
  if (place.querySelector('textarea') && next.querySelector('textarea')) {
    const shown = place.querySelector('[data-blocked]');
    const told = next.querySelector('[data-blocked]');
    if (shown && told && shown.outerHTML !== told.outerHTML) shown.replaceWith(told);
    return true;
  }
  return replaceQuietly(place, html);
}

function nearEnd() {
  return innerHeight + scrollY >= document.documentElement.scrollHeight - 160;
}

function toEnd() {
  scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
}

function say(place, text) {
  place.textContent = text;
  place.hidden = !text;
}

// Who else has it open, and who types. Asked every few seconds, while somebody looks.
let typedAt = 0;
async function whoIsHere() {
  if (document.visibilityState !== 'visible') return;
  const typing = Date.now() - typedAt < 4000 ? '1' : '';
  try {
    const answer = await ask(`/conversations/${encodeURIComponent(id)}/here`, { method: 'POST', body: new URLSearchParams({ typing }) });
    if (answer.ok) drawHere((await answer.json()).here);
  } catch { /* asked again soon */ }
}

function drawHere(people) {
  const place = document.querySelector('[data-here]');
  if (!place) return;
  const typing = people.filter((p) => p.typing).map((p) => p.name);
  const looking = people.filter((p) => !p.typing).map((p) => p.name);
  const said = [];
  if (typing.length) said.push(`${typing.join(' and ')} ${typing.length === 1 ? 'is' : 'are'} typing…`);
  if (looking.length) said.push(`${looking.join(' and ')} ${looking.length === 1 ? 'is' : 'are'} looking too.`);
  if (place.textContent !== said.join(' ')) say(place, said.join(' '));
}

// Canned replies go where one writes; nothing is sent before it was read.
document.querySelector('[data-canned]')?.addEventListener('change', (event) => {
  const box = document.querySelector('[data-reply] textarea');
  if (!box || !event.target.value) return;
  box.value = box.value.trim() ? `${box.value.trimEnd()}\n\n${event.target.value}` : event.target.value;
  event.target.value = '';
  box.focus();
});

async function keepNote(form) {
  const box = form.querySelector('textarea');
  const problem = form.querySelector('[data-problem]');
  say(problem, '');
  try {
    const answer = await ask(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) throw new Error((await answer.json()).error);
    box.value = '';
    form.closest('details').open = false;
    await refresh();
  } catch (error) {
    say(problem, error instanceof TypeError ? 'Not kept: the console can not be reached.' : `Not kept. ${error.message}`);
  }
}

async function send(form) {
  const box = form.querySelector('textarea');
  const button = form.querySelector('button');
  const problem = form.querySelector('[data-problem]');
  if (!box.value.trim() || button.disabled) return;
  button.disabled = true;
  problem.hidden = true;
  try {
    const answer = await ask(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) throw new Error((await answer.json()).error);
    box.value = '';
    await refresh();
    toEnd();
  } catch (error) {
    problem.textContent = error instanceof TypeError ? 'Not sent: the console can not be reached.' : `Not sent. ${error.message}`;
    problem.hidden = false;
  }
  button.disabled = false;
  box.focus();
}

document.addEventListener('submit', (event) => {
  if (!event.target.matches('[data-reply], [data-note]')) return;
  event.preventDefault();
  if (event.target.matches('[data-reply]')) send(event.target);
  else keepNote(event.target);
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.matches('[data-reply] textarea')) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});
document.addEventListener('input', (event) => {
  if (!event.target.matches('[data-reply] textarea')) return;
  const first = Date.now() - typedAt > 4000;
  typedAt = Date.now();
  if (first) whoIsHere();
});
document.addEventListener('focusout', () => { if (postponed) setTimeout(() => postponed && drawParts(postponed), 0); });
document.addEventListener('frontdesk:conversation', refresh);

// On a narrow screen what to do and whom to call stands above; there only the owner starts below.
if (!past && (matchMedia('(width >= 64rem)').matches || document.querySelector('[data-reply] textarea'))) toEnd();
tellShown();

whoIsHere();
setInterval(whoIsHere, 3000);
