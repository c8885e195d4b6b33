// Labels of IRIs: those of the vocabulary file, and those that the endpoint has for other IRIs in a result.

const IRI = /^[^<>"{}|^`\\\s]+$/;
const MOST_AT_ONCE = 300;

export class Labels {
  constructor(config) {
    this.config = config;
    this.terms = [];
    this.known = new Map();
    this.translations = new Map();
    this.ready = fetch(config.vocabulary)
      .then((response) => response.json())
      .then((said) => {
        this.terms = said.terms;
        for (const term of said.terms) this.known.set(term.iri, this.best(term.labels));
        this.translations = translations(said.terms, config.language);
      });
  }

  // The label in the language of the page, else in English, else in any.
  best(labels) {
    return labels[this.config.language] ?? labels.en ?? Object.values(labels)[0];
  }

  of(iri) {
    return this.known.get(iri) || this.short(iri);
  }

  // Translation of an English label in a result, if all things with this label have the same translation.
  says(binding) {
    const here = this.translations.get(binding.value);
    return binding["xml:lang"] === "en" && here ? [here, this.config.language] : [binding.value, binding["xml:lang"]];
  }

  short(iri) {
    for (const [prefix, namespace] of Object.entries(this.config.prefixes)) {
      const local = iri.slice(namespace.length);
      if (iri.startsWith(namespace) && /^[\p{L}\p{N}_-]+$/u.test(local)) return `${prefix}:${local}`;
    }
    return iri;
  }

  // URL of the page of an IRI, else the IRI if it is a web address, else null.
  address(iri) {
    for (const [namespace, page] of this.config.addresses) {
      const local = iri.slice(namespace.length);
      if (iri.startsWith(namespace) && local) return page.replace("NAME", () => encodeURIComponent(decoded(local)));
    }
    return /^https?:\/\//.test(iri) ? iri : null;
  }

  // Request the labels of IRIs that are not known yet.
  async learn(iris) {
    await this.ready.catch(() => {});
    const wanted = [...new Set(iris)].filter((iri) => IRI.test(iri) && !this.known.has(iri));
    for (let begin = 0; begin < wanted.length; begin += MOST_AT_ONCE) {
      const some = wanted.slice(begin, begin + MOST_AT_ONCE);
      const values = some.map((iri) => `<${iri}>`).join(" ");
      const query = `SELECT ?node ?label { VALUES ?node { ${values} } ?node rdfs:label ?label }`;
      const body = new URLSearchParams({ query, format: "json" });
      const response = await fetch(this.config.endpoint, { method: "POST", body });
      if (!response.ok) return; // short names will do
      const labels = new Map(some.map((iri) => [iri, {}]));
      for (const row of (await response.json()).results.bindings)
        labels.get(row.node.value)[row.label["xml:lang"] ?? ""] = row.label.value;
      for (const [iri, said] of labels) this.known.set(iri, this.best(said));
    }
  }
}

function translations(terms, language) {
  const found = new Map();
  for (const { labels } of terms) {
    if (!labels.en || !labels[language] || language === "en") continue;
    found.set(labels.en, found.has(labels.en) && found.get(labels.en) !== labels[language] ? null : labels[language]);
  }
  return found;
}

function decoded(local) {
  try {
    return decodeURIComponent(local);
  } catch {
    return local;
  }
}
