// Tell whoever asked for it that an emergency waits: a notification without a word of what was said, and a sound.

const ON = 'frontdesk-alerts';
const button = document.querySelector('[data-alerts]');
let known = Number(document.querySelector('[data-count="alarms"]').textContent);
let sound = null;

const isOn = () => localStorage.getItem(ON) === '1';

function draw() {
  button.setAttribute('aria-pressed', String(isOn()));
  button.textContent = isOn() ? 'Turn alerts off' : 'Turn alerts on';
}

async function toggle() {
  if (isOn()) {
    localStorage.setItem(ON, '0');
  } else {
    if ('Notification' in window && Notification.permission === 'default') await Notification.requestPermission();
    localStorage.setItem(ON, '1');
    ring();
  }
  draw();
}

function ring() {
  try {
    sound ??= new AudioContext();
    for (const [n, tone] of [880, 660, 880].entries()) {
      const at = sound.currentTime + n * 0.22;
      const voice = sound.createOscillator();
      const volume = sound.createGain();
      voice.frequency.value = tone;
      volume.gain.setValueAtTime(0.18, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + 0.2);
      voice.connect(volume).connect(sound.destination);
      voice.start(at);
      voice.stop(at + 0.2);
    }
  } catch { /* a browser without sound still shows the notice */ }
}

function notify(alarms) {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const note = new Notification('Frontdesk: a person needs you', {
    body: alarms === 1 ? '1 alarm waits.' : `${alarms} alarms wait.`, tag: 'frontdesk-alarm', renotify: true, requireInteraction: true,
  });
  note.addEventListener('click', () => { window.focus(); location.assign('/?show=new'); note.close(); });
}

// Of all tabs, the one that gets the lock speaks; the others stay quiet.
function tell(alarms) {
  const once = (work) => (navigator.locks
    ? navigator.locks.request(`frontdesk-alarm-${alarms}`, { ifAvailable: true }, async (lock) => { if (lock) { work(); await new Promise((r) => { setTimeout(r, 1500); }); } })
    : work());
  once(() => { ring(); notify(alarms); });
}

document.addEventListener('frontdesk:counts', (event) => {
  const { alarms } = event.detail;
  if (alarms > known && isOn()) tell(alarms);
  known = alarms;
});

button.addEventListener('click', toggle);
addEventListener('storage', draw);
draw();
