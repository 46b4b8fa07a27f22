// Loads plotly.js once, from the installed Python package.

let loading;
let load = () => loadScript(new URL("../plotly.min.js", import.meta.url));

/** Return a promise of Plotly. */
export function plotly() {
  loading ??= window.Plotly ? Promise.resolve(window.Plotly) : load();
  return loading;
}

/** Let a page without a server bring Plotly: `own` returns a promise of it, and is called when it is first needed. */
export function usePlotly(own) {
  load = own;
}

/** Load the script at an address, and return a promise of Plotly. */
export function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error("plotly.min.js could not be loaded"));
    document.head.append(script);
  });
}
