/** What tells a visitor who looks elsewhere that something came: title and, if wished, a sound. */

/** Puts the number of unread messages before the page's title, and takes it away again. */
export function countInTitle(unread: number): void {
  const title = document.title.replace(/^\(\d+\) /, "");
  const wanted = unread ? `(${unread}) ${title}` : title;
  if (document.title !== wanted) document.title = wanted;
}

/** A soft chime of two notes, made here: no file is fetched. */
export function chime(): void {
  const audio = new AudioContext();
  const gain = audio.createGain();
  gain.gain.setValueAtTime(0.06, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.5);
  gain.connect(audio.destination);
  [660, 880].forEach((frequency, i) => {
    const tone = audio.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start(audio.currentTime + i * 0.12);
    tone.stop(audio.currentTime + 0.5);
    if (i) tone.onended = () => void audio.close();
  });
}
