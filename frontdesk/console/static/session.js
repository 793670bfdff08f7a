// Whoever types or moves stays signed in; whoever does not is signed out by the server.
import { ask } from './live.js';

const EVERY = 60_000;
let noted = Date.now();

function note() {
  if (Date.now() - noted < EVERY) return;
  noted = Date.now();
  ask('/alive', { method: 'POST', headers: { 'X-Live': '0' } }).catch(() => {});
}

for (const sign of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
  addEventListener(sign, note, { passive: true });
}

// Close the menu by Escape or by a click beside it.
const menu = document.querySelector('.menu');
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && menu.open) { menu.open = false; menu.querySelector('summary').focus(); }
});
addEventListener('click', (event) => { if (!menu.contains(event.target)) menu.open = false; });

// A notice goes by itself; one that tells of something refused waits for a click.
const notice = document.querySelector('.notice');
notice?.addEventListener('click', () => notice.remove());
if (notice && !notice.matches('.notice-refused')) setTimeout(() => notice.remove(), 6000);

// A notice that was shown is not shown again when the page is loaded anew.
const here = new URL(location.href);
if (here.searchParams.has('notice')) {
  here.searchParams.delete('notice');
  history.replaceState(null, '', here);
}
