// Player: which operation is on the stage; it moves by one operation or time step, forward or backward, or plays.

const PERIOD = 700; // milliseconds for one operation at speed 1

/** Make a player; `moved()` is called after each move. The time step is the cursor's. */
export function makePlayer(cursor, moved) {
  const player = { op: 0, ops: 1, playing: false, speed: 1, direction: 1 }; // −1 in the backward pass
  let timer = 0;

  const go = (op) => {
    player.op = Math.max(0, Math.min(player.ops - 1, op));
    moved();
  };

  /** Move one operation forward (1) or back (-1); past the end of a time step comes the next one. */
  player.moveOperation = (direction) => {
    const next = player.op + direction;
    if (next >= 0 && next < player.ops) return go(next);
    const t = cursor.t + direction;
    if (t < 0 || t >= cursor.steps) return player.pause();
    cursor.move({ t });
    go(direction > 0 ? 0 : player.ops - 1);
  };

  player.jump = go;
  player.moveStep = (direction) => cursor.move({ t: cursor.t + direction });
  player.finish = () => go(player.direction > 0 ? player.ops - 1 : 0);
  player.toStart = () => (cursor.move({ t: 0 }), go(0));
  player.toEnd = () => (cursor.move({ t: cursor.steps - 1 }), go(player.ops - 1));

  const isAtEnd = () => (player.direction > 0 ? cursor.t === cursor.steps - 1 && player.op === player.ops - 1 : cursor.t === 0 && player.op === 0);
  const schedule = () => {
    timer = setTimeout(() => {
      player.moveOperation(player.direction);
      if (isAtEnd()) player.pause();
      else if (player.playing) schedule();
    }, PERIOD / player.speed);
  };
  player.play = () => {
    if (isAtEnd()) (player.direction > 0 ? player.toStart : player.toEnd)();
    player.playing = true;
    schedule();
    moved();
  };
  player.pause = () => {
    clearTimeout(timer);
    player.playing = false;
    moved();
  };
  player.toggle = () => (player.playing ? player.pause() : player.play());
  player.close = () => clearTimeout(timer);
  return player;
}
