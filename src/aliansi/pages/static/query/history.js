// Address and history of the query page: the address is that of the query shown, and each query that runs is an entry
// of the browser's history, so that Back shows the query before it.

const LONGEST_ADDRESS = 16_000;

function entryOf(tab) {
  const yasr = tab.getYasr();
  const view = yasr.getSelectedPluginName();
  const settings = yasr.config.plugins[view]?.dynamicConfig;
  return { tab: tab.getId(), query: tab.getYasqe().getValue(), view, settings };
}

export function permalink(tab, config) {
  const { query, view, settings } = entryOf(tab);
  const said = new URLSearchParams({ lang: config.language, query, view });
  if (settings) said.set("settings", JSON.stringify(settings));
  return `${config.page}?${said}`;
}

// The query that the page begins with: that of the address, or of an entry whose query was too long for an address.
export function askedAtFirst(config, form) {
  if (config.asked) return form.elements.query.value;
  return history.state?.isLong ? history.state.query : null;
}

function isCurrent(entry) {
  return history.state?.tab === entry.tab && history.state.query === entry.query;
}

// Keep one entry for each query that runs and each tab that is selected; another view of a query replaces its entry.
export function keepHistory(yasgui, config) {
  let restoring = false;
  const note = (tab) => {
    if (restoring || !tab?.getYasqe()) return;
    const [entry, address] = [entryOf(tab), permalink(tab, config)];
    const isLong = address.length >= LONGEST_ADDRESS;
    const shown = isLong ? `${config.page}?${new URLSearchParams({ lang: config.language })}` : address;
    history[isCurrent(entry) ? "replaceState" : "pushState"]({ ...entry, isLong }, "", shown);
  };
  const begin = yasgui.getTab();
  if (begin?.getYasqe()) history.replaceState({ ...entryOf(begin), isLong: history.state?.isLong }, "", location.href);
  yasgui.on("query", (_, tab) => note(tab));
  yasgui.on("tabSelect", (_, id) => note(yasgui.getTab(id)));
  yasgui.on("tabChange", (_, tab) => tab.getYasqe() && isCurrent(entryOf(tab)) && note(tab));
  window.addEventListener("popstate", ({ state }) => {
    const here = yasgui.getTab();
    if (!state?.tab || (here.getId() === state.tab && here.getYasqe().getValue() === state.query)) return;
    restoring = true;
    const tab = show(yasgui, yasgui._tabs[state.tab], state);
    restoring = false;
    tab.query().catch(() => {});
  });
}

// Show a query and its view in a tab, or in a new one; return the tab.
export function show(yasgui, tab, { tab: id, query, view, settings, name, link }) {
  if (!tab) {
    const yasr = { settings: { selectedPlugin: view, pluginsConfig: settings ? { [view]: settings } : {} } };
    const named = { ...(id && { id }), name: name || yasgui.createTabName(), link };
    return yasgui.addTab(true, { ...named, yasqe: { value: query }, yasr });
  }
  if (yasgui.getTab() !== tab) yasgui.selectTabId(tab.getId());
  tab.getPersistedJson().link = link ?? tab.getPersistedJson().link;
  if (name) tab.setName(name);
  const [yasqe, yasr] = [tab.getYasqe(), tab.getYasr()];
  yasqe.abortQuery();
  if (yasqe.getValue() !== query) yasqe.setValue(query);
  if (view) {
    yasr.config.plugins[view].dynamicConfig = settings;
    yasr.selectPlugin(view);
  }
  return tab;
}
