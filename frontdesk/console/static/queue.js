// Keep the cards of the queue as the store has them, without disturbing the one in use.
import { drawClocks, learnNow } from './clocks.js';
import { ask } from './live.js';
import { tellShown } from './shown.js';

const place = document.getElementById('cards');
let asking = false;
let askAgain = false;

async function refresh() {
  if (asking) { askAgain = true; return; }
  asking = true;
  try {
    const answer = await ask(`/queue?${document.body.dataset.queue}`);
    if (answer.ok) draw(await answer.text());
  } catch { /* the next event asks again */ }
  asking = false;
  if (askAgain) { askAgain = false; refresh(); }
}

function draw(html) {
  const next = document.createElement('div');
  next.innerHTML = html;
  learnNow(next);
  const here = place.querySelector('.cards');
  const there = next.querySelector('.cards');
  if (here && there) merge(here, there);
  else place.replaceChildren(...next.childNodes);
  drawClocks();
  tellShown();
}

function merge(here, there) {
  const focused = focusedButton();
  const wanted = [...there.children];
  const ids = new Set(wanted.map((card) => card.id));
  for (const card of [...here.children]) if (!ids.has(card.id)) card.remove();
  wanted.forEach((card, n) => {
    const old = document.getElementById(card.id);
    const kept = old && old.dataset.version === card.dataset.version ? old : card;
    if (!old) card.classList.add('arrived');
    if (old && kept !== old) old.remove();
    if (here.children[n] !== kept) here.insertBefore(kept, here.children[n] ?? null);
  });
  focused?.();
}

// Whoever is about to press a button must still be on it after the cards moved.
function focusedButton() {
  const active = document.activeElement;
  const card = active?.closest('.card');
  if (!card) return null;
  const name = active.matches('button') ? 'button' : 'a';
  return () => { if (document.activeElement === document.body) document.getElementById(card.id)?.querySelector(name)?.focus(); };
}

document.addEventListener('frontdesk:queue', refresh);
tellShown();

// A choice narrows the queue at once; without this script the button does.
const narrow = document.querySelector('[data-narrow]');
narrow?.addEventListener('change', () => narrow.requestSubmit());
