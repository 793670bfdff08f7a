// Keyboard shortcuts. They can be turned off: single letters disturb those who speak to their computer.

const OFF = 'frontdesk-keys-off';
const ROOMS = { q: '/', c: '/conversations', a: '/appointments' };
const dialog = document.querySelector('[data-keys-dialog]');
const on = dialog.querySelector('[data-keys-on]');
let going = false;

on.checked = localStorage.getItem(OFF) !== '1';
on.addEventListener('change', () => localStorage.setItem(OFF, on.checked ? '0' : '1'));
document.querySelector('[data-keys]')?.addEventListener('click', () => dialog.showModal());

const rows = () => [...document.querySelectorAll('.cards > .card, .rows > .row')];

function current() {
  return document.activeElement?.closest('.card, .row');
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  next.querySelector('a')?.focus();
  next.scrollIntoView({ block: 'nearest' });
}

function press(action) {
  const form = (current() ?? document).querySelector(`form[action$="/${action}"]`);
  form?.querySelector('button')?.click();
}

function focus(selector) {
  const place = document.querySelector(selector);
  place?.closest('details')?.setAttribute('open', '');
  place?.focus();
  return Boolean(place);
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => current()?.querySelector('a')?.click(),
  a: () => press('acknowledge'),
  t: () => press('take'),
  r: () => focus('[data-reply] textarea'),
  n: () => focus('[data-note] textarea'),
  '/': () => focus('[data-find]'),
  '?': () => dialog.showModal(),
  g: () => { going = true; setTimeout(() => { going = false; }, 1500); },
};

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || !on.checked) return;
  if (event.target.matches?.('input, textarea, select')) return;
  if (going && ROOMS[event.key]) {
    location.assign(ROOMS[event.key]);
  } else if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});
