// Query page: YASGUI replaces the form that works without script.

import { chartView } from "./chart.js";
import { patchYasgui, fixTabRoles } from "./yasgui_patches.js";
import { completer, offerPrefixes, teachPrefixes, teachSyntax } from "./editor.js";
import { askedAtFirst, keepHistory, permalink, show } from "./history.js";
import { Labels } from "./labels.js";
import { mapView } from "./map.js";
import { tableView } from "./table.js";
import { timelineView } from "./timeline.js";
import { errorView, rawView, verdictView } from "./plain_views.js";

// YASGUI keeps tabs in the browser for thirty days: raise the number when their format changes.
const KEPT_AS = "aliansi-query-1";

const config = JSON.parse(document.getElementById("query-script").textContent);
const form = document.getElementById("query-form");
const parameters = new URLSearchParams(location.search);

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
  offerPrefixes(Yasqe, config.filePrefixes);
  Yasqe.defaults.autocompleters = ["variables", "prefixes", "terms"];
  const views = viewsOf(Yasr, labels);
  patchYasgui(Yasgui, config, (tab) => permalink(tab, config));
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
  const asked = askedAtFirst(config, form);
  const tab = asked === null ? (yasgui.getTab() ?? yasgui.addTab(true)) : opened(yasgui, views, asked);
  fixTabRoles(yasgui.rootEl, config);
  keepHistory(yasgui, config);
  if (asked !== null) tab.query().catch(() => {});
}

// Open the query of the address: in the tab that has it, else in one that shows another link or the example, unedited.
function opened(yasgui, views, query) {
  const tabs = Object.values(yasgui._tabs);
  const text = (tab) => tab.getPersistedJson().yasqe.value;
  const before = tabs.filter((tab) => tab.getId() === history.state?.tab);
  const same = [...before, ...tabs].find((tab) => text(tab) === query);
  const isView = Boolean(views[parameters.get("view")]?.prototype);
  const view = isView ? parameters.get("view") : "table";
  const chosen = { query, view, settings: settingsIn(parameters.get("settings")) };
  if (same) return show(yasgui, same, isView ? chosen : { query });
  const unedited = tabs.find((tab) => [tab.getPersistedJson().link, config.blank].includes(text(tab)));
  const isNumbered = unedited?.name().startsWith(config.words.query);
  return show(yasgui, unedited, { ...chosen, name: config.title || (!isNumbered && yasgui.createTabName()), link: query });
}

if (window.Yasgui) {
  form.hidden = true;
  document.getElementById("query-answer")?.remove();
  document.getElementById("query-editor").hidden = false;
  begin(window.Yasgui);
}
