/** What a reader must know before any figure. The risk of loss stands first; where the hub does not name it, the page does. */
const FIRST =
  'Trading can lose money, including all that was put in. Past and simulated results promise nothing.';

export function Disclosures({ lines }: { readonly lines: readonly string[] }) {
  const first = lines.find((line) => /\blose\b/i.test(line)) ?? FIRST;
  const rest = lines.filter((line) => line !== first);
  return (
    <section
      aria-label="Risks"
      className="mb-4 rounded-md border border-warn-line bg-warn-ground px-4 py-3 text-warn"
    >
      <p className="font-semibold">{first}</p>
      {rest.length ? (
        <ul className="mt-1.5 max-w-4xl list-disc space-y-0.5 pl-5">
          {rest.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
