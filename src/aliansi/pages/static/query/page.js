// Query page: YASGUI replaces the form that works without script.

import { chartView } from "./chart.js";
import { patchYasgui, fixTabRoles } from "./yasgui_patches.js";
import { completer, teachPrefixes, teachSyntax } from "./editor.js";
import { Labels } from "./labels.js";
import { mapView } from "./map.js";
import { tableView } from "./table.js";
import { timelineView } from "./timeline.js";
import { errorView, rawView, verdictView } from "./plain_views.js";

// YASGUI keeps tabs in the browser for thirty days: raise the number when their format changes.
const KEPT_AS = "aliansi-query-1";
const LONGEST_ADDRESS = 16_000;

const config = JSON.parse(document.getElementById("query-script").textContent);
const form = document.getElementById("query-form");
const parameters = new URLSearchParams(location.search);

function permalink(tab) {
  const yasr = tab.getYasr();
  const view = yasr.getSelectedPluginName();
  const settings = yasr.config.plugins[view]?.dynamicConfig;
  const said = new URLSearchParams({ lang: config.language, query: tab.getYasqe().getValue(), view });
  if (settings) said.set("settings", JSON.stringify(settings));
  return `${config.page}?${said}`;
}

// The address of the page is the permalink of the current tab, up to the maximum length.
function keepAddress(yasgui) {
  const tab = yasgui.getTab();
  if (!tab?.getYasqe()) return;
  const address = permalink(tab);
  if (address.length < LONGEST_ADDRESS) history.replaceState(null, "", address);
}

function settingsIn(text) {
  try {
    const said = JSON.parse(text ?? "");
    return said && typeof said === "object" ? said : undefined;
  } catch {
    return undefined;
  }
}

function viewsOf(Yasr, labels) {
  const views = {
    table: tableView(config, labels),
    chart: chartView(config, labels),
    timeline: timelineView(config, labels),
    map: mapView(config, labels),
    raw: rawView(config),
    verdict: verdictView(config),
    error: errorView(config),
  };
  Yasr.plugins = {};
  Yasr.defaults.plugins = {};
  for (const [name, view] of Object.entries(views)) Yasr.registerPlugin(name, view);
  Yasr.defaults.pluginOrder = Object.keys(views);
  Yasr.defaults.defaultPlugin = "table";
  return views;
}

function begin(Yasgui) {
  const labels = new Labels(config);
  const { Yasqe, Yasr } = Yasgui;
  teachPrefixes(Yasqe, config.prefixes);
  teachSyntax(Yasqe, config);
  Yasqe.registerAutocompleter(completer(config, labels));
  Yasqe.defaults.autocompleters = ["variables", "terms"];
  const views = viewsOf(Yasr, labels);
  patchYasgui(Yasgui, config, permalink);
  const yasgui = new Yasgui(document.getElementById("yasgui"), {
    autofocus: false,
    autoAddOnInit: false,
    populateFromUrl: false,
    persistenceId: KEPT_AS,
    tabName: config.words.query,
    requestConfig: {
      endpoint: () => new URL(config.endpoint, location.href).href,
      method: () => "POST",
      acceptHeaderSelect: () => "application/sparql-results+json",
      acceptHeaderGraph: () => "text/turtle",
    },
    yasqe: { value: config.blank, showQueryButton: false, resizeable: false },
    // Queries are kept in the browser, results are not: the data may have changed.
    yasr: { maxPersistentResponseSize: 0 },
  });
  const tab = config.asked ? opened(yasgui, views) : (yasgui.getTab() ?? yasgui.addTab(true));
  fixTabRoles(yasgui.rootEl, config);
  yasgui.on("query", () => keepAddress(yasgui));
  yasgui.on("tabChange", () => keepAddress(yasgui));
  yasgui.on("tabSelect", () => keepAddress(yasgui));
  if (config.asked) tab.query().catch(() => {});
}

// Open the query of the address, in the tab that already has it if there is one.
function opened(yasgui, views) {
  const value = form.elements.query.value;
  const view = views[parameters.get("view")]?.prototype ? parameters.get("view") : "table";
  const settings = settingsIn(parameters.get("settings"));
  const same = Object.values(yasgui._tabs).find((tab) => tab.getPersistedJson().yasqe.value === value);
  if (!same) {
    const name = config.title || yasgui.createTabName();
    const chosen = { selectedPlugin: view, pluginsConfig: settings ? { [view]: settings } : {} };
    return yasgui.addTab(true, { name, yasqe: { value }, yasr: { settings: chosen } });
  }
  if (yasgui.getTab() !== same) yasgui.selectTabId(same.getId());
  if (parameters.has("view")) {
    const yasr = same.getYasr();
    yasr.config.plugins[view].dynamicConfig = settings;
    yasr.selectPlugin(view);
  }
  return same;
}

if (window.Yasgui) {
  form.hidden = true;
  document.getElementById("query-answer")?.remove();
  document.getElementById("query-editor").hidden = false;
  begin(window.Yasgui);
}
