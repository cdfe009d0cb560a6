/** One question that changes are filtered by. */
export interface Filter {
  /** The changes carry their answers in `data-…` of this name, with blanks between. */
  readonly name: string;
  readonly legend: string;
  /** The answers of all changes. */
  readonly values: readonly string[];
  /** Shown also where all changes answer alike. */
  readonly isAlwaysAsked?: boolean;
}

/** The search and the filters above a list of changes. Hidden until the script that they need has started. */
export function renderFilterForm(filters: readonly Filter[]): string[] {
  return [
    '<form hidden role="search" aria-label="Changes">',
    '<label for="search">Search for a name, an address, a group or a value</label>',
    '<input type="search" id="search" name="search" autocomplete="off">',
    ...filters.flatMap(renderFilter),
    '<button type="button" id="unfold">Unfold all shown</button><button type="button" id="fold">Fold all</button><button type="reset">Show everything</button>',
    '<p id="shown" role="status" aria-live="polite"></p>',
    '</form>',
  ];
}

function renderFilter({ name, legend, values, isAlwaysAsked = false }: Filter): string[] {
  const found = [...new Set(values)].sort();
  if (found.length < (isAlwaysAsked ? 1 : 2)) return [];
  const boxes = found.map(
    (value) => `<label><input type="checkbox" name="${name}" value="${value}"> ${value.replaceAll('_', ' ')}</label>`,
  );
  return [`<fieldset><legend>${legend}</legend>`, ...boxes, '</fieldset>'];
}
