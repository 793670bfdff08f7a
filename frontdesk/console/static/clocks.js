// Count the clocks of the cases down by the server's time, which may differ from the browser's.

let offset = Date.parse(document.querySelector('meta[name=now]').content) - Date.now();

export function learnNow(root) {
  const told = root.querySelector('[data-now]')?.dataset.now ?? root.dataset?.now;
  if (told) offset = Date.parse(told) - Date.now();
}

function left(ms) {
  const word = ms >= 0 ? 'left' : 'over';
  const seconds = Math.floor(Math.abs(ms) / 1000);
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} ${word}`;
  }
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min ${word}`;
  return `${Math.floor(hours / 24)} days ${word}`;
}

function colour(due, opened, now) {
  if (now >= due) return 'red';
  return (due - now) * 3 <= due - opened ? 'amber' : 'calm';
}

export function drawClocks() {
  const now = Date.now() + offset;
  for (const clock of document.querySelectorAll('[data-due]')) {
    const due = Date.parse(clock.dataset.due);
    const said = left(due - now);
    if (clock.textContent !== said) clock.textContent = said;
    clock.className = `clock clock-${colour(due, Date.parse(clock.dataset.opened), now)}`;
  }
}

drawClocks();
setInterval(drawClocks, 1000);
