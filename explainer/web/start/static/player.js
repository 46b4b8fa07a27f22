// Player: moves the cursor through the sequence by itself, slowly where the first symbols are lost, and begins again.

const SLOW = 420; // milliseconds for a step, while the first symbols are read
const FAST = 110;
const SLOW_STEPS = 12;
const REST = 4000; // at the end

/** Make a player of a cursor; `changed()` is called when it starts or stops. */
export function makePlayer(cursor, changed) {
  const player = { playing: false };
  let timer = 0;
  const isAtEnd = () => cursor.t >= cursor.steps - 1;
  const schedule = () => {
    timer = setTimeout(() => {
      cursor.move({ t: isAtEnd() ? 0 : cursor.t + 1 });
      schedule();
    }, isAtEnd() ? REST : cursor.t < SLOW_STEPS ? SLOW : FAST);
  };
  const set = (playing) => {
    clearTimeout(timer);
    if (player.playing !== playing) {
      player.playing = playing;
      changed();
    }
  };
  player.play = () => {
    set(true);
    if (isAtEnd()) cursor.move({ t: 0 });
    schedule();
  };
  player.pause = () => set(false);
  player.toggle = () => (player.playing ? player.pause() : player.play());
  return player;
}
