/** The heading of a column that has the name of a metric: a long name takes several lines, not the whole width. */
import { keyLabel } from "../../lib/json/keys.ts";

/** A cell of a table's head. */
export function KeyHeading({ name }: { name: string }) {
  const label = keyLabel(name);
  return (
    <th scope="col" title={label} className="text-right">
      {/* A name may break behind its dots, slashes and underscores. */}
      <span className="ml-auto line-clamp-3 w-fit max-w-48 min-w-14 whitespace-normal wrap-anywhere">
        {label.split(/(?<=[./_])/).map((part, at) => (
          <span key={`${at} ${part}`}>
            {at > 0 && <wbr />}
            {part}
          </span>
        ))}
      </span>
    </th>
  );
}
