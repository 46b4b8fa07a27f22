// The model: parameters, sequence and changes of one stage, and every value that follows from them.

import { placeOf, read, same, write } from "./changes.js";
import { run } from "./engine.js";

/** Make a model from a header and its arrays; `changes` is the text of a link. */
export function makeModel(header, arrays, changes) {
  const base = { x: arrays.x, layers: layersOf(header, arrays) };
  const letters = header.formulas.lines.map(({ name }) => name);
  const model = { program: header.program, changes: [], waiting: [], values: [], ...copyOf(base) };

  const fits = (change) => (change.held
    ? change.layer < model.layers.length && change.at[0] < model.x.columns && letters.includes(change.name)
    : placeOf(change, model) !== null);

  /** Put a change into the numbers. */
  const apply = ({ layer, held, ...change }) => {
    if (held) model.layers[layer].holds = holdsOf(layer);
    else {
      const { data, k } = placeOf({ layer, ...change }, model);
      data[k] = change.value;
    }
  };
  const holdsOf = (layer) => model.changes.filter((change) => change.held && change.layer === layer)
    .map(({ name, at, value }) => ({ name, since: at[0], value }));

  const accept = (change) => {
    const known = model.changes.find((other) => same(change, other));
    if (known) Object.assign(known, change);
    else model.changes.push({ ...change });
    apply(change);
  };
  const compute = () => (model.values = run(model.program, model.layers, model.x, model.values));

  /** Set a number by hand; the last change of a number stands for all before it. False where it does not fit. */
  model.change = (change) => {
    if (!fits(change)) return false;
    accept(change);
    compute();
    return true;
  };

  /** Take changes back. */
  model.undo = (...changes) => {
    model.changes = model.changes.filter((change) => !changes.includes(change));
    for (const change of changes) apply(change.held ? change : { ...change, value: model.before(change) });
    compute();
  };

  /** Return what a changed number was at first. */
  model.before = (change) => {
    const place = placeOf(change, base);
    return place ? place.data[place.k] : NaN;
  };

  /** Return the number that can be changed at a place, as it is now, or undefined. */
  model.at = (name, at, layer) => {
    const place = placeOf({ name, at, layer }, model);
    return place ? place.data[place.k] : undefined;
  };

  /** Return all changes as they stand in a link, those too that wait for a run they fit. */
  model.written = () => write([...model.changes, ...model.waiting]);

  for (const change of read(changes)) {
    if (fits(change)) accept(change);
    else model.waiting.push(change);
  }
  compute();
  return model;
}

/** Gather each layer's parameters, "1/W_f" and so on, with states that start at 0 or as "1/start.h" says. */
function layersOf({ program, units: m }, arrays) {
  const layers = [];
  for (let k = 1; arrays[`${k}/${program.params[0]}`]; k++) {
    const params = Object.fromEntries(program.params.map((name) => [name, arrays[`${k}/${name}`]]));
    const state = Object.fromEntries(program.states.map((name) => [name, Float64Array.from(arrays[`${k}/start.${name}`]?.data ?? new Float64Array(m))]));
    layers.push({ m, params, state, holds: [] });
  }
  return layers;
}

const copy = ({ data, rows, columns }) => ({ data: Float64Array.from(data), rows, columns });

const each = (table, change) => Object.fromEntries(Object.entries(table).map(([name, value]) => [name, change(value)]));

function copyOf({ x, layers }) {
  return { x: copy(x), layers: layers.map((layer) => ({ ...layer, holds: [], params: each(layer.params, copy), state: each(layer.state, (vector) => Float64Array.from(vector)) })) };
}
