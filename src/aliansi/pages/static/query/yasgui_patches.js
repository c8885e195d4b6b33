// Patches of YASGUI: translations, accessible names and roles, and no controls that this page does not need.

import { element } from "./dom.js";
import { freeTab, keepKeys, markError } from "./editor.js";

export function patchYasgui(Yasgui, config, permalink) {
  patchTabs(Yasgui, config, permalink);
  patchResults(Yasgui.Yasr, config);
}

function patchTabs(Yasgui, config, permalink) {
  const Tab = Yasgui.Tab.prototype;
  // There is only one endpoint, and its formats have their own menu.
  Tab.initEndpointSelectField = () => {};
  Tab.initTabSettingsMenu = () => {};
  const { show } = Tab;
  Tab.show = function () {
    const first = !this.getYasqe();
    show.call(this);
    if (first) equip(this, config, permalink);
  };
}

// Insert the buttons between editor and result.
function equip(tab, config, permalink) {
  const { words } = config;
  const [yasqe, yasr] = [tab.getYasqe(), tab.getYasr()];
  freeTab(yasqe, words);
  keepKeys(yasqe);
  yasr.editor = {
    focusOn(line, column) {
      yasqe.focus();
      yasqe.getDoc().setCursor({ line: line - 1, ch: column - 1 });
    },
  };
  let running = false;
  const run = element("button", { type: "button", class: "run" }, words.run);
  run.addEventListener("click", () => (running ? yasqe.abortQuery() : tab.query().catch(() => {})));
  const link = element("a", { href: "" }, words.link);
  const files = element("span", { class: "files", hidden: true });
  const refresh = () => {
    link.href = permalink(tab);
  };
  const is = (now) => {
    running = now;
    run.textContent = now ? words.stop : words.run;
  };
  tab.on("query", () => is(true));
  tab.on("queryAbort", () => is(false));
  tab.on("queryResponse", () => is(false));
  yasqe.on("queryResponse", (_, response) => {
    if (response instanceof Error) markError(yasqe, response.message);
    offer(files, yasqe, config, response instanceof Error);
  });
  tab.on("change", refresh);
  yasqe.on("change", refresh);
  refresh();
  const panel = document.getElementById(tab.getId());
  panel.removeAttribute("role");
  panel.removeAttribute("aria-labelledby");
  panel.lastElementChild.before(element("div", { class: "query-tools" }, run, link, files));
}

function offer(files, yasqe, config, failed) {
  const query = yasqe.getValue();
  const kind = ["CONSTRUCT", "DESCRIBE"].includes(yasqe.getQueryType()) ? "CONSTRUCT" : "SELECT";
  const links = config.files[kind].map((format) => {
    const href = `${config.endpoint}?${new URLSearchParams({ query, format })}`;
    return element("a", { href, download: `answer.${format}` }, format.toUpperCase());
  });
  files.replaceChildren(config.words.download, ...links.flatMap((link) => [" ", link]));
  files.hidden = failed;
}

function patchResults(Yasr, { words }) {
  const Answers = Yasr.prototype;
  const { drawPluginSelectors, updatePluginSelectors, drawResponseInfo } = Answers;
  Answers.drawDownloadIcon = () => {};
  Answers.drawDocumentationButton = () => {};
  Answers.updateHelpButton = () => {};
  Answers.drawPluginElement = function () {
    this.pluginControls = element("div");
  };
  Answers.drawPluginSelectors = function () {
    drawPluginSelectors.call(this);
    const list = this.headerEl.querySelector(".yasr_btnGroup");
    list?.setAttribute("aria-label", words.views);
    for (const button of list?.querySelectorAll("button") ?? []) {
      button.removeAttribute("aria-label");
      button.removeAttribute("title");
    }
  };
  Answers.updatePluginSelectors = function (enabled) {
    updatePluginSelectors.call(this, enabled);
    for (const button of this.headerEl.querySelectorAll(".yasr_btnGroup button")) {
      button.setAttribute("aria-pressed", button.classList.contains("selected"));
      button.disabled = button.classList.contains("disabled");
    }
  };
  Answers.drawResponseInfo = function () {
    drawResponseInfo.call(this);
    this.dataElement.setAttribute("role", "status");
  };
  Answers.updateResponseInfo = function () {
    const rows = this.results && !this.results.hasError() ? this.results.getBindings()?.length : undefined;
    const seconds = this.results?.getResponseTime() / 1000;
    const said = [rows === undefined ? "" : `${rows} ${words.rows}`, seconds ? `${seconds} ${words.seconds}` : ""];
    this.dataElement.textContent = this.results ? said.filter(Boolean).join(", ") : "";
    this.dataElement.classList.toggle("empty", !this.results);
  };
  Answers.fillFallbackBox = function (drawn) {
    const hidden = this.plugins[drawn]?.hideFromSelection;
    this.fallbackInfoEl.replaceChildren(hidden ? "" : element("p", {}, words.cannot));
  };
}

// Remove YASGUI's tab roles, which its markup does not satisfy (a button inside the tab list, editable names, missing
// panels): the tabs become links, and the selected one is aria-current.
export function fixTabRoles(root, { words }) {
  const list = root.querySelector(".tabsList");
  const set = (node, name, value) => node.getAttribute(name) !== value && node.setAttribute(name, value);
  const fix = () => {
    set(list, "role", "group");
    set(list, "aria-label", words.tabs);
    for (const link of list.querySelectorAll(".tab > a")) {
      for (const name of ["role", "aria-controls", "aria-selected"]) link.removeAttribute(name);
      set(link, "tabindex", "0");
      set(link, "aria-current", String(link.parentElement.classList.contains("active")));
      set(link.querySelector("input"), "aria-label", words.name);
      link.querySelector(".closeTab").removeAttribute("title");
    }
    const add = list.querySelector(".addTab");
    set(add, "title", words.add);
    set(add, "aria-label", words.add);
  };
  fix();
  const attributeFilter = ["role", "tabindex", "class", "aria-selected"];
  new MutationObserver(fix).observe(list, { childList: true, subtree: true, attributes: true, attributeFilter });
  // YASGUI's menu is in English, and its commands are available elsewhere.
  list.addEventListener("contextmenu", (event) => event.stopPropagation(), { capture: true });
}
