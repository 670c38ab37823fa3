/** HTML by template: whatever is put in is escaped, unless it came from here. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

export function escapeText(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}

export class Markup {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  /** The tag of a template. Lists are put in one after the other; nothing comes of what is undefined. */
  static html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
    return new Markup(parts.reduce((text, part, index) => text + render(values[index - 1]) + part));
  }

  /** `css` is ours and goes in as it is: its hash is in the policy of the page. */
  static style(css: string): Markup {
    return new Markup(`<style>${css}</style>`);
  }
}

type Content = string | number | undefined | Markup | readonly Markup[];

function render(value: Content): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(render).join('');
  return escapeText(String(value));
}

export const { html } = Markup;
