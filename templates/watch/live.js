// Added to the page by `syllabus watch`, never written into it: shows the problems of the
// last build over the page and loads it anew when it has changed.
(() => {
  "use strict";
  const shown = document.currentScript.dataset.page;
  const STYLE = `
    :host { all: initial; display: block; height: 3.5em } /* below the page: the bar covers none of it */
    @media print { :host { display: none } }
    details { position: fixed; inset: auto 0 0; z-index: 2147483647; max-height: 60vh;
      overflow: auto; box-sizing: border-box; padding: 0.6em 1em; background: #1b1b1b; color: #fff;
      border-top: 4px solid #ffd479; font: 15px/1.45 system-ui, sans-serif; text-align: start }
    details.error { border-color: #ff9b9b }
    summary { cursor: pointer; font-weight: bold }
    ol { margin: 0.6em 0 0; padding: 0; list-style: none }
    li { margin: 0 0 0.9em }
    p { margin: 0 }
    .error > .where { color: #ff9b9b }
    .warning > .where { color: #ffd479 }
    .where, pre { font-family: ui-monospace, monospace }
    pre { margin: 0.2em 0; overflow: auto; color: #ccc }
  `;
  const host = document.createElement("syllabus-problems");
  const root = host.attachShadow({ mode: "open" });

  // Texts are set as text: nothing of a course file becomes markup here.
  const element = (name, text, kind = "") => {
    const made = document.createElement(name);
    made.textContent = text;
    made.className = kind;
    return made;
  };

  const item = problem => {
    const made = element("li", "", problem.severity);
    if (problem.where) made.append(element("p", problem.where, "where"));
    made.append(element("p", problem.message));
    if (problem.excerpt) made.append(element("pre", problem.excerpt.trim()));
    if (problem.hint) made.append(element("p", `hint: ${problem.hint}`));
    return made;
  };

  const show = (summary, problems, open) => {
    const box = element("details", "", open ? "error" : "warning");
    box.open = open;
    box.append(element("summary", summary));
    const list = document.createElement("ol");
    list.append(...problems.map(item));
    box.append(list);
    root.replaceChildren(element("style", STYLE), ...(summary ? [box] : []));
  };

  host.setAttribute("role", "status");
  host.lang = "en";
  host.dir = "ltr";
  document.body.append(host);
  let last = ["", [], false];
  const events = new EventSource("/.watch/events");
  events.onmessage = event => {
    const state = JSON.parse(event.data);
    if (state.page !== shown) return location.reload();
    last = [state.summary, state.problems, state.failed];
    show(...last);
  };
  events.onerror = () => show("syllabus watch does not answer: has it ended?", last[1], false);
})();
