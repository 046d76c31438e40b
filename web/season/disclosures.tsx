/** What a reader must know before any figure. The risk of loss stands first, whatever the hub sends. */
const FIRST =
  'Trading can lose money, including all that was put in. Past and simulated results promise nothing.';

export function Disclosures({ lines }: { readonly lines: readonly string[] }) {
  const rest = lines.filter((line) => line !== FIRST);
  return (
    <section
      aria-label="Risks"
      className="mb-4 rounded-md border border-warn-line bg-warn-ground px-4 py-3 text-warn"
    >
      <p className="font-semibold">{FIRST}</p>
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
