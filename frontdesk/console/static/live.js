// What the server says that changed: counts on every page, and when the page should ask again.
import { Stream } from './stream.js';

const OFFLINE_AFTER = 5000;
const body = document.body;
const title = body.dataset.title;
const tabs = new BroadcastChannel('frontdesk');
let lost = null;

export const csrf = document.querySelector('meta[name=csrf]').content;

// Ask in the background. Such requests do not count as a sign of life of the person.
export async function ask(url, options = {}) {
  const headers = { 'X-Live': '1', 'X-CSRF-Token': csrf, ...options.headers };
  const answer = await fetch(url, { ...options, headers, credentials: 'same-origin' });
  if (answer.status === 401) signInAgain();
  return answer;
}

// Replace an element, unless the person is in the middle of using it. Returns whether it did.
export function replaceQuietly(element, html) {
  const next = document.createElement('div');
  next.innerHTML = html;
  if (shape(next) === shape(element)) return true;
  if (element.contains(document.activeElement) && document.activeElement.matches('select, textarea, input')) {
    return false;
  }
  const open = [...element.querySelectorAll('details[data-keep]')].map((d) => d.open);
  element.replaceChildren(...next.childNodes);
  element.querySelectorAll('details[data-keep]').forEach((d, n) => { d.open = open[n] ?? false; });
  return true;
}

// What an element shows, but for clocks that run and stories that were opened.
function shape(element) {
  const copy = element.cloneNode(true);
  for (const clock of copy.querySelectorAll('[data-due]')) clock.replaceWith(clock.dataset.due);
  for (const told of copy.querySelectorAll('[data-now]')) told.removeAttribute('data-now');
  for (const story of copy.querySelectorAll('details')) story.removeAttribute('open');
  return copy.innerHTML.replace(/\s+/g, ' ').trim();
}

export function signInAgain() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}

function drawCounts(counts) {
  for (const [name, count] of Object.entries(counts)) {
    for (const place of document.querySelectorAll(`[data-count="${name}"]`)) {
      place.textContent = count;
      if (place.classList.contains('count')) place.hidden = count === 0;
    }
  }
  document.querySelector('[data-plural=alarms]').textContent = counts.alarms === 1 ? 'alarm waits' : 'alarms wait';
  document.querySelector('[data-alarms]').hidden = counts.alarms === 0 || 'queue' in body.dataset;
  drawTitle(counts.new);
  document.dispatchEvent(new CustomEvent('frontdesk:counts', { detail: counts }));
}

function drawTitle(waiting) {
  document.title = waiting ? `(${waiting}) ${title}` : title;
}

function online(isOnline) {
  clearTimeout(lost);
  const note = document.querySelector('[data-offline]');
  if (isOnline) note.hidden = true;
  else lost = setTimeout(() => { note.hidden = false; }, OFFLINE_AFTER);
}

const conversation = body.dataset.conversation;
const query = conversation ? `?conversation=${encodeURIComponent(conversation)}` : '';
const stream = new Stream(`/live${query}`, {
  online,
  queue(counts) {
    tabs.postMessage(counts);
    drawCounts(counts);
    document.dispatchEvent(new CustomEvent('frontdesk:queue'));
  },
  conversation() { document.dispatchEvent(new CustomEvent('frontdesk:conversation')); },
  signedOut: signInAgain,
  // Without a stream the page asks by itself; counts come from the tabs that have one.
  instead() {
    document.dispatchEvent(new CustomEvent(conversation ? 'frontdesk:conversation' : 'frontdesk:queue'));
  },
});

tabs.addEventListener('message', (event) => drawCounts(event.data));
drawTitle(Number(document.querySelector('[data-count="new"]').textContent));
stream.begin();

// A page that comes back from the browser's cache is old, and its stream is closed.
addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
