// biome-ignore-all lint/a11y/noRedundantRoles: as cards on a phone, CSS takes the roles of a table away
import type { ComponentChildren } from 'preact';

export interface Column<R> {
  readonly title: string;
  readonly cell: (row: R) => ComponentChildren;
  /** Names the row for whoever hears it cell by cell; one column of each table. */
  readonly isRowHeader?: boolean;
  readonly isNumber?: boolean;
}

interface DataTableProps<R> {
  readonly caption: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  /** Instead of a table without rows. */
  readonly empty: ComponentChildren;
}

/** A table that becomes a list of cards on a phone; the roles keep it a table for screen readers then. */
export function DataTable<R>({ caption, columns, rows, keyOf, empty }: DataTableProps<R>) {
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    <table class="data" role="table">
      <caption>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title, isNumber }) => (
            <th key={title} scope="col" role="columnheader" class={isNumber === true ? 'number' : ''}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map((column) => (
              <Cell key={column.title} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<R>({ column, row }: { readonly column: Column<R>; readonly row: R }) {
  const { title, cell, isRowHeader, isNumber } = column;
  const content = (
    <>
      <span class="cell-title" aria-hidden="true">
        {title}
      </span>
      <span class="cell-value">{cell(row)}</span>
    </>
  );
  const name = isNumber === true ? 'number' : '';
  return isRowHeader === true ? (
    <th scope="row" role="rowheader" class={name}>
      {content}
    </th>
  ) : (
    <td role="cell" class={name}>
      {content}
    </td>
  );
}
