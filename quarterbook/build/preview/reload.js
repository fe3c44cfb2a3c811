// In a preview alone: loads a page again when it has been made anew, at the same place, and says
// what is at fault while the last good page stays.
(() => {
  const own = document.currentScript.dataset;
  const key = "quarterbook-preview";
  const place = JSON.parse(sessionStorage.getItem(key) || "{}");
  if (place.page === location.pathname) scrollTo(0, place.top);
  sessionStorage.removeItem(key);

  const box = document.createElement("div");
  box.setAttribute("role", "alert");
  Object.assign(box.style, {
    position: "fixed", left: 0, right: 0, bottom: 0, zIndex: 9999, maxHeight: "50vh",
    overflow: "auto", padding: "1rem", whiteSpace: "pre-wrap", display: "none",
    background: "#fff", color: "#000", borderTop: "4px solid #b10e1e", fontFamily: "monospace",
  });
  document.body.append(box);

  const show = (state) => {
    if (state.site > Number(own.site)) {
      sessionStorage.setItem(key, JSON.stringify({ page: location.pathname, top: scrollY }));
      location.reload();
    }
    const before = state.site < state.number ? "The last good page is shown. " : "";
    box.textContent = state.fault && before + state.fault;
    box.style.display = state.fault ? "block" : "none";
  };

  const follow = async () => {
    for (let number = -1; ; ) {
      try {
        const state = await (await fetch(`/_preview/state?after=${number}`)).json();
        number = state.number;
        show(state);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }
  };
  follow();
})();
