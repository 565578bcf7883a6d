/** What the HTML of a README may be made of. Two sweeps use it: tags.ts before any page sees it, sanitize.ts last. */

export const TAGS = new Set(
  (
    "a abbr b blockquote br caption code col colgroup dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img input " +
    "ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var"
  ).split(" "),
);

export const ATTRIBUTES = new Set(
  "align alt checked class colspan disabled height href id lang open rel rowspan src start title type width".split(
    " ",
  ),
);
