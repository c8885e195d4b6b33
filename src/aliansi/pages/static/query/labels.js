// Labels of IRIs: those of the vocabulary file, and those of other IRIs in a result. The server chooses the language.

const IRI = /^[^<>"{}|^`\\\s]+$/;
const MOST_AT_ONCE = 50;
const LONGEST_ADDRESS = 8000;

export class Labels {
  constructor(config) {
    this.config = config;
    const known = Object.entries({ ...config.filePrefixes, ...config.prefixes });
    this.prefixes = known.sort(([one], [other]) => !one - !other); // the empty one last
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

  // The label that suits the language of the page best is the first.
  best(labels) {
    return Object.values(labels)[0];
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
    for (const [prefix, namespace] of this.prefixes) {
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
    while (wanted.length) {
      const some = [];
      let length = 0;
      while (wanted.length && some.length < MOST_AT_ONCE && length < LONGEST_ADDRESS)
        length += encodeURIComponent(some[some.push(wanted.shift()) - 1]).length;
      if (length >= 2 * LONGEST_ADDRESS) continue; // a single IRI that no address can hold
      const said = new URLSearchParams([["lang", this.config.language], ...some.map((iri) => ["iri", iri])]);
      const response = await fetch(`${this.config.labels}?${said}`);
      if (!response.ok) return; // short names will do
      const { labels } = await response.json();
      for (const iri of some) this.known.set(iri, labels[iri]);
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
