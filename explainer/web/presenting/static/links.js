// Links: what an address says of the showing goes along with every link that loads another page of this server.

const ENTRIES = ["present", "hide", "lock", "embed"]; // as in Python's ui/links.py, and Streamlit's own

/** Return an address of this server with the entries of the present one that it lacks. */
export function withEntries(address, search) {
  const [here, target] = [new URLSearchParams(search), new URL(address)];
  for (const name of ENTRIES) if (here.get(name) && !target.searchParams.has(name)) target.searchParams.set(name, here.get(name));
  return target.href;
}

/** Add the entries to each link of this server when it is followed; returns a function that stops it. */
export function keepEntries() {
  const onClick = (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && link.origin === location.origin && !link.hash) link.href = withEntries(link.href, location.search);
  };
  document.addEventListener("click", onClick, true);
  return () => document.removeEventListener("click", onClick, true);
}
