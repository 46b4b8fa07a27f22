// Model: parameters, sequence and changes of one stage, and every value computed from them.

import { formatChanges, isSameNumber, locate, parseChanges } from "./changes.js";
import { run } from "./engine.js";

/** Make a model from a header and its arrays; `changes` is the text of a link. */
export function makeModel(header, arrays, changes) {
  const base = { x: arrays.x, layers: layersOf(header, arrays) };
  const letters = header.formulas.lines.map(({ name }) => name);
  const model = { program: header.program, changes: [], unused: [], values: [], ...copyOf(base) };

  const fits = (change) => (change.held
    ? change.layer < model.layers.length && change.at[0] < model.x.columns && letters.includes(change.name)
    : locate(change, model) !== null);

  /** Write a change into the numbers. */
  const apply = ({ layer, held, ...change }) => {
    if (held) model.layers[layer].holds = holdsOf(layer);
    else {
      const { data, k } = locate({ layer, ...change }, model);
      data[k] = change.value;
    }
  };
  const holdsOf = (layer) => model.changes.filter((change) => change.held && change.layer === layer)
    .map(({ name, at, value }) => ({ name, since: at[0], value }));

  const accept = (change) => {
    const earlier = model.changes.find((other) => isSameNumber(change, other));
    if (earlier) Object.assign(earlier, change);
    else model.changes.push({ ...change });
    apply(change);
  };
  const compute = () => (model.values = run(model.program, model.layers, model.x, model.values));

  /** Change a number; a later change of the same number replaces the earlier one. Returns false where it does not fit. */
  model.change = (change) => {
    if (!fits(change)) return false;
    accept(change);
    compute();
    return true;
  };

  /** Undo changes. */
  model.undo = (...changes) => {
    model.changes = model.changes.filter((change) => !changes.includes(change));
    for (const change of changes) apply(change.held ? change : { ...change, value: model.before(change) });
    compute();
  };

  /** Return a changed number's original value. */
  model.before = (change) => {
    const found = locate(change, base);
    return found ? found.data[found.k] : NaN;
  };

  /** Return the present value of a number that can be changed, or undefined. */
  model.at = (name, at, layer) => {
    const found = locate({ name, at, layer }, model);
    return found ? found.data[found.k] : undefined;
  };

  /** Write all changes for a link, also those that do not fit this run. */
  model.changesText = () => formatChanges([...model.changes, ...model.unused]);

  for (const change of parseChanges(changes)) {
    if (fits(change)) accept(change);
    else model.unused.push(change);
  }
  compute();
  return model;
}

/** Gather each layer's parameters, "1/W_f" and so on, with initial states from "1/initial.h", or 0. */
function layersOf({ program, units: m }, arrays) {
  const layers = [];
  for (let k = 1; arrays[`${k}/${program.params[0]}`]; k++) {
    const params = Object.fromEntries(program.params.map((name) => [name, arrays[`${k}/${name}`]]));
    const state = Object.fromEntries(program.states.map((name) => [name, Float64Array.from(arrays[`${k}/initial.${name}`]?.data ?? new Float64Array(m))]));
    layers.push({ m, params, state, holds: [] });
  }
  return layers;
}

const copy = ({ data, rows, columns }) => ({ data: Float64Array.from(data), rows, columns });

const each = (table, change) => Object.fromEntries(Object.entries(table).map(([name, value]) => [name, change(value)]));

function copyOf({ x, layers }) {
  return { x: copy(x), layers: layers.map((layer) => ({ ...layer, holds: [], params: each(layer.params, copy), state: each(layer.state, (vector) => Float64Array.from(vector)) })) };
}
