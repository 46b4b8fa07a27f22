// The room component on a teacher's pages: the whole room on its own page, a strip above every other one.

import { isDark } from "../shared/colour.js";
import { drawStrip, drawWayBack } from "./strip.js";
import { makeTeacher } from "./teacher.js";

const MAKERS = { teacher: makeTeacher, strip: drawStrip, student: drawWayBack };
const shown = new WeakMap();

/** Draw the room or the strip with new data; called by Streamlit, returns the clean-up. */
export function draw({ data, parentElement, setTriggerValue }) {
  const known = shown.get(parentElement);
  if (known?.code !== data.code || known?.kind !== data.kind) {
    known?.close();
    known?.element.remove();
    const made = MAKERS[data.kind](data, (what) => shown.get(parentElement).notify(what));
    parentElement.append(made.element);
    shown.set(parentElement, { ...made, code: data.code, kind: data.kind });
  }
  const now = shown.get(parentElement);
  now.notify = (what) => setTriggerValue(what, true);
  now.element.classList.toggle("gs-room-dark", isDark(now.element));
  now.update?.(data);
  return () => {
    shown.get(parentElement)?.close();
    shown.get(parentElement)?.element.remove();
    shown.delete(parentElement);
  };
}
