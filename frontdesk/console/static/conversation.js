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
  learnNow(document.querySelector('[data-part="head"]'));
  drawClocks();
}

// The box a person writes in stays as long as they may write in it.
function drawReply(place, html) {
  const next = document.createElement('div');
  next.innerHTML = html;
  if (place.querySelector('textarea') && next.querySelector('textarea')) return true;
  return replaceQuietly(place, html);
}

function nearEnd() {
  return innerHeight + scrollY >= document.documentElement.scrollHeight - 160;
}

function toEnd() {
  scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
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
  if (!event.target.matches('[data-reply]')) return;
  event.preventDefault();
  send(event.target);
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.matches('[data-reply] textarea')) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});
document.addEventListener('focusout', () => { if (postponed) setTimeout(() => postponed && drawParts(postponed), 0); });
document.addEventListener('frontdesk:conversation', refresh);

// On a narrow screen what to do and whom to call stands above; there only the owner starts below.
if (!past && (matchMedia('(width >= 64rem)').matches || list.parentElement.parentElement.querySelector('textarea'))) toEnd();
tellShown();
