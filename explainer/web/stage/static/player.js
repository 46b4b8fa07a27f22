// The player: which operation is on the stage, forward and back, by itself or by hand.

const BEAT = 700; // milliseconds for one operation at speed 1

/** Make a player; `moved()` is called after each move. The place in time is the cursor's. */
export function makePlayer(cursor, moved) {
  const player = { op: 0, ops: 1, playing: false, speed: 1, way: 1 }; // way: −1 where the walk goes backward
  let timer = 0;

  const go = (op) => {
    player.op = Math.max(0, Math.min(player.ops - 1, op));
    moved();
  };

  /** Take one operation forward (1) or back (-1); past the end of a step comes the next step. */
  player.walk = (way) => {
    const next = player.op + way;
    if (next >= 0 && next < player.ops) return go(next);
    const t = cursor.t + way;
    if (t < 0 || t >= cursor.steps) return player.pause();
    cursor.move({ t });
    go(way > 0 ? 0 : player.ops - 1);
  };

  player.jump = go;
  player.leap = (way) => cursor.move({ t: cursor.t + way });
  player.finish = () => go(player.way > 0 ? player.ops - 1 : 0);
  player.toStart = () => (cursor.move({ t: 0 }), go(0));
  player.toEnd = () => (cursor.move({ t: cursor.steps - 1 }), go(player.ops - 1));

  const isAtEnd = () => (player.way > 0 ? cursor.t === cursor.steps - 1 && player.op === player.ops - 1 : cursor.t === 0 && player.op === 0);
  const beat = () => {
    timer = setTimeout(() => {
      player.walk(player.way);
      if (player.playing) beat();
    }, BEAT / player.speed);
  };
  player.play = () => {
    if (isAtEnd()) (player.way > 0 ? player.toStart : player.toEnd)();
    player.playing = true;
    beat();
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

/** What each key does; a key that is not here belongs to the page. */
export function keyOf(event, player, cursor) {
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const step = event.shiftKey ? player.leap : player.walk;
  return {
    ArrowLeft: () => step(-1), ArrowRight: () => step(1), " ": player.toggle,
    ArrowUp: () => cursor.move({ unit: cursor.unit - 1 }), ArrowDown: () => cursor.move({ unit: cursor.unit + 1 }),
    Home: player.toStart, End: player.toEnd,
  }[event.key];
}
