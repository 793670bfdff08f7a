// Tell the server which alarms this screen shows, so that the patient is told the truth.
import { ask } from './live.js';

const told = new Set();

export async function tellShown() {
  if (document.visibilityState !== 'visible') return;
  const cases = [...document.querySelectorAll('[data-untold]')].map((e) => e.dataset.untold).filter((id) => !told.has(id));
  if (!cases.length) return;
  cases.forEach((id) => told.add(id));
  try {
    const answer = await ask('/cases/shown', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ cases }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
  } catch {
    cases.forEach((id) => told.delete(id));
  }
}

document.addEventListener('visibilitychange', tellShown);
